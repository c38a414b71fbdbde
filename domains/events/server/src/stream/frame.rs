//! Frames as clients read them: every header a text, `data` JSON in a text.

use hobnail_jobs::delivery::Delivery;
use hobnail_wire::Outcome;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::shape;

/// Bytes of a frame that every client takes.
pub const MOST: usize = 256 * 1024;

fn frame(kind: &str, topic: &str, message_id: &str, now_ms: i64, more: &[(&str, String)], data: &str) -> String {
    let mut headers = Map::new();
    headers.insert("topic".into(), json!(topic));
    headers.insert("contentType".into(), json!("application/json"));
    headers.insert("messageId".into(), json!(message_id));
    headers.insert("time".into(), json!(now_ms.to_string()));
    headers.extend(more.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
    json!({ "specVersion": "1.0", "type": kind, "headers": headers, "data": data }).to_string()
}

pub fn ping(message_id: &str, now_ms: i64) -> String {
    frame("SYSTEM", "ping", message_id, now_ms, &[], &json!({ "opaque": message_id }).to_string())
}

pub fn disconnect(message_id: &str, now_ms: i64, reason: &str) -> String {
    frame("SYSTEM", "disconnect", message_id, now_ms, &[], &json!({ "reason": reason }).to_string())
}

/// Which app and connection an event goes to.
pub struct To<'a> {
    pub connection_id: &'a str,
    pub app_id: &'a str,
}

/// An event's frame.
pub fn event(delivery: &Delivery, to: &To<'_>, message_id: &str, now_ms: i64, data: &Value) -> String {
    let headers = [
        ("appId", to.app_id.to_owned()),
        ("connectionId", to.connection_id.to_owned()),
        ("eventId", delivery.event_id.to_string()),
        ("eventType", delivery.kind.clone()),
        ("eventCorpId", delivery.corp_id.to_string()),
        ("eventBornTime", delivery.created_ms.to_string()),
        ("eventUnifiedAppId", to.app_id.to_owned()),
    ];
    frame("EVENT", "*", message_id, now_ms, &headers, &data.to_string())
}

pub fn data(delivery: &Delivery) -> Outcome<Value> {
    shape::stream(delivery)
}

/// What a client says back.
#[derive(Debug)]
pub struct Ack {
    pub code: i64,
    pub message_id: String,
    /// Its data, as text.
    pub data: String,
    /// Not now: whatever the code says.
    pub later: bool,
}

#[derive(Deserialize)]
struct Raw {
    code: i64,
    headers: Map<String, Value>,
    #[serde(default)]
    data: Value,
}

/// `None` for everything that is not an acknowledgement.
pub fn ack(text: &str) -> Option<Ack> {
    let raw: Raw = serde_json::from_str(text).ok()?;
    let message_id = raw.headers.get("messageId")?.as_str()?.to_owned();
    let data = match raw.data {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let later = serde_json::from_str::<Value>(&data).is_ok_and(|data| data["status"] == "LATER");
    Some(Ack { code: raw.code, message_id, data, later })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery() -> Delivery {
        Delivery {
            corp_id: "dinghob".into(),
            lane: "1".into(),
            event_id: 7,
            kind: "user_add_org".into(),
            key: String::new(),
            attempt: 0,
            payload: r#"{"userId":["王\"小\"明😀"],"timeStamp":"1"}"#.into(),
            created_ms: 1_700_000_000_000,
        }
    }

    #[test]
    fn every_header_is_a_text_and_data_is_json_in_a_text() {
        let delivery = delivery();
        let to = To { connection_id: "c", app_id: "a" };
        let text = event(&delivery, &to, "m1", 1_700_000_000_123, &data(&delivery).unwrap());
        for text in [text.as_str(), &ping("p", 1), &disconnect("d", 1, "why")] {
            let frame: Value = serde_json::from_str(text).unwrap();
            let headers = frame["headers"].as_object().unwrap();
            assert!(headers.values().all(Value::is_string), "{headers:?}");
            assert_eq!(headers["contentType"], "application/json");
            let data: Value = serde_json::from_str(frame["data"].as_str().unwrap()).unwrap();
            assert!(data.is_object());
        }
        let frame: Value = serde_json::from_str(&text).unwrap();
        assert!(frame["headers"]["eventBornTime"].as_str().unwrap().bytes().all(|b| b.is_ascii_digit()));
        let data: Value = serde_json::from_str(frame["data"].as_str().unwrap()).unwrap();
        assert_eq!(data["userId"][0], "王\"小\"明😀");
    }

    #[test]
    fn acknowledgements_of_every_client_are_read() {
        let of = |text: &str| ack(text).map(|ack| (ack.code, ack.later));
        let python = r#"{"code":200,"headers":{"messageId":"m","contentType":"application/json"},"message":"OK","data":"{\"userId\":[]}"}"#;
        assert_eq!(of(python), Some((200, false)));
        assert_eq!(of(r#"{"code":200,"headers":{"messageId":"m"},"data":"{\"status\":\"LATER\"}"}"#), Some((200, true)));
        assert_eq!(
            of("{\"code\":500,\"headers\":{\"messageId\":\"m\"},\"data\":\"{\\\"status\\\":\\\"LATER\\\"}\"}\n"),
            Some((500, true))
        );
        assert_eq!(of(r#"{"code":500,"headers":{"messageId":"m"}}"#), Some((500, false)));
        assert_eq!(of(r#"{"code":404,"headers":{"messageId":"m"},"data":{"status":"LATER"}}"#), Some((404, true)));
        for bad in ["", "x", "{}", "[]", r#"{"code":"200","headers":{"messageId":"m"}}"#, r#"{"code":200,"headers":{}}"#] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
