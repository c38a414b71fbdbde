//! Small responses.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};

pub(crate) fn json(status: u16, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json;charset=utf-8"));
    response
}

pub(crate) fn text(status: u16, body: impl Into<Body>) -> Response {
    let mut response = json(status, body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

pub(crate) fn redirect(to: &'static str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static(to));
    response
}

/// Twelve letters and digits, different for every request of this process and, very likely, of others.
pub(crate) fn request_id(seed: u64) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    // An odd multiplier spreads consecutive numbers over all of 64 bits without collisions.
    let mut n = NEXT.fetch_add(1, Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(seed);
    let mut out = [0u8; 12];
    for byte in &mut out {
        *byte = b"0123456789abcdefghijklmnopqrstuvwxyz"[(n % 36) as usize];
        n /= 36;
    }
    out.iter().map(|b| char::from(*b)).collect()
}
