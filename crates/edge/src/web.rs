//! The web apps' files, from whoever embeds them.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use bytes::Bytes;

/// One file.
pub struct Asset {
    pub bytes: Bytes,
    /// The same, gzipped, where that is smaller.
    pub gzip: Option<Bytes>,
    pub mime: &'static str,
    /// Named by its content, so browsers may keep it for good.
    pub immutable: bool,
}

/// The port that the composition root fills with the embedded build.
pub trait Assets: Send + Sync {
    /// The file for a path such as `/assets/index-1a2b.js`; a page for any path inside an app (`/work/…`).
    fn find(&self, path: &str) -> Option<Asset>;
}

/// Without who may frame the page.
const CSP: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https: http:; \
    connect-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors ";

/// A page that pages of these origins may show in a frame.
pub(crate) fn framed(asset: Asset, headers: &HeaderMap, frames: &[String]) -> Response {
    let mut response = page(asset, headers);
    if !frames.is_empty() {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy(&frames.join(" ")));
    }
    response
}

/// Origins that are no header's text are nobody's.
fn policy(frames: &str) -> HeaderValue {
    HeaderValue::try_from(format!("{CSP}{frames}"))
        .unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"))
}

pub(crate) fn page(asset: Asset, headers: &HeaderMap) -> Response {
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("gzip"));
    let gzip = asset.gzip.filter(|_| accepts);
    let packed = gzip.is_some();
    let mut response = Response::new(Body::from(gzip.unwrap_or(asset.bytes)));
    *response.status_mut() = StatusCode::OK;
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.mime));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if packed {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    let cache = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    out.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if asset.mime.starts_with("text/html") {
        out.insert(header::CONTENT_SECURITY_POLICY, policy("'none'"));
    }
    response
}
