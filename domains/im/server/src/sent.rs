//! What apps sent, for those who answer for them: which tasks, who read them, who was left out and why, taking one back.
//!
//! Unlike the platform's result API, which answers for a day and a hundred people, this sees every task whole. Counting and listing
//! a task's people scans its rows, so both run beside the writers and page by page. Words are looked for in the messages
//! themselves, a bounded number of tasks at a time; the reply says where to go on.

use hobnail_contact::{dept, member};
use hobnail_cx::{
    Cx, File,
    audit::{self, Change},
};
use hobnail_im_api::{
    inbox::{InboxMessage, MessageKind},
    sent::{
        SentAsked, SentCounts, SentGet, SentGetReply, SentMediaGet, SentPage, SentPageReply, SentPeople, SentPeopleReply,
        SentPerson, SentPersonState, SentRecall, SentRefusal, SentRule, SentState, SentTask,
    },
};
use hobnail_store::Query;
use hobnail_wire::{AgentId, CorpId, DeptId, Empty, Fault, MessageId, Outcome, Right, TaskId, UserId, codes};

use crate::{
    message::Message,
    render,
    store::{
        delivery::{Copy, FORBIDDEN},
        sent,
        task::{self, Task},
    },
    work::{reason, recall, receivers::Receivers, result},
};

const NEWEST: TaskId = TaskId::new(i64::MAX);
/// Tasks that one call looks at for words.
const LOOK_AT: i64 = 2000;

/// The apps whose messages the caller answers for.
enum Apps {
    All,
    Some(Vec<AgentId>),
}

impl Apps {
    /// Refused: who neither holds the right for the workbench nor develops an app.
    async fn of(q: &mut impl Query, cx: &Cx) -> Outcome<Apps> {
        let person = cx.caller.person()?;
        if person.rights.contains(&Right::Workbench) {
            return Ok(Apps::All);
        }
        let developed = hobnail_app::developed_by(q, &person.corp, &person.userid).await?;
        if developed.is_empty() {
            cx.caller.administers(Right::Workbench)?;
        }
        Ok(Apps::Some(developed))
    }

    fn has(&self, agent_id: AgentId) -> bool {
        match self {
            Apps::All => true,
            Apps::Some(agents) => agents.contains(&agent_id),
        }
    }
}

pub async fn page(cx: Cx, req: SentPage) -> Outcome<SentPageReply> {
    let corp = cx.corp()?;
    let apps = Apps::of(&mut cx.db(), &cx).await?;
    let limit = req.limit.unwrap_or(30);
    let asked = req.q.as_deref().map(str::trim).filter(|q| !q.is_empty());
    if let Some(task_id) = asked.and_then(|q| q.parse().ok()).map(TaskId::new)
        && let Some(task) = task::find(&mut cx.db(), &corp, task_id).await?
        && req.after.is_none()
        && apps.has(task.agent_id)
        && req.agent_id.is_none_or(|agent_id| agent_id == task.agent_id)
    {
        return Ok(SentPageReply { items: listed(&cx, &corp, vec![task]).await?, next: None });
    }
    let words = asked.map(str::to_lowercase);
    let mut before = req.after.unwrap_or(NEWEST);
    let batch = if words.is_some() || matches!(apps, Apps::Some(_)) { 200 } else { limit };
    let mut found = Vec::new();
    let mut looked = 0;
    let next = loop {
        let tasks = sent::page(cx.db(), &corp, req.agent_id, before, batch).await?;
        let full = tasks.len() as i64 == batch;
        looked += tasks.len() as i64;
        let Some(last) = tasks.last().map(|task| task.task_id) else { break None };
        for task in tasks {
            if apps.has(task.agent_id) && fits(&task, words.as_deref())? {
                found.push(task);
                if found.len() as i64 == limit {
                    break;
                }
            }
        }
        before = if found.len() as i64 == limit { found[found.len() - 1].task_id } else { last };
        if !full && before == last {
            break None;
        }
        if found.len() as i64 == limit || looked >= LOOK_AT {
            break Some(before);
        }
    };
    Ok(SentPageReply { items: listed(&cx, &corp, found).await?, next })
}

/// Whether the words stand in what a receiver reads.
fn fits(task: &Task, words: Option<&str>) -> Outcome<bool> {
    let Some(words) = words else { return Ok(true) };
    Ok(render::stored(&task.msg)?.words().to_lowercase().contains(words))
}

async fn listed(cx: &Cx, corp: &CorpId, tasks: Vec<Task>) -> Outcome<Vec<SentTask>> {
    let mut cards = std::collections::HashMap::new();
    let mut out = Vec::with_capacity(tasks.len());
    for task in tasks {
        let card = match cards.entry(task.agent_id) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(new) => {
                new.insert(hobnail_app::card(&mut cx.db(), corp, task.agent_id).await?)
            }
        };
        let message = render::stored(&task.msg)?;
        let asked: Receivers = serde_json::from_str(&task.receivers).map_err(Fault::internal)?;
        out.push(SentTask {
            task_id: task.task_id,
            agent_id: task.agent_id,
            app_name: card.as_ref().map(|card| card.name.clone()).unwrap_or_default(),
            app_icon: card.as_ref().and_then(|card| card.icon.clone()),
            kind: kind(&message),
            summary: message.summary(),
            created_ms: task.created_ms,
            state: match (task.recalled_ms, task.state) {
                (Some(_), _) => SentState::Recalled,
                (None, 0) => SentState::Waiting,
                (None, 1) => SentState::Sending,
                _ => SentState::Done,
            },
            percent: result::percent(&task),
            asked: SentAsked {
                people: asked.userids.len() as i64,
                departments: asked.dept_ids.len() as i64,
                everyone: asked.all,
            },
            people: task.done,
        });
    }
    Ok(out)
}

fn kind(message: &Message) -> MessageKind {
    match message {
        Message::Text { .. } => MessageKind::Text,
        Message::Markdown { .. } => MessageKind::Markdown,
        Message::Link { .. } => MessageKind::Link,
        Message::ActionCard { .. } => MessageKind::ActionCard,
        Message::Image { .. } => MessageKind::Image,
        Message::Voice { .. } => MessageKind::Voice,
        Message::File { .. } => MessageKind::File,
        Message::Oa { .. } => MessageKind::Oa,
    }
}

pub async fn get(cx: Cx, req: SentGet) -> Outcome<SentGetReply> {
    let corp = cx.corp()?;
    let task = find(&mut cx.db(), &cx, req.task_id).await?;
    let until = task.created_ms + cx.core.limits.work_recall_hours * 3_600_000;
    let recallable = task.recalled_ms.is_none() && cx.now_ms() <= until;
    let mut counts =
        SentCounts { read: 0, unread: 0, forbidden: 0, invalid: sent::invalids(cx.db(), &corp, task.task_id).await? };
    for (state, n) in sent::counts(cx.db(), &corp, task.task_id).await? {
        match state {
            0 => counts.unread = n,
            FORBIDDEN => counts.forbidden = n,
            _ => counts.read = n,
        }
    }
    let recalled_ms = task.recalled_ms;
    let message = shown(&cx, &corp, &task).await?;
    let task = listed(&cx, &corp, vec![task]).await?.pop().ok_or_else(unknown)?;
    Ok(SentGetReply { task, message, counts, recalled_ms, recallable_until_ms: recallable.then_some(until) })
}

fn unknown() -> Fault {
    Fault::new(&codes::TASK_NOT_FOUND).field("taskId")
}

/// A task of an app that the caller answers for; any other is "not found".
async fn find(q: &mut impl Query, cx: &Cx, task_id: TaskId) -> Outcome<Task> {
    let apps = Apps::of(q, cx).await?;
    task::find(q, cx.caller.corp()?, task_id).await?.filter(|task| apps.has(task.agent_id)).ok_or_else(unknown)
}

async fn shown(cx: &Cx, corp: &CorpId, task: &Task) -> Outcome<InboxMessage> {
    let message = render::stored(&task.msg)?;
    let ids: Vec<String> = message.carried().map(|carried| carried.media_id.to_owned()).into_iter().collect();
    let media = match ids.is_empty() {
        true => None,
        false => hobnail_drive::find(&mut cx.db(), corp, &ids).await?.pop().flatten(),
    };
    let name = hobnail_app::card(&mut cx.db(), corp, task.agent_id).await?.map(|card| card.name).unwrap_or_default();
    let copy = Copy {
        message_id: MessageId::new(0),
        agent_id: task.agent_id,
        task_id: task.task_id,
        state: 1,
        delivered_ms: task.created_ms,
        msg: String::new(),
    };
    render::message(copy, message, media.as_ref(), &name, &render::Files::OfTask(task.task_id))
}

pub async fn people(cx: Cx, req: SentPeople) -> Outcome<SentPeopleReply> {
    let corp = cx.corp()?;
    let limit = req.limit.unwrap_or(50);
    let task = find(&mut cx.db(), &cx, req.task_id).await?;
    let after = req.after.unwrap_or_default();
    let state = match req.state {
        SentPersonState::Unread => 0,
        SentPersonState::Read => 1,
        SentPersonState::Forbidden => FORBIDDEN,
        SentPersonState::Invalid => return invalid(&cx, &corp, task.task_id, &after, limit).await,
    };
    let rows = sent::people(cx.db(), &corp, task.task_id, state, &after, limit).await?;
    let next = rows.last().filter(|_| rows.len() as i64 == limit).map(|row| row.userid.to_string());
    let userids: Vec<UserId> = rows.iter().map(|row| row.userid.clone()).collect();
    let mut cards = member::cards_of(&mut cx.db(), &corp, &userids).await?.into_iter().peekable();
    let items = rows.into_iter().map(|row| {
        let card = cards.next_if(|card| card.userid == row.userid);
        let mut person = nameless(row.userid.to_string(), false);
        if let Some(card) = card {
            person.name = Some(card.name);
            person.avatar = card.avatar;
            person.dept_name = card.dept_names.into_iter().next();
        }
        person.read_ms = row.read_ms;
        person.refusal =
            rule(row.reason).map(|rule| SentRefusal { code: row.reason, rule, limit: result::threshold(&cx, row.reason) });
        person
    });
    Ok(SentPeopleReply { items: items.collect(), next })
}

fn nameless(id: String, department: bool) -> SentPerson {
    SentPerson { id, department, name: None, avatar: None, dept_name: None, read_ms: None, refusal: None }
}

fn rule(reason: i64) -> Option<SentRule> {
    Some(match reason {
        reason::TOO_MANY_RECEIVERS => SentRule::ReceiversPerSend,
        reason::TO_ALL_TODAY => SentRule::ToAllPerDay,
        reason::APP_PER_MINUTE => SentRule::AppPerMinute,
        reason::PERSON_PER_DAY => SentRule::PersonPerDay,
        reason::SAME_CONTENT => SentRule::SameContent,
        _ => return None,
    })
}

/// Receivers that do not exist, or lie outside of the app's reach. The place is kind and id: `user zhangsan`.
async fn invalid(cx: &Cx, corp: &CorpId, task_id: TaskId, after: &str, limit: i64) -> Outcome<SentPeopleReply> {
    let (kind, id) = match after.split_once(' ') {
        Some(place) => place,
        None if after.is_empty() => ("", ""),
        None => return Err(Fault::new(&codes::PARAM_ERROR).field("after")),
    };
    let rows = sent::invalid(cx.db(), corp, task_id, kind, id, limit).await?;
    let next = rows.last().filter(|_| rows.len() as i64 == limit).map(|(kind, id)| format!("{kind} {id}"));
    let mut items = Vec::with_capacity(rows.len());
    for (kind, id) in rows {
        let mut one = nameless(id, kind == "dept");
        one.name = match one.department {
            true => match one.id.parse::<DeptId>() {
                Ok(id) => dept::name(&mut cx.db(), corp, id).await?,
                Err(_) => None,
            },
            false => member::card(&mut cx.db(), corp, &UserId::from(one.id.as_str())).await?.map(|card| card.name),
        };
        items.push(one);
    }
    Ok(SentPeopleReply { items, next })
}

/// Recalling twice is one recall, and one line in the audit log.
pub async fn take_back(cx: Cx, req: SentRecall) -> Outcome<Empty> {
    let corp = cx.corp()?;
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let task = find(tx, &inner, req.task_id).await?;
        if task.recalled_ms.is_some() {
            return Ok(Empty {});
        }
        if inner.now_ms() - task.created_ms > inner.core.limits.work_recall_hours * 3_600_000 {
            let hours = inner.core.limits.work_recall_hours;
            return Err(Fault::new(&codes::TASK_TOO_OLD).field("taskId").detail(format!("只能撤回 {hours} 小时内发送的消息")));
        }
        let summary = render::summary(&task.msg)?;
        let subject = format!("work:{}", task.task_id);
        recall::take_back(tx, &inner, &corp, task).await?;
        let change =
            Change::<(), ()> { action: "work.recall", subject: &subject, subject_name: &summary, before: None, after: None };
        audit::record(tx, &inner, &corp, change).await?;
        Ok(Empty {})
    })
    .await
}

pub async fn media(cx: Cx, req: SentMediaGet) -> Outcome<File> {
    let corp = cx.corp()?;
    let task = find(&mut cx.db(), &cx, req.task_id).await?;
    let message = render::stored(&task.msg)?;
    let none = || Fault::new(&codes::MEDIA_NOT_FOUND).field("taskId");
    let ids = [message.carried().ok_or_else(none)?.media_id.to_owned()];
    let found = hobnail_drive::find(&mut cx.db(), &corp, &ids).await?.pop().flatten().ok_or_else(none)?;
    if req.preview == Some(true)
        && let Some(file) = hobnail_drive::open_preview(&cx.core, &corp, &found).await?
    {
        return Ok(file);
    }
    hobnail_drive::open(&cx.core, &corp, &found).await
}
