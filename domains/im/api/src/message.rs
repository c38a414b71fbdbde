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

/// `msgtype: image`.
#[wire]
pub struct Image {
    /// An image of the corp; see `media/upload`.
    pub media_id: String,
}

/// `msgtype: voice`.
#[wire]
pub struct Voice {
    /// A voice recording of the corp.
    pub media_id: String,
    /// Seconds, 1 to 59.
    pub duration: String,
}

/// `msgtype: file`.
#[wire]
pub struct File {
    /// A file of the corp of at most 10 MB.
    pub media_id: String,
}

/// `msgtype: oa`: a form of a business process, all of it one link.
#[wire]
pub struct Oa {
    pub message_url: String,
    /// Instead of `message_url` on computers.
    pub pc_message_url: Option<String>,
    #[limit(nested)]
    pub head: OaHead,
    /// Only for at most five listed receivers; see [`crate::work::WorkStatusBarUpdate`].
    #[limit(nested)]
    pub status_bar: Option<OaStatusBar>,
    #[limit(nested)]
    pub body: OaBody,
}

#[wire]
pub struct OaHead {
    /// Eight hex digits: transparency, red, green, blue.
    pub bgcolor: String,
    /// Work notifications show the app's name instead.
    pub text: String,
}

#[wire]
pub struct OaStatusBar {
    pub status_value: Option<String>,
    /// Such as `0xFFF65E5E`; black when absent.
    pub status_bg: Option<String>,
}

#[wire]
pub struct OaBody {
    pub title: Option<String>,
    /// Six rows are shown.
    #[limit(nested)]
    pub form: Option<Vec<OaRow>>,
    #[limit(nested)]
    pub rich: Option<OaRich>,
    /// Three lines are shown.
    pub content: Option<String>,
    /// An image of the corp, or the address of a picture.
    pub image: Option<String>,
    /// For show only.
    pub file_count: Option<String>,
    pub author: Option<String>,
}

#[wire]
pub struct OaRow {
    pub key: Option<String>,
    pub value: Option<String>,
}

/// One large number with its unit.
#[wire]
pub struct OaRich {
    pub num: Option<String>,
    pub unit: Option<String>,
}
