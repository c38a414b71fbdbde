//! Signing in at outside sites: pages, scans, passwords, people's tokens.

use hobnail_testkit::{App, Reply, Value, World, json, tests};

use super::kit::{BACK, begin, encoded, look, of_query, scan, with_site};

fn query<'a>(app: &'a App<'_>, scope: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("client_id", &app.app_key),
        ("redirect_uri", BACK),
        ("response_type", "code"),
        ("scope", scope),
        ("prompt", "consent"),
        ("state", "s1"),
    ]
}

async fn exchange(w: &World, app: &App<'_>, body: Value) -> Reply {
    let mut whole = json!({ "clientId": app.app_key, "clientSecret": app.app_secret, "grantType": "authorization_code" });
    for (name, value) in body.as_object().unwrap() {
        whole[name] = value.clone();
    }
    w.post("/v1.0/oauth2/userAccessToken", &whole).await
}

async fn me(w: &World, token: &str, unionid: &str) -> Reply {
    let request = w.http().get(w.at(&format!("/v1.0/contact/users/{unionid}"))).header("x-acs-dingtalk-access-token", token);
    w.send("GET /v1.0/contact/users/{unionId}".into(), request).await
}

async fn csp(w: &World, path: &str) -> String {
    let response = w.http().get(w.at(path)).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 200, "{path}");
    response.headers()["content-security-policy"].to_str().unwrap().to_owned()
}

tests! {
    /// Scan, agree, code, token, person; refreshed; bound to its app.
    async fn a_scan_ends_with_a_persons_token(w: World) {
        let app = with_site(&w, json!({ "name": "新站点" })).await;
        let page = w.browser();
        let phone = w.browser_of("user001").await;
        let begun = begin(&page, "/oauth2/auth", &query(&app, "openid corpid")).await;
        assert_eq!((&begun["appName"], &begun["asksCorp"], &begun["frame"], &begun["person"]), (&json!("新站点"), &json!(true), &json!(false), &json!(null)));
        assert_eq!(look(&page, &begun).await["state"], "waiting");

        // Somebody scans: the page shows who, and nobody else can take part.
        let ticket = json!({ "ticket": begun["scanUrl"].as_str().unwrap().split("?t=").nth(1).unwrap() });
        let asked = phone.post("/console/api/me/scan/open", ticket.clone()).await.ok();
        assert_eq!((&asked["site"], &asked["asksCorp"]), (&json!("https://shop.example"), &json!(true)));
        let seen = look(&page, &begun).await;
        let known = app.post("/topapi/v2/user/get", json!({ "userid": "user001" })).await.ok()["result"].take();
        assert_eq!((&seen["state"], &seen["name"]), (&json!("scanned"), &known["name"]));
        let other = w.browser_of("user002").await;
        other.post("/console/api/me/scan/open", ticket.clone()).await.refused_http(410, "login.expired");
        let mut answer = ticket.clone();
        answer["agree"] = json!(true);
        other.post("/console/api/me/scan/answer", answer.clone()).await.refused_http(410, "login.expired");
        w.browser().post("/console/api/me/scan/open", ticket.clone()).await.refused_http(401, "session.none");
        // The ticket of the QR code is no key to the outcome.
        page.post("/console/api/login/look", json!({ "key": ticket["ticket"] })).await.refused_http(410, "login.expired");
        phone.post("/console/api/me/scan/answer", answer.clone()).await.ok();
        let done = look(&page, &begun).await;
        let url = &done["redirectUrl"];
        assert_eq!((of_query(url, "code"), of_query(url, "state").as_str()), (of_query(url, "authCode"), "s1"));
        page.post("/console/api/login/look", json!({ "key": begun["key"] })).await.refused_http(410, "login.expired");

        let code = of_query(url, "code");
        let stranger = w.new_app(json!({ "name": "外人" })).await;
        exchange(&w, &stranger, json!({ "code": code })).await.refused_http(400, "invalidCode");
        exchange(&w, &app, json!({ "code": code, "clientSecret": "x" })).await.refused_http(400, "invalidClientIdOrSecret");
        exchange(&w, &app, json!({ "code": code, "grantType": "password" })).await.refused_http(400, "unsupported.grant.type");
        exchange(&w, &app, json!({})).await.refused_http(400, "Missingcode");
        let first = exchange(&w, &app, json!({ "code": code })).await.ok();
        assert_eq!((&first["expireIn"], &first["corpId"]), (&json!(7200), &json!(app.corp_id)));
        exchange(&w, &app, json!({ "code": code })).await.refused_http(400, "invalidCode");

        let token = first["accessToken"].as_str().unwrap();
        let told = me(&w, token, "me").await.ok();
        assert_eq!((&told["nick"], &told["unionId"], &told["mobile"], &told["stateCode"]), (&known["name"], &known["unionid"], &known["mobile"], &json!("86")));
        let unionid = known["unionid"].as_str().unwrap();
        assert_eq!(me(&w, token, unionid).await.ok(), told);
        me(&w, token, "somebodyelse").await.refused_http(404, "invalidParameter.user.notFound");
        me(&w, &app.token, "me").await.refused_http(400, "InvalidAuthentication");
        // A person's token is no app's, and opens no console.
        w.get("/topapi/v2/user/get", &[("access_token", token)]).await;
        let request = w.http().get(w.at("/v1.0/microApp/allApps")).header("x-acs-dingtalk-access-token", token);
        w.send("allApps".into(), request).await.refused_http(400, "InvalidAuthentication");

        let again = scan(&page, &phone, &begin(&page, "/oauth2/auth", &query(&app, "openid corpid")).await).await;
        let same = exchange(&w, &app, json!({ "code": of_query(&again["redirectUrl"], "code") })).await.ok();
        assert_eq!(same["accessToken"], first["accessToken"], "the same within its life");
        let refresh = json!({ "grantType": "refresh_token", "refreshToken": first["refreshToken"] });
        let second = exchange(&w, &app, refresh.clone()).await.ok();
        me(&w, token, "me").await.refused_http(400, "InvalidAuthentication");
        me(&w, second["accessToken"].as_str().unwrap(), "me").await.ok();
        exchange(&w, &app, refresh).await.refused_http(400, "invalidRefreshToken");
        let renew = json!({ "grantType": "refresh_token", "refreshToken": second["refreshToken"] });
        exchange(&w, &stranger, renew.clone()).await.refused_http(400, "invalidRefreshToken");
        w.advance(7_200_000).await;
        me(&w, second["accessToken"].as_str().unwrap(), "me").await.refused_http(400, "InvalidAuthentication");
        w.advance(30 * 86_400_000).await;
        exchange(&w, &app, renew).await.refused_http(400, "invalidRefreshToken");
    }

    /// A refusal on the phone, and a QR code that nobody scanned in time.
    async fn a_refusal_goes_back_to_the_site(w: World) {
        let app = with_site(&w, json!({})).await;
        let page = w.browser();
        let phone = w.browser_of("user001").await;
        let begun = begin(&page, "/oauth2/auth", &query(&app, "openid")).await;
        let ticket = begun["scanUrl"].as_str().unwrap().split("?t=").nth(1).unwrap();
        phone.post("/console/api/me/scan/answer", json!({ "ticket": ticket, "agree": true })).await.refused_http(410, "login.expired");
        phone.post("/console/api/me/scan/open", json!({ "ticket": ticket })).await.ok();
        phone.post("/console/api/me/scan/answer", json!({ "ticket": ticket, "agree": false })).await.ok();
        phone.post("/console/api/me/scan/answer", json!({ "ticket": ticket, "agree": true })).await.refused_http(410, "login.expired");
        let done = look(&page, &begun).await;
        assert_eq!((done["state"].as_str(), done["redirectUrl"].as_str()), (Some("refused"), Some(format!("{BACK}?error=access_denied&state=s1").as_str())));
        let begun = begin(&page, "/oauth2/auth", &query(&app, "openid")).await;
        w.advance(300_000).await;
        page.post("/console/api/login/look", json!({ "key": begun["key"] })).await.refused_http(410, "login.expired");
    }

    /// Only registered addresses are led to, and only registered origins may frame the page.
    async fn nothing_goes_to_an_address_that_is_not_registered(w: World) {
        let app = with_site(&w, json!({})).await;
        let page = w.browser();
        let ask = async |client: &str, redirect: &str| {
            let query = format!("client_id={client}&redirect_uri={}&response_type=code&scope=openid", encoded(redirect));
            page.post("/console/api/login/begin", json!({ "path": "/oauth2/auth", "query": query })).await
        };
        ask(&app.app_key, BACK).await.ok();
        ask(&app.app_key, "https://wide.example/any?x=1").await.ok();
        for wrong in ["https://shop.example/other", "http://shop.example/back", "https://evil.example/back", "https://wide.example.evil/", "https://shop.example@evil.example/back", "javascript:alert(1)", "x"] {
            ask(&app.app_key, wrong).await.refused_http(400, "login.redirectUri");
        }
        ask("nobody", BACK).await.refused_http(400, "login.request");
        let bare = w.new_app(json!({ "name": "没有登记" })).await;
        ask(&bare.app_key, BACK).await.refused_http(400, "login.redirectUri");
        for (path, query) in [("/oauth2/auth", "client_id=a"), ("/nowhere", "client_id=a&redirect_uri=b"), ("/oauth2/auth", "client_id=a&redirect_uri=b&response_type=token"), ("/login/qrcode.htm", "")] {
            page.post("/console/api/login/begin", json!({ "path": path, "query": query })).await.refused_http(400, "login.request");
        }

        let frame = csp(&w, &format!("/oauth2/auth?iframe=true&client_id={}", app.app_key)).await;
        assert!(frame.ends_with("frame-ancestors https://frame.example https://shop.example https://wide.example"), "{frame}");
        assert!(frame.contains("script-src 'self';"), "{frame}");
        for path in ["/oauth2/auth?client_id=nobody".to_owned(), "/oauth2/auth".to_owned(), format!("/oauth2/auth?client_id={}", bare.app_key), "/work".to_owned()] {
            assert!(csp(&w, &path).await.ends_with("frame-ancestors 'none'"), "{path}");
        }
        let inner = encoded(&format!("https://oapi/connect/oauth2/sns_authorize?appid={}&redirect_uri=x", app.app_key));
        assert!(csp(&w, &format!("/login/qrcode.htm?goto={inner}")).await.contains("https://frame.example"));
        let disabled = w.admin().await.post(&format!("/console/api/apps/{}/enabled", app.agent_id), json!({ "enabled": false })).await.ok();
        assert_eq!(disabled["app"]["enabled"], false);
        ask(&app.app_key, BACK).await.refused_http(400, "login.request");
    }

    /// With a password, without a session; guessing waits as elsewhere. One organisation may be the only one.
    async fn a_password_signs_in_at_the_site_alone(w: World) {
        let app = with_site(&w, json!({})).await;
        let mobile = World::new_mobile();
        let userid = w.member(json!({ "name": "登录者", "mobile": mobile, "password": "correct horse" })).await;
        let page = w.browser();
        let begun = begin(&page, "/oauth2/auth", &query(&app, "openid corpid")).await;
        let sign_in = async |key: &Value, password: &str| {
            page.post("/console/api/login/password", json!({ "key": key, "mobile": mobile, "password": password })).await
        };
        sign_in(&begun["key"], "wrong").await.refused_http(401, "session.denied");
        sign_in(&json!("made-up"), "correct horse").await.refused_http(410, "login.expired");
        let done = sign_in(&begun["key"], "correct horse").await.ok();
        let token = exchange(&w, &app, json!({ "code": of_query(&done["redirectUrl"], "code") })).await.ok();
        assert_eq!(token["corpId"], app.corp_id.as_str());
        assert_eq!(page.get("/console/api/session").await.ok()["signedIn"], false);
        let mut exclusive = query(&app, "openid corpid");
        exclusive.extend([("exclusiveLogin", "true"), ("exclusiveCorpId", "dingother")]);
        let begun = begin(&page, "/oauth2/auth", &exclusive).await;
        sign_in(&begun["key"], "correct horse").await.refused_http(400, "login.request");
        for _ in 0..5 {
            sign_in(&begun["key"], "wrong").await.refused_http(401, "session.denied");
        }
        sign_in(&begun["key"], "correct horse").await.refused_http(429, "session.throttled");

        // Who is signed in in this browser goes on with one click.
        let browser = w.browser_of(&userid).await;
        let begun = begin(&browser, "/oauth2/auth", &query(&app, "openid")).await;
        assert_eq!(begun["person"]["name"], "登录者");
        let done = browser.post("/console/api/login/continue", json!({ "key": begun["key"] })).await.ok();
        let code = of_query(&done["redirectUrl"], "code");
        let token = exchange(&w, &app, json!({ "code": code })).await.ok();
        assert_eq!(token["corpId"], json!(null), "the organisation was not asked for");
        // Who leaves every organisation is behind no token.
        w.app().await.post("/topapi/v2/user/delete", json!({ "userid": userid })).await.ok();
        me(&w, token["accessToken"].as_str().unwrap(), "me").await.refused_http(400, "InvalidAuthentication");
    }

    /// Mobile and email are told to an app that may read the fields only; an app that is off is told nothing.
    async fn fields_need_their_permission(w: World) {
        let app = with_site(&w, json!({ "scopes": ["qyapi_base"] })).await;
        let page = w.browser();
        let phone = w.browser_of("user001").await;
        let done = scan(&page, &phone, &begin(&page, "/oauth2/auth", &query(&app, "openid")).await).await;
        let token = exchange(&w, &app, json!({ "code": of_query(&done["redirectUrl"], "code") })).await.ok();
        let token = token["accessToken"].as_str().unwrap();
        let told = me(&w, token, "me").await.ok();
        assert_eq!((&told["mobile"], &told["email"], &told["stateCode"]), (&json!(null), &json!(null), &json!(null)));
        w.admin().await.post(&format!("/console/api/apps/{}/enabled", app.agent_id), json!({ "enabled": false })).await.ok();
        me(&w, token, "me").await.refused_http(403, "Forbidden.AppDisabled");
    }

    /// Signing out leads to our own pages or to what an app registered.
    async fn signing_out_is_no_open_redirect(w: World) {
        let app = with_site(&w, json!({})).await;
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let to = async |query: String| {
            let response = client.get(w.at(&format!("/oauth2/logout?{query}"))).send().await.unwrap();
            response.headers()["location"].to_str().unwrap().to_owned()
        };
        assert_eq!(to(String::new()).await, "/work/login");
        assert_eq!(to("continue=/work/me".into()).await, "/work/me");
        for evil in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
            assert_eq!(to(format!("continue={}", encoded(evil))).await, "/work/login", "{evil}");
        }
        let registered = format!("client_id={}&state=x&post_logout_redirect_uri={}", app.app_key, encoded(BACK));
        assert_eq!(to(registered).await, format!("{BACK}?state=x"));
        assert_eq!(to(format!("client_id={}&post_logout_redirect_uri=https%3A%2F%2Fevil.example", app.app_key)).await, "/work/login");
        let browser = w.browser_of("user001").await;
        let response = browser.fetch("/oauth2/logout").await;
        assert_eq!(response.status, 200);
        assert_eq!(browser.get("/console/api/session").await.ok()["signedIn"], false);
        for script in ["/ddLogin.js", "/h5-dingtalk-login/0.21.0/ddlogin.js"] {
            let fetched = w.browser().fetch(script).await;
            assert!(fetched.header("content-type").starts_with("text/javascript"), "{script}");
        }
    }
}
