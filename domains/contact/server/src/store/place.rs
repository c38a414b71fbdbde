//! Rows of `member_dept`: who is in which department, and as what.

use hobnail_store::{Db, FromRow, Query, Result, Row, Tx, Val, args, row, sql, vals};
use hobnail_wire::{CorpId, DeptId, Outcome, UserId};

use super::{all_written, member::MemberRow};

sql! {
    INSERT = "insert into member_dept (corp_id, userid, dept_id, rank, pinyin, title, work_place, main, leader_seq, entered_ms,
        modified_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing";
    OF_MEMBER = "select dept_id, rank, title, work_place, main, leader_seq, entered_ms from member_dept
        where corp_id = $1 and userid = $2 order by dept_id";
    WHOLE = "select m.userid, m.account_id, m.unionid, m.name, m.mobile, m.telephone, m.email, m.job_number, m.manager_userid,
        m.dept_ids, m.active, m.admin_level, m.limited, m.doc, p.dept_id, p.rank, p.title, p.work_place, p.main, p.leader_seq,
        p.entered_ms, exists (select 1 from role_member r where r.corp_id = m.corp_id and r.userid = m.userid)
        from member m join member_dept p on p.corp_id = m.corp_id and p.userid = m.userid
        where m.corp_id = $1 and m.userid = $2 order by p.dept_id";
    UPDATE = "update member_dept set rank = $4, pinyin = $5, title = $6, work_place = $7, main = $8, modified_ms = $9
        where corp_id = $1 and userid = $2 and dept_id = $3";
    DELETE = "delete from member_dept where corp_id = $1 and userid = $2 and dept_id = $3";
    DELETE_ALL = "delete from member_dept where corp_id = $1 and userid = $2";
    USERIDS = "select userid from member_dept where corp_id = $1 and dept_id = $2 order by userid";
    HAS_MEMBER = "select userid from member_dept where corp_id = $1 and dept_id = $2 limit 1";
    IS_IN = "select userid from member_dept where corp_id = $1 and userid = $2 and dept_id = $3";
    COUNT = "select count(1) from member_dept where corp_id = $1 and dept_id = $2";
    LEADERS = "select userid from member_dept where corp_id = $1 and dept_id = $2 and leader_seq is not null
        order by leader_seq, userid";
    CLEAR_LEADERS = "update member_dept set leader_seq = null where corp_id = $1 and dept_id = $2 and leader_seq is not null";
    SET_LEADER = "update member_dept set leader_seq = $4 where corp_id = $1 and userid = $2 and dept_id = $3";
    LEADS = "select userid from member_dept where corp_id = $1 and userid = $2 and dept_id = $3 and leader_seq is not null";
    REST = "select userid from member_dept where corp_id = $1 and dept_id = $2 and userid > $3 order by userid limit $4";
    BELOW = "select d.path, p.userid from dept d join member_dept p on p.corp_id = d.corp_id and p.dept_id = d.dept_id
        where d.corp_id = $1 and d.path > $2 and d.path < $3 order by d.path, p.userid limit $4";
}

row! {
    /// A person's place in one department.
    pub struct Place {
        pub dept_id: DeptId,
        pub rank: i64,
        pub title: Option<String>,
        pub work_place: Option<String>,
        pub main: bool,
        pub leader_seq: Option<i64>,
        pub entered_ms: i64,
    }
}

impl Place {
    pub fn new(dept_id: DeptId, now_ms: i64) -> Self {
        Place { dept_id, rank: 0, title: None, work_place: None, main: false, leader_seq: None, entered_ms: now_ms }
    }

    /// The order that clients see: larger stands further up.
    pub fn order(&self) -> i64 {
        self.rank.saturating_neg()
    }
}

/// Stores places of several people: userid, pinyin of the name, place.
pub async fn insert_many(tx: &mut Tx, corp: &CorpId, places: &[(&str, &str, &Place)], now_ms: i64) -> Outcome<()> {
    let rows: Vec<Vec<Val<'_>>> = places
        .iter()
        .map(|(userid, pinyin, p)| {
            vals![corp, userid, p.dept_id, p.rank, pinyin, &p.title, &p.work_place, p.main, p.leader_seq, p.entered_ms, now_ms]
        })
        .collect();
    all_written(tx.exec_many(INSERT, &rows).await?, rows.len())
}

pub async fn of_member(q: &mut impl Query, corp: &CorpId, userid: &UserId) -> Outcome<Vec<Place>> {
    Ok(q.rows(OF_MEMBER, args![corp, userid]).await?)
}

/// A person with all their places.
pub struct Whole {
    pub member: MemberRow,
    pub places: Vec<Place>,
    /// Roles were given to them.
    pub has_roles: bool,
}

/// A person and one of their places: a row of [`WHOLE`].
struct Part {
    member: MemberRow,
    place: Place,
    has_roles: bool,
}

impl FromRow for Part {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        row.width(MemberRow::WIDTH + 8)?;
        let at = |n| MemberRow::WIDTH + n;
        let place = Place {
            dept_id: row.get(at(0))?,
            rank: row.get(at(1))?,
            title: row.get(at(2))?,
            work_place: row.get(at(3))?,
            main: row.get(at(4))?,
            leader_seq: row.get(at(5))?,
            entered_ms: row.get(at(6))?,
        };
        Ok(Part { member: MemberRow::read(row)?, place, has_roles: row.get(at(7))? })
    }
}

/// A person with all their places, in one statement: everybody has one place at least.
pub async fn whole(q: &mut impl Query, corp: &CorpId, userid: &UserId) -> Outcome<Option<Whole>> {
    let mut rows = q.rows::<Part>(WHOLE, args![corp, userid]).await?.into_iter();
    let Some(Part { member, place, has_roles }) = rows.next() else { return Ok(None) };
    let places = std::iter::once(place).chain(rows.map(|row| row.place)).collect();
    Ok(Some(Whole { member, places, has_roles }))
}

/// Writes the places that a person keeps; who leads is not touched.
pub async fn update_many(
    tx: &mut Tx,
    corp: &CorpId,
    userid: &UserId,
    pinyin: &str,
    places: &[&Place],
    now_ms: i64,
) -> Outcome<()> {
    let rows: Vec<Vec<Val<'_>>> =
        places.iter().map(|p| vals![corp, userid, p.dept_id, p.rank, pinyin, &p.title, &p.work_place, p.main, now_ms]).collect();
    tx.exec_many(UPDATE, &rows).await?;
    Ok(())
}

pub async fn delete_many(tx: &mut Tx, corp: &CorpId, userid: &UserId, depts: &[DeptId]) -> Outcome<()> {
    let rows: Vec<Vec<Val<'_>>> = depts.iter().map(|dept| vals![corp, userid, dept]).collect();
    tx.exec_many(DELETE, &rows).await?;
    Ok(())
}

pub async fn delete_all(tx: &mut Tx, corp: &CorpId, userid: &UserId) -> Outcome<()> {
    tx.exec(DELETE_ALL, args![corp, userid]).await?;
    Ok(())
}

/// Everybody in a department; read as a scan, for it may be the whole corp.
pub async fn userids(db: &Db, corp: &CorpId, dept: DeptId) -> Outcome<Vec<UserId>> {
    Ok(db.page::<(UserId,)>(USERIDS, args![corp, dept]).await?.into_iter().map(|(userid,)| userid).collect())
}

pub async fn has_member(q: &mut impl Query, corp: &CorpId, dept: DeptId) -> Outcome<bool> {
    Ok(q.one::<(UserId,)>(HAS_MEMBER, args![corp, dept]).await?.is_some())
}

/// Which of these people are in the department, in their order.
pub async fn are_in(q: &mut impl Query, corp: &CorpId, dept: DeptId, userids: &[&str]) -> Outcome<Vec<bool>> {
    let rows: Vec<Vec<Val<'_>>> = userids.iter().map(|userid| vals![corp, userid, dept]).collect();
    Ok(q.rows_many::<(UserId,)>(IS_IN, &rows).await?.into_iter().map(|row| row.is_some()).collect())
}

pub async fn count(q: &mut impl Query, corp: &CorpId, dept: DeptId) -> Outcome<i64> {
    Ok(q.one::<(i64,)>(COUNT, args![corp, dept]).await?.map_or(0, |(n,)| n))
}

/// Whether each person leads each department, in their order.
pub async fn lead(q: &mut impl Query, corp: &CorpId, places: &[(&UserId, DeptId)]) -> Outcome<Vec<bool>> {
    let rows: Vec<Vec<Val<'_>>> = places.iter().map(|(userid, dept)| vals![corp, userid, dept]).collect();
    Ok(q.rows_many::<(UserId,)>(LEADS, &rows).await?.into_iter().map(|row| row.is_some()).collect())
}

/// Makes somebody a manager of departments, or not any more.
pub async fn set_leads(tx: &mut Tx, corp: &CorpId, userid: &UserId, leads: &[(DeptId, bool)]) -> Outcome<()> {
    let seqs: Vec<Option<i64>> = leads.iter().map(|(_, leads)| leads.then_some(0)).collect();
    let rows: Vec<Vec<Val<'_>>> = leads.iter().zip(&seqs).map(|((dept, _), seq)| vals![corp, userid, dept, seq]).collect();
    tx.exec_many(SET_LEADER, &rows).await?;
    Ok(())
}

/// The department's managers in the order set.
pub async fn leaders(q: &mut impl Query, corp: &CorpId, dept: DeptId) -> Outcome<Vec<UserId>> {
    Ok(q.rows::<(UserId,)>(LEADERS, args![corp, dept]).await?.into_iter().map(|(userid,)| userid).collect())
}

pub async fn set_leaders(tx: &mut Tx, corp: &CorpId, dept: DeptId, userids: &[UserId]) -> Outcome<()> {
    tx.exec(CLEAR_LEADERS, args![corp, dept]).await?;
    let seqs: Vec<i64> = (0..).take(userids.len()).collect();
    let rows: Vec<Vec<Val<'_>>> = userids.iter().zip(&seqs).map(|(userid, seq)| vals![corp, userid, dept, seq]).collect();
    tx.exec_many(SET_LEADER, &rows).await?;
    Ok(())
}

/// People of a department after `after`, in the order of userids.
pub async fn rest(q: &mut impl Query, corp: &CorpId, dept: DeptId, after: &str, limit: i64) -> Outcome<Vec<UserId>> {
    Ok(q.rows::<(UserId,)>(REST, args![corp, dept, after, limit]).await?.into_iter().map(|(userid,)| userid).collect())
}

/// People of the departments whose path lies after `after` and before `end`, in the order of path and userid.
pub async fn below(q: &mut impl Query, corp: &CorpId, after: &str, end: &str, limit: i64) -> Outcome<Vec<(String, UserId)>> {
    Ok(q.rows(BELOW, args![corp, after, end, limit]).await?)
}
