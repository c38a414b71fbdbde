//! OpenID Connect.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use hobnail_testkit::{Reply, Value, World, json, tests};
use sha2::{Digest, Sha256};

use super::kit::{BACK, begin, of_query, scan, with_site};

fn part(token: &str, at: usize) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(at).unwrap()).unwrap()).unwrap()
}

tests! {
    /// Code with PKCE, id_token signed by a published key, userinfo, refresh; every proof is checked.
    async fn a_client_of_openid_connect_signs_in(w: World) {
        let app = with_site(&w, json!({ "name": "通用客户端" })).await;
        let found = w.get("/.well-known/openid-configuration", &[]).await.ok();
        assert_eq!(found["issuer"], w.url());
        assert_eq!(found["authorization_endpoint"], w.at("/oauth2/auth"));
        let keys = w.get("/oauth2/jwks", &[]).await.ok()["keys"].take();
        assert_eq!(w.get("/oauth2/jwks", &[]).await.ok()["keys"], keys, "one key");

        let verifier = "a-verifier-of-forty-three-characters-or-more-0";
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        let query = [
            ("client_id", app.app_key.as_str()), ("redirect_uri", BACK), ("response_type", "code"), ("scope", "openid phone corpid"),
            ("nonce", "n1"), ("state", "s"), ("code_challenge", &challenge), ("code_challenge_method", "S256"),
        ];
        let page = w.browser();
        let phone = w.browser_of("user001").await;
        let code = async || of_query(&scan(&page, &phone, &begin(&page, "/oauth2/auth", &query).await).await["redirectUrl"], "code");
        let token = async |form: &[(&str, &str)], basic: Option<(&str, &str)>| -> Reply {
            let mut request = w.http().post(w.at("/oauth2/token")).form(form);
            if let Some((id, secret)) = basic {
                request = request.header("authorization", format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))));
            }
            w.send("POST /oauth2/token".into(), request).await
        };
        let basic = Some((app.app_key.as_str(), app.app_secret.as_str()));
        let given = code().await;
        let form = |code, verifier, redirect| [("grant_type", "authorization_code"), ("code", code), ("code_verifier", verifier), ("redirect_uri", redirect)];
        let refused = |reply: Reply, status: u16, error: &str| assert_eq!((reply.status, reply["error"].as_str()), (status, Some(error)), "{}", reply.body);
        refused(token(&form(&given, verifier, BACK), Some((&app.app_key, "x"))).await, 401, "invalid_client");
        refused(token(&form(&given, verifier, BACK), None).await, 401, "invalid_client");
        refused(token(&form(&given, "another", BACK), basic).await, 400, "invalid_grant");
        refused(token(&form(&given, verifier, "https://wide.example/"), basic).await, 400, "invalid_grant");
        refused(token(&[("grant_type", "authorization_code"), ("code", &given), ("redirect_uri", BACK)], basic).await, 400, "invalid_grant");
        refused(token(&[("grant_type", "password")], basic).await, 400, "unsupported_grant_type");
        refused(token(&[("grant_type", "authorization_code")], basic).await, 400, "invalid_request");
        // What was asked with PKCE is not given without it on the platform's own API either.
        let body = json!({ "clientId": app.app_key, "clientSecret": app.app_secret, "grantType": "authorization_code", "code": given });
        w.post("/v1.0/oauth2/userAccessToken", &body).await.refused_http(400, "invalidCode");

        let got = token(&form(&given, verifier, BACK), basic).await.ok();
        assert_eq!((&got["token_type"], &got["expires_in"]), (&json!("Bearer"), &json!(7200)));
        let id_token = got["id_token"].as_str().unwrap();
        let (head, claims) = (part(id_token, 0), part(id_token, 1));
        assert_eq!((&head["alg"], &head["kid"]), (&json!("RS256"), &keys[0]["kid"]));
        let known = app.post("/topapi/v2/user/get", json!({ "userid": "user001" })).await.ok()["result"].take();
        assert_eq!((&claims["iss"], &claims["aud"], &claims["nonce"], &claims["sub"]), (&json!(w.url()), &json!(app.app_key), &json!("n1"), &known["unionid"]));
        assert_eq!((&claims["name"], &claims["userid"], &claims["corp_id"]), (&known["name"], &json!("user001"), &json!(app.corp_id)));
        refused(token(&form(&given, verifier, BACK), basic).await, 400, "invalid_grant");

        let userinfo = async |token: &str| {
            let request = w.http().get(w.at("/oauth2/userinfo")).bearer_auth(token);
            w.send("GET /oauth2/userinfo".into(), request).await
        };
        let told = userinfo(got["access_token"].as_str().unwrap()).await.ok();
        assert_eq!((&told["sub"], &told["phone_number"], &told["email"]), (&known["unionid"], &known["mobile"], &json!(null)));
        refused(userinfo("made-up").await, 401, "invalid_token");
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", got["refresh_token"].as_str().unwrap()), ("client_id", &app.app_key), ("client_secret", &app.app_secret)];
        let second = token(&refresh, None).await.ok();
        assert!(second["id_token"].is_string());
        refused(userinfo(got["access_token"].as_str().unwrap()).await, 401, "invalid_token");
        userinfo(second["access_token"].as_str().unwrap()).await.ok();

        // The key outlives a restart.
        let mut w = w;
        let url = w.url().to_owned();
        w.restart().await;
        assert_ne!(w.url(), url);
        assert_eq!(w.get("/oauth2/jwks", &[]).await.ok()["keys"], keys);
    }
}
