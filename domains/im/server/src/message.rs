//! Reading and checking the body of a message.

use hobnail_im_api::message::{ActionCard, Link, Markdown, Text};
use hobnail_wire::{Fault, JsonObject, Limits, Outcome, args::decode_value, codes};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A message that was checked; serialised, it is the canonical form: known fields only, coerced, in one order.
#[derive(Serialize, Deserialize)]
#[serde(tag = "msgtype", rename_all = "snake_case")]
pub enum Message {
    Text { text: Text },
    Markdown { markdown: Markdown },
    Link { link: Link },
    ActionCard { action_card: ActionCard },
}

impl Message {
    /// Reads `msg` as a client sent it. Refusals name the field, such as `msg.text.content`.
    pub fn read(JsonObject(mut msg): JsonObject, max_bytes: usize) -> Outcome<Message> {
        let size = serde_json::to_string(&msg).map_err(Fault::internal)?.len();
        if size > max_bytes {
            return Err(Fault::new(&codes::MSG_TOO_LONG).field("msg").detail(format!("最长 {max_bytes} 字节，实际 {size}")));
        }
        let msgtype = match msg.remove("msgtype") {
            Some(Value::String(text)) => text,
            Some(_) => return Err(Fault::new(&codes::MSG_TYPE_INVALID).field("msg.msgtype")),
            None => return Err(Fault::new(&codes::MISSING_PARAM).field("msg.msgtype")),
        };
        let message = match msgtype.as_str() {
            "text" => Message::Text { text: part(&mut msg, "text")? },
            "markdown" => Message::Markdown { markdown: part(&mut msg, "markdown")? },
            "link" => Message::Link { link: part(&mut msg, "link")? },
            "action_card" => Message::ActionCard { action_card: part(&mut msg, "action_card")? },
            _ => {
                let known = "text、markdown、link、action_card";
                return Err(Fault::new(&codes::MSG_TYPE_INVALID).field("msg.msgtype").detail(format!("支持 {known}")));
            }
        };
        message.check()?;
        Ok(message)
    }

    /// Rules that the types don't tell.
    fn check(&self) -> Outcome<()> {
        match self {
            Message::Text { text } => filled(&text.content, "msg.text.content"),
            Message::Markdown { markdown } => {
                filled(&markdown.title, "msg.markdown.title")?;
                filled(&markdown.text, "msg.markdown.text")
            }
            Message::Link { link } => {
                filled(&link.title, "msg.link.title")?;
                filled(&link.text, "msg.link.text")?;
                filled(&link.message_url, "msg.link.messageUrl")
            }
            Message::ActionCard { action_card } => check_card(action_card),
        }
    }

    /// One line for lists and notifications.
    pub fn summary(&self) -> String {
        let line = match self {
            Message::Text { text } => &text.content,
            Message::Markdown { markdown } => &markdown.title,
            Message::Link { link } => &link.title,
            Message::ActionCard { action_card } => match &action_card.title {
                Some(title) if !title.trim().is_empty() => title,
                _ => &action_card.markdown,
            },
        };
        line.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(80).collect()
    }
}

fn part<T: DeserializeOwned + Limits>(msg: &mut serde_json::Map<String, Value>, name: &str) -> Outcome<T> {
    let field = format!("msg.{name}");
    let body = msg.remove(name).ok_or_else(|| Fault::new(&codes::MISSING_PARAM).field(&field))?;
    let body: T = decode_value(body).map_err(|fault| fault.under(&field))?;
    body.check().map_err(|fault| fault.under(&field))?;
    Ok(body)
}

fn filled(text: &str, field: &str) -> Outcome<()> {
    if text.trim().is_empty() { Err(Fault::new(&codes::MSG_INVALID).field(field).detail("不能为空")) } else { Ok(()) }
}

fn check_card(card: &ActionCard) -> Outcome<()> {
    filled(&card.markdown, "msg.action_card.markdown")?;
    if let Some(orientation) = &card.btn_orientation
        && orientation != "0"
        && orientation != "1"
    {
        return Err(Fault::new(&codes::MSG_INVALID).field("msg.action_card.btn_orientation").detail("取值为 0 或 1"));
    }
    match (&card.single_title, &card.single_url, &card.btn_json_list) {
        (Some(title), Some(url), None) => {
            filled(title, "msg.action_card.single_title")?;
            filled(url, "msg.action_card.single_url")
        }
        (None, None, Some(buttons)) if !buttons.is_empty() => {
            let size = serde_json::to_string(buttons).map_err(Fault::internal)?.len();
            if size > 1000 {
                return Err(Fault::new(&codes::MSG_INVALID)
                    .field("msg.action_card.btn_json_list")
                    .detail(format!("最长 1000 字节，实际 {size}")));
            }
            for (i, button) in buttons.iter().enumerate() {
                filled(&button.title, &format!("msg.action_card.btn_json_list[{i}].title"))?;
                filled(&button.action_url, &format!("msg.action_card.btn_json_list[{i}].action_url"))?;
            }
            Ok(())
        }
        (Some(_), None, None) => Err(Fault::new(&codes::MISSING_PARAM).field("msg.action_card.single_url")),
        (None, Some(_), None) => Err(Fault::new(&codes::MISSING_PARAM).field("msg.action_card.single_title")),
        _ => Err(Fault::new(&codes::MSG_INVALID)
            .field("msg.action_card")
            .detail("single_title 与 single_url，或 btn_json_list，必须且只能使用一种")),
    }
}
