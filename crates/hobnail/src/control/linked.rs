//! `POST industry`, `industry/departments`, `industry/people`, `branches`, `spaces`: the facade of `contact`, over HTTP.

use hobnail_contact::{
    industry::{self, Org},
    union::{self, Joined},
};
use hobnail_control_api::linked::{
    BranchMake, BranchMakeReply, IndustryDeptMake, IndustryDeptMakeReply, IndustryMake, IndustryPersonMake, SpaceMake,
    SpaceMakeReply,
};
use hobnail_cx::Cx;
use hobnail_wire::{DeptId, Empty, Outcome};

pub async fn industry(cx: Cx, req: IndustryMake) -> Outcome<Empty> {
    let IndustryMake { corp_id, region_id, region_type, region_location, contact_type } = req;
    let contact_type = contact_type.unwrap_or_else(|| "custom".into());
    let org = Org { region_id, region_type, region_location, contact_type };
    cx.tx(async move |tx| industry::set_org(tx, &corp_id, &org).await).await?;
    Ok(Empty {})
}

pub async fn industry_dept(cx: Cx, req: IndustryDeptMake) -> Outcome<IndustryDeptMakeReply> {
    let inside = cx.clone();
    let made = cx.tx(async move |tx| {
        let feature = req.feature.as_deref().unwrap_or("{}");
        let parent = req.parent_id.unwrap_or(industry::ROOT);
        industry::add_dept(tx, &inside, &req.corp_id, parent, &req.name, &req.dept_type, feature).await
    });
    Ok(IndustryDeptMakeReply { dept_id: made.await? })
}

pub async fn industry_person(cx: Cx, req: IndustryPersonMake) -> Outcome<Empty> {
    let inside = cx.clone();
    cx.tx(async move |tx| {
        let roles = req.roles.as_deref().unwrap_or_default();
        let what = (req.name.as_deref(), roles, req.feature.as_deref().unwrap_or("{}"));
        industry::put_person(tx, &inside, &req.corp_id, req.dept_id, &req.userid, what).await
    })
    .await?;
    Ok(Empty {})
}

pub async fn branch(cx: Cx, req: BranchMake) -> Outcome<BranchMakeReply> {
    let inside = cx.clone();
    let made = cx.tx(async move |tx| {
        let parent = req.parent_id.unwrap_or(DeptId::ROOT);
        union::link_branch(tx, &inside, &req.trunk_corp_id, &req.branch_corp_id, parent).await
    });
    Ok(BranchMakeReply { dept_id: made.await? })
}

pub async fn space(cx: Cx, req: SpaceMake) -> Outcome<SpaceMakeReply> {
    let inside = cx.clone();
    let joined = cx.tx(async move |tx| {
        if let Some(owner) = &req.owner_corp_id {
            union::own_space(tx, &inside, &req.space_corp_id, owner).await?;
        }
        let Some(member) = &req.member_corp_id else { return Ok(None) };
        let how = Joined {
            whole: req.dept_ids.is_none() && req.userids.is_none(),
            dept_ids: req.dept_ids.clone().unwrap_or_default(),
            userids: req.userids.clone().unwrap_or_default(),
            dept_id: None,
            dept_name: req.dept_name.clone().unwrap_or_default(),
            auth_level: req.auth_level.unwrap_or_default(),
        };
        union::join_space(tx, &inside, &req.space_corp_id, member, &how, req.joined.unwrap_or_default()).await
    });
    Ok(SpaceMakeReply { dept_id: joined.await? })
}
