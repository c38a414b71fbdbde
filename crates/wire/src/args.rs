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
                let parsed: Map<String, Value> = serde_json::from_str(utf8(body)?).map_err(json_fault)?;
                for (key, value) in parsed {
                    refuse_nul(&key, &value)?;
                    self.0.insert(key, value);
                }
                Ok(())
            }
            Some(b'[') => {
                let value: Value = serde_json::from_str(utf8(body)?).map_err(json_fault)?;
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
    if error.is_eof() {
        fault.detail("JSON 不完整")
    } else {
        fault.detail(format!("第 {} 行第 {} 列", error.line(), error.column()))
    }
}

fn utf8(body: &[u8]) -> Outcome<&str> {
    std::str::from_utf8(body).map_err(|_| Fault::new(&codes::BAD_CHARS).detail("不是 UTF-8 文本"))
}

/// One key or value of a form: `+` is a space, `%41` a byte; a `%` without two hex digits stands for itself.
fn decode_text(raw: &[u8]) -> Outcome<String> {
    let mut out = Vec::with_capacity(raw.len());
    let mut at = 0;
    while at < raw.len() {
        let escaped = (raw[at] == b'%').then(|| raw.get(at + 1..at + 3)).flatten().and_then(hex);
        out.push(match (escaped, raw[at]) {
            (Some(byte), _) => byte,
            (None, b'+') => b' ',
            (None, byte) => byte,
        });
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).map_err(|_| Fault::new(&codes::BAD_CHARS).detail("不是 UTF-8 文本"))
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digit = |d: u8| char::from(d).to_digit(16);
    digits.iter().try_fold(0, |n, d| Some(n * 16 + digit(*d)?)).and_then(|n| u8::try_from(n).ok())
}

fn refuse_nul(key: &str, value: &Value) -> Outcome<()> {
    if key.contains('\0') || has_nul(value) {
        return Err(Fault::new(&codes::BAD_CHARS).field(key.replace('\0', "")).detail("不能包含 U+0000"));
    }
    Ok(())
}

/// Whether a text or a key anywhere inside holds U+0000, which no database column can.
pub(crate) fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(list) => list.iter().any(has_nul),
        Value::Object(map) => map.iter().any(|(key, value)| key.contains('\0') || has_nul(value)),
        _ => false,
    }
}
