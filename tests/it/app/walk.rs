//! Every console call as every role, and as somebody of another organisation.

use hobnail_testkit::{World, json, tests};

use crate::edge::fuzz::endpoints;

/// Console calls that anybody may make without a session. The list may only shrink.
const OPEN: [&str; 15] = [
    "AuthorizePage",
    "ChallengePage",
    "DdLoginScript",
    "FrameLoginScript",
    "LoginBegin",
    "LoginLook",
    "LoginPassword",
    "LogoutPage",
    "PeoplePage",
    "QrCodePage",
    "QrConnectPage",
    "SessionGet",
    "SessionPassword",
    "SessionPick",
    "SnsAuthorizePage",
];

const RIGHTS: [&str; 6] = ["directory", "workbench", "developer", "office", "hr", "security"];

tests! {
    /// A call that needs a right is refused to everybody without it, and to whom it is refused nothing is told; without a session
    /// there is nothing.
    async fn every_console_call_checks_its_caller(w: World) {
        let mut roles = Vec::new();
        for right in RIGHTS {
            let userid = w.member(json!({ "name": right, "rights": [right] })).await;
            roles.push((right, w.browser_of(&userid).await));
        }
        let nobody = w.browser_of("user001").await;
        let stranger = w.browser();
        let mut open = Vec::new();
        let mut asked = 0;
        let console = endpoints().into_iter().filter(|e| e.style == "console" && !e.path.starts_with("/_hobnail/"));
        for e in console.collect::<Vec<_>>() {
            if matches!(e.access.as_str(), "open" | "dev") {
                open.push(e.id);
                continue;
            }
            let path = e.path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect::<Vec<_>>().join("/");
            let what = format!("{} {path}", e.method);
            let ask = async |browser: &hobnail_testkit::Browser<'_>| {
                let reply = browser.call(&e.method, &path, json!({})).await;
                (reply.0, reply.1)
            };
            let (status, body) = ask(&stranger).await;
            assert_eq!((status, body["code"].as_str()), (401, Some("session.none")), "{what} without a session: {body}");
            let Some(right) = e.access.strip_prefix("admin:") else { continue };
            let (status, body) = ask(&nobody).await;
            assert_eq!((status, body["code"].as_str()), (403, Some("forbidden")), "{what} without a right: {body}");
            for (held, browser) in &roles {
                let (status, body) = ask(browser).await;
                assert_eq!(status == 403 && body["code"] == "forbidden", *held != right, "{what} with {held}: HTTP {status} {body}");
                asked += 1;
            }
        }
        open.sort();
        let known: Vec<String> = OPEN.map(str::to_owned).to_vec();
        assert!(open.iter().all(|id| known.contains(id)), "new calls that need no session: {open:?}");
        assert!(asked >= 40, "only {asked} calls");
    }
}
