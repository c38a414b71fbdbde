//! Odd bodies against every endpoint: always an answer, never "busy", never HTTP 500, and the server lives.

use std::collections::BTreeMap;

use hobnail_testkit::{Start, Value, World, hobnail, json, tests};

/// One line of `hobnail endpoints --json`.
pub struct Listed {
    pub id: String,
    pub style: String,
    pub method: String,
    pub path: String,
    pub access: String,
}

pub fn endpoints() -> Vec<Listed> {
    let (code, text) = hobnail(&["endpoints", "--json"], &[]);
    assert_eq!(code, Some(0));
    let text_of = |v: &Value| v.as_str().unwrap().to_owned();
    let list: Vec<_> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|e| Listed {
            id: text_of(&e["id"]),
            style: text_of(&e["style"]),
            method: text_of(&e["method"]),
            path: text_of(&e["path"]),
            access: text_of(&e["access"]),
        })
        .collect();
    assert!(list.len() > 30, "the list is not whole");
    list
}

/// Fields of each request by the endpoint's id, with a plausible value for each, from the OpenAPI documents.
pub fn fields() -> BTreeMap<String, BTreeMap<String, Value>> {
    let mut out = BTreeMap::new();
    for style in ["oapi", "v1", "console", "control"] {
        let (code, text) = hobnail(&["openapi", style], &[]);
        assert_eq!(code, Some(0));
        let document: Value = serde_json::from_str(&text).unwrap();
        for operation in document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values()) {
            let mut fields = BTreeMap::new();
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                fields.insert(parameter["name"].as_str().unwrap().to_owned(), plausible(&document, &parameter["schema"]));
            }
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            for (name, schema) in resolved(&document, schema)["properties"].as_object().into_iter().flatten() {
                fields.insert(name.clone(), plausible(&document, schema));
            }
            out.insert(operation["operationId"].as_str().unwrap().to_owned(), fields);
        }
    }
    out
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => schema,
    }
}

fn plausible(document: &Value, schema: &Value) -> Value {
    let schema = match schema["anyOf"].as_array() {
        Some(choices) => resolved(document, &choices[0]),
        None => resolved(document, schema),
    };
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or_default();
    match kind {
        "integer" | "number" => json!(1),
        // Nothing is sent to everyone.
        "boolean" => json!(false),
        "array" => json!([]),
        "object" => json!({}),
        _ => json!("1"),
    }
}

fn odd_values() -> Vec<Value> {
    vec![
        json!(null),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("x".repeat(5000)),
        json!("😀\u{202e}\u{ffff}"),
        json!("[[]]"),
        json!([null, {}, [[]]]),
        json!({ "": { "a": [] } }),
        json!(",,1,,"),
    ]
}

fn odd_bodies() -> Vec<Vec<u8>> {
    let texts: [&[u8]; 20] = [
        b"{",
        b"}",
        b"[]",
        b"[{}]",
        b"null",
        b"0",
        b"\"\"",
        b"{\"a\":",
        b"{\"\":\"\"}",
        b"\0",
        b"\xff\xfe\x00{",
        b"\xef\xbb\xbf",
        b"=",
        b"&=&",
        b"%",
        b"%zz=%",
        b"a=%00",
        b"<a/>",
        b"--x\r\n\r\n--x--",
        b"{\"access_token\":[]}",
    ];
    let mut out: Vec<Vec<u8>> = texts.iter().map(|text| text.to_vec()).collect();
    out.push("[".repeat(20_000).into_bytes());
    out.push("{\"a\":".repeat(20_000).into_bytes());
    out
}

struct Caller<'w> {
    w: &'w World,
    token: String,
    cookie: String,
    csrf: String,
}

impl Caller<'_> {
    fn request(&self, e: &Listed) -> reqwest::RequestBuilder {
        let path = e.path.replace("{corpId}", self.w.demo()["corp_id"].as_str().unwrap());
        let path = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect::<Vec<_>>().join("/");
        let request = self.w.http().request(e.method.parse().unwrap(), self.w.at(&path));
        match e.style.as_str() {
            "oapi" => request.query(&[("access_token", &self.token)]),
            "v1" => request.header("x-acs-dingtalk-access-token", &self.token),
            _ => request.header("cookie", &self.cookie).header("x-csrf-token", &self.csrf),
        }
    }

    /// Sends it; refused or not, but answered by somebody who knew what they did.
    async fn check(&self, what: String, request: reqwest::RequestBuilder) {
        let reply = self.w.send(what.clone(), request).await;
        assert!(reply.status < 500, "{what}: HTTP {} {}", reply.status, reply.body);
        assert_ne!(reply["errcode"], -1, "{what}: {}", reply.body);
        assert_ne!(reply["code"], "ServiceUnavailable", "{what}: {}", reply.body);
    }
}

async fn caller(w: &World) -> Caller<'_> {
    let app = w.app().await;
    let userid = w.member(json!({ "name": "测试", "mobile": World::new_mobile() })).await;
    let pick = json!({ "corpId": w.demo()["corp_id"], "userid": userid });
    let response = w.http().post(w.at("/console/api/session/pick")).json(&pick).send().await.unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let csrf = response.json::<Value>().await.unwrap()["csrfToken"].as_str().unwrap().to_owned();
    Caller { w, token: app.token, cookie, csrf }
}

fn unlimited() -> Start {
    Start::env(&[("HOBNAIL_LIMITS_IP_CALLS_PER_20S", "10000000"), ("HOBNAIL_LIMITS_APP_API_CALLS_PER_S", "1000000")])
}

fn all() -> Vec<Listed> {
    let mut all = endpoints();
    let control = [
        ("GET", "status"),
        ("GET", "demo"),
        ("GET", "messages"),
        ("POST", "messages/{id}/read"),
        ("GET", "clock"),
        ("GET", "calls"),
        ("POST", "corps"),
        ("POST", "apps"),
        ("POST", "members"),
    ];
    all.extend(control.map(|(method, path)| {
        Listed {
            id: match (method, path) {
                ("GET", "messages") => "MessagesGet",
                ("GET", "calls") => "CallsGet",
                ("POST", "corps") => "CorpMake",
                ("POST", "apps") => "AppMake",
                ("POST", "members") => "MemberMake",
                _ => "",
            }
            .into(),
            style: "console".into(),
            method: method.into(),
            path: format!("/_hobnail/v1/{path}"),
            access: "dev".into(),
        }
    }));
    // It ends the session that the others need.
    all.retain(|e| e.id != "SessionEnd");
    // Addresses that browsers go to answer with pages; tests of signing in ask them.
    all.retain(|e| e.style != "console" || e.path.starts_with("/console/") || e.path.starts_with("/_hobnail/"));
    all
}

tests! {
    /// Bodies that are nothing in particular.
    async fn odd_bodies_are_answered(w: World, start = unlimited()) {
        let caller = caller(&w).await;
        for endpoint in all() {
            for body in odd_bodies() {
                for kind in ["application/json", "application/x-www-form-urlencoded"] {
                    let what = format!("{} {} {kind} {}", endpoint.method, endpoint.path, String::from_utf8_lossy(&body[..body.len().min(40)]));
                    let request = caller.request(&endpoint).header("content-type", kind).body(body.clone());
                    caller.check(what, request).await;
                }
            }
        }
        w.get("/_hobnail/v1/status", &[]).await.ok();
    }

    /// Each field of each request with each odd value, the others plausible.
    async fn odd_values_are_answered(w: World, start = unlimited()) {
        let caller = caller(&w).await;
        let fields = fields();
        let mut asked = 0;
        for endpoint in all() {
            let Some(fields) = fields.get(&endpoint.id) else { continue };
            for name in fields.keys() {
                for value in odd_values() {
                    let mut body = json!(fields);
                    // Nothing waits, and nobody's clock is moved.
                    body.as_object_mut().unwrap().retain(|key, _| !key.ends_with("wait_ms"));
                    if !name.ends_with("wait_ms") {
                        body[name] = value.clone();
                    }
                    let what = format!("{} {} {name}={}", endpoint.method, endpoint.path, value.to_string().chars().take(40).collect::<String>());
                    // With the URL encoded it would be a query; a body is read whatever the method.
                    caller.check(what, caller.request(&endpoint).json(&body)).await;
                    asked += 1;
                }
            }
        }
        assert!(asked > 1000, "only {asked} calls: are the OpenAPI documents there?");
        w.get("/_hobnail/v1/status", &[]).await.ok();
    }
}
