//! The inbox: work notifications as their receivers see them.

use hobnail_wire::{AgentId, Download, MessageId, TaskId, endpoint, endpoints, wire};

/// The apps that wrote to me, the one with the newest message first.
#[wire]
pub struct InboxApps {}

#[wire]
pub struct InboxAppsReply {
    pub items: Vec<InboxApp>,
    /// Unread messages of all apps.
    pub unread: i64,
}

#[wire(camel)]
pub struct InboxApp {
    pub agent_id: AgentId,
    pub name: String,
    pub icon: Option<String>,
    pub unread: i64,
    pub last: Option<InboxLast>,
}

#[wire(camel)]
pub struct InboxLast {
    pub id: MessageId,
    pub summary: String,
    pub delivered_ms: i64,
}

endpoint!(InboxApps => InboxAppsReply, Console GET "/console/api/me/inbox/apps", person);

/// Messages of one app, newest first.
#[wire(camel)]
pub struct InboxPage {
    pub agent_id: AgentId,
    /// `next` of the page before.
    pub after: Option<MessageId>,
    #[limit(min = 1, max = 100)]
    pub limit: Option<i64>,
}

#[wire]
pub struct InboxPageReply {
    pub items: Vec<InboxMessage>,
    pub next: Option<MessageId>,
}

/// One message; the part named by `kind` is present.
#[wire(camel)]
pub struct InboxMessage {
    pub id: MessageId,
    pub agent_id: AgentId,
    pub app_name: String,
    pub task_id: TaskId,
    pub delivered_ms: i64,
    pub state: ReadState,
    pub kind: MessageKind,
    /// One line for lists.
    pub summary: String,
    pub text: Option<TextBody>,
    pub markdown: Option<MarkdownBody>,
    pub link: Option<LinkBody>,
    pub action_card: Option<ActionCardBody>,
    pub image: Option<ImageBody>,
    pub voice: Option<VoiceBody>,
    pub file: Option<FileBody>,
    pub oa: Option<Box<OaBody>>,
}

#[wire]
pub enum ReadState {
    Unread,
    Read,
}

#[wire(camel)]
pub enum MessageKind {
    Text,
    Markdown,
    Link,
    ActionCard,
    Image,
    Voice,
    File,
    Oa,
}

#[wire]
pub struct TextBody {
    pub content: String,
}

#[wire]
pub struct MarkdownBody {
    pub title: String,
    /// Sanitised.
    pub html: String,
}

#[wire(camel)]
pub struct LinkBody {
    pub title: String,
    pub text: String,
    pub pic_url: Option<String>,
    /// Absent when it is not an address that a browser may open.
    pub message_url: Option<String>,
}

#[wire(camel)]
pub struct ActionCardBody {
    pub title: String,
    /// Sanitised.
    pub html: String,
    pub single_title: Option<String>,
    pub single_url: Option<String>,
    pub buttons: Option<Vec<CardButton>>,
    /// Buttons below each other.
    pub vertical: bool,
}

#[wire]
pub struct CardButton {
    pub title: String,
    pub url: Option<String>,
}

/// A picture. Addresses are of this server.
#[wire(camel)]
pub struct ImageBody {
    pub url: String,
    /// Smaller, for lists.
    pub preview_url: String,
    /// Pixels.
    pub width: Option<i64>,
    pub height: Option<i64>,
}

#[wire(camel)]
pub struct VoiceBody {
    pub url: String,
    /// Such as `audio/amr`, which browsers can't play.
    pub mime: Option<String>,
    pub seconds: i64,
}

#[wire(camel)]
pub struct FileBody {
    pub url: String,
    pub name: String,
    /// Bytes.
    pub size: i64,
}

/// A form of a business process. Colours are `#rrggbb` or `#rrggbbaa`.
#[wire(camel)]
pub struct OaBody {
    pub head: OaHeadBody,
    pub status_bar: Option<OaStatusBarBody>,
    pub title: Option<String>,
    /// At most six.
    pub form: Vec<OaRowBody>,
    pub rich: Option<OaRichBody>,
    pub content: Option<String>,
    pub image_url: Option<String>,
    pub file_count: Option<String>,
    pub author: Option<String>,
    /// The address for computers where there is one; absent when it is not an address that a browser may open.
    pub message_url: Option<String>,
}

#[wire]
pub struct OaHeadBody {
    /// The app's name.
    pub text: String,
    pub color: String,
}

#[wire]
pub struct OaStatusBarBody {
    pub value: String,
    pub color: String,
}

#[wire]
pub struct OaRowBody {
    pub key: String,
    pub value: String,
}

#[wire]
pub struct OaRichBody {
    pub num: String,
    pub unit: String,
}

endpoint!(InboxPage => InboxPageReply, Console GET "/console/api/me/inbox/messages", person);

/// One message by id.
#[wire]
pub struct InboxMessageGet {
    pub id: MessageId,
}

#[wire]
pub struct InboxMessageGetReply {
    pub item: InboxMessage,
}

endpoint!(InboxMessageGet => InboxMessageGetReply, Console GET "/console/api/me/inbox/message", person);

/// Marks messages as read; the sender's result tells it from then on.
#[wire]
pub struct InboxRead {
    #[limit(max_items = 200)]
    pub ids: Vec<MessageId>,
}

#[wire]
pub struct InboxReadReply {
    /// Unread messages that are left, of all apps.
    pub unread: i64,
}

endpoint!(InboxRead => InboxReadReply, Console POST "/console/api/me/inbox/read", person);

/// The bytes of a picture, recording or file that a message of mine carries. Everything but pictures is sent to be saved.
#[wire]
pub struct InboxMediaGet {
    /// The media_id.
    pub id: String,
    /// A picture's preview.
    pub preview: Option<bool>,
}

endpoint!(InboxMediaGet => Download, Console GET "/console/api/me/media", person);

endpoints![InboxApps, InboxPage, InboxMessageGet, InboxRead, InboxMediaGet];
