//! Which part of the directory: ranges, who is in them, and everybody page by page.
//!
//! An app reads a [`Range`] of its corp: all of it, or some departments with everything below them and some people. It is
//! evaluated here and nowhere else. A department's path names all departments above it, so a range is decided by looking at
//! paths and never by walking the tree.
//!
//! What lies outside is refused by name (50002 for people, 50004 for departments) when it was asked for by name, and left out
//! of lists. Ids of other corps and ids that never were are "not found" first: a range says nothing about them.

use hobnail_cx::Range;
use hobnail_store::Query;
use hobnail_wire::{CorpId, DeptId, Fault, Outcome, UserId, codes};

use crate::store::{self, member::MemberRow};

/// Whether a department with this path lies in a range.
fn covers(range: &Range, path: &str) -> bool {
    match range {
        Range::All => true,
        Range::Some { dept_ids, .. } => {
            path.split('.').filter_map(|id| id.parse::<i64>().ok()).any(|above| dept_ids.contains(&above))
        }
    }
}

fn names(range: &Range, userid: &str) -> bool {
    match range {
        Range::All => true,
        Range::Some { userids, .. } => userids.iter().any(|u| u == userid),
    }
}

/// Whether a person of the corp lies in a range; nobody does who isn't there.
pub async fn in_range(q: &mut impl Query, corp: &CorpId, userid: &UserId, range: &Range) -> Outcome<bool> {
    Ok(!existing(q, corp, std::slice::from_ref(userid), range).await?.is_empty())
}

/// Those of `userids` who are in the corp and in the range, in the order given.
pub async fn existing(q: &mut impl Query, corp: &CorpId, userids: &[UserId], range: &Range) -> Outcome<Vec<UserId>> {
    let texts: Vec<&str> = userids.iter().map(UserId::as_str).collect();
    let found = store::member::depts(q, corp, &texts).await?;
    let mut there: Vec<(&UserId, Vec<DeptId>)> =
        userids.iter().zip(found).filter_map(|(userid, depts)| Some((userid, depts?.0))).collect();
    if !range.is_all() {
        let mut depts: Vec<DeptId> =
            there.iter().filter(|(userid, _)| !names(range, userid.as_str())).flat_map(|(_, depts)| depts.clone()).collect();
        depts.sort_unstable();
        depts.dedup();
        let paths = store::dept::paths(q, corp, &depts).await?;
        let inside: Vec<DeptId> = depts
            .into_iter()
            .zip(paths)
            .filter_map(|(dept, path)| path.filter(|path| covers(range, path)).map(|_| dept))
            .collect();
        there.retain(|(userid, depts)| names(range, userid.as_str()) || depts.iter().any(|d| inside.binary_search(d).is_ok()));
    }
    Ok(there.into_iter().map(|(userid, _)| userid.clone()).collect())
}

/// Those of `depts` that the corp has, in the order given.
pub async fn existing_depts(q: &mut impl Query, corp: &CorpId, depts: &[DeptId]) -> Outcome<Vec<DeptId>> {
    let paths = store::dept::paths(q, corp, depts).await?;
    Ok(depts.iter().zip(paths).filter_map(|(dept, path)| path.map(|_| *dept)).collect())
}

/// Refuses a person outside the range (50002).
pub async fn check_user(q: &mut impl Query, corp: &CorpId, member: &MemberRow, range: &Range) -> Outcome<()> {
    if names(range, member.userid.as_str()) {
        return Ok(());
    }
    let paths = store::dept::paths(q, corp, &member.dept_ids.0).await?;
    if paths.iter().flatten().any(|path| covers(range, path)) {
        return Ok(());
    }
    let help = "在应用的权限管理中，把该员工或其部门加入通讯录权限范围";
    Err(Fault::new(&codes::USER_OUT_OF_RANGE).field("userid").detail(member.userid.to_string()).help(help))
}

/// The paths of departments, in their order; refuses the first that the corp hasn't (60003) or that lies outside the range
/// (50004).
pub async fn check_depts(
    q: &mut impl Query,
    corp: &CorpId,
    depts: &[DeptId],
    range: &Range,
    field: &'static str,
) -> Outcome<Vec<String>> {
    let paths = store::dept::paths(q, corp, depts).await?;
    let mut out = Vec::with_capacity(paths.len());
    for (dept, path) in depts.iter().zip(paths) {
        let path = path.ok_or_else(|| Fault::new(&codes::DEPT_NOT_FOUND).field(field).detail(dept.to_string()))?;
        check_path(*dept, &path, range, field)?;
        out.push(path);
    }
    Ok(out)
}

/// Refuses a department outside the range (50004).
pub fn check_path(dept: DeptId, path: &str, range: &Range, field: &'static str) -> Outcome<()> {
    if covers(range, path) {
        return Ok(());
    }
    let help = "在应用的权限管理中，把该部门加入通讯录权限范围";
    Err(Fault::new(&codes::DEPT_OUT_OF_RANGE).field(field).detail(dept.to_string()).help(help))
}

/// Everybody's userid after `after` (empty for the first page), in order.
pub async fn everyone(q: &mut impl Query, corp: &CorpId, after: &str, limit: i64) -> Outcome<Vec<UserId>> {
    store::member::everyone(q, corp, after, limit).await
}

/// Where a page of [`below`] ended.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Below {
    pub path: String,
    pub userid: String,
}

/// People of a department and of all departments below it, after `after`, in the order of department path and userid.
///
/// At most `limit`; the second value is where to go on, `None` at the end. A page reads about as many rows as it returns. A
/// person in two departments comes twice. Between two pages the tree may change: nobody is then told twice by the same place,
/// but who moves forward or backward may come again or not at all. Refused: an unknown department (60003).
pub async fn below(
    q: &mut impl Query,
    corp: &CorpId,
    dept: DeptId,
    after: Option<&Below>,
    limit: i64,
) -> Outcome<(Vec<UserId>, Option<Below>)> {
    let unknown = || Fault::new(&codes::DEPT_NOT_FOUND).field("dept_id").detail(dept.to_string());
    let top = store::dept::paths(q, corp, &[dept]).await?.pop().flatten().ok_or_else(unknown)?;
    let (path, userid) = after.map_or((top.as_str(), ""), |b| (b.path.as_str(), b.userid.as_str()));
    // First what is left of the department that the last page ended in, then the departments behind it.
    let current = path.trim_end_matches('.').rsplit('.').next().and_then(|id| id.parse().ok()).unwrap_or(dept);
    let mut people: Vec<(String, UserId)> =
        store::place::rest(q, corp, current, userid, limit).await?.into_iter().map(|u| (path.to_owned(), u)).collect();
    let left = limit - people.len() as i64;
    if left > 0 {
        people.extend(store::place::below(q, corp, path, &store::dept::end_of(&top), left).await?);
    }
    let next = match people.last() {
        Some((path, userid)) if people.len() as i64 == limit => Some(Below { path: path.clone(), userid: userid.to_string() }),
        _ => None,
    };
    Ok((people.into_iter().map(|(_, userid)| userid).collect(), next))
}

/// How many people the corp has.
pub async fn count(q: &mut impl Query, corp: &CorpId) -> Outcome<i64> {
    store::member::count(q, corp, false).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_decided_by_the_path() {
        let range = Range::Some { dept_ids: vec![23, 7], userids: vec!["zhangsan".into()] };
        for (path, inside) in
            [("1.", false), ("1.23.", true), ("1.23.45.", true), ("1.231.", false), ("1.2.3.", false), ("1.9.7.", true)]
        {
            assert_eq!(covers(&range, path), inside, "{path}");
            assert!(covers(&Range::All, path));
        }
        assert!(names(&range, "zhangsan") && !names(&range, "zhang") && names(&Range::All, "zhang"));
        assert!(!covers(&Range::Some { dept_ids: vec![], userids: vec![] }, "1."));
        assert!(covers(&Range::Some { dept_ids: vec![1], userids: vec![] }, "1.23.45."));
    }
}
