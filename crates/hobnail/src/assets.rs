//! The web apps' build, embedded in the binary.
//!
//! `make build` builds `web/dist` first. Without it the binary is complete but for its pages: it says so where a page would be.

use std::borrow::Cow;

use bytes::Bytes;
use hobnail_edge::{Asset, Assets};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
#[allow_missing = true]
struct Dist;

/// The embedded files.
pub struct Embedded;

/// Which app's page answers a path inside it.
const APPS: [(&str, &str); 3] = [("work", "workbench"), ("console", "console"), ("admin", "admin")];

impl Assets for Embedded {
    fn find(&self, path: &str) -> Option<Asset> {
        let inner = path.trim_start_matches('/');
        let first = inner.split('/').next().unwrap_or_default();
        if first == "assets" || first.starts_with("favicon") {
            return APPS.iter().find_map(|(_, app)| file(&format!("{app}/{inner}"), first == "assets"));
        }
        let app = APPS.iter().find(|(name, _)| *name == first).map_or("workbench", |(_, app)| app);
        file(&format!("{app}/index.html"), false).or_else(|| Some(missing()))
    }
}

fn file(name: &str, immutable: bool) -> Option<Asset> {
    let plain = Dist::get(name)?;
    let mime = mime_guess::from_path(name).first_raw().unwrap_or("application/octet-stream");
    let mime = if mime == "text/html" { "text/html; charset=utf-8" } else { mime };
    Some(Asset { bytes: bytes(plain.data), gzip: Dist::get(&format!("{name}.gz")).map(|f| bytes(f.data)), mime, immutable })
}

fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => Bytes::from(data),
    }
}

fn missing() -> Asset {
    let text = "<!doctype html><meta charset=utf-8><title>Hobnail</title><p>This binary was built without its pages. \
        <code>make build</code> builds both. The APIs are all here.";
    Asset { bytes: Bytes::from_static(text.as_bytes()), gzip: None, mime: "text/html; charset=utf-8", immutable: false }
}
