//! Two shapes that the platform's own documents use beside plain JSON.

use std::{fmt, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Value};

/// `"a,b,c"`: a list written as one text, with `|` between the entries on older pages. A JSON list, the same as text, or one bare number is understood too, and so are the
/// quotation marks that the platform's own samples put around such texts; empty entries are dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommaList<T>(pub Vec<T>);

impl<T: fmt::Display> Serialize for CommaList<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let texts: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        to.serialize_str(&texts.join(","))
    }
}

impl<'de, T: FromStr> Deserialize<'de> for CommaList<T>
where
    T::Err: fmt::Display,
{
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);
        impl<T: FromStr> Entries<T>
        where
            T::Err: fmt::Display,
        {
            fn one<E: de::Error>(text: &str) -> Result<T, E> {
                text.parse().map_err(|_| E::custom(format_args!("列表中的 {text} 无效")))
            }
        }
        impl<'de, T: FromStr> de::Visitor<'de> for Entries<T>
        where
            T::Err: fmt::Display,
        {
            type Value = CommaList<T>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("逗号分隔的列表")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                let marks = |c: char| c.is_whitespace() || matches!(c, '"' | '\\' | '[' | ']');
                let entries = text.trim_matches(marks).split([',', '|']).map(|entry| entry.trim_matches(marks));
                entries.filter(|entry| !entry.is_empty()).map(Self::one).collect::<Result<_, _>>().map(CommaList)
            }
            fn visit_i64<E: de::Error>(self, n: i64) -> Result<Self::Value, E> {
                Ok(CommaList(vec![Self::one(&n.to_string())?]))
            }
            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Self::Value, E> {
                Ok(CommaList(vec![Self::one(&n.to_string())?]))
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut out = Vec::new();
                while let Some(entry) = seq.next_element::<Value>()? {
                    out.push(match entry {
                        Value::String(text) => Self::one(text.trim())?,
                        Value::Number(n) => Self::one(&n.to_string())?,
                        other => return Err(de::Error::custom(format_args!("列表中的 {other} 无效"))),
                    });
                }
                Ok(CommaList(out))
            }
        }
        from.deserialize_any(Entries(PhantomData))
    }
}

#[cfg(feature = "schema")]
impl<T> schemars::JsonSchema for CommaList<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CommaList".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "comma-list" })
    }
}

/// A JSON object kept as it came (numbers, order of keys aside), or the same as JSON text: message bodies, extensions.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct JsonObject(pub Map<String, Value>);

impl<'de> Deserialize<'de> for JsonObject {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> de::Visitor<'de> for Entries {
            type Value = JsonObject;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("JSON 对象")
            }
            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<JsonObject, A::Error> {
                let mut out = Map::new();
                while let Some((key, value)) = map.next_entry::<String, Value>()? {
                    out.insert(key, value);
                }
                Ok(JsonObject(out))
            }
        }
        from.deserialize_map(Entries)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for JsonObject {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "JsonObject".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "object" })
    }
}
