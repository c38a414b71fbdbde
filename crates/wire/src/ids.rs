//! Typed ids: a userid can't be passed where a department is asked for.
//!
//! Texts are what clients chose or the platform made (`userid`, `corpid`, `unionid`), at most 64 to 128 characters; numbers
//! are application-made sortable integers below 2^53, so that every client's JSON parser keeps them whole. [`for_each_text_id`]
//! and [`for_each_int_id`] hand the list to crates that must implement something of their own for each.

use serde::{Deserialize, Serialize};

macro_rules! text_ids { ($($(#[$doc:meta])* $name:ident;)*) => {
    $(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl From<String> for $name { fn from(text: String) -> Self { Self(text) } }
        impl From<&str> for $name { fn from(text: &str) -> Self { Self(text.to_owned()) } }
        impl From<$name> for String { fn from(id: $name) -> Self { id.0 } }
        impl AsRef<str> for $name { fn as_ref(&self) -> &str { &self.0 } }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }
        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Ok(text.into()) }
        }
        impl crate::limit::Measure for $name {
            fn measure(&self) -> Option<usize> { Some(self.0.chars().count()) }
        }
    )*
    /// Calls `$then!(Type)` for every text id.
    #[macro_export]
    macro_rules! for_each_text_id { ($then:ident) => { $( $then!($crate::ids::$name); )* } }
} }

macro_rules! int_ids { ($($(#[$doc:meta])* $name:ident;)*) => {
    $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            pub const fn new(n: i64) -> Self { Self(n) }
            pub const fn get(self) -> i64 { self.0 }
        }
        impl From<i64> for $name { fn from(n: i64) -> Self { Self(n) } }
        impl From<$name> for i64 { fn from(id: $name) -> Self { id.0 } }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> { text.trim().parse().map(Self) }
        }
        impl crate::limit::Number for $name {
            fn number(&self) -> Option<i64> { Some(self.0) }
        }
    )*
    /// Calls `$then!(Type)` for every integer id.
    #[macro_export]
    macro_rules! for_each_int_id { ($then:ident) => { $( $then!($crate::ids::$name); )* } }
} }

text_ids! {
    /// An organisation, `ding` and 32 hex digits.
    CorpId;
    /// A person inside one corp; chosen by the corp or made by the platform, 1 to 64 characters.
    UserId;
    /// A person towards one developer corp.
    UnionId;
    /// The public name of an app's credentials, `ding` and 16 letters and digits.
    AppKey;
}

int_ids! {
    /// A department inside one corp; the root is 1.
    DeptId;
    /// An app inside one corp.
    AgentId;
    /// One call of the work notification API.
    TaskId;
    /// One message in one person's inbox.
    MessageId;
    /// A person of this installation, across corps.
    AccountId;
}

impl DeptId {
    /// The department that is the organisation itself.
    pub const ROOT: DeptId = DeptId(1);
}
