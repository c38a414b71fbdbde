//! Which paths are whose, and what their headers must say.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};

/// The platform's own paths: what the call log shows and faults are for.
pub(crate) fn is_api(path: &str) -> bool {
    !path.starts_with("/console/") && !is_control(path) && !is_web(path)
}

pub(crate) fn is_control(path: &str) -> bool {
    path.starts_with("/_hobnail/")
}

pub(crate) fn is_web(path: &str) -> bool {
    let first = path.split('/').nth(1).unwrap_or_default();
    path == "/"
        || matches!(first, "work" | "admin" | "assets" | "favicon.ico" | "favicon.svg")
        || (first == "console" && !path.starts_with("/console/api/"))
}

pub(crate) fn is_loopback_host(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|h| h.to_str().ok()) else { return true };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.ends_with(".localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

pub(crate) fn same_origin(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN).and_then(|o| o.to_str().ok()) else { return true };
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host))
}
