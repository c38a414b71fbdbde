//! Rows of `industry_org`, `industry_dept` and `industry_person`.

use hobnail_store::{Query, Tx, args, row, sql};
use hobnail_wire::{CorpId, Outcome, UserId};

sql! {
    PUT_ORG = "insert into industry_org (corp_id, region_id, region_type, region_location, contact_type) values ($1, $2, $3, $4, $5)
        on conflict (corp_id) do update set region_id = $2, region_type = $3, region_location = $4, contact_type = $5";
    ORG = "select region_id, region_type, region_location, contact_type from industry_org where corp_id = $1";
    PUT_DEPT = "insert into industry_dept (corp_id, dept_id, parent_id, name, dept_type, feature) values ($1, $2, $3, $4, $5, $6)
        on conflict (corp_id, dept_id) do update set name = $4, dept_type = $5, feature = $6";
    DEPT = "select dept_id, parent_id, name, dept_type, feature from industry_dept where corp_id = $1 and dept_id = $2";
    DEPTS = "select dept_id, parent_id, name, dept_type, feature from industry_dept
        where corp_id = $1 and parent_id = $2 and dept_id > $3 order by dept_id limit $4";
    DELETE_DEPT = "delete from industry_dept where corp_id = $1 and dept_id = $2";
    PUT_PERSON = "insert into industry_person (corp_id, dept_id, userid, name, unionid, roles, feature)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (corp_id, dept_id, userid) do update set name = $4, unionid = $5, roles = $6,
        feature = $7";
    PERSON = "select userid, name, unionid, roles, feature from industry_person where corp_id = $1 and dept_id = $2 and userid = $3";
    PEOPLE = "select userid, name, unionid, roles, feature from industry_person where corp_id = $1 and dept_id = $2
        order by userid limit $3 offset $4";
    PEOPLE_OF_ROLE = "select userid, name, unionid, roles, feature from industry_person where corp_id = $1 and dept_id = $2
        and ',' || roles || ',' like $5 escape '!' order by userid limit $3 offset $4";
    DELETE_PERSON = "delete from industry_person where corp_id = $1 and dept_id = $2 and userid = $3";
}

row! {
    /// Where an organisation is, and the shape of its industry directory.
    pub struct Org {
        pub region_id: String,
        pub region_type: String,
        pub region_location: String,
        pub contact_type: String,
    }

    pub struct Dept {
        pub dept_id: i64,
        pub parent_id: i64,
        pub name: String,
        pub dept_type: String,
        pub feature: String,
    }

    pub struct PersonRow {
        pub userid: UserId,
        pub name: String,
        pub unionid: String,
        pub roles: String,
        pub feature: String,
    }
}

pub async fn put_org(tx: &mut Tx, corp: &CorpId, org: &Org) -> Outcome<()> {
    let Org { region_id, region_type, region_location, contact_type } = org;
    tx.exec(PUT_ORG, args![corp, region_id, region_type, region_location, contact_type]).await?;
    Ok(())
}

pub async fn org(q: &mut impl Query, corp: &CorpId) -> Outcome<Option<Org>> {
    Ok(q.one(ORG, args![corp]).await?)
}

pub async fn put_dept(tx: &mut Tx, corp: &CorpId, dept: &Dept) -> Outcome<()> {
    let Dept { dept_id, parent_id, name, dept_type, feature } = dept;
    tx.exec(PUT_DEPT, args![corp, dept_id, parent_id, name, dept_type, feature]).await?;
    Ok(())
}

pub async fn dept(q: &mut impl Query, corp: &CorpId, dept_id: i64) -> Outcome<Option<Dept>> {
    Ok(q.one(DEPT, args![corp, dept_id]).await?)
}

/// One level below, after a department, in the order of ids.
pub async fn depts(q: &mut impl Query, corp: &CorpId, parent: i64, after: i64, limit: i64) -> Outcome<Vec<Dept>> {
    Ok(q.rows(DEPTS, args![corp, parent, after, limit]).await?)
}

pub async fn delete_dept(tx: &mut Tx, corp: &CorpId, dept_id: i64) -> Outcome<()> {
    tx.exec(DELETE_DEPT, args![corp, dept_id]).await?;
    Ok(())
}

pub async fn put_person(tx: &mut Tx, corp: &CorpId, dept_id: i64, person: &PersonRow) -> Outcome<()> {
    let PersonRow { userid, name, unionid, roles, feature } = person;
    tx.exec(PUT_PERSON, args![corp, dept_id, userid, name, unionid, roles, feature]).await?;
    Ok(())
}

pub async fn person(q: &mut impl Query, corp: &CorpId, dept_id: i64, userid: &UserId) -> Outcome<Option<PersonRow>> {
    Ok(q.one(PERSON, args![corp, dept_id, userid]).await?)
}

/// The people of a department in the order of userids, of one role where one is named.
pub async fn people(
    q: &mut impl Query,
    corp: &CorpId,
    dept_id: i64,
    role: Option<&str>,
    limit: i64,
    offset: i64,
) -> Outcome<Vec<PersonRow>> {
    match role {
        None => Ok(q.rows(PEOPLE, args![corp, dept_id, limit, offset]).await?),
        Some(role) => {
            let pattern = format!("%,{role},%");
            Ok(q.rows(PEOPLE_OF_ROLE, args![corp, dept_id, limit, offset, pattern]).await?)
        }
    }
}

/// `false` when they weren't there.
pub async fn delete_person(tx: &mut Tx, corp: &CorpId, dept_id: i64, userid: &UserId) -> Outcome<bool> {
    Ok(tx.exec(DELETE_PERSON, args![corp, dept_id, userid]).await? == 1)
}
