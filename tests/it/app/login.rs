//! One-time codes: on the workbench, in the admin console, at sites of the older generation.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use hobnail_testkit::{App, Reply, World, json, tests};
use sha2::Sha256;

use super::kit::{BACK, begin, encoded, of_query, scan, with_site};

const FREE: &str = "/user/getuserinfo";
const FREE_V2: &str = "/topapi/v2/user/getuserinfo";

async fn code(w: &World, userid: &str, app: &App<'_>) -> String {
    let browser = w.browser_of(userid).await;
    let reply = browser.post("/console/api/me/authcode", json!({ "agentId": app.agent_id })).await.ok();
    reply["code"].as_str().unwrap().to_owned()
}

/// The signed call that asks who is behind an sns code.
async fn sns(w: &World, app: &App<'_>, secret: &str, timestamp: &str, code: &str) -> Reply {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(timestamp.as_bytes());
    let signature = encoded(&STANDARD.encode(mac.finalize().into_bytes()));
    let path = format!("/sns/getuserinfo_bycode?accessKey={}&timestamp={timestamp}&signature={signature}", app.app_key);
    w.post(&path, &json!({ "tmp_auth_code": code })).await
}

tests! {
    /// A page's code tells its app who opened it, once, for five minutes; both generations say the same.
    async fn a_code_tells_its_app_who_opened_the_page(w: World) {
        let app = w.app().await;
        let given = code(&w, "manager01", &app).await;
        let told = app.get(FREE, &[("code", &given)]).await.ok();
        assert_eq!((&told["userid"], &told["is_sys"], &told["sys_level"]), (&json!("manager01"), &json!(true), &json!(1)));
        app.get(FREE, &[("code", &given)]).await.refused_for(40078, "code");

        let given = code(&w, "user001", &app).await;
        let told = app.post(FREE_V2, json!({ "code": given })).await.ok()["result"].take();
        let known = app.post("/topapi/v2/user/get", json!({ "userid": "user001" })).await.ok()["result"].take();
        assert_eq!((&told["userid"], &told["name"], &told["unionid"]), (&known["userid"], &known["name"], &known["unionid"]));
        assert_eq!((&told["sys"], &told["sys_level"]), (&json!(false), &json!(0)));

        let given = code(&w, "user001", &app).await;
        w.advance(299_000).await;
        app.post(FREE_V2, json!({ "code": given })).await.ok();
        let given = code(&w, "user001", &app).await;
        w.advance(300_000).await;
        app.post(FREE_V2, json!({ "code": given })).await.refused_for(40102, "code");
        app.post(FREE_V2, json!({ "code": "" })).await.refused_for(40035, "code");
        app.post(FREE_V2, json!({ "code": "x".repeat(200) })).await.refused_for(40035, "code");
        app.get(FREE, &[]).await.refused_for(40035, "code");
    }

    /// A code is bound to its app and corp: nobody else learns anything from it, and it stays good for its owner.
    async fn a_code_is_for_one_app(w: World) {
        let app = w.app().await;
        let other = w.new_app(json!({ "name": "别的应用" })).await;
        let elsewhere = w.corp("别家").await;
        let theirs = elsewhere.app(json!({})).await;
        let given = code(&w, "user001", &app).await;
        other.post(FREE_V2, json!({ "code": given })).await.refused(40078);
        theirs.post(FREE_V2, json!({ "code": given })).await.refused(40078);
        app.post(FREE_V2, json!({ "code": given })).await.ok();

        let hidden = w.new_app(json!({ "name": "财务专用", "visible": { "userids": ["user002"] } })).await;
        let outsider = w.browser_of("user001").await;
        outsider.post("/console/api/me/authcode", json!({ "agentId": hidden.agent_id })).await.refused_http(404, "InvalidAgentId.NotFound");
        outsider.post("/console/api/me/authcode", json!({ "agentId": theirs.agent_id })).await.refused_http(404, "InvalidAgentId.NotFound");
        let given = code(&w, "user002", &hidden).await;
        hidden.post(FREE_V2, json!({ "code": given })).await.ok();

        let poor = w.new_app(json!({ "scopes": [] })).await;
        poor.post(FREE_V2, json!({ "code": "x" })).await.refused(60011);
    }

    /// Who left since the code was made is told to nobody.
    async fn a_code_of_somebody_who_left_is_void(w: World) {
        let app = w.app().await;
        let given = code(&w, "user003", &app).await;
        app.post("/topapi/v2/user/delete", json!({ "userid": "user003" })).await.ok();
        app.post(FREE_V2, json!({ "code": given })).await.refused(40078);
    }

    /// An administrator comes from the admin console to an app's own administration.
    async fn an_administrator_is_known_at_the_apps_administration(w: World) {
        let app = w.new_app(json!({ "name": "有后台" })).await;
        let admin = w.admin().await;
        let development = json!({ "homeUrl": "https://app.example/", "pcHomeUrl": "", "backendUrl": "https://app.example/admin?x=1", "egressIps": [] });
        admin.post(&format!("/console/api/apps/{}/development", app.agent_id), development).await.ok();
        let secret = admin.post("/console/api/developer/ssosecret", json!({})).await.ok()["ssoSecret"].as_str().unwrap().to_owned();
        assert_eq!(admin.post("/console/api/developer/ssosecret", json!({})).await.ok()["ssoSecret"], secret.as_str());

        w.get("/sso/gettoken", &[("corpid", &app.corp_id), ("corpsecret", &app.app_secret)]).await.refused(40089);
        w.get("/sso/gettoken", &[("corpid", "dingnobody"), ("corpsecret", &secret)]).await.refused(40089);
        w.get("/sso/gettoken", &[("corpid", &app.corp_id)]).await.refused_for(40035, "corpsecret");
        let token = async |secret: &str| {
            let reply = w.get("/sso/gettoken", &[("corpid", &app.corp_id), ("corpsecret", secret)]).await.ok();
            reply["access_token"].as_str().unwrap().to_owned()
        };
        let first = token(&secret).await;
        assert_eq!(token(&secret).await, first, "the same within its life");
        let open = async || {
            let url = admin.post("/console/api/admin/workbench/backend", json!({ "agentId": app.agent_id })).await.ok()["url"].take();
            assert!(url.as_str().unwrap().starts_with("https://app.example/admin?x=1&code="), "{url}");
            of_query(&url, "code")
        };
        let code = open().await;
        let told = w.get("/sso/getuserinfo", &[("access_token", &first), ("code", &code)]).await.ok();
        assert_eq!((&told["user_info"]["userid"], &told["corp_info"]["corpid"], &told["is_sys"]), (&json!("manager01"), &json!(app.corp_id), &json!(true)));
        w.get("/sso/getuserinfo", &[("access_token", &first), ("code", &code)]).await.refused(40078);
        // A token of an app is none of a corp, and the other way round.
        w.get("/sso/getuserinfo", &[("access_token", &app.token), ("code", &code)]).await.refused(40014);
        w.get("/user/getuserinfo", &[("access_token", &first), ("code", &code)]).await.refused(40014);
        w.get("/sso/getuserinfo", &[("code", &code)]).await.refused(41001);

        let newer = w.post("/v1.0/oauth2/ssoAccessToken", &json!({ "corpid": app.corp_id, "ssoSecret": secret })).await.ok();
        assert_eq!((newer["accessToken"].as_str().unwrap(), newer["expireIn"].as_i64()), (first.as_str(), Some(7200)));
        let code = open().await;
        let header = |request: reqwest::RequestBuilder, token: &str| request.header("x-acs-dingtalk-access-token", token);
        let ask = |token: String| header(w.http().get(w.at(&format!("/v1.0/oauth2/ssoUserInfo?code={code}"))), &token);
        let told = w.send("ssoUserInfo".into(), ask(first.clone())).await.ok();
        assert_eq!((&told["userId"], &told["isAdmin"]), (&json!("manager01"), &json!(true)));
        w.send("ssoUserInfo".into(), ask(first.clone())).await.refused_http(400, "invalidCode");

        // A new secret ends the token.
        let anew = admin.post("/console/api/developer/ssosecret", json!({ "reset": true })).await.ok()["ssoSecret"].as_str().unwrap().to_owned();
        w.get("/sso/gettoken", &[("corpid", &app.corp_id), ("corpsecret", &secret)]).await.refused(40089);
        w.get("/sso/getuserinfo", &[("access_token", &first), ("code", &code)]).await.refused(40014);
        assert_ne!(token(&anew).await, first);
        let bare = w.browser_of("user001").await;
        bare.post("/console/api/admin/workbench/backend", json!({ "agentId": app.agent_id })).await.refused_http(403, "forbidden");
        bare.post("/console/api/developer/ssosecret", json!({})).await.refused_http(403, "forbidden");
        admin.post("/console/api/admin/workbench/backend", json!({ "agentId": w.app().await.agent_id })).await.refused_http(404, "InvalidAgentId.NotFound");
    }

    /// A site of the older generation: QR page, code, signed question. A secret that was reset still signs for a while.
    async fn an_older_site_learns_who_scanned(w: World) {
        let app = with_site(&w, json!({ "name": "老站点" })).await;
        let page = w.browser();
        let phone = w.browser_of("user001").await;
        let query = [("appid", app.app_key.as_str()), ("response_type", "code"), ("scope", "snsapi_login"), ("state", "a b"), ("redirect_uri", BACK)];
        let outcome = scan(&page, &phone, &begin(&page, "/connect/qrconnect", &query).await).await;
        let url = &outcome["redirectUrl"];
        assert!(url.as_str().unwrap().starts_with(&format!("{BACK}?code=")), "{url}");
        assert_eq!(of_query(url, "state"), "a+b");
        let code = of_query(url, "code");
        let now = w.now_ms().await;
        w.freeze_at(now).await;
        let now = now.to_string();
        let known = app.post("/topapi/v2/user/get", json!({ "userid": "user001" })).await.ok()["result"].take();

        sns(&w, &app, "wrong", &now, &code).await.refused_for(853004, "signature");
        sns(&w, &app, &app.app_secret, "yesterday", &code).await.refused_for(853001, "timestamp");
        sns(&w, &app, &app.app_secret, &(now.parse::<i64>().unwrap() - 61_000).to_string(), &code).await.refused_for(853002, "timestamp");
        w.post(&format!("/sns/getuserinfo_bycode?accessKey=nobody&timestamp={now}&signature=x"), &json!({ "tmp_auth_code": code })).await.refused_for(853003, "accessKey");
        let told = sns(&w, &app, &app.app_secret, &now, &code).await.ok()["user_info"].take();
        assert_eq!((&told["nick"], &told["unionid"]), (&known["name"], &known["unionid"]));
        sns(&w, &app, &app.app_secret, &now, &code).await.refused(40078);

        // The framed QR code gives a loginTmpCode, which sns_authorize turns into a code.
        let inner = format!("http://oapi/connect/oauth2/sns_authorize?appid={}&response_type=code&scope=snsapi_login&state=S&redirect_uri={}", app.app_key, encoded(BACK));
        let framed = begin(&page, "/login/qrcode.htm", &[("goto", &inner)]).await;
        assert_eq!((&framed["frame"], &framed["oldForm"]), (&json!(true), &json!(true)));
        let outcome = scan(&page, &phone, &framed).await;
        assert_eq!(outcome["redirectUrl"], json!(null));
        let tmp = outcome["loginTmpCode"].as_str().unwrap().to_owned();
        let go = async |redirect: &str| {
            let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
            let path = format!("/connect/oauth2/sns_authorize?appid={}&response_type=code&scope=snsapi_login&state=S&redirect_uri={}&loginTmpCode={tmp}", app.app_key, encoded(redirect));
            let response = client.get(w.at(&path)).send().await.unwrap();
            (response.status().as_u16(), response.headers().get("location").map(|to| to.to_str().unwrap().to_owned()))
        };
        assert_eq!(go("https://wide.example/x").await.0, 200, "another address gets our own page");
        let (status, to) = go(BACK).await;
        assert_eq!(status, 302);
        let to = json!(to.unwrap());
        assert_eq!(of_query(&to, "state"), "S");
        assert_eq!(go(BACK).await.0, 200, "a loginTmpCode is good once");

        // The old secret signs until its grace ends.
        let admin = w.admin().await;
        let reset = admin.post(&format!("/console/api/apps/{}/credentials/reset", app.agent_id), json!({ "graceHours": 1 })).await.ok();
        let new = reset["appSecret"].as_str().unwrap();
        sns(&w, &app, &app.app_secret, &now, &of_query(&to, "code")).await.ok();
        sns(&w, &app, new, &now, &of_query(&to, "code")).await.refused(40078);
        w.advance(3_600_000).await;
        let now = w.now_ms().await.to_string();
        sns(&w, &app, &app.app_secret, &now, "x").await.refused(853004);
        sns(&w, &app, new, &now, "x").await.refused(40078);
    }
}
