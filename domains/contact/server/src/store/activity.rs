//! Rows of `login_day`.

use hobnail_store::{Query, Tx, args, sql};
use hobnail_wire::{CorpId, Outcome, UserId};

use super::dept::end_of;

sql! {
    ADD = "insert into login_day (corp_id, day, userid) values ($1, $2, $3) on conflict do nothing";
    FORGET = "delete from login_day where corp_id = $1 and day < $2";
    EVERYBODY = "select m.userid from member m where m.corp_id = $1 and m.created_ms < $2
        and exists (select 1 from login_day l where l.corp_id = m.corp_id and l.day = $3 and l.userid = m.userid) = $4
        order by m.userid limit $5";
    BELOW = "select distinct m.userid from dept d join member_dept p on p.corp_id = d.corp_id and p.dept_id = d.dept_id
        join member m on m.corp_id = p.corp_id and m.userid = p.userid
        where d.corp_id = $1 and m.created_ms < $2 and d.path >= $6 and d.path < $7
        and exists (select 1 from login_day l where l.corp_id = m.corp_id and l.day = $3 and l.userid = m.userid) = $4
        order by m.userid limit $5";
    PERSON = "select m.userid from member m where m.corp_id = $1 and m.created_ms < $2 and m.userid = $5
        and exists (select 1 from login_day l where l.corp_id = m.corp_id and l.day = $3 and l.userid = m.userid) = $4";
}

pub async fn add(tx: &mut Tx, corp: &CorpId, day: i64, userid: &UserId) -> Outcome<()> {
    tx.exec(ADD, args![corp, day, userid]).await?;
    Ok(())
}

pub async fn forget(tx: &mut Tx, corp: &CorpId, before_day: i64) -> Outcome<()> {
    tx.exec(FORGET, args![corp, before_day]).await?;
    Ok(())
}

/// A day, and which of its people are asked for.
#[derive(Clone, Copy)]
pub struct Asked {
    pub day: i64,
    /// Who joined later isn't told of.
    pub end_ms: i64,
    pub active: bool,
}

/// The first people of the corp, in the order of userids.
pub async fn everybody(q: &mut impl Query, corp: &CorpId, asked: Asked, limit: i64) -> Outcome<Vec<UserId>> {
    let rows = q.rows::<(UserId,)>(EVERYBODY, args![corp, asked.end_ms, asked.day, asked.active, limit]).await?;
    Ok(rows.into_iter().map(|(userid,)| userid).collect())
}

/// The first people at or below a path, in the order of userids.
pub async fn below(q: &mut impl Query, corp: &CorpId, path: &str, asked: Asked, limit: i64) -> Outcome<Vec<UserId>> {
    let end = end_of(path);
    let args = args![corp, asked.end_ms, asked.day, asked.active, limit, path, end];
    Ok(q.rows::<(UserId,)>(BELOW, args).await?.into_iter().map(|(userid,)| userid).collect())
}

/// The person, if they are one of those asked for.
pub async fn person(q: &mut impl Query, corp: &CorpId, userid: &str, asked: Asked) -> Outcome<Option<UserId>> {
    let row = q.one::<(UserId,)>(PERSON, args![corp, asked.end_ms, asked.day, asked.active, userid]).await?;
    Ok(row.map(|(userid,)| userid))
}
