//! The contract of one API: types plus constant facts.

use serde::{Serialize, de::DeserializeOwned};

use crate::{Limits, Right};

/// How a call is shaped on the wire; see the crate's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Oapi,
    V1,
    Console,
    /// OAuth and OpenID Connect: bearer tokens, forms in, `{error, error_description}` on refusal.
    Oauth,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    GET,
    POST,
    PUT,
    DELETE,
    PATCH,
}

impl Method {
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::GET => "GET",
            Method::POST => "POST",
            Method::PUT => "PUT",
            Method::DELETE => "DELETE",
            Method::PATCH => "PATCH",
        }
    }
}

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anyone: the call brings its own proof, or needs none.
    Open,
    /// An app with a valid access token that holds one of these permission points (any, when the list is empty).
    App { scopes: &'static [&'static str] },
    /// The holder of a person's token: an app that somebody let act for them (`userAccessToken`).
    User,
    /// The holder of a corp's token for the sign-in of administrators (`sso/gettoken`).
    Sso,
    /// A signed-in person; writes also need the session's CSRF token.
    Person,
    /// A signed-in administrator who holds this right; as [`Access::Person`] otherwise.
    Admin(Right),
    /// As `Open`, but only while the server runs in dev mode.
    Dev,
}

/// The constant facts of an endpoint.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// Name of the request type: the id in the registry, in metrics and in logs.
    pub id: &'static str,
    pub style: Style,
    pub method: Method,
    /// Template; `{name}` takes one segment.
    pub path: &'static str,
    pub access: Access,
    /// The body may be `multipart/form-data` with files; see [`crate::Upload`].
    pub files: bool,
}

/// A request type that knows where it is sent and what comes back.
///
/// `Deserialize` is implemented for every request by `#[wire]`; servers decode through [`crate::Args`], which forgives what
/// real clients send.
pub trait Endpoint: Serialize + DeserializeOwned + Limits + Send + 'static {
    type Reply: Serialize + DeserializeOwned + Send + 'static;
    const META: Meta;
}

/// Declares an endpoint: `endpoint!(UserGet => UserGetReply, Oapi POST "/topapi/v2/user/get", scope "qyapi_get_member");`
///
/// The access word is one of `scope "a" | "b"` (any of them), `scope any` (a token is enough), `open`, `user`, `sso`, `person`,
/// `admin Directory` (a [`Right`]), `dev`.
/// `files` before it lets the body be `multipart/form-data`: `Oapi POST "/media/upload", files, scope "qyapi_base"`.
#[macro_export]
macro_rules! endpoint {
    ($req:ident => $reply:ty, $style:ident $method:ident $path:literal, files, $($access:tt)+) => {
        $crate::endpoint!(@ true, $req => $reply, $style $method $path, $($access)+);
    };
    ($req:ident => $reply:ty, $style:ident $method:ident $path:literal, $($access:tt)+) => {
        $crate::endpoint!(@ false, $req => $reply, $style $method $path, $($access)+);
    };
    (@ $files:literal, $req:ident => $reply:ty, $style:ident $method:ident $path:literal, $($access:tt)+) => {
        impl $crate::Endpoint for $req {
            type Reply = $reply;
            const META: $crate::Meta = $crate::Meta {
                id: stringify!($req),
                style: $crate::Style::$style,
                method: $crate::Method::$method,
                path: $path,
                access: $crate::__access!($($access)+),
                files: $files,
            };
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __access {
    (open) => { $crate::Access::Open };
    (user) => { $crate::Access::User };
    (sso) => { $crate::Access::Sso };
    (person) => { $crate::Access::Person };
    (admin $right:ident) => { $crate::Access::Admin($crate::Right::$right) };
    (dev) => { $crate::Access::Dev };
    (scope any) => { $crate::Access::App { scopes: &[] } };
    (scope $($scope:literal)|+) => { $crate::Access::App { scopes: &[$($scope),+] } };
}

/// Visits every endpoint of an api crate without its server: OpenAPI, parity and the client's docs walk it.
pub trait Visit {
    fn endpoint<E: Described>(&mut self);
}

/// An endpoint with schemas when the `schema` feature is on, and any endpoint otherwise.
#[cfg(feature = "schema")]
pub trait Described: Endpoint + schemars::JsonSchema {
    /// The request's and the reply's schema; what they share lands in the generator's definitions.
    fn schemas(generator: &mut schemars::SchemaGenerator) -> (schemars::Schema, schemars::Schema);
}
#[cfg(feature = "schema")]
impl<E> Described for E
where
    E: Endpoint + schemars::JsonSchema,
    E::Reply: schemars::JsonSchema,
{
    fn schemas(generator: &mut schemars::SchemaGenerator) -> (schemars::Schema, schemars::Schema) {
        use schemars::JsonSchema;
        (Self::json_schema(generator), E::Reply::json_schema(generator))
    }
}
#[cfg(not(feature = "schema"))]
pub trait Described: Endpoint {}
#[cfg(not(feature = "schema"))]
impl<E: Endpoint> Described for E {}

/// Lists a module's endpoints once: `endpoints![UserGet, UserList];` makes `pub fn visit(v: &mut impl Visit)`.
#[macro_export]
macro_rules! endpoints {
    ($($req:ty),* $(,)?) => {
        /// Hands every endpoint of this module to `v`.
        pub fn visit(v: &mut impl $crate::endpoint::Visit) { $( v.endpoint::<$req>(); )* }
    };
}
