//! Rows of `member`.

use hobnail_store::{FromRow, Query, Result, Row, Tx, Val, args, sql, vals};
use hobnail_wire::{AccountId, CorpId, DeptId, Outcome, UserId, codes};

use super::{all_written, taken};
use crate::names::Folded;

sql! {
    INSERT = "insert into member (corp_id, userid, account_id, unionid, name, name_fold, pinyin, initials, mobile, telephone, email,
        job_number, manager_userid, dept_ids, active, admin_level, limited, created_ms, modified_ms, doc)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18, $19)
        on conflict do nothing";
    FIND = "select userid, account_id, unionid, name, mobile, telephone, email, job_number, manager_userid, dept_ids, active,
        admin_level, limited, doc from member where corp_id = $1 and userid = $2";
    UPDATE = "update member set name = $3, name_fold = $4, pinyin = $5, initials = $6, telephone = $7, email = $8, job_number = $9,
        manager_userid = $10, dept_ids = $11, modified_ms = $12, doc = $13 where corp_id = $1 and userid = $2";
    DELETE = "delete from member where corp_id = $1 and userid = $2";
    DEPTS = "select userid, dept_ids from member where corp_id = $1 and userid = $2";
    BY_MOBILE = "select userid from member where corp_id = $1 and mobile = $2";
    BY_TELEPHONE = "select userid from member where corp_id = $1 and telephone = $2";
    BY_EMAIL = "select userid from member where corp_id = $1 and email = $2";
    BY_UNIONID = "select userid from member where corp_id = $1 and unionid = $2";
    BY_JOB_NUMBER = "select min(userid), count(1) from member where corp_id = $1 and job_number = $2";
    COUNT = "select count(1) from member where corp_id = $1";
    COUNT_ACTIVE = "select count(1) from member where corp_id = $1 and active = true";
    EVERYONE = "select userid from member where corp_id = $1 and userid > $2 order by userid limit $3";
    RELEASE_REPORTS = "update member set manager_userid = null where corp_id = $1 and manager_userid = $2";
    SET_ACTIVE = "update member set active = true where corp_id = $1 and userid = $2 and active = false";
    SET_ADMIN = "update member set admin_level = $3 where corp_id = $1 and userid = $2";
    SET_LIMITED = "update member set limited = $3 where corp_id = $1 and userid = $2";
    MAIN_ADMIN = "select userid from member where corp_id = $1 and admin_level = 1 limit 1";
    ADMIN_LEVELS = "select userid, admin_level from member where corp_id = $1 and admin_level > 0 order by admin_level, userid";
    ADMINS = "select userid from member where corp_id = $1 and admin_level > 0 order by admin_level, userid";
}

/// A person as they are stored; `doc` is a [`crate::member::Profile`].
pub struct MemberRow {
    pub userid: UserId,
    pub account_id: AccountId,
    pub unionid: String,
    pub name: String,
    pub mobile: Option<String>,
    pub telephone: Option<String>,
    pub email: Option<String>,
    pub job_number: Option<String>,
    pub manager_userid: Option<String>,
    pub dept_ids: DeptIds,
    pub active: bool,
    pub admin_level: i64,
    pub limited: bool,
    pub doc: String,
}

impl MemberRow {
    pub const WIDTH: usize = 14;

    /// The first columns of a wider row.
    pub fn read(row: &Row<'_>) -> Result<Self> {
        Ok(MemberRow {
            userid: row.get(0)?,
            account_id: row.get(1)?,
            unionid: row.get(2)?,
            name: row.get(3)?,
            mobile: row.get(4)?,
            telephone: row.get(5)?,
            email: row.get(6)?,
            job_number: row.get(7)?,
            manager_userid: row.get(8)?,
            dept_ids: DeptIds::parse(&row.get::<String>(9)?),
            active: row.get(10)?,
            admin_level: row.get(11)?,
            limited: row.get(12)?,
            doc: row.get(13)?,
        })
    }
}

impl FromRow for MemberRow {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        row.width(Self::WIDTH)?;
        Self::read(row)
    }
}

/// Departments in the order given, stored as "23,45".
pub struct DeptIds(pub Vec<DeptId>);

impl DeptIds {
    pub fn parse(text: &str) -> Self {
        DeptIds(text.split(',').filter_map(|id| id.parse().ok()).collect())
    }

    pub fn text(depts: &[DeptId]) -> String {
        depts.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
    }
}

/// A person who is about to be stored.
pub struct NewRow<'a> {
    pub userid: &'a str,
    pub account_id: AccountId,
    pub unionid: &'a str,
    pub name: &'a str,
    pub folded: &'a Folded,
    pub mobile: Option<&'a str>,
    pub telephone: Option<&'a str>,
    pub email: Option<&'a str>,
    pub job_number: Option<&'a str>,
    pub manager_userid: Option<&'a str>,
    pub dept_ids: String,
    pub active: bool,
    pub admin_level: i64,
    pub limited: bool,
    pub doc: &'a str,
}

pub async fn insert_many(tx: &mut Tx, corp: &CorpId, members: &[NewRow<'_>], now_ms: i64) -> Outcome<()> {
    let rows: Vec<Vec<Val<'_>>> = members
        .iter()
        .map(|m| {
            let Folded { fold, pinyin, initials } = m.folded;
            vals![
                corp,
                m.userid,
                m.account_id,
                m.unionid,
                m.name,
                fold,
                pinyin,
                initials,
                m.mobile,
                m.telephone,
                m.email,
                m.job_number,
                m.manager_userid,
                &m.dept_ids,
                m.active,
                m.admin_level,
                m.limited,
                now_ms,
                m.doc
            ]
        })
        .collect();
    all_written(tx.exec_many(INSERT, &rows).await?, rows.len())
}

pub async fn find(q: &mut impl Query, corp: &CorpId, userid: &UserId) -> Outcome<Option<MemberRow>> {
    Ok(q.one(FIND, args![corp, userid]).await?)
}

/// The rows of several people, in the order of `userids`.
pub async fn find_many(q: &mut impl Query, corp: &CorpId, userids: &[UserId]) -> Outcome<Vec<Option<MemberRow>>> {
    let rows: Vec<Vec<Val<'_>>> = userids.iter().map(|userid| vals![corp, userid]).collect();
    Ok(q.rows_many(FIND, &rows).await?)
}

/// Writes what an update may change.
pub async fn update(tx: &mut Tx, corp: &CorpId, row: &MemberRow, folded: &Folded, now_ms: i64) -> Outcome<()> {
    let Folded { fold, pinyin, initials } = folded;
    let MemberRow { userid, name, telephone, email, job_number, manager_userid, doc, .. } = row;
    let dept_ids = DeptIds::text(&row.dept_ids.0);
    let args =
        args![corp, userid, name, fold, pinyin, initials, telephone, email, job_number, manager_userid, dept_ids, now_ms, doc];
    let keys = [("telephone", &codes::TELEPHONE_TAKEN, "telephone"), ("email", &codes::EMAIL_TAKEN, "email")];
    tx.exec(UPDATE, args).await.map_err(|error| taken(error, &keys))?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, corp: &CorpId, userid: &UserId) -> Outcome<()> {
    tx.exec(DELETE, args![corp, userid]).await?;
    Ok(())
}

/// The departments of each person, in the order of `userids`; `None` for who isn't there.
pub async fn depts(q: &mut impl Query, corp: &CorpId, userids: &[&str]) -> Outcome<Vec<Option<DeptIds>>> {
    let rows: Vec<Vec<Val<'_>>> = userids.iter().map(|userid| vals![corp, userid]).collect();
    let found = q.rows_many::<(String, String)>(DEPTS, &rows).await?;
    Ok(found.into_iter().map(|row| row.map(|(_, depts)| DeptIds::parse(&depts))).collect())
}

/// A key that a corp holds once.
#[derive(Clone, Copy)]
pub enum Key {
    Mobile,
    Telephone,
    Email,
    Unionid,
}

/// The person who holds a value of a key.
pub async fn by(q: &mut impl Query, corp: &CorpId, key: Key, value: &str) -> Outcome<Option<UserId>> {
    Ok(q.one::<(UserId,)>(key.sql(), args![corp, value]).await?.map(|(userid,)| userid))
}

/// The same for several values, in their order.
pub async fn by_many(q: &mut impl Query, corp: &CorpId, key: Key, values: &[&str]) -> Outcome<Vec<Option<UserId>>> {
    let rows: Vec<Vec<Val<'_>>> = values.iter().map(|value| vals![corp, value]).collect();
    Ok(q.rows_many::<(UserId,)>(key.sql(), &rows).await?.into_iter().map(|row| row.map(|(userid,)| userid)).collect())
}

/// Somebody with each job number, and how many have it, in their order: a job number is no key.
pub async fn by_job_numbers(q: &mut impl Query, corp: &CorpId, numbers: &[&str]) -> Outcome<Vec<(Option<UserId>, i64)>> {
    let rows: Vec<Vec<Val<'_>>> = numbers.iter().map(|number| vals![corp, number]).collect();
    Ok(q.rows_many(BY_JOB_NUMBER, &rows).await?.into_iter().map(Option::unwrap_or_default).collect())
}

impl Key {
    fn sql(self) -> &'static str {
        match self {
            Key::Mobile => BY_MOBILE,
            Key::Telephone => BY_TELEPHONE,
            Key::Email => BY_EMAIL,
            Key::Unionid => BY_UNIONID,
        }
    }
}

pub async fn count(q: &mut impl Query, corp: &CorpId, only_active: bool) -> Outcome<i64> {
    let sql = if only_active { COUNT_ACTIVE } else { COUNT };
    Ok(q.one::<(i64,)>(sql, args![corp]).await?.map_or(0, |(n,)| n))
}

pub async fn everyone(q: &mut impl Query, corp: &CorpId, after: &str, limit: i64) -> Outcome<Vec<UserId>> {
    Ok(q.rows::<(UserId,)>(EVERYONE, args![corp, after, limit]).await?.into_iter().map(|(userid,)| userid).collect())
}

/// Nobody reports to this person any more.
pub async fn release_reports(tx: &mut Tx, corp: &CorpId, userid: &UserId) -> Outcome<()> {
    tx.exec(RELEASE_REPORTS, args![corp, userid]).await?;
    Ok(())
}

/// `false` when they were active already.
pub async fn set_active(tx: &mut Tx, corp: &CorpId, userid: &UserId) -> Outcome<bool> {
    Ok(tx.exec(SET_ACTIVE, args![corp, userid]).await? == 1)
}

pub async fn set_admin(tx: &mut Tx, corp: &CorpId, userid: &UserId, level: i64) -> Outcome<bool> {
    Ok(tx.exec(SET_ADMIN, args![corp, userid, level]).await? == 1)
}

pub async fn set_limited(tx: &mut Tx, corp: &CorpId, userid: &UserId, limited: bool) -> Outcome<bool> {
    Ok(tx.exec(SET_LIMITED, args![corp, userid, limited]).await? == 1)
}

pub async fn main_admin(q: &mut impl Query, corp: &CorpId) -> Outcome<Option<UserId>> {
    Ok(q.one::<(UserId,)>(MAIN_ADMIN, args![corp]).await?.map(|(userid,)| userid))
}

/// Administrators with their level, the main one first.
pub async fn admin_levels(q: &mut impl Query, corp: &CorpId) -> Outcome<Vec<(UserId, i64)>> {
    Ok(q.rows(ADMIN_LEVELS, args![corp]).await?)
}

pub async fn admins(q: &mut impl Query, corp: &CorpId) -> Outcome<Vec<UserId>> {
    Ok(q.rows::<(UserId,)>(ADMINS, args![corp]).await?.into_iter().map(|(userid,)| userid).collect())
}
