//! From a stored message to what a browser shows: markdown to sanitised HTML, addresses that a browser may open.

use ammonia::Builder;
use hobnail_drive::Media;
use hobnail_im_api::{
    inbox::{
        ActionCardBody, CardButton, FileBody, ImageBody, InboxMessage, LinkBody, MarkdownBody, MessageKind, OaBody, OaHeadBody,
        OaRichBody, OaRowBody, OaStatusBarBody, ReadState, TextBody, VoiceBody,
    },
    message::Oa,
};
use hobnail_wire::{Fault, Outcome, TaskId};
use pulldown_cmark::{Event, Options, Parser, html};

use crate::{
    message::{Message, colour, voice_seconds},
    store::delivery::Copy,
};

/// Rows of a form that are shown.
const FORM_ROWS: usize = 6;

/// Reads a stored message.
pub fn stored(msg: &str) -> Outcome<Message> {
    serde_json::from_str(msg).map_err(Fault::internal)
}

/// Who is shown a message, and so where a browser gets the file that it carries.
pub enum Files {
    OfReceiver,
    /// For those who answer for the app.
    OfTask(TaskId),
}

impl Files {
    fn url(&self, media_id: &str, preview: bool) -> String {
        let preview = if preview { "&preview=true" } else { "" };
        match self {
            Files::OfReceiver => format!("/console/api/me/media?id={}{preview}", media_id.replace('@', "%40")),
            Files::OfTask(task_id) => format!("/console/api/admin/sent/media?taskId={task_id}{preview}"),
        }
    }
}

/// A message for the inbox; `media` is what it carries.
pub fn message(copy: Copy, message: Message, media: Option<&Media>, app_name: &str, files: &Files) -> Outcome<InboxMessage> {
    let summary = message.summary();
    let mut out = InboxMessage {
        id: copy.message_id,
        agent_id: copy.agent_id,
        app_name: app_name.to_owned(),
        task_id: copy.task_id,
        delivered_ms: copy.delivered_ms,
        state: if copy.state == 0 { ReadState::Unread } else { ReadState::Read },
        kind: MessageKind::Text,
        summary,
        text: None,
        markdown: None,
        link: None,
        action_card: None,
        image: None,
        voice: None,
        file: None,
        oa: None,
    };
    match message {
        Message::Text { text } => out.text = Some(TextBody { content: text.content }),
        Message::Markdown { markdown } => {
            out.kind = MessageKind::Markdown;
            out.markdown = Some(MarkdownBody { title: markdown.title, html: to_html(&markdown.text) });
        }
        Message::Link { link } => {
            out.kind = MessageKind::Link;
            out.link = Some(LinkBody {
                title: link.title,
                text: link.text,
                pic_url: media.map(|m| files.url(&m.media_id, true)).or_else(|| web_address(&link.pic_url)),
                message_url: address(&link.message_url),
            });
        }
        Message::ActionCard { action_card: card } => {
            out.kind = MessageKind::ActionCard;
            out.action_card = Some(ActionCardBody {
                title: card.title.unwrap_or_default(),
                html: to_html(&card.markdown),
                single_title: card.single_title,
                single_url: card.single_url.as_deref().and_then(address),
                buttons: card
                    .btn_json_list
                    .map(|list| list.into_iter().map(|b| CardButton { title: b.title, url: address(&b.action_url) }).collect()),
                vertical: card.btn_orientation.as_deref() != Some("1"),
            });
        }
        Message::Image { image } => {
            out.kind = MessageKind::Image;
            out.image = Some(ImageBody {
                url: files.url(&image.media_id, false),
                preview_url: files.url(&image.media_id, true),
                width: media.and_then(|m| m.width),
                height: media.and_then(|m| m.height),
            });
        }
        Message::Voice { voice } => {
            out.kind = MessageKind::Voice;
            out.voice = Some(VoiceBody {
                url: files.url(&voice.media_id, false),
                mime: media.map(|m| m.mime.clone()),
                seconds: voice_seconds(&voice)?,
            });
        }
        Message::File { file } => {
            out.kind = MessageKind::File;
            if let Some(media) = media {
                out.summary = format!("[文件] {}", media.name);
            }
            out.file = Some(FileBody {
                url: files.url(&file.media_id, false),
                name: media.map(|m| m.name.clone()).unwrap_or_default(),
                size: media.map_or(0, |m| m.size),
            });
        }
        Message::Oa { oa } => {
            out.kind = MessageKind::Oa;
            out.oa = Some(Box::new(form(*oa, media, app_name, files)));
        }
    }
    Ok(out)
}

/// The head shows the app's name, as work notifications do.
fn form(oa: Oa, media: Option<&Media>, app_name: &str, files: &Files) -> OaBody {
    let body = oa.body;
    let text = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    OaBody {
        head: OaHeadBody { text: app_name.to_owned(), color: colour(&oa.head.bgcolor).unwrap_or_default() },
        status_bar: oa.status_bar.and_then(|bar| {
            let color = bar.status_bg.as_deref().and_then(colour).unwrap_or_else(|| "#000000".into());
            Some(OaStatusBarBody { value: text(bar.status_value)?, color })
        }),
        title: text(body.title),
        form: (body.form.into_iter().flatten().take(FORM_ROWS))
            .map(|row| OaRowBody { key: row.key.unwrap_or_default(), value: row.value.unwrap_or_default() })
            .collect(),
        rich: body.rich.map(|rich| OaRichBody { num: rich.num.unwrap_or_default(), unit: rich.unit.unwrap_or_default() }),
        content: text(body.content),
        image_url: match media {
            Some(media) => Some(files.url(&media.media_id, true)),
            None => body.image.as_deref().and_then(web_address),
        },
        file_count: text(body.file_count),
        author: text(body.author),
        message_url: text(oa.pc_message_url).as_deref().and_then(address).or_else(|| address(&oa.message_url)),
    }
}

/// One line of a stored message.
pub fn summary(msg: &str) -> Outcome<String> {
    Ok(stored(msg)?.summary())
}

const SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "dingtalk"];

/// Markdown as DingTalk's client shows it: a single line break is a line break. Raw HTML is shown as text.
fn to_html(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES).map(|event| match event {
        Event::SoftBreak => Event::HardBreak,
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        other => other,
    });
    let mut out = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut out, events);
    Builder::default()
        .url_schemes(SCHEMES.into())
        .link_rel(Some("noopener noreferrer"))
        .set_tag_attribute_value("a", "target", "_blank")
        .clean(&out)
        .to_string()
}

/// An address that a click may open; `None` for scripts and other schemes.
fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let (scheme, _) = text.split_once(':')?;
    SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()).then(|| text.to_owned())
}

/// An address of a picture.
fn web_address(text: &str) -> Option<String> {
    address(text).filter(|a| a.to_ascii_lowercase().starts_with("http"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_do_not_survive() {
        for bad in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "![x](data:text/html;base64,PHNjcmlwdD4=)",
            "<a href=\"javascript:alert(1)\">x</a>",
            "[x](vbscript:x)",
        ] {
            let html = to_html(bad).to_ascii_lowercase();
            // What is left of it may stand in the text; only in a tag would it run.
            for tag in html.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
                for word in ["script", "onerror", "data:"] {
                    assert!(!tag.contains(word), "{bad} became {html}");
                }
            }
        }
        assert_eq!(address("javascript:alert(1)"), None);
        assert_eq!(address(" https://a.b/c "), Some("https://a.b/c".into()));
        assert_eq!(
            address("dingtalk://dingtalkclient/page/link?url=x"),
            Some("dingtalk://dingtalkclient/page/link?url=x".into())
        );
    }

    #[test]
    fn markdown_reads_as_written() {
        assert_eq!(to_html("**粗** 一\n二"), "<p><strong>粗</strong> 一<br>\n二</p>\n");
        assert!(to_html("[看](https://a.b)").contains("rel=\"noopener noreferrer\""));
    }
}
