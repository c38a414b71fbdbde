//! Delivering tasks: every chunk is one transaction that writes the copies, counts them, and moves the task's place on.
//!
//! Tasks with listed people only are done many at a time in one transaction; tasks with departments or everyone go on chunk
//! by chunk, keeping their lease, so that other writers come in between. Who may have a message is judged here, in this
//! order: does the person exist within the app's reach; did this task reach them already (someone listed and also in a
//! department); receivers of this send; receivers of this minute; today's number and content for this person. Whoever is
//! refused gets a row that says why and is counted nowhere. A task that was recalled meanwhile stops.

use std::{collections::HashMap, sync::Arc};

use hobnail_contact::{corp, directory};
use hobnail_cx::{Cx, Notice, Range, bus::InboxChange, crash, days};
use hobnail_jobs::{self as jobs, Job};
use hobnail_store::Tx;
use hobnail_wire::{AgentId, CorpId, Fault, Outcome, TaskId, UserId};
use jiff::tz::TimeZone;

use super::{
    reason,
    receivers::{Place, Receivers, Source},
};
use crate::store::{
    delivery::{self, FORBIDDEN, New},
    quota::{self, Counted},
    task::{self, Task},
};

/// People in one transaction.
const CHUNK: i64 = 1000;
/// Up to so many people are told one by one; beyond, everybody who watches looks again.
const TELL_EACH: usize = 50;

/// Delivers a batch of tasks with listed people.
pub async fn small(cx: Cx, jobs: Vec<Job>) -> Outcome<()> {
    if jobs.len() > 1 {
        match together(&cx, jobs.clone()).await {
            Ok(()) => return Ok(()),
            Err(fault) => tracing::warn!(%fault, "a batch failed; its tasks are tried one by one"),
        }
    }
    let mut failed = None;
    for job in jobs {
        failed = together(&cx, vec![job]).await.err().or(failed);
    }
    failed.map_or(Ok(()), Err)
}

async fn together(cx: &Cx, jobs: Vec<Job>) -> Outcome<()> {
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let mut fan = Fan::new(&inner);
        for job in &jobs {
            if !jobs::done(tx, job).await? {
                continue;
            }
            let Some(mut task) = find(tx, job).await? else { continue };
            let receivers = asked_for(&task)?;
            let reach = fan.reach(tx, &job.corp_id, task.agent_id).await?;
            let people = fan.known(tx, &job.corp_id, &task, &reach, receivers.userids, true).await?;
            fan.deliver(tx, &job.corp_id, &mut task, &reach, people, false).await?;
            (task.state, task.total) = (2, task.done);
            task::advance(tx, &job.corp_id, &task).await?;
        }
        fan.write_minutes(tx).await?;
        crash::point("work.fanout.before_commit");
        Ok(())
    })
    .await?;
    crash::point("work.fanout.after_commit");
    Ok(())
}

/// Delivers one task with departments or everyone, chunk after chunk.
pub async fn large(cx: Cx, jobs: Vec<Job>) -> Outcome<()> {
    for job in jobs {
        loop {
            let (inner, job) = (cx.clone(), job.clone());
            let more = cx.tx(async move |tx| chunk(tx, &inner, &job).await).await?;
            crash::point("work.fanout.after_commit");
            if more == Chunk::Last || cx.core.ending.is_stopping() {
                break;
            }
        }
    }
    Ok(())
}

#[derive(PartialEq)]
enum Chunk {
    More,
    Last,
}

async fn chunk(tx: &mut Tx, cx: &Cx, job: &Job) -> Outcome<Chunk> {
    if !jobs::extend(tx, cx, job).await? {
        return Ok(Chunk::Last);
    }
    let corp = &job.corp_id;
    let Some(mut task) = find(tx, job).await? else {
        jobs::done(tx, job).await?;
        return Ok(Chunk::Last);
    };
    let receivers = asked_for(&task)?;
    let mut fan = Fan::new(cx);
    let reach = fan.reach(tx, corp, task.agent_id).await?;
    let place: Place = match task.place.as_str() {
        "" => {
            let known = directory::existing_depts(tx, corp, &receivers.dept_ids).await?;
            let unknown: Vec<String> =
                receivers.dept_ids.iter().filter(|id| !known.contains(id)).map(ToString::to_string).collect();
            task::add_invalid(tx, corp, task.task_id, "dept", &unknown).await?;
            Place::default()
        }
        text => serde_json::from_str(text).map_err(Fault::internal)?,
    };
    let sources = reach.visible.as_ref().map(|visible| receivers.sources(visible)).unwrap_or_default();
    let Some(source) = sources.get(place.source) else {
        (task.state, task.total) = (2, task.done);
        task::advance(tx, corp, &task).await?;
        jobs::done(tx, job).await?;
        return Ok(Chunk::Last);
    };
    let next = fan.step(tx, corp, &mut task, &reach, &receivers, source, &place, sources.len() > 1).await?;
    task.state = 1;
    task.place = serde_json::to_string(&next).map_err(Fault::internal)?;
    task::advance(tx, corp, &task).await?;
    fan.write_minutes(tx).await?;
    crash::point("work.fanout.before_commit");
    Ok(Chunk::More)
}

/// The job's task, unless it was recalled or is done.
async fn find(tx: &mut Tx, job: &Job) -> Outcome<Option<Task>> {
    let task_id = TaskId::new(job.key.parse().map_err(Fault::internal)?);
    let task = task::find(tx, &job.corp_id, task_id).await?;
    Ok(task.filter(|task| task.recalled_ms.is_none() && task.state != 2))
}

fn asked_for(task: &Task) -> Outcome<Receivers> {
    serde_json::from_str(&task.receivers).map_err(Fault::internal)
}

/// What is the same for all tasks of an app.
struct Reach {
    /// `None`: the app is gone or disabled and reaches nobody.
    visible: Option<Range>,
    zone: TimeZone,
}

/// One transaction's deliveries.
struct Fan<'a> {
    cx: &'a Cx,
    now_ms: i64,
    reaches: HashMap<(CorpId, AgentId), Shared>,
    /// Reached this minute as it was read, and by this transaction.
    minutes: HashMap<(CorpId, AgentId), (i64, i64)>,
}

type Shared = Arc<Reach>;

impl<'a> Fan<'a> {
    fn new(cx: &'a Cx) -> Self {
        Fan { cx, now_ms: cx.now_ms(), reaches: HashMap::new(), minutes: HashMap::new() }
    }

    async fn reach(&mut self, tx: &mut Tx, corp_id: &CorpId, agent_id: AgentId) -> Outcome<Shared> {
        let key = (corp_id.clone(), agent_id);
        if let Some(reach) = self.reaches.get(&key) {
            return Ok(reach.clone());
        }
        let zone = corp::find(tx, corp_id).await?.map_or_else(|| days::zone(days::DEFAULT_ZONE), |corp| days::zone(&corp.zone));
        let reach = Shared::new(Reach { visible: hobnail_app::visible(tx, corp_id, agent_id).await?, zone });
        self.reaches.insert(key, reach.clone());
        Ok(reach)
    }

    /// One page of one source; where to go on.
    #[allow(clippy::too_many_arguments)]
    async fn step(
        &mut self,
        tx: &mut Tx,
        corp: &CorpId,
        task: &mut Task,
        reach: &Reach,
        receivers: &Receivers,
        source: &Source,
        place: &Place,
        overlapping: bool,
    ) -> Outcome<Place> {
        match source {
            Source::People { userids: all, asked } => {
                let from = place.listed.unwrap_or(0);
                let to = all.len().min(from + CHUNK as usize);
                let people = all.get(from..to).unwrap_or_default().to_vec();
                let people = self.known(tx, corp, task, reach, people, *asked).await?;
                let people = if overlapping { delivery::without(tx, corp, task.task_id, people).await? } else { people };
                self.deliver(tx, corp, task, reach, people, receivers.all_refused).await?;
                Ok(if to == all.len() { place.next_source() } else { Place { listed: Some(to), ..place.clone() } })
            }
            Source::Everyone => {
                let after = place.userid.as_ref().map_or("", UserId::as_str);
                let people = directory::everyone(tx, corp, after, CHUNK).await?;
                let next = match people.last() {
                    Some(last) if people.len() as i64 == CHUNK => Place { userid: Some(last.clone()), ..place.clone() },
                    _ => place.next_source(),
                };
                let people = if overlapping { delivery::without(tx, corp, task.task_id, people).await? } else { people };
                self.deliver(tx, corp, task, reach, people, receivers.all_refused).await?;
                Ok(next)
            }
            Source::Below(dept_id) => {
                if directory::existing_depts(tx, corp, &[*dept_id]).await?.is_empty() {
                    return Ok(place.next_source());
                }
                let (people, next) = directory::below(tx, corp, *dept_id, place.below.as_ref(), CHUNK).await?;
                let next = match next {
                    Some(below) => Place { below: Some(below), ..place.clone() },
                    None => place.next_source(),
                };
                let people = unique(people);
                // Departments that the sender named may lie outside of the app's reach.
                let people = match &reach.visible {
                    Some(range @ Range::Some { .. }) if !receivers.all => directory::existing(tx, corp, &people, range).await?,
                    _ => people,
                };
                let people = delivery::without(tx, corp, task.task_id, people).await?;
                self.deliver(tx, corp, task, reach, people, receivers.all_refused).await?;
                Ok(next)
            }
        }
    }

    /// Those of `people` who exist within the app's reach; the others are written down as invalid where the sender named them.
    async fn known(
        &self,
        tx: &mut Tx,
        corp: &CorpId,
        task: &Task,
        reach: &Reach,
        people: Vec<UserId>,
        asked: bool,
    ) -> Outcome<Vec<UserId>> {
        let known = match &reach.visible {
            Some(range) => directory::existing(tx, corp, &people, range).await?,
            None => Vec::new(),
        };
        if asked && known.len() < people.len() {
            let unknown: Vec<String> = people.iter().filter(|u| !known.contains(u)).map(ToString::to_string).collect();
            task::add_invalid(tx, corp, task.task_id, "user", &unknown).await?;
        }
        Ok(known)
    }

    /// Writes a row for each of these people, who have none of this task yet.
    async fn deliver(
        &mut self,
        tx: &mut Tx,
        corp: &CorpId,
        task: &mut Task,
        reach: &Reach,
        people: Vec<UserId>,
        all_refused: bool,
    ) -> Outcome<()> {
        let limits = &self.cx.core.limits;
        let mut reasons = vec![0_i64; people.len()];
        let mut may = 0;
        if all_refused {
            reasons.fill(reason::TO_ALL_TODAY);
        } else {
            let left = (limits.work_receivers_per_send - task.done).clamp(0, people.len() as i64) as usize;
            reasons[left..].fill(reason::TOO_MANY_RECEIVERS);
            may = self.within_limits(tx, corp, task, &reach.zone, &people[..left], &mut reasons[..left]).await?;
        }
        let mut rows = Vec::with_capacity(people.len());
        for (userid, reason) in people.iter().zip(&reasons) {
            let state = if *reason == 0 { 0 } else { FORBIDDEN };
            rows.push(New { userid, message_id: self.cx.id()?, state, reason: *reason });
        }
        delivery::insert(tx, corp, task.task_id, task.agent_id, self.now_ms, &rows).await?;
        task.done += people.len() as i64;
        self.tell(corp, task.agent_id, people, &reasons, may);
        Ok(())
    }

    /// Counts the message for as many people as this minute leaves room for; how many may have it.
    async fn within_limits(
        &mut self,
        tx: &mut Tx,
        corp: &CorpId,
        task: &Task,
        zone: &TimeZone,
        people: &[UserId],
        reasons: &mut [i64],
    ) -> Outcome<usize> {
        let limits = &self.cx.core.limits;
        let (per_day, per_minute) = (limits.work_per_person_per_day, limits.work_receivers_per_minute);
        let key = (corp.clone(), task.agent_id);
        let (before, mut here) = match self.minutes.get(&key) {
            Some(known) => *known,
            None => (quota::in_minute(tx, corp, task.agent_id, self.now_ms / 60_000).await?, 0),
        };
        let day = days::day(self.now_ms, zone);
        let by = Counted { agent_id: task.agent_id, day, content: &task.content_hash, per_day };
        let mut from = 0;
        let mut may = 0;
        while from < people.len() {
            let room = (per_minute - before - here).clamp(0, (people.len() - from) as i64) as usize;
            if room == 0 {
                reasons[from..].fill(reason::APP_PER_MINUTE);
                break;
            }
            let slice = &people[from..from + room];
            for (i, ok) in quota::count(tx, corp, slice, &by).await?.into_iter().enumerate() {
                if ok {
                    (here, may) = (here + 1, may + 1);
                } else {
                    let today = quota::today(tx, corp, &slice[i], task.agent_id, day).await?;
                    reasons[from + i] = if today >= per_day { reason::PERSON_PER_DAY } else { reason::SAME_CONTENT };
                }
            }
            from += room;
        }
        self.minutes.insert(key, (before, here));
        Ok(may)
    }

    /// Adds what this transaction reached to the minute's counters.
    async fn write_minutes(&self, tx: &mut Tx) -> Outcome<()> {
        let mut keys: Vec<_> = self.minutes.iter().filter(|(_, (_, here))| *here > 0).collect();
        keys.sort_by(|a, b| a.0.cmp(b.0));
        for ((corp, agent_id), (_, here)) in keys {
            quota::add_to_minute(tx, corp, *agent_id, self.now_ms / 60_000, *here).await?;
        }
        Ok(())
    }

    fn tell(&self, corp: &CorpId, agent_id: AgentId, people: Vec<UserId>, reasons: &[i64], may: usize) {
        let what = InboxChange::Delivered;
        if may > TELL_EACH {
            self.cx.after_commit(Notice::Inboxes { corp: corp.clone(), agent_id, what });
            return;
        }
        for (userid, _) in people.into_iter().zip(reasons).filter(|(_, reason)| **reason == 0) {
            self.cx.after_commit(Notice::Inbox { corp: corp.clone(), userid, agent_id, what });
        }
    }
}

fn unique(people: Vec<UserId>) -> Vec<UserId> {
    let mut seen = std::collections::HashSet::with_capacity(people.len());
    people.into_iter().filter(|userid| seen.insert(userid.clone())).collect()
}
