//! The API of the industry directory. It has no range of its own: its permission point is all or nothing.

use hobnail_contact_api::industry::{
    IndustryDept, IndustryDeptGet, IndustryDeptGetReply, IndustryDeptList, IndustryDeptListReply, IndustryDeptPage, IndustryOrg,
    IndustryOrgGet, IndustryOrgGetReply, IndustryRole, IndustryUser, IndustryUserGet, IndustryUserGetReply, IndustryUserList,
    IndustryUserListReply, IndustryUserPage,
};
use hobnail_cx::Cx;
use hobnail_wire::{Fault, Outcome, UserId, codes};

use super::paged;
use crate::industry::{self, Dept, Org, Person};

pub async fn get_org(cx: Cx, _: IndustryOrgGet) -> Outcome<IndustryOrgGetReply> {
    let Org { region_id, region_type, region_location, .. } = industry::org(&mut cx.db(), &cx.corp()?).await?;
    Ok(IndustryOrgGetReply { result: IndustryOrg { region_location, region_id, region_type }, success: true })
}

pub async fn get_dept(cx: Cx, req: IndustryDeptGet) -> Outcome<IndustryDeptGetReply> {
    let corp = cx.corp()?;
    let (org, dept) = cx
        .read(async move |q| {
            let org = industry::org(q, &corp).await?;
            let unknown = || Fault::new(&codes::DEPT_NOT_FOUND).field("dept_id").detail(req.dept_id.to_string());
            Ok((org, industry::dept(q, &corp, req.dept_id).await?.ok_or_else(unknown)?))
        })
        .await?;
    let super_id = Some(dept.parent_id).filter(|parent| *parent != 0);
    Ok(IndustryDeptGetReply { result: IndustryDept { super_id, dept_id: None, ..shown(dept, &org) }, success: true })
}

pub async fn list_depts(cx: Cx, req: IndustryDeptList) -> Outcome<IndustryDeptListReply> {
    let corp = cx.corp()?;
    let (size, after) =
        paged::page(Some(req.size), Some(req.cursor.unwrap_or_default()), 1000, &codes::PAGE_SIZE).map_err(cursor)?;
    let (org, mut depts) = cx
        .read(async move |q| {
            let org = industry::org(q, &corp).await?;
            known(industry::dept(q, &corp, req.dept_id).await?, req.dept_id)?;
            Ok((org, industry::depts(q, &corp, req.dept_id, after, size + 1).await?))
        })
        .await?;
    let more = depts.len() as i64 > size;
    depts.truncate(size as usize);
    let next_cursor = depts.last().filter(|_| more).map(|dept| dept.dept_id);
    let details = depts.into_iter().map(|dept| shown(dept, &org)).collect();
    Ok(IndustryDeptListReply { result: IndustryDeptPage { details, has_more: more, next_cursor }, success: true })
}

pub async fn list_users(cx: Cx, req: IndustryUserList) -> Outcome<IndustryUserListReply> {
    let corp = cx.corp()?;
    let (size, offset) =
        paged::page(Some(req.size), Some(req.cursor.unwrap_or_default()), 1000, &codes::PAGE_SIZE).map_err(cursor)?;
    let role = req.role.filter(|role| !role.is_empty());
    if let Some(role) = &role
        && !industry::ROLES.iter().any(|(_, known, _)| known == role)
    {
        return Err(Fault::new(&codes::PARAM_ERROR).field("role").detail(role.clone()));
    }
    let mut people = cx
        .read(async move |q| {
            industry::org(q, &corp).await?;
            known(industry::dept(q, &corp, req.dept_id).await?, req.dept_id)?;
            industry::people(q, &corp, req.dept_id, role.as_deref(), size + 1, offset).await
        })
        .await?;
    let next_cursor = paged::cut(&mut people, size, offset);
    let details = people.into_iter().map(|person| (Some(person.userid.clone()), person)).map(user).collect();
    Ok(IndustryUserListReply {
        result: IndustryUserPage { details, has_more: next_cursor.is_some(), next_cursor },
        success: true,
    })
}

pub async fn get_user(cx: Cx, req: IndustryUserGet) -> Outcome<IndustryUserGetReply> {
    let corp = cx.corp()?;
    let person = cx
        .read(async move |q| {
            industry::org(q, &corp).await?;
            known(industry::dept(q, &corp, req.dept_id).await?, req.dept_id)?;
            let unknown = || Fault::new(&codes::USERID_INVALID).field("userid").detail(req.userid.to_string());
            industry::person(q, &corp, req.dept_id, &req.userid).await?.ok_or_else(unknown)
        })
        .await?;
    Ok(IndustryUserGetReply { result: user((None, person)), success: true })
}

/// These APIs call their offset a cursor.
fn cursor(fault: Fault) -> Fault {
    if fault.field_name() == Some("offset") { fault.field("cursor") } else { fault }
}

/// A department that is listed must be there (40009).
fn known(dept: Option<Dept>, dept_id: i64) -> Outcome<Dept> {
    dept.ok_or_else(|| Fault::new(&codes::DEPT_ID_INVALID).field("dept_id").detail(dept_id.to_string()))
}

fn shown(dept: Dept, org: &Org) -> IndustryDept {
    let Dept { dept_id, name, dept_type, feature, .. } = dept;
    IndustryDept { dept_id: Some(dept_id), super_id: None, name, contact_type: org.contact_type.clone(), dept_type, feature }
}

fn user((userid, person): (Option<UserId>, Person)) -> IndustryUser {
    let roles = person.roles.into_iter().map(|(id, name)| IndustryRole { id, name: name.to_owned() }).collect();
    IndustryUser { userid, name: person.name, unionid: person.unionid, roles, feature: person.feature }
}
