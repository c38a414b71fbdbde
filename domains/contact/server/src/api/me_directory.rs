//! The workbench's contacts room. What the person who looks doesn't see is not found for them.

use hobnail_contact_api::me_directory::{
    MyColleague, MyColleagueGet, MyColleagueGetReply, MyDept, MyDirectory, MyDirectoryReply,
};
use hobnail_contact_api::user::OrderField;
use hobnail_cx::Cx;
use hobnail_store::Query;
use hobnail_wire::{CorpId, DeptId, Fault, Outcome, UserId, codes};

use super::paged;
use crate::{
    dept,
    member::{self, Profile},
    store::{
        self,
        list::{Listed, Wanted},
    },
    visibility::View,
};

const PAGE: i64 = 50;

/// Departments are left out when neither they nor anything below them is seen; people one by one.
pub async fn list(cx: Cx, req: MyDirectory) -> Outcome<MyDirectoryReply> {
    let me = cx.caller.person()?.clone();
    let (parent, offset) = (req.dept_id.unwrap_or(DeptId::ROOT), req.offset.unwrap_or_default());
    cx.read(async move |q| {
        let mut view = View::of(q, &me.corp, &me.userid).await?;
        let row = dept::find(q, &me.corp, parent).await.map_err(|fault| fault.field("deptId"))?;
        let children = store::dept::children(q, &me.corp, parent).await?;
        let mut paths: Vec<String> = children.iter().map(|child| child.path.clone()).collect();
        paths.push(row.path.clone());
        view.prepare(q, &me.corp, &paths).await?;
        if !view.leads_somewhere(&row.path) {
            return Err(Fault::new(&codes::DEPT_NOT_FOUND).field("deptId").detail(parent.to_string()));
        }
        let wanted = Wanted { dept: parent, order: OrderField::Custom, limited: false, offset, limit: PAGE + 1 };
        let mut listed = store::list::page(q, &me.corp, wanted).await?;
        let next = paged::cut(&mut listed, PAGE, offset);
        let mut people = Vec::with_capacity(listed.len());
        for listed in listed {
            // Somebody may be named in a department that is not seen itself.
            if view.sees_person(&listed.member.userid, std::slice::from_ref(&row.path)) {
                people.push(colleague(listed)?);
            }
        }
        let mut above = dept::upwards(&row.path);
        above.reverse();
        let departments = children.into_iter().filter(|child| view.leads_somewhere(&child.path));
        let departments = departments.map(|child| MyDept { dept_id: child.dept_id, name: child.name }).collect();
        Ok(MyDirectoryReply { chain: named(q, &me.corp, &above).await?, departments, people, next })
    })
    .await
}

/// A colleague who isn't seen is not found (60121), like one who isn't there.
pub async fn get(cx: Cx, req: MyColleagueGet) -> Outcome<MyColleagueGetReply> {
    let me = cx.caller.person()?.clone();
    cx.read(async move |q| {
        let mut view = View::of(q, &me.corp, &me.userid).await?;
        let row = member::find(q, &me.corp, &req.userid).await?;
        let paths: Vec<String> = store::dept::paths(q, &me.corp, &row.dept_ids.0).await?.into_iter().flatten().collect();
        view.prepare(q, &me.corp, &paths).await?;
        if !view.sees_person(&row.userid, &paths) {
            return Err(Fault::new(&codes::USER_NOT_FOUND).field("userid").detail(req.userid.to_string()));
        }
        let manager = match row.manager_userid.as_deref() {
            Some(manager) => seen(q, &me.corp, &mut view, &manager.into()).await?,
            None => None,
        };
        let shown: Vec<DeptId> =
            row.dept_ids.0.iter().zip(&paths).filter(|(_, path)| view.sees_dept(path)).map(|(dept, _)| *dept).collect();
        let mobile = if view.sees_mobile(&row)? { row.mobile.clone() } else { None };
        let profile = Profile::from_text(&row.doc)?;
        Ok(MyColleagueGetReply {
            departments: named(q, &me.corp, &shown).await?,
            userid: row.userid,
            name: row.name,
            avatar: profile.avatar,
            title: profile.title,
            mobile,
            telephone: row.telephone,
            email: row.email,
            job_number: row.job_number,
            work_place: profile.work_place,
            manager,
        })
    })
    .await
}

async fn seen(q: &mut impl Query, corp: &CorpId, view: &mut View, userid: &UserId) -> Outcome<Option<MyColleague>> {
    let Some(row) = store::member::find(q, corp, userid).await? else { return Ok(None) };
    let paths: Vec<String> = store::dept::paths(q, corp, &row.dept_ids.0).await?.into_iter().flatten().collect();
    view.prepare(q, corp, &paths).await?;
    if !view.sees_person(userid, &paths) {
        return Ok(None);
    }
    colleague(Listed { member: row, order: 0, leader: false }).map(Some)
}

fn colleague(listed: Listed) -> Outcome<MyColleague> {
    let profile = Profile::from_text(&listed.member.doc)?;
    let (userid, name) = (listed.member.userid, listed.member.name);
    Ok(MyColleague { userid, name, avatar: profile.avatar, title: profile.title, leader: listed.leader })
}

async fn named(q: &mut impl Query, corp: &CorpId, depts: &[DeptId]) -> Outcome<Vec<MyDept>> {
    let names = store::dept::names(q, corp, depts).await?;
    Ok(depts.iter().zip(names).filter_map(|(dept_id, name)| Some(MyDept { dept_id: *dept_id, name: name? })).collect())
}
