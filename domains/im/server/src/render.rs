//! From a stored message to what a browser shows: markdown to sanitised HTML, addresses that a browser may open.

use ammonia::Builder;
use hobnail_im_api::inbox::{ActionCardBody, CardButton, InboxMessage, LinkBody, MarkdownBody, MessageKind, ReadState, TextBody};
use hobnail_wire::{Fault, Outcome};
use pulldown_cmark::{Event, Options, Parser, html};

use crate::{message::Message, store::delivery::Copy};

/// A message for the inbox.
pub fn message(copy: Copy, app_name: &str) -> Outcome<InboxMessage> {
    let message: Message = serde_json::from_str(&copy.msg).map_err(Fault::internal)?;
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
                pic_url: web_address(&link.pic_url),
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
    }
    Ok(out)
}

/// One line of a stored message.
pub fn summary(msg: &str) -> Outcome<String> {
    let message: Message = serde_json::from_str(msg).map_err(Fault::internal)?;
    Ok(message.summary())
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
            assert!(!html.contains("<script") && !html.contains("href=\"javascript") && !html.contains("src=\"data"), "{html}");
            assert!(!html.contains("<img src=\"x\" onerror") && !html.contains("<img src=x"), "{html}");
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
