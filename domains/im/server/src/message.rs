//! Reading and checking the body of a message.

use hobnail_im_api::message::{ActionCard, File, Image, Link, Markdown, Oa, OaStatusBar, Text, Voice};
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
    Image { image: Image },
    Voice { voice: Voice },
    File { file: File },
    Oa { oa: Box<Oa> },
}

/// A media file that a message carries.
pub struct Carried<'a> {
    pub media_id: &'a str,
    /// Where the message names it.
    pub field: &'static str,
    /// The kind that it must have.
    pub kind: &'static str,
    /// Where it is missing the message is refused; otherwise it is shown without.
    pub needed: bool,
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
            "image" => Message::Image { image: part(&mut msg, "image")? },
            "voice" => Message::Voice { voice: part(&mut msg, "voice")? },
            "file" => Message::File { file: part(&mut msg, "file")? },
            "oa" => Message::Oa { oa: Box::new(part(&mut msg, "oa")?) },
            _ => {
                let known = "text、image、voice、file、link、oa、markdown、action_card";
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
            Message::Image { image } => filled(&image.media_id, "msg.image.media_id"),
            Message::Voice { voice } => {
                filled(&voice.media_id, "msg.voice.media_id")?;
                voice_seconds(voice).map(|_| ())
            }
            Message::File { file } => filled(&file.media_id, "msg.file.media_id"),
            Message::Oa { oa } => check_oa(oa),
        }
    }

    /// One line for lists and notifications.
    pub fn summary(&self) -> String {
        let line: &str = match self {
            Message::Text { text } => &text.content,
            Message::Markdown { markdown } => &markdown.title,
            Message::Link { link } => &link.title,
            Message::ActionCard { action_card } => match &action_card.title {
                Some(title) if !title.trim().is_empty() => title,
                _ => &action_card.markdown,
            },
            Message::Image { .. } => "[图片]",
            Message::Voice { .. } => "[语音]",
            Message::File { .. } => "[文件]",
            Message::Oa { oa } => {
                let rows = oa.body.form.iter().flatten().filter_map(|row| row.value.as_deref());
                let mut texts = [oa.body.title.as_deref(), oa.body.content.as_deref()].into_iter().flatten().chain(rows);
                texts.find(|text| !text.trim().is_empty()).unwrap_or(&oa.head.text)
            }
        };
        line.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(80).collect()
    }

    /// All that a receiver reads of it, in one text.
    pub fn words(&self) -> String {
        match self {
            Message::Text { text } => text.content.clone(),
            Message::Markdown { markdown } => [markdown.title.as_str(), markdown.text.as_str()].join("\n"),
            Message::Link { link } => [link.title.as_str(), link.text.as_str()].join("\n"),
            Message::ActionCard { action_card: card } => {
                let buttons = card.btn_json_list.iter().flatten().map(|button| button.title.as_str());
                let texts = [card.title.as_deref(), Some(card.markdown.as_str()), card.single_title.as_deref()];
                texts.into_iter().flatten().chain(buttons).collect::<Vec<_>>().join("\n")
            }
            Message::Image { .. } | Message::Voice { .. } | Message::File { .. } => self.summary(),
            Message::Oa { oa } => {
                let body = &oa.body;
                let rows = body.form.iter().flatten().flat_map(|row| [row.key.as_deref(), row.value.as_deref()]);
                let bar = oa.status_bar.as_ref().and_then(|bar| bar.status_value.as_deref());
                let texts = [body.title.as_deref(), body.content.as_deref(), body.author.as_deref(), bar];
                texts.into_iter().chain(rows).flatten().collect::<Vec<_>>().join("\n")
            }
        }
    }

    /// The media file that the message carries.
    pub fn carried(&self) -> Option<Carried<'_>> {
        let needed = |media_id, field, kind| Carried { media_id, field, kind, needed: true };
        match self {
            Message::Image { image } => Some(needed(&image.media_id, "msg.image.media_id", "image")),
            Message::Voice { voice } => Some(needed(&voice.media_id, "msg.voice.media_id", "voice")),
            Message::File { file } => Some(needed(&file.media_id, "msg.file.media_id", "file")),
            Message::Oa { oa } => {
                let image = oa.body.image.as_deref().filter(|image| !image.trim().is_empty() && !is_web(image))?;
                Some(needed(image, "msg.oa.body.image", "image"))
            }
            Message::Link { link } if link.pic_url.starts_with(['@', '$', '#']) => {
                Some(Carried { media_id: &link.pic_url, field: "msg.link.picUrl", kind: "image", needed: false })
            }
            _ => None,
        }
    }

    pub fn status_bar(&self) -> Option<&OaStatusBar> {
        match self {
            Message::Oa { oa } => oa.status_bar.as_ref(),
            _ => None,
        }
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

/// A whole number of seconds, from 1 to 59.
pub fn voice_seconds(voice: &Voice) -> Outcome<i64> {
    let seconds = voice.duration.trim().parse::<i64>().ok().filter(|n| (1..60).contains(n));
    seconds.ok_or_else(|| Fault::new(&codes::MSG_INVALID).field("msg.voice.duration").detail("应为小于 60 的正整数，单位为秒"))
}

fn check_oa(oa: &Oa) -> Outcome<()> {
    filled(&oa.message_url, "msg.oa.message_url")?;
    let bgcolor = &oa.head.bgcolor;
    if bgcolor.len() != 8 || !bgcolor.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Fault::new(&codes::MSG_INVALID)
            .field("msg.oa.head.bgcolor")
            .detail("应为 8 位十六进制：前 2 位透明度，后 6 位颜色，不加 0x"));
    }
    oa.status_bar.as_ref().map_or(Ok(()), |bar| check_status_bar(bar).map_err(|fault| fault.under("msg.oa.status_bar")))
}

/// The colour is one; refusals name the field inside the bar.
pub fn check_status_bar(bar: &OaStatusBar) -> Outcome<()> {
    match &bar.status_bg {
        Some(text) if colour(text).is_none() => {
            Err(Fault::new(&codes::MSG_INVALID).field("status_bg").detail("应为 0xFF 加六位颜色值，如 0xFFF65E5E"))
        }
        _ => Ok(()),
    }
}

/// `FFBBBBBB`, `0xFFF65E5E` or six digits without transparency, as a style sheet writes it.
pub fn colour(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).or_else(|| text.strip_prefix('#')).unwrap_or(text);
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let digits = digits.to_ascii_lowercase();
    match digits.len() {
        6 => Some(format!("#{digits}")),
        8 if digits.starts_with("ff") => Some(format!("#{}", &digits[2..])),
        8 => Some(format!("#{}{}", &digits[2..], &digits[..2])),
        _ => None,
    }
}

fn is_web(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    text.starts_with("https://") || text.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::colour;

    #[test]
    fn colours_as_clients_write_them() {
        assert_eq!(colour("FFBBBBBB").as_deref(), Some("#bbbbbb"));
        assert_eq!(colour("0xFFF65E5E").as_deref(), Some("#f65e5e"));
        assert_eq!(colour("80112233").as_deref(), Some("#11223380"));
        assert_eq!(colour("#a1b2c3").as_deref(), Some("#a1b2c3"));
        for bad in ["", "red", "FFF", "0xFFF65E5", "0xGGF65E5E", "url(x)"] {
            assert_eq!(colour(bad), None, "{bad}");
        }
    }
}
