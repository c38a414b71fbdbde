//! The audit log, read by administrators with the right for it.
//!
//! Lines are written by whoever makes a change; see `hobnail_cx::audit`. They are told newest first, by one filter at a time:
//! who, what it was done to, or what was done.

use std::collections::HashMap;

use hobnail_app_api::audit::{AuditLine, AuditPage, AuditPageReply};
use hobnail_contact::member;
use hobnail_cx::{
    Cx,
    audit::{self, By},
};
use hobnail_wire::{AgentId, Fault, Outcome, UserId, codes};

use crate::store::app;

pub async fn page(cx: Cx, req: AuditPage) -> Outcome<AuditPageReply> {
    let corp = cx.corp()?;
    let limit = req.limit.unwrap_or(50);
    let before = match &req.after {
        None => i64::MAX,
        Some(after) => after.parse().map_err(|_| Fault::new(&codes::PARAM_ERROR).field("after"))?,
    };
    let by = match (&req.actor, &req.subject, &req.action) {
        (None, None, None) => By::Everything,
        (Some(actor), None, None) => By::Actor(actor),
        (None, Some(subject), None) => By::Subject(subject),
        (None, None, Some(action)) => By::Action(action),
        _ => return Err(Fault::new(&codes::PARAM_ERROR).field("actor").detail("actor、subject、action 只能给出一个")),
    };
    let moments = (req.from_ms.unwrap_or(0), req.until_ms.unwrap_or(i64::MAX));
    let db = &mut cx.db();
    let lines = audit::page(db, &corp, by, before, moments, limit).await?;
    let people: Vec<UserId> =
        lines.iter().filter(|line| line.actor_kind == "person").map(|line| line.actor.clone().into()).collect();
    let mut names: HashMap<(&str, String), String> = HashMap::new();
    for card in member::cards_of(db, &corp, &people).await? {
        names.insert(("person", card.userid.to_string()), card.name);
    }
    for line in lines.iter().filter(|line| line.actor_kind == "app") {
        let key = ("app", line.actor.clone());
        if !names.contains_key(&key)
            && let Ok(agent) = line.actor.parse::<AgentId>()
            && let Some(card) = app::find(db, &corp, agent).await?
        {
            names.insert(key, card.name);
        }
    }
    let next = (lines.len() as i64 == limit).then(|| lines.last().map(|line| line.id.to_string())).flatten();
    let items = lines
        .into_iter()
        .map(|line| AuditLine {
            actor_name: match line.actor_kind.as_str() {
                "person" => names.get(&("person", line.actor.clone())).cloned(),
                "app" => names.get(&("app", line.actor.clone())).cloned(),
                _ => None,
            },
            id: line.id,
            at_ms: line.at_ms,
            actor_kind: line.actor_kind,
            actor: line.actor,
            action: line.action,
            subject: line.subject,
            subject_name: line.subject_name,
            before: line.before,
            after: line.after,
            address: line.address,
        })
        .collect();
    Ok(AuditPageReply { items, next })
}
