//! The audit log: who changed what, from where, before and after.
//!
//! [`record`] is called in the transaction of the change, by the function that makes it, so that a change without its line can't
//! be. What people did in a console and what apps did by API stand in one log. Secrets never go into `before` and `after`:
//! a changed password is a line without them.

use hobnail_store::{Query, Tx, args, row, sql};
use hobnail_wire::{CorpId, Fault, Outcome};
use serde::Serialize;

use crate::{Cx, Who};

sql! {
    INSERT = "insert into audit (corp_id, id, at_ms, actor_kind, actor, action, subject, subject_name, before, after, address)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    PAGE = "select id, at_ms, actor_kind, actor, action, subject, subject_name, before, after, address from audit
        where corp_id = $1 and id < $2 and at_ms >= $3 and at_ms < $4 order by id desc limit $5";
    PAGE_OF_ACTOR = "select id, at_ms, actor_kind, actor, action, subject, subject_name, before, after, address from audit
        where corp_id = $1 and actor = $6 and id < $2 and at_ms >= $3 and at_ms < $4 order by id desc limit $5";
    PAGE_OF_SUBJECT = "select id, at_ms, actor_kind, actor, action, subject, subject_name, before, after, address from audit
        where corp_id = $1 and subject = $6 and id < $2 and at_ms >= $3 and at_ms < $4 order by id desc limit $5";
    PAGE_OF_ACTION = "select id, at_ms, actor_kind, actor, action, subject, subject_name, before, after, address from audit
        where corp_id = $1 and action = $6 and id < $2 and at_ms >= $3 and at_ms < $4 order by id desc limit $5";
}

row! {
    /// One line of the log.
    pub struct Line {
        pub id: i64,
        pub at_ms: i64,
        /// `person`, `app` or `server`.
        pub actor_kind: String,
        /// Userid or AgentId; empty for the server.
        pub actor: String,
        /// `member.update`, `app.secret.reset` …: noun, then verb.
        pub action: String,
        /// `member:zhangsan`, `dept:23` …
        pub subject: String,
        /// What the subject was called then.
        pub subject_name: String,
        /// JSON.
        pub before: Option<String>,
        /// JSON.
        pub after: Option<String>,
        pub address: Option<String>,
    }
}

/// What was changed.
pub struct Change<'a, B, A> {
    /// Noun, then verb: `member.update`.
    pub action: &'static str,
    /// Kind and id: `member:zhangsan`.
    pub subject: &'a str,
    pub subject_name: &'a str,
    /// `None::<()>` where there was nothing.
    pub before: Option<B>,
    pub after: Option<A>,
}

/// Writes one line; the caller of `cx` is who did it.
pub async fn record<B: Serialize, A: Serialize>(tx: &mut Tx, cx: &Cx, corp: &CorpId, change: Change<'_, B, A>) -> Outcome<()> {
    let (kind, actor) = match &cx.caller.who {
        Who::Person(person) => ("person", person.userid.to_string()),
        Who::App(app) => ("app", app.agent_id.to_string()),
        Who::User(user) => ("app", user.agent_id.to_string()),
        Who::Sso(_) | Who::Anyone => ("server", String::new()),
    };
    let before = change.before.map(|b| serde_json::to_string(&b)).transpose().map_err(Fault::internal)?;
    let after = change.after.map(|a| serde_json::to_string(&a)).transpose().map_err(Fault::internal)?;
    let address = cx.origin.ip.map(|ip| ip.to_string());
    let Change { action, subject, subject_name, .. } = change;
    let (id, now) = (cx.id()?, cx.now_ms());
    tx.exec(INSERT, args![corp, id, now, kind, actor, action, subject, subject_name, before, after, address]).await?;
    Ok(())
}

/// Which lines are asked for.
pub enum By<'a> {
    Everything,
    Actor(&'a str),
    Subject(&'a str),
    Action(&'a str),
}

/// Lines before `before_id`, newest first, of the moments from `from_ms` until `until_ms`.
pub async fn page(
    q: &mut impl Query,
    corp: &CorpId,
    by: By<'_>,
    before_id: i64,
    (from_ms, until_ms): (i64, i64),
    limit: i64,
) -> Outcome<Vec<Line>> {
    let (sql, value) = match by {
        By::Everything => return Ok(q.rows(PAGE, args![corp, before_id, from_ms, until_ms, limit]).await?),
        By::Actor(actor) => (PAGE_OF_ACTOR, actor),
        By::Subject(subject) => (PAGE_OF_SUBJECT, subject),
        By::Action(action) => (PAGE_OF_ACTION, action),
    };
    Ok(q.rows(sql, args![corp, before_id, from_ms, until_ms, limit, value]).await?)
}
