//! What tests of apps and sign-in share.

use hobnail_testkit::{App, Browser, Value, World, json};

pub const BACK: &str = "https://shop.example/back";

/// An app with a registered address for sign-ins.
pub async fn with_site<'w>(w: &'w World, settings: Value) -> App<'w> {
    let app = w.new_app(settings).await;
    let admin = w.admin().await;
    let body = json!({ "redirectUris": [BACK, "https://wide.example"], "domains": ["frame.example"] });
    admin.post(&format!("/console/api/apps/{}/security", app.agent_id), body).await.ok();
    app
}

/// A sign-in page that was opened: what `begin` answers.
pub async fn begin(browser: &Browser<'_>, path: &str, query: &[(&str, &str)]) -> Value {
    let query = query.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&");
    browser.post("/console/api/login/begin", json!({ "path": path, "query": query })).await.ok()
}

/// Somebody's phone scans the QR code and agrees; the page's outcome.
pub async fn scan(page: &Browser<'_>, phone: &Browser<'_>, begun: &Value) -> Value {
    let ticket = begun["scanUrl"].as_str().unwrap().split("?t=").nth(1).unwrap();
    phone.post("/console/api/me/scan/open", json!({ "ticket": ticket })).await.ok();
    phone.post("/console/api/me/scan/answer", json!({ "ticket": ticket, "agree": true })).await.ok();
    look(page, begun).await
}

pub async fn look(page: &Browser<'_>, begun: &Value) -> Value {
    page.post("/console/api/login/look", json!({ "key": begun["key"] })).await.ok()
}

/// A field of an address's query.
pub fn of_query(address: &Value, name: &str) -> String {
    let address = address.as_str().unwrap_or_else(|| panic!("an address: {address}"));
    let pairs = address.split_once('?').map_or("", |(_, query)| query).split('&');
    let found = pairs.filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
    found.unwrap_or_else(|| panic!("{name} in {address}"))
}

pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect()
}
