//! The counters behind the limits of work notifications.

use hobnail_store::{Query, Tx, args, row, sql, vals};
use hobnail_wire::{AgentId, CorpId, Outcome, UserId};

sql! {
    /// Counts one message to one person: refused (no row) when today's number is reached or the content was seen today.
    COUNT = "insert into work_person (corp_id, userid, agent_id, day, today, seen, unread) values ($1, $2, $3, $4, 1, $5, 1)
        on conflict (corp_id, userid, agent_id) do update set
            today = case when work_person.day = excluded.day then work_person.today + 1 else 1 end,
            seen = case when work_person.day = excluded.day then work_person.seen || excluded.seen else excluded.seen end,
            day = excluded.day,
            unread = work_person.unread + 1
        where work_person.day <> excluded.day
            or (work_person.today < $6 and work_person.seen not like $7 escape '!')
        returning today";
    TODAY = "select today from work_person where corp_id = $1 and userid = $2 and agent_id = $3 and day = $4";
    MINUTE = "select n from work_minute where corp_id = $1 and agent_id = $2 and minute = $3";
    ADD_MINUTE = "insert into work_minute (corp_id, agent_id, minute, n) values ($1, $2, $3, $4)
        on conflict (corp_id, agent_id, minute) do update set n = work_minute.n + excluded.n";
    TO_ALL = "insert into work_to_all (corp_id, agent_id, day, n) values ($1, $2, $3, 1)
        on conflict (corp_id, agent_id, day) do update set n = work_to_all.n + 1 where work_to_all.n < $4 returning n";
    FORGET_MINUTES = "delete from work_minute where minute < $1";
    FORGET_TO_ALL = "delete from work_to_all where day < $1";
    UNREAD = "select agent_id, unread from work_person where corp_id = $1 and userid = $2";
    LESS_UNREAD = "update work_person set unread = unread - 1 where corp_id = $1 and userid = $2 and agent_id = $3 and unread > 0";
}

row! {
    /// An app that wrote to a person.
    pub struct FromApp {
        pub agent_id: AgentId,
        pub unread: i64,
    }
}

/// What one message is counted by.
pub struct Counted<'a> {
    pub agent_id: AgentId,
    pub day: i64,
    /// The content's hash with its separator.
    pub content: &'a str,
    pub per_day: i64,
}

/// Counts a message for each person; `true` for those who may have it.
pub async fn count(tx: &mut Tx, corp: &CorpId, userids: &[UserId], by: &Counted<'_>) -> Outcome<Vec<bool>> {
    let seen = format!("%{}%", by.content);
    let rows: Vec<_> =
        userids.iter().map(|u| vals![corp, u, by.agent_id, by.day, by.content, by.per_day, seen.as_str()]).collect();
    let counted: Vec<Option<(i64,)>> = tx.rows_many(COUNT, &rows).await?;
    Ok(counted.iter().map(Option::is_some).collect())
}

/// How many messages the app sent to the person on this day.
pub async fn today(q: &mut impl Query, corp: &CorpId, userid: &UserId, agent_id: AgentId, day: i64) -> Outcome<i64> {
    Ok(q.one::<(i64,)>(TODAY, args![corp, userid, agent_id, day]).await?.map_or(0, |(n,)| n))
}

/// People that the app reached in this minute.
pub async fn in_minute(q: &mut impl Query, corp: &CorpId, agent_id: AgentId, minute: i64) -> Outcome<i64> {
    Ok(q.one::<(i64,)>(MINUTE, args![corp, agent_id, minute]).await?.map_or(0, |(n,)| n))
}

pub async fn add_to_minute(tx: &mut Tx, corp: &CorpId, agent_id: AgentId, minute: i64, n: i64) -> Outcome<()> {
    tx.exec(ADD_MINUTE, args![corp, agent_id, minute, n]).await?;
    Ok(())
}

/// Counts a send to everyone; `false` when the day's number is reached.
pub async fn count_to_all(tx: &mut Tx, corp: &CorpId, agent_id: AgentId, day: i64, per_day: i64) -> Outcome<bool> {
    Ok(tx.one::<(i64,)>(TO_ALL, args![corp, agent_id, day, per_day]).await?.is_some())
}

/// Forgets counters of minutes and days that are over.
pub async fn forget(tx: &mut Tx, minute: i64, day: i64) -> Outcome<()> {
    tx.exec(FORGET_MINUTES, args![minute]).await?;
    tx.exec(FORGET_TO_ALL, args![day]).await?;
    Ok(())
}

/// The apps that ever wrote to a person, with the unread messages of each.
pub async fn apps(q: &mut impl Query, corp: &CorpId, userid: &UserId) -> Outcome<Vec<FromApp>> {
    Ok(q.rows(UNREAD, args![corp, userid]).await?)
}

pub async fn less_unread(tx: &mut Tx, corp: &CorpId, agent_id: AgentId, userids: &[UserId]) -> Outcome<()> {
    let rows: Vec<_> = userids.iter().map(|u| vals![corp, u, agent_id]).collect();
    tx.exec_many(LESS_UNREAD, &rows).await?;
    Ok(())
}
