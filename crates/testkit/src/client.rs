//! Callers: an app with its token, a person's browser.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{Reply, World, reply::Fetched};

/// An app's credentials and a token.
pub struct App<'w> {
    pub(crate) world: &'w World,
    pub corp_id: String,
    pub agent_id: i64,
    pub app_key: String,
    pub app_secret: String,
    pub token: String,
}

impl App<'_> {
    /// A GET of the older generation: arguments and token in the query.
    pub async fn get(&self, path: &str, query: &[(&str, &str)]) -> Reply {
        let mut query: Vec<_> = query.to_vec();
        query.push(("access_token", &self.token));
        self.world.get(path, &query).await
    }

    /// A POST with a JSON body, the token in the query.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.world.post(&format!("{path}?access_token={}", self.token), &body).await
    }

    /// A POST of a form, the token in the query.
    pub async fn form(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        let request = self.world.http().post(self.world.at(&format!("{path}?access_token={}", self.token))).form(form);
        self.world.send(format!("POST {path}"), request).await
    }

    /// A v1.0 call with the token in its header.
    pub async fn v1(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let mut request = self.world.http().request(method.clone(), self.world.at(path));
        request = request.header("x-acs-dingtalk-access-token", &self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.world.send(format!("{method} {path}"), request).await
    }

    /// Uploads a media file as browsers and SDKs do: `multipart/form-data` with `type` and `media`.
    pub async fn upload(&self, kind: &str, name: &str, bytes: &[u8]) -> Reply {
        let mut body = format!(
            "--cut\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\n{kind}\r\n--cut\r\n\
             Content-Disposition: form-data; name=\"media\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--cut--\r\n");
        let path = format!("/media/upload?access_token={}", self.token);
        self.world.raw(&path, "multipart/form-data; boundary=cut", body).await
    }

    /// Sends a work notification of any type; the reply, which may be a refusal.
    pub async fn send(&self, userids: &str, msg: Value) -> Reply {
        let body = json!({ "agent_id": self.agent_id, "userid_list": userids, "msg": msg });
        self.post("/topapi/message/corpconversation/asyncsend_v2", body).await
    }

    /// Sends a work notification; the task's id.
    pub async fn notify(&self, userids: &str, content: &str) -> i64 {
        let body = json!({
            "agent_id": self.agent_id,
            "userid_list": userids,
            "msg": { "msgtype": "text", "text": { "content": content } },
        });
        self.post("/topapi/message/corpconversation/asyncsend_v2", body).await.ok()["task_id"].as_i64().expect("a task_id")
    }

    /// The result of a task, once its fan-out is done.
    pub async fn result(&self, task_id: i64) -> Value {
        self.done(task_id).await;
        let body = json!({ "agent_id": self.agent_id, "task_id": task_id });
        self.post("/topapi/message/corpconversation/getsendresult", body).await.ok()["send_result"].take()
    }

    /// Waits until a task's fan-out is done.
    pub async fn done(&self, task_id: i64) {
        let body = json!({ "agent_id": self.agent_id, "task_id": task_id });
        let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(60);
        loop {
            let reply = self.post("/topapi/message/corpconversation/getsendprogress", body.clone()).await.ok();
            if reply["progress"]["status"] == 2 {
                return;
            }
            assert!(tokio::time::Instant::now() < deadline, "task {task_id} is not done: {reply}");
            // Somebody else's delivery wakes this too; the loop asks again.
            let path =
                format!("/_hobnail/v1/messages?corp_id={}&task_id={task_id}&wait_ms=50&after=9007199254740991", self.corp_id);
            self.world.get(&path, &[]).await;
        }
    }
}

/// A person's browser: cookies, CSRF token, own origin.
pub struct Browser<'w> {
    pub(crate) world: &'w World,
    pub(crate) http: reqwest::Client,
    pub csrf: String,
}

impl Browser<'_> {
    pub async fn get(&self, path: &str) -> Reply {
        self.world.send(format!("GET {path}"), self.http.get(self.world.at(path))).await
    }

    /// A GET that is answered with a file.
    pub async fn fetch(&self, path: &str) -> Fetched {
        let response = self.http.get(self.world.at(path)).send().await.unwrap_or_else(|error| panic!("GET {path}: {error:?}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap_or_else(|error| panic!("GET {path}: {error:?}")).to_vec();
        Fetched { status, headers, bytes }
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        let request = self.http.post(self.world.at(path)).header("x-csrf-token", &self.csrf).header("origin", self.world.url());
        self.world.send(format!("POST {path}"), request.json(&body)).await
    }

    /// A call of any method with a JSON body where it takes one: HTTP status and whatever came back, null where it is no JSON.
    pub async fn call(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let mut request = self.http.request(method.parse().expect("a method"), self.world.at(path));
        if !matches!(method, "GET" | "DELETE") {
            request = request.header("x-csrf-token", &self.csrf).header("origin", self.world.url()).json(&body);
        }
        let response = request.send().await.unwrap_or_else(|error| panic!("{method} {path}: {error:?}"));
        let status = response.status().as_u16();
        (status, response.json().await.unwrap_or(Value::Null))
    }

    /// Uploads a file as the field `file` of a form.
    pub async fn upload(&self, path: &str, name: &str, bytes: &[u8]) -> Reply {
        let mut body =
            format!("--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--cut--\r\n");
        let request = self.http.post(self.world.at(path)).header("x-csrf-token", &self.csrf).header("origin", self.world.url());
        let request = request.header("content-type", "multipart/form-data; boundary=cut").body(body);
        self.world.send(format!("POST {path}"), request).await
    }

    /// Signs in with a password; the session is kept when it succeeds.
    pub async fn sign_in(&mut self, mobile: &str, password: &str) -> Reply {
        let reply = self.post("/console/api/session/password", json!({ "mobile": mobile, "password": password })).await;
        self.keep(&reply);
        reply
    }

    pub(crate) fn keep(&mut self, reply: &Reply) {
        if let Some(token) = reply["csrfToken"].as_str() {
            self.csrf = token.to_owned();
        }
    }
}

/// Server-sent events of a browser's open page.
pub struct Events {
    response: reqwest::Response,
    read: Vec<u8>,
}

impl Browser<'_> {
    /// Opens the stream of events, as a page does.
    pub async fn events(&self) -> Events {
        let response = self.http.get(self.world.at("/console/api/events")).send().await.expect("the stream of events");
        assert_eq!(response.status().as_u16(), 200, "the stream of events");
        Events { response, read: Vec::new() }
    }
}

impl Events {
    /// The data of the next event of this name; others before it are passed over.
    pub async fn next(&mut self, name: &str) -> Value {
        let wanted = tokio::time::timeout(std::time::Duration::from_secs(30), async {
            loop {
                let end = self.read.windows(2).position(|two| two == b"\n\n");
                let Some(end) = end else {
                    let chunk = self.response.chunk().await.expect("the stream goes on").expect("the stream has not ended");
                    self.read.extend_from_slice(&chunk);
                    continue;
                };
                let text = String::from_utf8(self.read.drain(..end + 2).collect()).expect("UTF-8");
                let field = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)).map(str::trim).unwrap_or_default();
                if field("event:") == name {
                    return serde_json::from_str(field("data:")).expect("JSON");
                }
            }
        });
        wanted.await.unwrap_or_else(|_| panic!("no event named {name} came"))
    }
}
