//! The bodies of messages, by `msgtype`.
//!
//! <https://open.dingtalk.com/document/development/message-types-and-data-format>

use hobnail_wire::wire;

/// `msgtype: text`.
#[wire]
pub struct Text {
    pub content: String,
}

/// `msgtype: markdown`.
#[wire]
pub struct Markdown {
    /// Shown in lists and notifications.
    pub title: String,
    #[limit(max_len = 5000)]
    pub text: String,
}

/// `msgtype: link`.
#[wire]
pub struct Link {
    #[serde(rename = "messageUrl")]
    pub message_url: String,
    #[serde(rename = "picUrl")]
    pub pic_url: String,
    pub title: String,
    pub text: String,
}

/// `msgtype: action_card`: one button over the whole card, or several.
#[wire]
pub struct ActionCard {
    pub title: Option<String>,
    pub markdown: String,
    #[limit(max_len = 20)]
    pub single_title: Option<String>,
    #[limit(max_len = 500)]
    pub single_url: Option<String>,
    /// `0` buttons below each other, `1` side by side.
    pub btn_orientation: Option<String>,
    #[limit(nested)]
    pub btn_json_list: Option<Vec<Button>>,
}

#[wire]
pub struct Button {
    #[limit(max_len = 20)]
    pub title: String,
    #[limit(max_len = 700)]
    pub action_url: String,
}
