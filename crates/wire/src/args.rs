//! Everything a call carries, in one map, decoded with the platform's leniency.
//!
//! DingTalk's official Java SDK posts JSON whose scalars are all texts (`"limit":"50"`, `"flag":"true"`) and whose lists and
//! objects are real JSON, or JSON text when asked; others post forms; GETs use the query. So a body is read by what it looks
//! like (first character `{` is JSON whatever the header says), query and body land in one map, and a value is coerced only
//! where the target type asks for it: `"12"` is a number for an `i64` and stays a text for a `String`.
//!
//! What is refused, each with its code and field: malformed or too deep JSON, text that is not UTF-8, U+0000, a value of the
//! wrong type, a missing one. Unknown fields are ignored, as the platform does.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{Fault, Limits, Outcome, codes, decode::Lenient};

/// The arguments of one call.
#[derive(Clone, Debug, Default)]
pub struct Args(Map<String, Value>);

impl Args {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the pairs of a query string; later pairs win.
    pub fn add_query(&mut self, query: &str) -> Outcome<()> {
        self.add_form(query.as_bytes())
    }

    /// Adds a body: JSON when it starts with `{`, else a form.
    ///
    /// A JSON list has no names; it is refused here, and APIs whose body is a list declare it as `body`.
    pub fn add_body(&mut self, body: &[u8]) -> Outcome<()> {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
        match body.first() {
            None => Ok(()),
            Some(b'{') => {
                let parsed: Map<String, Value> = serde_json::from_slice(body).map_err(json_fault)?;
                for (key, value) in parsed {
                    refuse_nul(&key, &value)?;
                    self.0.insert(key, value);
                }
                Ok(())
            }
            Some(b'[') => {
                let value: Value = serde_json::from_slice(body).map_err(json_fault)?;
                refuse_nul("body", &value)?;
                self.0.insert("body".into(), value);
                Ok(())
            }
            Some(_) => self.add_form(body),
        }
    }

    fn add_form(&mut self, form: &[u8]) -> Outcome<()> {
        for pair in form.split(|b| *b == b'&').filter(|pair| !pair.is_empty()) {
            let (key, value) = match pair.iter().position(|b| *b == b'=') {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &b""[..]),
            };
            let (key, value) = (decode_text(key)?, decode_text(value)?);
            self.insert(key, value)?;
        }
        Ok(())
    }

    /// Sets one text argument (a path parameter, a form part).
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<String>) -> Outcome<()> {
        let (key, value) = (key.into(), Value::String(value.into()));
        refuse_nul(&key, &value)?;
        self.0.insert(key, value);
        Ok(())
    }

    /// Takes an argument out, as text; `None` when absent or not a scalar.
    pub fn take_text(&mut self, key: &str) -> Option<String> {
        match self.0.remove(key)? {
            Value::String(text) => Some(text),
            Value::Number(n) => Some(n.to_string()),
            _ => None,
        }
    }

    /// Reads the request type and checks its limits.
    pub fn decode<T: DeserializeOwned + Limits>(self) -> Outcome<T> {
        let request = decode_value::<T>(Value::Object(self.0))?;
        request.check()?;
        Ok(request)
    }

    /// The arguments as JSON, for the call log of dev mode.
    pub fn to_json(&self) -> Value {
        Value::Object(self.0.clone())
    }
}

/// Reads any JSON value with the same leniency; the fault names the path inside the value.
pub fn decode_value<T: DeserializeOwned>(value: Value) -> Outcome<T> {
    T::deserialize(Lenient(value)).map_err(crate::decode::Failure::into_fault)
}

fn json_fault(error: serde_json::Error) -> Fault {
    let fault = Fault::new(&codes::BAD_JSON);
    if error.is_eof() { fault.detail("JSON 不完整") } else { fault.detail(format!("第 {} 行第 {} 列", error.line(), error.column())) }
}

fn decode_text(raw: &[u8]) -> Outcome<String> {
    let mut pairs = form_urlencoded::parse(raw);
    // `raw` holds no `=` or `&` of its own any more, so it decodes to one key; invalid UTF-8 would come back replaced.
    let Some((text, _)) = pairs.next() else { return Ok(String::new()) };
    if text.contains('\u{fffd}') && !raw_has_replacement(raw) {
        return Err(Fault::new(&codes::BAD_CHARS).detail("不是 UTF-8 文本"));
    }
    Ok(text.into_owned())
}

fn raw_has_replacement(raw: &[u8]) -> bool {
    raw.windows(3).any(|w| w == "\u{fffd}".as_bytes()) || raw.to_ascii_uppercase().windows(9).any(|w| w == b"%EF%BF%BD")
}

fn refuse_nul(key: &str, value: &Value) -> Outcome<()> {
    let bad = match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(list) => return list.iter().try_for_each(|v| refuse_nul(key, v)),
        Value::Object(map) => return map.iter().try_for_each(|(k, v)| refuse_nul(k, v)),
        _ => false,
    };
    if bad || key.contains('\0') {
        return Err(Fault::new(&codes::BAD_CHARS).field(key.replace('\0', "")).detail("不能包含 U+0000"));
    }
    Ok(())
}
