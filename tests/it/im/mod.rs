//! Messaging.

mod inbox;
mod limits;
mod recall;
mod receivers;
mod sent;
mod types;
mod work;

use hobnail_testkit::{App, Value, World, json};

const SEND: &str = "/topapi/message/corpconversation/asyncsend_v2";
const RESULT: &str = "/topapi/message/corpconversation/getsendresult";
const PROGRESS: &str = "/topapi/message/corpconversation/getsendprogress";
const RECALL: &str = "/topapi/message/corpconversation/recall";

fn text(content: &str) -> Value {
    json!({ "msgtype": "text", "text": { "content": content } })
}

/// Sends to whom `to` says (`userid_list`, `dept_id_list`, `to_all_user`); the task's id.
async fn send(app: &App<'_>, to: Value, msg: Value) -> i64 {
    let mut body = to;
    (body["agent_id"], body["msg"]) = (json!(app.agent_id), msg);
    app.post(SEND, body).await.ok()["task_id"].as_i64().expect("a task_id")
}

/// The userids of everyone who got a task's message, sorted; fails when somebody got it twice.
async fn receivers(w: &World, app: &App<'_>, task: i64) -> Vec<String> {
    app.done(task).await;
    let path = format!("/_hobnail/v1/messages?corp_id={}&task_id={task}&limit=1000", app.corp_id);
    let reply = w.get(&path, &[]).await.ok();
    let mut out: Vec<_> =
        reply["messages"].as_array().unwrap().iter().map(|m| m["userid"].as_str().unwrap().to_owned()).collect();
    out.sort();
    let all = out.len();
    out.dedup();
    assert_eq!(out.len(), all, "somebody got it twice");
    out
}

/// A department of the demo organisation.
fn dept(w: &World, name: &str) -> i64 {
    let depts = w.demo()["departments"].as_array().unwrap();
    depts.iter().find(|d| d["name"] == name).unwrap()["dept_id"].as_i64().unwrap()
}

/// The people directly in these departments, sorted.
fn people_of(w: &World, depts: &[i64]) -> Vec<String> {
    let users = w.demo()["users"].as_array().unwrap().iter();
    let inside = |u: &&Value| u["dept_id_list"].as_array().unwrap().iter().any(|d| depts.iter().any(|dept| d == *dept));
    let mut out: Vec<_> = users.filter(inside).map(|u| u["userid"].as_str().unwrap().to_owned()).collect();
    out.sort();
    out
}

/// Userid and code of those who were left out.
fn forbidden(result: &Value) -> Vec<(String, String)> {
    let list = result["forbidden_list"].as_array().unwrap().iter();
    list.map(|f| (f["userid"].as_str().unwrap().to_owned(), f["code"].as_str().unwrap().to_owned())).collect()
}
