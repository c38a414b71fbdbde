//! Sessions of people: cookies, origins, tokens, throttling, and how a session ends.

use hobnail_testkit::{Reply, World, json, tests};

/// The Set-Cookie header of a pick.
async fn pick(w: &World, origin: Option<&str>) -> (u16, Option<String>) {
    let body = json!({ "corpId": w.demo()["corp_id"], "userid": "manager01" });
    let mut request = w.http().post(w.at("/console/api/session/pick")).json(&body);
    if let Some(origin) = origin {
        request = request.header("origin", origin);
    }
    let response = request.send().await.unwrap();
    let cookie = response.headers().get("set-cookie").map(|c| c.to_str().unwrap().to_owned());
    (response.status().as_u16(), cookie)
}

/// A call with these headers and no cookie jar.
async fn call(w: &World, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
    let mut request = w.http().request(method.parse().unwrap(), w.at(path));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if method == "POST" {
        request = request.json(&json!({ "ids": [] }));
    }
    w.send(format!("{method} {path}"), request).await
}

/// Somebody who signs in with a password: userid and mobile.
async fn with_password(w: &World, password: &str) -> (String, String) {
    let mobile = World::new_mobile();
    let userid = w.member(json!({ "name": "登录者", "mobile": mobile, "password": password })).await;
    (userid, mobile)
}

tests! {
    /// Dev mode answers to loopback names only, so that no page elsewhere reaches it through a name of its own.
    async fn dev_mode_checks_the_host(w: World) {
        let port = w.url().rsplit(':').next().unwrap();
        for (host, status) in [
            (format!("127.0.0.1:{port}"), 200),
            (format!("localhost:{port}"), 200),
            ("127.0.0.2".into(), 200),
            (format!("[::1]:{port}"), 200),
            (format!("a.localhost:{port}"), 200),
            (format!("evil.example:{port}"), 421),
            ("localhost.evil.example".into(), 421),
            ("10.0.0.1".into(), 421),
        ] {
            let request = w.http().get(w.at("/_hobnail/v1/status")).header("host", &host);
            assert_eq!(w.send(host.clone(), request).await.status, status, "{host}");
        }
    }

    /// The cookie is out of reach for scripts and other sites.
    async fn the_session_cookie_is_guarded(w: World) {
        let (status, cookie) = pick(&w, None).await;
        let cookie = cookie.expect("a cookie");
        assert_eq!(status, 200);
        for part in ["hobnail_session=", "; Path=/", "; HttpOnly", "; SameSite=Lax"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Secure") && !cookie.starts_with("__Host-"), "dev mode speaks http: {cookie}");
    }

    /// Writes come from our own origin and carry the session's token; reads need neither.
    async fn writes_need_origin_and_token(w: World) {
        let browser = w.browser_of("manager01").await;
        let (_, cookie) = pick(&w, Some(w.url())).await;
        let cookie = cookie.unwrap();
        let cookie = cookie.split(';').next().unwrap();
        let session = call(&w, "GET", "/console/api/session", &[("cookie", cookie)]).await.ok();
        let token = session["csrfToken"].as_str().unwrap();
        let read = "/console/api/me/inbox/read";
        call(&w, "POST", read, &[("cookie", cookie), ("x-csrf-token", token)]).await.ok();
        call(&w, "POST", read, &[("cookie", cookie), ("x-csrf-token", token), ("origin", w.url())]).await.ok();
        for origin in ["http://evil.example", "null", "http://127.0.0.1:1", "https://"] {
            call(&w, "POST", read, &[("cookie", cookie), ("x-csrf-token", token), ("origin", origin)]).await.refused_http(403, "session.csrf");
        }
        call(&w, "POST", read, &[("cookie", cookie)]).await.refused_http(403, "session.csrf");
        call(&w, "POST", read, &[("cookie", cookie), ("x-csrf-token", "")]).await.refused_http(403, "session.csrf");
        call(&w, "POST", read, &[("cookie", cookie), ("x-csrf-token", &browser.csrf)]).await.refused_http(403, "session.csrf");
        call(&w, "POST", read, &[]).await.refused_http(401, "session.none");
        assert_eq!(pick(&w, Some("http://evil.example")).await, (403, None), "signing in is a write too");
        call(&w, "POST", "/_hobnail/v1/reset", &[("origin", "http://evil.example")]).await.refused_http(403, "session.csrf");
        call(&w, "GET", "/console/api/me/inbox/apps", &[("cookie", cookie)]).await.ok();
    }

    /// Without a session there is nothing; with a made-up one neither.
    async fn without_a_session_there_is_nothing(w: World) {
        for headers in [&[][..], &[("cookie", "hobnail_session=made-up")][..], &[("cookie", "__Host-hobnail_session=x; hobnail_session=")][..]] {
            for path in ["/console/api/me/inbox/apps", "/console/api/me/inbox/messages?agentId=1", "/console/api/events"] {
                call(&w, "GET", path, headers).await.refused_http(401, "session.none");
            }
            let session = call(&w, "GET", "/console/api/session", headers).await.ok();
            assert_eq!((&session["signedIn"], &session["csrfToken"]), (&json!(false), &json!("")));
        }
    }

    /// Signing out ends the session itself, not only the cookie.
    async fn signing_out_ends_the_session(w: World) {
        let (_, cookie) = pick(&w, None).await;
        let cookie = cookie.unwrap();
        let cookie = cookie.split(';').next().unwrap();
        let session = call(&w, "GET", "/console/api/session", &[("cookie", cookie)]).await.ok();
        let token = session["csrfToken"].as_str().unwrap();
        call(&w, "POST", "/console/api/session/end", &[("cookie", cookie), ("x-csrf-token", token)]).await.ok();
        call(&w, "GET", "/console/api/me/inbox/apps", &[("cookie", cookie)]).await.refused_http(401, "session.none");
    }

    /// A session lives for a week after its last use.
    async fn a_session_ends_a_week_after_its_last_use(w: World) {
        let day = 86_400_000;
        let browser = w.browser_of("manager01").await;
        w.advance(6 * day).await;
        browser.get("/console/api/me/inbox/apps").await.ok();
        w.advance(6 * day).await;
        browser.get("/console/api/me/inbox/apps").await.ok();
        w.advance(7 * day).await;
        browser.get("/console/api/me/inbox/apps").await.refused_http(401, "session.none");
    }

    /// A wrong password and an unknown number look the same; the fifth makes the account wait, and nobody else.
    async fn guessing_passwords_has_to_wait(w: World) {
        let (userid, mobile) = with_password(&w, "correct horse").await;
        let (_, other) = with_password(&w, "another horse").await;
        let now = w.now_ms().await;
        w.freeze_at(now).await;
        let mut browser = w.browser();
        browser.sign_in("13999999999", "correct horse").await.refused_http(401, "session.denied");
        for _ in 0..5 {
            browser.sign_in(&mobile, "wrong").await.refused_http(401, "session.denied");
        }
        browser.sign_in(&mobile, "correct horse").await.refused_http(429, "session.throttled");
        browser.get("/console/api/me/inbox/apps").await.refused_http(401, "session.none");
        w.browser().sign_in(&other, "another horse").await.ok();
        w.advance(59_999).await;
        browser.sign_in(&mobile, "correct horse").await.refused_http(429, "session.throttled");
        w.advance(1).await;
        let session = browser.sign_in(&mobile, "correct horse").await.ok();
        assert_eq!((&session["signedIn"], &session["person"]["userid"]), (&json!(true), &json!(userid)));
        browser.get("/console/api/me/inbox/apps").await.ok();
    }

    /// A right password forgets the wrong ones before it.
    async fn a_right_password_clears_the_count(w: World) {
        let (_, mobile) = with_password(&w, "correct horse").await;
        let mut browser = w.browser();
        for _ in 0..3 {
            for _ in 0..4 {
                browser.sign_in(&mobile, "wrong").await.refused_http(401, "session.denied");
            }
            browser.sign_in(&mobile, "correct horse").await.ok();
        }
    }

    /// Throttling outlives a restart.
    async fn waiting_outlives_a_restart(w: World) {
        let mut w = w;
        let (_, mobile) = with_password(&w, "correct horse").await;
        for _ in 0..5 {
            w.browser().sign_in(&mobile, "wrong").await.refused_http(401, "session.denied");
        }
        let now = w.now_ms().await;
        w.freeze_at(now).await;
        w.restart().await;
        w.browser().sign_in(&mobile, "correct horse").await.refused_http(429, "session.throttled");
    }

    /// Who left is signed out everywhere, and can't come back.
    async fn a_person_who_left_is_signed_out(w: World) {
        let (userid, mobile) = with_password(&w, "correct horse").await;
        let mut browser = w.browser();
        browser.sign_in(&mobile, "correct horse").await.ok();
        browser.get("/console/api/me/inbox/apps").await.ok();
        w.app().await.post("/topapi/v2/user/delete", json!({ "userid": userid })).await.ok();
        browser.get("/console/api/me/inbox/apps").await.refused_http(401, "session.none");
        browser.get("/console/api/events").await.refused_http(401, "session.none");
        assert_eq!(browser.get("/console/api/session").await.ok()["signedIn"], false);
        w.browser().sign_in(&mobile, "correct horse").await.refused_http(401, "session.denied");
    }

    /// A new password ends the sessions on other devices and keeps this one; the old one no longer opens.
    async fn a_new_password_ends_other_sessions(w: World) {
        let (_, mobile) = with_password(&w, "correct horse").await;
        let (mut here, mut there) = (w.browser(), w.browser());
        here.sign_in(&mobile, "correct horse").await.ok();
        there.sign_in(&mobile, "correct horse").await.ok();
        let change = "/console/api/me/password";
        here.post(change, json!({ "current": "wrong", "next": "battery staple" })).await.refused_http(401, "session.denied");
        here.post(change, json!({ "current": "correct horse", "next": "1234567890" })).await.refused_http(400, "password.weak");
        there.get("/console/api/me/inbox/apps").await.ok();
        here.post(change, json!({ "current": "correct horse", "next": "battery staple" })).await.ok();
        here.get("/console/api/me/inbox/apps").await.ok();
        there.get("/console/api/me/inbox/apps").await.refused_http(401, "session.none");
        w.browser().sign_in(&mobile, "correct horse").await.refused_http(401, "session.denied");
        w.browser().sign_in(&mobile, "battery staple").await.ok();
    }

    /// A fresh sign-in gets a cookie of its own, and the one before it ends.
    async fn signing_in_anew_ends_the_session_before(w: World) {
        let (_, old) = pick(&w, None).await;
        let old = old.unwrap();
        let old = old.split(';').next().unwrap();
        let csrf = call(&w, "GET", "/console/api/session", &[("cookie", old)]).await.ok()["csrfToken"].as_str().unwrap().to_owned();
        let request = w.http().post(w.at("/console/api/session/pick")).header("cookie", old).header("x-csrf-token", csrf);
        let response = request.json(&json!({ "corpId": w.demo()["corp_id"], "userid": "user001" })).send().await.unwrap();
        let new = response.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        assert_ne!(new, old);
        call(&w, "GET", "/console/api/me/inbox/apps", &[("cookie", old)]).await.refused_http(401, "session.none");
        call(&w, "GET", "/console/api/me/inbox/apps", &[("cookie", &new)]).await.ok();
    }
}
