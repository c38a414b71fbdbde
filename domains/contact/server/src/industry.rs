//! The industry directory: a tree of departments and people of its own, which schools and villages have beside their members.
//!
//! It is read by apps and written by those who run such an organisation: by this facade, which other domains (schools) and
//! consoles call. The root is 1 and comes with the organisation's region. Somebody in it need not be a member: pupils and
//! villagers have a userid here and no account; who is a member has the member's unionid.

use hobnail_cx::Cx;
use hobnail_store::{Query, Tx};
use hobnail_wire::{CorpId, Fault, Outcome, UserId, codes};

pub use crate::store::industry::{Dept, Org};
use crate::{
    corp,
    store::{self, industry::PersonRow, member::MemberRow},
};

/// The root of every industry directory.
pub const ROOT: i64 = 1;

/// What somebody may be there: id, word on the wire, name.
pub const ROLES: [(i64, &str, &str); 8] = [
    (301, "teacher", "老师"),
    (302, "guardian", "监护人"),
    (303, "student", "学生"),
    (311, "GroupManager", "组长"),
    (312, "HeadOfHouseHold", "户主"),
    (313, "HouseAdmin", "家庭管理员"),
    (314, "Villager", "村民"),
    (315, "Leaseholder", "租客"),
];

const REGIONS: [&str; 5] = ["PROVINCE", "CITY", "COUNTRY", "TOWN", "VILLAGE"];

/// Somebody in a department of the industry directory.
pub struct Person {
    pub userid: UserId,
    pub name: String,
    pub unionid: String,
    /// Id and name of what they are there.
    pub roles: Vec<(i64, &'static str)>,
    /// JSON text.
    pub feature: String,
}

impl Person {
    fn of(row: PersonRow) -> Self {
        let roles = row.roles.split(',').filter_map(|word| ROLES.iter().find(|(_, known, _)| *known == word));
        let roles = roles.map(|(id, _, name)| (*id, *name)).collect();
        Person { userid: row.userid, name: row.name, unionid: row.unionid, roles, feature: row.feature }
    }
}

/// Says where an organisation is, and gives it an industry directory with its root. Refused (40035): an unknown kind of region.
pub async fn set_org(tx: &mut Tx, corp: &CorpId, org: &Org) -> Outcome<()> {
    if !REGIONS.contains(&org.region_type.as_str()) {
        return Err(Fault::new(&codes::INVALID_PARAM).field("region_type").detail(REGIONS.join("、")));
    }
    let known = corp::find(tx, corp).await?.ok_or_else(|| Fault::new(&codes::CORP_INVALID).field("corp_id"))?;
    store::industry::put_org(tx, corp, org).await?;
    let root = Dept { dept_id: ROOT, parent_id: 0, name: known.name, dept_type: "root".into(), feature: "{}".into() };
    store::industry::put_dept(tx, corp, &root).await
}

/// The organisation's region (400043 where it has no industry directory).
pub async fn org(q: &mut impl Query, corp: &CorpId) -> Outcome<Org> {
    store::industry::org(q, corp).await?.ok_or_else(|| Fault::new(&codes::INDUSTRY_NONE))
}

/// Adds a department. Refused: an unknown parent (60004), a bad name (60001), a feature that is no JSON object (40035).
pub async fn add_dept(tx: &mut Tx, cx: &Cx, corp: &CorpId, parent: i64, name: &str, kind: &str, feature: &str) -> Outcome<i64> {
    crate::names::check_dept(name)?;
    check_feature(feature)?;
    if store::industry::dept(tx, corp, parent).await?.is_none() {
        return Err(Fault::new(&codes::DEPT_PARENT_NOT_FOUND).field("parent_id").detail(parent.to_string()));
    }
    let dept_id = cx.id()?;
    let (name, dept_type, feature) = (name.to_owned(), kind.to_owned(), feature.to_owned());
    store::industry::put_dept(tx, corp, &Dept { dept_id, parent_id: parent, name, dept_type, feature }).await?;
    Ok(dept_id)
}

/// Removes a department that has neither departments nor people.
pub async fn remove_dept(tx: &mut Tx, corp: &CorpId, dept_id: i64) -> Outcome<()> {
    let refuse = |code| Err(Fault::new(code).field("dept_id").detail(dept_id.to_string()));
    match () {
        () if dept_id == ROOT => refuse(&codes::DEPT_ROOT_DELETE),
        () if store::industry::dept(tx, corp, dept_id).await?.is_none() => refuse(&codes::DEPT_NOT_FOUND),
        () if !store::industry::depts(tx, corp, dept_id, 0, 1).await?.is_empty() => refuse(&codes::DEPT_HAS_CHILDREN),
        () if !store::industry::people(tx, corp, dept_id, None, 1, 0).await?.is_empty() => refuse(&codes::DEPT_HAS_MEMBERS),
        () => store::industry::delete_dept(tx, corp, dept_id).await,
    }
}

/// One department.
pub async fn dept(q: &mut impl Query, corp: &CorpId, dept_id: i64) -> Outcome<Option<Dept>> {
    store::industry::dept(q, corp, dept_id).await
}

/// Departments one level below, after one of them, in the order of ids.
pub async fn depts(q: &mut impl Query, corp: &CorpId, parent: i64, after: i64, limit: i64) -> Outcome<Vec<Dept>> {
    store::industry::depts(q, corp, parent, after, limit).await
}

/// Puts somebody into a department, or changes what they are there. A member keeps their name; who is none needs one.
pub async fn put_person(
    tx: &mut Tx,
    cx: &Cx,
    corp: &CorpId,
    dept_id: i64,
    userid: &UserId,
    (name, roles, feature): (Option<&str>, &[String], &str),
) -> Outcome<()> {
    crate::names::check_userid(userid.as_str())?;
    check_feature(feature)?;
    if let Some(unknown) = roles.iter().find(|word| !ROLES.iter().any(|(_, known, _)| known == word)) {
        return Err(Fault::new(&codes::INVALID_PARAM).field("roles").detail(unknown.clone()));
    }
    if store::industry::dept(tx, corp, dept_id).await?.is_none() {
        return Err(Fault::new(&codes::DEPT_NOT_FOUND).field("dept_id").detail(dept_id.to_string()));
    }
    let (name, unionid) = match store::member::find(tx, corp, userid).await? {
        Some(MemberRow { name, unionid, .. }) => (name, unionid),
        None => {
            let name = name.unwrap_or_default();
            crate::names::check_person(name)?;
            (name.to_owned(), cx.core.secrets.stable_id("industry", &[corp.as_str(), userid.as_str()]))
        }
    };
    let row = PersonRow { userid: userid.clone(), name, unionid, roles: roles.join(","), feature: feature.to_owned() };
    store::industry::put_person(tx, corp, dept_id, &row).await
}

/// `false` when they weren't there.
pub async fn remove_person(tx: &mut Tx, corp: &CorpId, dept_id: i64, userid: &UserId) -> Outcome<bool> {
    store::industry::delete_person(tx, corp, dept_id, userid).await
}

pub async fn person(q: &mut impl Query, corp: &CorpId, dept_id: i64, userid: &UserId) -> Outcome<Option<Person>> {
    Ok(store::industry::person(q, corp, dept_id, userid).await?.map(Person::of))
}

/// People of a department in the order of userids, of one role (a word of [`ROLES`]) where one is named.
pub async fn people(
    q: &mut impl Query,
    corp: &CorpId,
    dept_id: i64,
    role: Option<&str>,
    limit: i64,
    offset: i64,
) -> Outcome<Vec<Person>> {
    Ok(store::industry::people(q, corp, dept_id, role, limit, offset).await?.into_iter().map(Person::of).collect())
}

fn check_feature(feature: &str) -> Outcome<()> {
    match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(feature) {
        Ok(_) => Ok(()),
        Err(_) => Err(Fault::new(&codes::INVALID_PARAM).field("feature").detail("需要 JSON 对象")),
    }
}
