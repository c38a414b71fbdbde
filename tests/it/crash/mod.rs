//! The server ends at any moment, starts again, and nothing that was acknowledged is lost or doubled.
//!
//! Every send has a content of its own. After the restart each acknowledged task must have reached each of its receivers
//! exactly once, and each send that was not acknowledged all of its receivers or nobody. The inbox's unread counts, which are
//! kept beside the messages, must agree with them.

mod points;
mod random;

use std::collections::{BTreeMap, BTreeSet};

use hobnail_testkit::{App, Start, Value, World, json};

/// Limits that are out of the way: these tests are about durability.
fn roomy() -> Start {
    Start::env(&[
        ("HOBNAIL_LIMITS_WORK_TO_ALL_PER_DAY", "100000"),
        ("HOBNAIL_LIMITS_WORK_RECEIVERS_PER_MINUTE", "100000000"),
        ("HOBNAIL_LIMITS_WORK_PER_PERSON_PER_DAY", "100000"),
    ])
}

/// Whom a send is for.
#[derive(Clone, Copy, Debug)]
enum To {
    People,
    Departments,
    Everyone,
}

/// One send, acknowledged with its task's id or not.
#[derive(Debug)]
struct Sent {
    content: String,
    to: To,
    task_id: Option<i64>,
}

/// The organisation, as far as receivers go.
#[derive(Clone)]
struct Cast {
    people: Vec<String>,
    departments: Vec<i64>,
    in_departments: BTreeSet<String>,
    everyone: BTreeSet<String>,
}

impl Cast {
    /// Three people; a department with others below it, one of those again, and one without; everyone.
    fn of(w: &World) -> Cast {
        let users = w.demo()["users"].as_array().unwrap();
        let depts = w.demo()["departments"].as_array().unwrap();
        let id = |name: &str| depts.iter().find(|d| d["name"] == name).unwrap()["dept_id"].as_i64().unwrap();
        let departments = vec![id("研发中心"), id("平台组"), id("财务部")];
        let below: Vec<i64> = depts
            .iter()
            .filter(|d| departments.iter().any(|wanted| d["dept_id"] == *wanted || d["parent_id"] == *wanted))
            .map(|d| d["dept_id"].as_i64().unwrap())
            .collect();
        let userid = |u: &Value| u["userid"].as_str().unwrap().to_owned();
        let is_below = |u: &&Value| u["dept_id_list"].as_array().unwrap().iter().any(|d| below.iter().any(|b| d == *b));
        let in_departments: BTreeSet<_> = users.iter().filter(is_below).map(userid).collect();
        assert_eq!(in_departments.len(), 3 + 16 + 18 + 12 + 9 + 9, "the demo organisation changed");
        Cast {
            people: users[..3].iter().map(userid).collect(),
            departments,
            in_departments,
            everyone: users.iter().map(userid).collect(),
        }
    }

    fn receivers(&self, to: To) -> BTreeSet<String> {
        match to {
            To::People => self.people.iter().cloned().collect(),
            To::Departments => self.in_departments.clone(),
            To::Everyone => self.everyone.clone(),
        }
    }

    fn body(&self, agent_id: i64, to: To, content: &str) -> Value {
        let mut body = json!({ "agent_id": agent_id, "msg": { "msgtype": "text", "text": { "content": content } } });
        match to {
            To::People => body["userid_list"] = json!(self.people.join(",")),
            To::Departments => {
                body["dept_id_list"] = json!(self.departments.iter().map(ToString::to_string).collect::<Vec<_>>().join(","));
            }
            To::Everyone => body["to_all_user"] = json!(true),
        }
        body
    }
}

/// Sends once; what is not acknowledged has no task id.
async fn send(w: &World, app: &App<'_>, cast: &Cast, to: To, content: String) -> Sent {
    let url = w.at(&format!("/topapi/message/corpconversation/asyncsend_v2?access_token={}", app.token));
    let reply = w.try_send(w.http().post(url).json(&cast.body(app.agent_id, to, &content))).await;
    let task_id = reply.map(|reply| reply.ok()["task_id"].as_i64().expect("a task_id"));
    Sent { content, to, task_id }
}

/// Every message in the organisation: who got which content of which task how often.
async fn messages(w: &World) -> Vec<(String, i64, String)> {
    let mut out = Vec::new();
    let mut after = 0;
    loop {
        let reply = w.get(&format!("/_hobnail/v1/messages?after={after}&limit=1000"), &[]).await.ok();
        let page = reply["messages"].as_array().unwrap();
        if page.is_empty() {
            return out;
        }
        after = reply["next"].as_i64().unwrap();
        out.extend(page.iter().map(|m| {
            let text = |v: &Value| v.as_str().unwrap().to_owned();
            (text(&m["msg"]["text"]["content"]), m["task_id"].as_i64().unwrap(), text(&m["userid"]))
        }));
    }
}

/// Counts after a restart; see the module's essay. Waits for what is still being delivered.
async fn count(w: &World, app: &App<'_>, cast: &Cast, sends: &[Sent]) {
    // Leases of the dead process end; where it might be one of several, nothing else gives its jobs back.
    w.advance(31_000).await;
    for sent in sends {
        if let Some(task_id) = sent.task_id {
            app.done(task_id).await;
        }
    }
    // A task that was stored but not acknowledged is delivered too: it is done when a later one of its kind is.
    for to in [To::Departments, To::People] {
        let last = send(w, app, cast, to, format!("last {to:?} {}", sends.len())).await;
        app.done(last.task_id.expect("a running server acknowledges")).await;
    }
    let mut got: BTreeMap<String, Vec<(i64, String)>> = BTreeMap::new();
    let mut of_person: BTreeMap<String, i64> = BTreeMap::new();
    for (content, task_id, userid) in messages(w).await {
        *of_person.entry(userid.clone()).or_default() += 1;
        got.entry(content).or_default().push((task_id, userid));
    }
    for sent in sends {
        let got = got.get(&sent.content).cloned().unwrap_or_default();
        let people: BTreeSet<String> = got.iter().map(|(_, userid)| userid.clone()).collect();
        assert_eq!(people.len(), got.len(), "somebody has it twice: {sent:?}");
        match sent.task_id {
            Some(task_id) => {
                assert_eq!(people, cast.receivers(sent.to), "acknowledged, so everybody has it: {sent:?}");
                assert!(got.iter().all(|(of, _)| *of == task_id), "{sent:?}");
            }
            None => assert!(people.is_empty() || people == cast.receivers(sent.to), "whole or absent: {sent:?} {}", people.len()),
        }
    }
    for userid in [&cast.people[0], cast.in_departments.last().unwrap(), cast.everyone.last().unwrap()] {
        let apps = w.browser_of(userid).await.get("/console/api/me/inbox/apps").await.ok();
        assert_eq!(apps["unread"], of_person.get(userid).copied().unwrap_or(0), "unread messages of {userid}");
    }
    for sent in sends.iter().filter(|sent| matches!(sent.to, To::People)) {
        if let Some(task_id) = sent.task_id {
            let result = app.result(task_id).await;
            assert_eq!(result["unread_user_id_list"], json!(cast.receivers(sent.to)), "{sent:?}");
        }
    }
}
