//! The serde deserializer behind [`Args`](crate::Args): a JSON value that gives what the target type asks for.

use std::fmt;

use serde::{
    Deserializer,
    de::{self, DeserializeSeed, IntoDeserializer, Visitor},
    forward_to_deserialize_any,
};
use serde_json::{Map, Value};

use crate::{Code, Fault, args::has_nul, codes};

/// A value to be read leniently.
pub(crate) struct Lenient(pub Value);

/// Why a value could not be read, and where.
#[derive(Debug)]
pub(crate) struct Failure {
    path: String,
    code: &'static Code,
    why: Option<String>,
}

impl Failure {
    fn new(why: impl Into<String>) -> Self {
        Failure { path: String::new(), code: &codes::INVALID_PARAM, why: Some(why.into()) }
    }

    fn under(mut self, parent: &str) -> Self {
        self.path = match self.path.as_str() {
            "" => parent.to_owned(),
            path if path.starts_with('[') => format!("{parent}{path}"),
            path => format!("{parent}.{path}"),
        };
        self
    }

    pub(crate) fn into_fault(self) -> Fault {
        let mut fault = Fault::new(self.code);
        if !self.path.is_empty() {
            fault = fault.field(self.path);
        }
        match self.why {
            Some(why) => fault.detail(why),
            None => fault,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.why.as_deref().unwrap_or(self.code.text))
    }
}
impl std::error::Error for Failure {}
impl de::Error for Failure {
    fn custom<T: fmt::Display>(why: T) -> Self {
        Failure::new(why.to_string())
    }
    fn missing_field(field: &'static str) -> Self {
        Failure { path: field.to_owned(), code: &codes::MISSING_PARAM, why: None }
    }
    fn invalid_type(got: de::Unexpected, want: &dyn de::Expected) -> Self {
        Failure::new(format!("类型不符：需要 {want}，得到 {got}"))
    }
    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Failure::new(format!("{variant} 不在可选值中：{}", expected.join("、")))
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "空值",
        Value::Bool(_) => "布尔值",
        Value::Number(_) => "数字",
        Value::String(_) => "文本",
        Value::Array(_) => "列表",
        Value::Object(_) => "对象",
    }
}

fn wrong(want: &str, value: &Value) -> Failure {
    Failure::new(format!("需要{want}，得到{}", kind(value)))
}

/// JSON text where a list or an object is wanted.
fn unfold(value: Value, open: char) -> Result<Value, Failure> {
    match value {
        Value::String(text) if text.trim_start().starts_with(open) => {
            let refused = |code| Failure { path: String::new(), code, why: None };
            let value = serde_json::from_str(&text).map_err(|_| refused(&codes::BAD_JSON))?;
            // The text was looked through as it came; what it escapes comes out only here.
            if has_nul(&value) { Err(refused(&codes::BAD_CHARS)) } else { Ok(value) }
        }
        other => Ok(other),
    }
}

fn integer(value: &Value) -> Result<i64, Failure> {
    match value {
        Value::Number(n) => n
            .as_i64()
            .or_else(|| n.as_f64().filter(|f| f.fract() == 0.0 && f.abs() < 9_007_199_254_740_992.0).map(|f| f as i64))
            .ok_or_else(|| Failure::new("需要整数")),
        Value::String(text) => text.trim().parse().map_err(|_| Failure::new("需要整数")),
        other => Err(wrong("整数", other)),
    }
}

macro_rules! integers { ($($method:ident $visit:ident $ty:ty),*) => { $(
    fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let n = integer(&self.0)?;
        visitor.$visit(<$ty>::try_from(n).map_err(|_| Failure::new("整数超出范围"))?)
    }
)* } }

impl<'de> Deserializer<'de> for Lenient {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(b) => visitor.visit_bool(b),
            Value::Number(n) => match (n.as_i64(), n.as_u64(), n.as_f64()) {
                (Some(i), _, _) => visitor.visit_i64(i),
                (_, Some(u), _) => visitor.visit_u64(u),
                (_, _, f) => visitor.visit_f64(f.unwrap_or_default()),
            },
            Value::String(text) => visitor.visit_string(text),
            Value::Array(list) => visitor.visit_seq(Entries { list: list.into_iter(), at: 0 }),
            Value::Object(map) => visitor.visit_map(Fields { map: map.into_iter(), next: None }),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_bool(match &self.0 {
            Value::Bool(b) => *b,
            Value::String(text) => match text.trim() {
                "true" | "True" | "TRUE" | "1" => true,
                "false" | "False" | "FALSE" | "0" => false,
                _ => return Err(Failure::new("需要 true 或 false")),
            },
            Value::Number(n) if n.as_i64() == Some(1) => true,
            Value::Number(n) if n.as_i64() == Some(0) => false,
            other => return Err(wrong("布尔值", other)),
        })
    }

    integers!(
        deserialize_i8 visit_i8 i8, deserialize_i16 visit_i16 i16, deserialize_i32 visit_i32 i32, deserialize_i64 visit_i64 i64,
        deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16, deserialize_u32 visit_u32 u32, deserialize_u64 visit_u64 u64
    );

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let n = match &self.0 {
            Value::Number(n) => n.as_f64(),
            Value::String(text) => text.trim().parse().ok().filter(|f: &f64| f.is_finite()),
            other => return Err(wrong("数字", other)),
        };
        visitor.visit_f64(n.ok_or_else(|| Failure::new("需要数字"))?)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            Value::Null => Err(wrong("文本", &Value::Null)),
            // The SDKs send scalars and, when asked, whole objects where a document says "text".
            other => visitor.visit_string(other.to_string()),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_string(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match unfold(self.0, '[')? {
            Value::Array(list) => visitor.visit_seq(Entries { list: list.into_iter(), at: 0 }),
            other => Err(wrong("列表", &other)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match unfold(self.0, '{')? {
            Value::Object(map) => visitor.visit_map(Fields { map: map.into_iter(), next: None }),
            other => Err(wrong("对象", &other)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        match self.0 {
            Value::String(text) => visitor.visit_enum(IntoDeserializer::<Failure>::into_deserializer(text)),
            Value::Number(n) => visitor.visit_enum(IntoDeserializer::<Failure>::into_deserializer(n.to_string())),
            Value::Object(map) => Value::Object(map)
                .deserialize_enum(name, variants, visitor)
                .map_err(|error: serde_json::Error| Failure::new(error.to_string())),
            other => Err(wrong("文本", &other)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 char bytes byte_buf unit unit_struct tuple tuple_struct identifier }
}

struct Entries {
    list: std::vec::IntoIter<Value>,
    at: usize,
}

impl<'de> de::SeqAccess<'de> for Entries {
    type Error = Failure;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Failure> {
        let Some(value) = self.list.next() else { return Ok(None) };
        let at = self.at;
        self.at += 1;
        seed.deserialize(Lenient(value)).map(Some).map_err(|failure| failure.under(&format!("[{at}]")))
    }
    fn size_hint(&self) -> Option<usize> {
        Some(self.list.len())
    }
}

struct Fields {
    map: <Map<String, Value> as IntoIterator>::IntoIter,
    next: Option<(String, Value)>,
}

impl<'de> de::MapAccess<'de> for Fields {
    type Error = Failure;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Failure> {
        self.next = self.map.next();
        match &self.next {
            Some((key, _)) => seed.deserialize(key.as_str().into_deserializer()).map(Some),
            None => Ok(None),
        }
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Failure> {
        let (key, value) = self.next.take().ok_or_else(|| Failure::new("值先于键"))?;
        seed.deserialize(Lenient(value)).map_err(|failure| failure.under(&key))
    }
}
