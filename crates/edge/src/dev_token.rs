//! Dev mode beyond loopback: its control API, and signing in as anybody, take a token.
//!
//! Programs bring it as `Authorization: Bearer`. A browser that opens `/?token=…` is given it as a cookie, for the pages call
//! the same API.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};

use crate::{
    collect::{cookie, header_text},
    respond,
    server::Edge,
};

const COOKIE: &str = "hobnail_dev_token";

impl Edge {
    /// Whether the caller has the token, where one is needed.
    pub(crate) fn opened(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.dev_token else { return true };
        let bearer = header_text(headers, header::AUTHORIZATION.as_str());
        let bearer = bearer.as_deref().and_then(|value| value.strip_prefix("Bearer "));
        bearer == Some(token) || cookie(headers, COOKIE).as_deref() == Some(token)
    }

    /// The answer to `/?token=…` with the right token: the same page, and the token kept.
    pub(crate) fn open_browser(&self, path: &str, query: Option<&str>) -> Option<Response> {
        let token = self.dev_token.as_ref().filter(|_| path == "/")?;
        let mut given = form_urlencoded::parse(query?.as_bytes()).filter(|(name, _)| name == "token");
        if given.next()?.1 != token.as_str() {
            return None;
        }
        let mut response = respond::redirect(HeaderValue::from_static("/"));
        let text = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax");
        response.headers_mut().insert(header::SET_COOKIE, HeaderValue::try_from(text).ok()?);
        Some(response)
    }
}
