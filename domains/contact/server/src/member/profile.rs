//! The part of a person that no statement asks for, kept as one JSON document.

use hobnail_contact_api::user::OrgEmailType;
use hobnail_wire::{Fault, JsonObject, Outcome, codes};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a member's `doc` holds. Absent and `false` aren't written.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_email_type: Option<OrgEmailType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// JSON text, as it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension_i18n: Option<JsonObject>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hired_ms: Option<i64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub hide_mobile: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub senior: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub boss: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub real_authed: bool,
}

impl Profile {
    pub fn from_text(doc: &str) -> Outcome<Self> {
        serde_json::from_str(doc).map_err(Fault::internal)
    }

    pub fn to_text(&self) -> Outcome<String> {
        serde_json::to_string(self).map_err(Fault::internal)
    }
}

/// The corp's own attributes as text: a JSON object of at most 2000 characters (60122); an empty one is none.
pub fn extension(text: &str) -> Outcome<Option<String>> {
    Ok((!attributes(text)?.is_empty()).then(|| text.trim().to_owned()))
}

/// Adds attributes to those that are there.
pub fn extend(old: Option<&str>, more: &str) -> Outcome<Option<String>> {
    let mut all = old.map_or_else(|| Ok(Map::new()), attributes)?;
    all.extend(attributes(more)?);
    extension(&Value::Object(all).to_string())
}

fn attributes(text: &str) -> Outcome<Map<String, Value>> {
    let refuse = |why: &'static str| Fault::new(&codes::EXTATTR_INVALID).field("extension").detail(why);
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    if text.chars().count() > 2000 {
        return Err(refuse("最长 2000 个字符"));
    }
    serde_json::from_str(text).map_err(|_| refuse("需要 JSON 对象"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_replaced_or_added_to() {
        assert_eq!(extension(r#"{"b":"1","a":"2"}"#).unwrap().unwrap(), r#"{"b":"1","a":"2"}"#);
        assert_eq!(extension("{}").unwrap(), None);
        assert_eq!(extension("").unwrap(), None);
        for bad in ["[]", "x", "\"a\"", "{\"a\":}"] {
            let fault = extension(bad).unwrap_err();
            assert_eq!((fault.code().errcode, fault.field_name()), (60122, Some("extension")), "{bad}");
        }
        let added = extend(Some(r#"{"a":"1","b":"2"}"#), r#"{"b":"3","c":"4"}"#).unwrap().unwrap();
        assert_eq!(serde_json::from_str::<Value>(&added).unwrap(), serde_json::json!({ "a": "1", "b": "3", "c": "4" }));
        assert_eq!(extend(None, "{}").unwrap(), None);
    }
}
