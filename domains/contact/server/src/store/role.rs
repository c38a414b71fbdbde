//! Rows of `role_group`, `role`, `role_member` and `role_scope`.

use hobnail_store::{Query, Tx, Val, args, row, sql, vals};
use hobnail_wire::{CorpId, DeptId, Outcome, UserId, codes};

use super::{all_written, taken};

sql! {
    INSERT_GROUP = "insert into role_group (corp_id, group_id, name, system, created_ms) values ($1, $2, $3, $4, $5)
        on conflict do nothing";
    GROUP = "select group_id, name, system from role_group where corp_id = $1 and group_id = $2";
    GROUP_NAMED = "select group_id from role_group where corp_id = $1 and name = $2";
    GROUPS = "select group_id, name, system from role_group where corp_id = $1 order by group_id limit $2 offset $3";
    RENAME_GROUP = "update role_group set name = $3 where corp_id = $1 and group_id = $2";
    DELETE_GROUP = "delete from role_group where corp_id = $1 and group_id = $2";
    INSERT = "insert into role (corp_id, role_id, group_id, name, kind, created_ms) values ($1, $2, $3, $4, $5, $6)
        on conflict do nothing";
    FIND = "select r.role_id, r.name, r.kind, r.group_id, g.name from role r
        join role_group g on g.corp_id = r.corp_id and g.group_id = r.group_id where r.corp_id = $1 and r.role_id = $2";
    NAMED = "select role_id from role where corp_id = $1 and group_id = $2 and name = $3";
    OF_GROUP = "select r.role_id, r.name, r.kind, r.group_id, g.name from role r
        join role_group g on g.corp_id = r.corp_id and g.group_id = r.group_id
        where r.corp_id = $1 and r.group_id = $2 order by r.role_id";
    RENAME = "update role set name = $3 where corp_id = $1 and role_id = $2";
    DELETE = "delete from role where corp_id = $1 and role_id = $2";
    GIVE = "insert into role_member (corp_id, role_id, userid, scoped, since_ms) values ($1, $2, $3, false, $4)
        on conflict do nothing";
    TAKE = "delete from role_member where corp_id = $1 and role_id = $2 and userid = $3";
    TAKE_SCOPES = "delete from role_scope where corp_id = $1 and role_id = $2 and userid = $3";
    LEAVE = "delete from role_member where corp_id = $1 and userid = $2";
    LEAVE_SCOPES = "delete from role_scope where corp_id = $1 and userid = $2";
    DEPT_GONE = "delete from role_scope where corp_id = $1 and dept_id = $2";
    HAS = "select userid from role_member where corp_id = $1 and role_id = $2 and userid = $3";
    HELD = "select r.role_id, r.name, r.kind, r.group_id, g.name from role_member m
        join role r on r.corp_id = m.corp_id and r.role_id = m.role_id
        join role_group g on g.corp_id = r.corp_id and g.group_id = r.group_id
        where m.corp_id = $1 and m.userid = $2 order by r.role_id";
    ANY_MEMBER = "select userid from role_member where corp_id = $1 and role_id = $2 limit 1";
    MEMBERS = "select p.userid, p.name, m.scoped from role_member m join member p on p.corp_id = m.corp_id and p.userid = m.userid
        where m.corp_id = $1 and m.role_id = $2 order by p.userid limit $3 offset $4";
    ADMINS = "select userid, name, false from member where corp_id = $1 and admin_level = $2 order by userid limit $3 offset $4";
    LEADERS = "select p.userid, p.name, false from member p where p.corp_id = $1 and p.userid in (select d.userid from member_dept d
        where d.corp_id = $1 and d.leader_seq is not null) order by p.userid limit $2 offset $3";
    SET_SCOPED = "update role_member set scoped = $4 where corp_id = $1 and role_id = $2 and userid = $3";
    ADD_SCOPE = "insert into role_scope (corp_id, role_id, userid, dept_id) values ($1, $2, $3, $4) on conflict do nothing";
    SCOPES = "select d.dept_id, d.name from role_scope s join dept d on d.corp_id = s.corp_id and d.dept_id = s.dept_id
        where s.corp_id = $1 and s.role_id = $2 and s.userid = $3 order by d.dept_id";
}

row! {
    pub struct GroupRow {
        pub group_id: i64,
        pub name: String,
        pub system: bool,
    }

    /// A role with its group's name.
    #[derive(Clone)]
    pub struct RoleRow {
        pub role_id: i64,
        pub name: String,
        pub kind: Option<i64>,
        pub group_id: i64,
        pub group_name: String,
    }

    /// Who holds a role.
    pub struct Holder {
        pub userid: UserId,
        pub name: String,
        /// The role reaches some departments only.
        pub scoped: bool,
    }
}

pub async fn insert_group(tx: &mut Tx, corp: &CorpId, group_id: i64, name: &str, system: bool, now_ms: i64) -> Outcome<()> {
    all_written(tx.exec(INSERT_GROUP, args![corp, group_id, name, system, now_ms]).await?, 1)
}

pub async fn group(q: &mut impl Query, corp: &CorpId, group_id: i64) -> Outcome<Option<GroupRow>> {
    Ok(q.one(GROUP, args![corp, group_id]).await?)
}

pub async fn group_named(q: &mut impl Query, corp: &CorpId, name: &str) -> Outcome<Option<i64>> {
    Ok(q.one::<(i64,)>(GROUP_NAMED, args![corp, name]).await?.map(|(id,)| id))
}

/// Groups in the order in which they were made, the default one first.
pub async fn groups(q: &mut impl Query, corp: &CorpId, limit: i64, offset: i64) -> Outcome<Vec<GroupRow>> {
    Ok(q.rows(GROUPS, args![corp, limit, offset]).await?)
}

pub async fn rename_group(tx: &mut Tx, corp: &CorpId, group_id: i64, name: &str) -> Outcome<()> {
    let done = tx.exec(RENAME_GROUP, args![corp, group_id, name]).await;
    done.map_err(|error| taken(error, &[("name", &codes::ROLE_NAME_TAKEN, "name")]))?;
    Ok(())
}

pub async fn delete_group(tx: &mut Tx, corp: &CorpId, group_id: i64) -> Outcome<()> {
    tx.exec(DELETE_GROUP, args![corp, group_id]).await?;
    Ok(())
}

pub async fn insert(tx: &mut Tx, corp: &CorpId, row: &RoleRow, now_ms: i64) -> Outcome<()> {
    let RoleRow { role_id, name, kind, group_id, .. } = row;
    all_written(tx.exec(INSERT, args![corp, role_id, group_id, name, kind, now_ms]).await?, 1)
}

pub async fn find(q: &mut impl Query, corp: &CorpId, role_id: i64) -> Outcome<Option<RoleRow>> {
    Ok(q.one(FIND, args![corp, role_id]).await?)
}

pub async fn named(q: &mut impl Query, corp: &CorpId, group_id: i64, name: &str) -> Outcome<Option<i64>> {
    Ok(q.one::<(i64,)>(NAMED, args![corp, group_id, name]).await?.map(|(id,)| id))
}

pub async fn of_group(q: &mut impl Query, corp: &CorpId, group_id: i64) -> Outcome<Vec<RoleRow>> {
    Ok(q.rows(OF_GROUP, args![corp, group_id]).await?)
}

pub async fn rename(tx: &mut Tx, corp: &CorpId, role_id: i64, name: &str) -> Outcome<()> {
    let done = tx.exec(RENAME, args![corp, role_id, name]).await;
    done.map_err(|error| taken(error, &[("name", &codes::ROLE_NAME_TAKEN, "roleName")]))?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, corp: &CorpId, role_id: i64) -> Outcome<()> {
    tx.exec(DELETE, args![corp, role_id]).await?;
    Ok(())
}

/// `false` when the person holds the role already.
pub async fn give(tx: &mut Tx, corp: &CorpId, role_id: i64, userid: &str, now_ms: i64) -> Outcome<bool> {
    Ok(tx.exec(GIVE, args![corp, role_id, userid, now_ms]).await? == 1)
}

/// `false` when the person doesn't hold the role.
pub async fn take(tx: &mut Tx, corp: &CorpId, role_id: i64, userid: &str) -> Outcome<bool> {
    tx.exec(TAKE_SCOPES, args![corp, role_id, userid]).await?;
    Ok(tx.exec(TAKE, args![corp, role_id, userid]).await? == 1)
}

/// The person holds no role any more.
pub async fn leave(tx: &mut Tx, corp: &CorpId, userid: &UserId) -> Outcome<()> {
    tx.exec(LEAVE_SCOPES, args![corp, userid]).await?;
    tx.exec(LEAVE, args![corp, userid]).await?;
    Ok(())
}

/// A department that goes is in nobody's scope any more; who was bounded to it alone reaches nothing then.
pub async fn dept_gone(tx: &mut Tx, corp: &CorpId, dept: DeptId) -> Outcome<()> {
    tx.exec(DEPT_GONE, args![corp, dept]).await?;
    Ok(())
}

pub async fn has(q: &mut impl Query, corp: &CorpId, role_id: i64, userid: &UserId) -> Outcome<bool> {
    Ok(q.one::<(UserId,)>(HAS, args![corp, role_id, userid]).await?.is_some())
}

/// Roles that were given to a person.
pub async fn held(q: &mut impl Query, corp: &CorpId, userid: &UserId) -> Outcome<Vec<RoleRow>> {
    Ok(q.rows(HELD, args![corp, userid]).await?)
}

pub async fn any_member(q: &mut impl Query, corp: &CorpId, role_id: i64) -> Outcome<bool> {
    Ok(q.one::<(UserId,)>(ANY_MEMBER, args![corp, role_id]).await?.is_some())
}

/// Who holds a role, in the order of userids. A role that follows from administration or leading has no rows of its own.
pub async fn members(q: &mut impl Query, corp: &CorpId, role: &RoleRow, limit: i64, offset: i64) -> Outcome<Vec<Holder>> {
    Ok(match role.kind {
        Some(kind @ (101 | 102)) => q.rows(ADMINS, args![corp, kind - 100, limit, offset]).await?,
        Some(104) => q.rows(LEADERS, args![corp, limit, offset]).await?,
        _ => q.rows(MEMBERS, args![corp, role.role_id, limit, offset]).await?,
    })
}

/// Bounds a person's role to these departments; `None` lifts the bound.
pub async fn set_scopes(tx: &mut Tx, corp: &CorpId, role_id: i64, userid: &UserId, depts: Option<&[DeptId]>) -> Outcome<()> {
    tx.exec(TAKE_SCOPES, args![corp, role_id, userid]).await?;
    tx.exec(SET_SCOPED, args![corp, role_id, userid, depts.is_some()]).await?;
    let rows: Vec<Vec<Val<'_>>> = depts.unwrap_or_default().iter().map(|dept| vals![corp, role_id, userid, dept]).collect();
    tx.exec_many(ADD_SCOPE, &rows).await?;
    Ok(())
}

/// The departments that a person's role is bounded to: id and name.
pub async fn scopes(q: &mut impl Query, corp: &CorpId, role_id: i64, userid: &UserId) -> Outcome<Vec<(DeptId, String)>> {
    Ok(q.rows(SCOPES, args![corp, role_id, userid]).await?)
}
