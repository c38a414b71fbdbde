//! One event in the dress of each way of delivery.
//!
//! The log holds an event's fields with the names of today's HTTP push. Over a stream some are spelled differently; older
//! HTTP receivers know capitalised names, so those are sent beside the newer ones.

use hobnail_jobs::delivery::Delivery;
use hobnail_wire::{Fault, Outcome};
use serde_json::{Map, Value, json};

use crate::catalogue;

fn fields(delivery: &Delivery) -> Outcome<Map<String, Value>> {
    serde_json::from_str(&delivery.payload).map_err(Fault::internal)
}

fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// The text that is encrypted for an HTTP callback.
pub fn http(delivery: &Delivery) -> Outcome<Value> {
    let mut body = fields(delivery)?;
    if let Some(known) = catalogue::find(&delivery.kind) {
        for legacy in known.http_legacy_fields.iter().flatten() {
            let value = body.iter().find(|(name, _)| same(name, &legacy.name)).map(|(_, value)| value.clone());
            if let Some(value) = value {
                body.entry(legacy.name.clone()).or_insert(value);
            }
        }
    }
    // The envelope's names win over fields of the same name.
    body.insert("EventType".into(), json!(delivery.kind));
    body.insert("EventTime".into(), json!(delivery.created_ms));
    body.insert("CorpId".into(), json!(delivery.corp_id));
    body.insert("BizId".into(), json!(delivery.event_id.to_string()));
    body.insert("eventId".into(), json!(delivery.event_id.to_string()));
    if let Some(time) = body.get("timeStamp").cloned() {
        body.entry("TimeStamp").or_insert(time);
    }
    Ok(Value::Object(body))
}

/// The `data` of a stream frame.
pub fn stream(delivery: &Delivery) -> Outcome<Value> {
    let mut body = fields(delivery)?;
    let Some(spelled) = catalogue::find(&delivery.kind).and_then(|known| known.stream_fields.as_ref()) else {
        return Ok(Value::Object(body));
    };
    for field in spelled {
        let other = body.keys().find(|name| same(name, &field.name) && **name != field.name).cloned();
        if let Some(value) = other.and_then(|name| body.remove(&name)) {
            body.insert(field.name.clone(), value);
        }
        match field.name.as_str() {
            "eventId" => _ = body.insert("eventId".into(), json!(delivery.event_id.to_string())),
            "eventType" => _ = body.insert("eventType".into(), json!(delivery.kind)),
            _ => {}
        }
    }
    Ok(Value::Object(body))
}

/// An entry of the list of failed callbacks.
pub fn failed(corp_id: &str, kind: &str, payload: &str, created_ms: i64) -> Outcome<Value> {
    let fields: Map<String, Value> = serde_json::from_str(payload).map_err(Fault::internal)?;
    let mut about = Map::from_iter([("corpid".to_owned(), json!(corp_id))]);
    match kind {
        _ if kind.starts_with("bpms_") => _ = about.insert("bpmsCallBackData".into(), Value::Object(fields)),
        _ if kind.starts_with("label_") => _ = about.insert("roleLabelChange".into(), Value::Object(fields)),
        // What happens to people stands there plainly, with the older API's names.
        _ if kind.starts_with("user_") => {
            about.extend(fields.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)))
        }
        _ => _ = about.insert("callbackData".into(), Value::Object(fields)),
    }
    Ok(json!({ "call_back_tag": kind, "event_time": created_ms, kind: about }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(kind: &str, payload: Value) -> Delivery {
        Delivery {
            corp_id: "dinghob".into(),
            lane: "1".into(),
            event_id: 7,
            kind: kind.into(),
            key: String::new(),
            attempt: 0,
            payload: payload.to_string(),
            created_ms: 1_700_000_000_000,
        }
    }

    #[test]
    fn http_bodies_carry_both_spellings() {
        let body = http(&delivery("user_add_org", json!({ "timeStamp": "1", "userId": ["u7"] }))).unwrap();
        let wanted = json!({ "EventType": "user_add_org", "EventTime": 1_700_000_000_000_i64, "CorpId": "dinghob", "BizId": "7",
            "eventId": "7", "timeStamp": "1", "TimeStamp": "1", "userId": ["u7"], "UserId": ["u7"] });
        assert_eq!(body, wanted);
    }

    #[test]
    fn stream_data_has_its_own_spelling() {
        let read = json!({ "OpenConversationId": "c", "UserId": "u7", "RobotCode": "r" });
        let data = stream(&delivery("robot_msg_read", read)).unwrap();
        assert_eq!(data, json!({ "openConversationId": "c", "userId": "u7", "robotCode": "r" }));
        let added = stream(&delivery("chat_add_member", json!({ "chatId": "c" }))).unwrap();
        assert_eq!(added, json!({ "chatId": "c", "eventType": "chat_add_member" }));
        let joined = stream(&delivery("user_add_org", json!({ "userId": ["u7"] }))).unwrap();
        assert_eq!(joined, json!({ "userId": ["u7"] }));
    }

    #[test]
    fn failures_lie_under_the_key_of_their_kind() {
        let of = |kind: &str| failed("d", kind, r#"{"userId":["u"]}"#, 5).unwrap();
        let people =
            json!({ "call_back_tag": "user_add_org", "event_time": 5, "user_add_org": { "corpid": "d", "userid": ["u"] } });
        assert_eq!(of("user_add_org"), people);
        assert_eq!(of("bpms_task_change")["bpms_task_change"]["bpmsCallBackData"], json!({ "userId": ["u"] }));
        assert_eq!(of("label_conf_add")["label_conf_add"]["roleLabelChange"], json!({ "userId": ["u"] }));
        assert_eq!(of("chat_quit")["chat_quit"], json!({ "corpid": "d", "callbackData": { "userId": ["u"] } }));
    }
}
