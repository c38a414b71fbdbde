//! Rows of `dept`.

use hobnail_store::{Db, Query, Tx, Val, args, row, sql, vals};
use hobnail_wire::{CorpId, DeptId, Outcome, codes};

use super::{all_written, taken};
use crate::names::Folded;

sql! {
    INSERT = "insert into dept (corp_id, dept_id, parent_id, name, name_fold, pinyin, initials, sort, path, depth, owner_userid,
        created_ms, modified_ms, doc) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, $11, $11, $12)
        on conflict do nothing";
    FIND = "select dept_id, parent_id, name, sort, path, depth, owner_userid, doc from dept where corp_id = $1 and dept_id = $2";
    PATH = "select path from dept where corp_id = $1 and dept_id = $2";
    NAMED = "select dept_id from dept where corp_id = $1 and parent_id = $2 and name = $3";
    DOC = "select doc from dept where corp_id = $1 and dept_id = $2";
    NAME = "select name from dept where corp_id = $1 and dept_id = $2";
    UPDATE = "update dept set parent_id = $3, name = $4, name_fold = $5, pinyin = $6, initials = $7, sort = $8, owner_userid = $9,
        modified_ms = $10, doc = $11 where corp_id = $1 and dept_id = $2";
    DELETE = "delete from dept where corp_id = $1 and dept_id = $2";
    CHILDREN = "select dept_id, parent_id, name, sort, path, depth, owner_userid, doc from dept
        where corp_id = $1 and parent_id = $2 order by sort, dept_id";
    ALL_BELOW = "select dept_id, parent_id, name, sort, path, depth, owner_userid, doc from dept
        where corp_id = $1 and path > $2 and path < $3 order by depth, sort, dept_id";
    CHILD_IDS = "select dept_id from dept where corp_id = $1 and parent_id = $2 order by sort, dept_id";
    HAS_CHILD = "select dept_id from dept where corp_id = $1 and parent_id = $2 limit 1";
    DEEPEST = "select depth from dept where corp_id = $1 and path >= $2 and path < $3 order by depth desc limit 1";
    BELOW = "select dept_id, path from dept where corp_id = $1 and path > $2 and path < $3 order by path";
    MOVE = "update dept set path = $3, depth = $4 where corp_id = $1 and dept_id = $2";
    PAGE = "select dept_id, parent_id, name, sort, path from dept where corp_id = $1 and path > $2 order by path limit $3";
    DISOWN = "update dept set owner_userid = null where corp_id = $1 and dept_id = $2 and owner_userid = $3";
    COUNT_BELOW = "select count(distinct p.userid) from dept d join member_dept p on p.corp_id = d.corp_id and p.dept_id = d.dept_id
        where d.corp_id = $1 and d.path >= $2 and d.path < $3";
}

row! {
    /// A department as it is stored; `doc` is a [`crate::dept::Facts`].
    pub struct DeptRow {
        pub dept_id: DeptId,
        pub parent_id: DeptId,
        pub name: String,
        pub sort: i64,
        pub path: String,
        pub depth: i64,
        pub owner_userid: Option<String>,
        pub doc: String,
    }

    /// A department of the tree, in the order of `path`: each before what lies below it.
    pub struct Node {
        pub dept_id: DeptId,
        pub parent_id: DeptId,
        pub name: String,
        pub sort: i64,
        pub path: String,
    }
}

/// The end of a path's range: everything below it sorts before this text.
pub fn end_of(path: &str) -> String {
    // A path ends with a dot, and '/' is the character after it.
    format!("{}/", path.strip_suffix('.').unwrap_or(path))
}

pub async fn insert(tx: &mut Tx, corp: &CorpId, row: &DeptRow, folded: &Folded, now_ms: i64) -> Outcome<()> {
    let DeptRow { dept_id, parent_id, name, sort, path, depth, doc, .. } = row;
    let Folded { fold, pinyin, initials } = folded;
    let args = args![corp, dept_id, parent_id, name, fold, pinyin, initials, sort, path, depth, now_ms, doc];
    all_written(tx.exec(INSERT, args).await?, 1)
}

pub async fn find(q: &mut impl Query, corp: &CorpId, dept: DeptId) -> Outcome<Option<DeptRow>> {
    Ok(q.one(FIND, args![corp, dept]).await?)
}

/// The path of each department, in the order of `depts`.
pub async fn paths(q: &mut impl Query, corp: &CorpId, depts: &[DeptId]) -> Outcome<Vec<Option<String>>> {
    if let [dept] = depts {
        return Ok(vec![q.one::<(String,)>(PATH, args![corp, dept]).await?.map(|(path,)| path)]);
    }
    let rows: Vec<Vec<Val<'_>>> = depts.iter().map(|dept| vals![corp, dept]).collect();
    Ok(q.rows_many::<(String,)>(PATH, &rows).await?.into_iter().map(|row| row.map(|(path,)| path)).collect())
}

/// The department of that name below a parent.
pub async fn named(q: &mut impl Query, corp: &CorpId, parent: DeptId, name: &str) -> Outcome<Option<DeptId>> {
    Ok(q.one::<(DeptId,)>(NAMED, args![corp, parent, name]).await?.map(|(id,)| id))
}

/// The department of each name below each parent, in their order.
pub async fn named_many(q: &mut impl Query, corp: &CorpId, names: &[(DeptId, &str)]) -> Outcome<Vec<Option<DeptId>>> {
    let rows: Vec<Vec<Val<'_>>> = names.iter().map(|(parent, name)| vals![corp, parent, name]).collect();
    Ok(q.rows_many::<(DeptId,)>(NAMED, &rows).await?.into_iter().map(|row| row.map(|(id,)| id)).collect())
}

/// The name of each department, in the order of `depts`.
pub async fn names(q: &mut impl Query, corp: &CorpId, depts: &[DeptId]) -> Outcome<Vec<Option<String>>> {
    let rows: Vec<Vec<Val<'_>>> = depts.iter().map(|dept| vals![corp, dept]).collect();
    Ok(q.rows_many::<(String,)>(NAME, &rows).await?.into_iter().map(|row| row.map(|(name,)| name)).collect())
}

/// The document of each department, in the order of `depts`.
pub async fn docs(q: &mut impl Query, corp: &CorpId, depts: &[DeptId]) -> Outcome<Vec<Option<String>>> {
    let rows: Vec<Vec<Val<'_>>> = depts.iter().map(|dept| vals![corp, dept]).collect();
    Ok(q.rows_many::<(String,)>(DOC, &rows).await?.into_iter().map(|row| row.map(|(doc,)| doc)).collect())
}

pub async fn update(tx: &mut Tx, corp: &CorpId, row: &DeptRow, folded: &Folded, now_ms: i64) -> Outcome<()> {
    let DeptRow { dept_id, parent_id, name, sort, owner_userid, doc, .. } = row;
    let Folded { fold, pinyin, initials } = folded;
    let args = args![corp, dept_id, parent_id, name, fold, pinyin, initials, sort, owner_userid, now_ms, doc];
    tx.exec(UPDATE, args).await.map_err(|error| taken(error, &[("name", &codes::DEPT_NAME_TAKEN, "name")]))?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, corp: &CorpId, dept: DeptId) -> Outcome<()> {
    tx.exec(DELETE, args![corp, dept]).await?;
    Ok(())
}

/// One level below, in the order shown.
pub async fn children(q: &mut impl Query, corp: &CorpId, parent: DeptId) -> Outcome<Vec<DeptRow>> {
    Ok(q.rows(CHILDREN, args![corp, parent]).await?)
}

/// Everything below a path, level by level.
pub async fn all_below(q: &mut impl Query, corp: &CorpId, path: &str) -> Outcome<Vec<DeptRow>> {
    Ok(q.rows(ALL_BELOW, args![corp, path, end_of(path)]).await?)
}

pub async fn child_ids(q: &mut impl Query, corp: &CorpId, parent: DeptId) -> Outcome<Vec<DeptId>> {
    Ok(q.rows::<(DeptId,)>(CHILD_IDS, args![corp, parent]).await?.into_iter().map(|(id,)| id).collect())
}

pub async fn has_child(q: &mut impl Query, corp: &CorpId, parent: DeptId) -> Outcome<bool> {
    Ok(q.one::<(DeptId,)>(HAS_CHILD, args![corp, parent]).await?.is_some())
}

/// The greatest depth at or below a path.
pub async fn deepest(q: &mut impl Query, corp: &CorpId, path: &str) -> Outcome<i64> {
    Ok(q.one::<(i64,)>(DEEPEST, args![corp, path, end_of(path)]).await?.map_or(0, |(depth,)| depth))
}

/// Gives a department and all below it a new path.
pub async fn move_tree(tx: &mut Tx, corp: &CorpId, dept: DeptId, from: &str, to: &str) -> Outcome<()> {
    let below: Vec<(DeptId, String)> = tx.rows(BELOW, args![corp, from, end_of(from)]).await?;
    let mut moved = vec![(dept, to.to_owned())];
    moved.extend(below.into_iter().map(|(id, path)| (id, format!("{to}{}", &path[from.len()..]))));
    let depths: Vec<i64> = moved.iter().map(|(_, path)| depth_of(path)).collect();
    let rows: Vec<Vec<Val<'_>>> = moved.iter().zip(&depths).map(|((id, path), depth)| vals![corp, id, path, depth]).collect();
    tx.exec_many(MOVE, &rows).await?;
    Ok(())
}

/// Levels below the root: the root itself is 0.
pub fn depth_of(path: &str) -> i64 {
    path.bytes().filter(|b| *b == b'.').count() as i64 - 1
}

/// Departments of the tree after `after` (a path; empty for the first page), each before what lies below it.
pub async fn page(q: &mut impl Query, corp: &CorpId, after: &str, limit: i64) -> Outcome<Vec<Node>> {
    Ok(q.rows(PAGE, args![corp, after, limit]).await?)
}

/// Takes the group of these departments from its owner.
pub async fn disown(tx: &mut Tx, corp: &CorpId, depts: &[DeptId], userid: &str) -> Outcome<()> {
    let rows: Vec<Vec<Val<'_>>> = depts.iter().map(|dept| vals![corp, dept, userid]).collect();
    tx.exec_many(DISOWN, &rows).await?;
    Ok(())
}

/// People at or below a path, each once; read as a scan.
pub async fn count_below(db: &Db, corp: &CorpId, path: &str) -> Outcome<i64> {
    Ok(db.page::<(i64,)>(COUNT_BELOW, args![corp, path, end_of(path)]).await?.first().map_or(0, |(n,)| *n))
}
