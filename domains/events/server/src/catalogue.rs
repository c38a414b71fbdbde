//! The events that the platform documents: what they are called, how they may be delivered, what they carry.

use std::{collections::HashMap, sync::LazyLock};

use serde::Deserialize;
use serde_json::{Map, Value};

const TEXT: &str = include_str!("../../../../catalogue/events.jsonl");

static ALL: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let lines = TEXT.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("catalogue/events.jsonl: {error}: {line}")))
        .collect()
});

static BY_NAME: LazyLock<HashMap<&'static str, &'static Known>> =
    LazyLock::new(|| ALL.iter().map(|known| (known.event, known)).collect());

/// One event of the catalogue.
#[derive(Deserialize)]
pub struct Known {
    pub event: &'static str,
    pub module: &'static str,
    #[serde(rename = "name_zh")]
    pub title: Option<String>,
    pub delivery: Ways,
    /// What it carries over HTTP, and over a stream unless that differs.
    pub fields: Vec<Field>,
    pub stream_fields: Option<Vec<Field>>,
    /// Names that older HTTP receivers know.
    pub http_legacy_fields: Option<Vec<Field>>,
}

#[derive(Deserialize)]
pub struct Ways {
    pub stream: bool,
    pub http: bool,
}

#[derive(Deserialize)]
pub struct Field {
    pub name: String,
    #[serde(rename = "type")]
    kind: String,
    fields: Option<Vec<Field>>,
}

/// Why given fields are not those of an event.
pub struct Misfit {
    pub field: String,
    pub why: String,
}

/// Every event, in the catalogue's order.
pub fn all() -> &'static [Known] {
    &ALL
}

pub fn find(event: &str) -> Option<&'static Known> {
    BY_NAME.get(event).copied()
}

impl Known {
    /// The events that only prove an address; nobody subscribes to them.
    pub fn is_check(&self) -> bool {
        self.event.starts_with("check_") && self.module == "callback"
    }

    /// Whether these could be the event's fields: known names, with values of their types. Any may be missing.
    pub fn fits(&self, given: &Map<String, Value>) -> Result<(), Misfit> {
        let more = self.stream_fields.iter().chain(&self.http_legacy_fields).flatten();
        let known: Vec<&Field> = self.fields.iter().chain(more).collect();
        fits(&known, given, "")
    }
}

fn fits(known: &[&Field], given: &Map<String, Value>, under: &str) -> Result<(), Misfit> {
    for (name, value) in given {
        let path = format!("{under}{name}");
        let named: Vec<_> = known.iter().filter(|field| field.name == *name).collect();
        if named.is_empty() {
            let names: Vec<_> = known.iter().map(|field| field.name.as_str()).collect();
            return Err(Misfit { field: path, why: format!("该事件没有这个字段；有：{}", names.join("、")) });
        }
        // The same name may have another type in another dress.
        let tried: Vec<_> = named.iter().map(|field| field.takes(value, &path)).collect();
        if !tried.iter().any(Result::is_ok) {
            tried.into_iter().collect::<Result<(), _>>()?;
        }
    }
    Ok(())
}

impl Field {
    fn takes(&self, value: &Value, path: &str) -> Result<(), Misfit> {
        let (kind, is_list) = match self.kind.strip_suffix("[]") {
            Some(kind) => (kind, true),
            None => (self.kind.as_str(), false),
        };
        let wrong = || Misfit { field: path.to_owned(), why: format!("应为 {}", self.kind) };
        let one = |value: &Value| match kind {
            "String" => value.is_string(),
            "Long" | "Integer" => value.is_i64() || value.is_u64(),
            "Number" | "Double" => value.is_number(),
            "Boolean" => value.is_boolean(),
            "Object" => value.is_object(),
            _ => true,
        };
        let values: Vec<&Value> = match (is_list, value) {
            (true, Value::Array(list)) => list.iter().collect(),
            (true, _) => return Err(wrong()),
            (false, value) => vec![value],
        };
        if !values.iter().all(|value| one(value)) {
            return Err(wrong());
        }
        let Some(fields) = &self.fields else { return Ok(()) };
        let fields: Vec<&Field> = fields.iter().collect();
        values.iter().filter_map(|value| value.as_object()).try_for_each(|object| fits(&fields, object, &format!("{path}.")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(event: &str, fields: Value) -> Option<String> {
        find(event).unwrap().fits(fields.as_object().unwrap()).err().map(|misfit| misfit.field)
    }

    #[test]
    fn given_fields_are_those_of_the_catalogue() {
        assert_eq!(all().len(), 151);
        assert_eq!(check("user_add_org", json!({ "userId": ["a"], "timeStamp": "1" })), None);
        assert_eq!(check("user_add_org", json!({ "UserId": ["a"] })), None);
        assert_eq!(check("user_add_org", json!({ "userId": "a" })).as_deref(), Some("userId"));
        assert_eq!(check("user_add_org", json!({ "userId": [1] })).as_deref(), Some("userId"));
        assert_eq!(check("user_add_org", json!({ "who": "a" })).as_deref(), Some("who"));
        assert_eq!(
            check("user_modify_org", json!({ "diffInfo": { "prev": { "name": 1 } } })).as_deref(),
            Some("diffInfo.prev.name")
        );
        // One name, two types in two dresses.
        assert_eq!(check("user_leave_org", json!({ "userId": "a" })), None);
        assert!(find("nothing").is_none() && find("check_url").unwrap().is_check());
    }
}
