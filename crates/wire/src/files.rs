//! Files on the wire: what a call brings, and what an answer is made of.
//!
//! Neither holds bytes. A contract says only that a file belongs here; the bytes travel beside the arguments (see
//! `hobnail_cx::files`), so that they are never copied into JSON.

use serde::{Deserialize, Serialize};

/// A file part of a `multipart/form-data` body. It is a handle: [`Upload::index`] finds the part among those of the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Upload(String);

const HANDLE: &str = "upload:";

impl Upload {
    /// The handle of the call's `index`th file part.
    pub fn at(index: usize) -> Self {
        Upload(format!("{HANDLE}{index}"))
    }

    /// Which file part; `None` when the caller sent a text where a file belongs.
    pub fn index(&self) -> Option<usize> {
        self.0.strip_prefix(HANDLE)?.parse().ok()
    }
}

impl From<Upload> for String {
    fn from(upload: Upload) -> Self {
        upload.0
    }
}

/// The reply of an endpoint that answers with a file's bytes instead of JSON.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Download {}

/// The reply of an address that a browser goes to: a page of the web apps, a script, or the way to another address.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Page {}

#[cfg(feature = "schema")]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    macro_rules! binary { ($($name:ident),*) => { $(
        impl JsonSchema for super::$name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "format": "binary" })
            }
        }
    )* } }
    binary!(Upload, Download, Page);
}

#[cfg(test)]
mod tests {
    use super::Upload;

    #[test]
    fn a_handle_finds_its_part_and_a_text_finds_none() {
        assert_eq!(Upload::at(3).index(), Some(3));
        for text in ["", "3", "upload:", "upload:-1", "upload:x", "photo.png"] {
            assert_eq!(Upload(text.into()).index(), None, "{text}");
        }
    }
}
