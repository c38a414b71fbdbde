//! The API of linked organisations.

use hobnail_contact_api::union::{
    SpaceJoined, SpaceMember, SpaceMembers, SpaceMembersReply, SpacesJoined, SpacesJoinedReply, UnionBranch, UnionBranches,
    UnionBranchesReply, UnionTrunk, UnionTrunks, UnionTrunksReply,
};
use hobnail_cx::Cx;
use hobnail_wire::Outcome;

use crate::union;

pub async fn trunks(cx: Cx, _: UnionTrunks) -> Outcome<UnionTrunksReply> {
    let corp = cx.corp()?;
    let found = cx.read(async move |q| union::trunks(q, &corp).await).await?;
    let result = found.into_iter().map(|(corpid, org_name)| UnionTrunk { corpid, org_name }).collect();
    Ok(UnionTrunksReply { result, success: true })
}

pub async fn branches(cx: Cx, _: UnionBranches) -> Outcome<UnionBranchesReply> {
    let corp = cx.corp()?;
    let found = cx.read(async move |q| union::branches(q, &corp).await).await?;
    let result = found.into_iter().map(|(union_corpid, union_org_name)| UnionBranch { union_corpid, union_org_name }).collect();
    Ok(UnionBranchesReply { result, success: true })
}

pub async fn spaces(cx: Cx, req: SpacesJoined) -> Outcome<SpacesJoinedReply> {
    let corp = cx.corp()?;
    let found = cx.read(async move |q| union::spaces(q, &corp, req.status).await).await?;
    let result = found.into_iter().map(|((corp_id, org_name), owner)| {
        let (belong_corp_id, belong_org_name) = owner.unzip();
        SpaceJoined { corp_id, org_name, belong_corp_id, belong_org_name }
    });
    Ok(SpacesJoinedReply { result: result.collect(), success: true })
}

pub async fn members(cx: Cx, req: SpaceMembers) -> Outcome<SpaceMembersReply> {
    let corp = cx.corp()?;
    let found = cx.read(async move |q| union::members(q, &corp, req.status).await).await?;
    let result = found.into_iter().map(|(union_corp_id, union_org_name, how)| SpaceMember {
        union_corp_id,
        union_org_name,
        union_type: if how.whole { 1 } else { 2 },
        dept_ids: how.dept_ids,
        userids: how.userids,
        dept_id: how.dept_id,
        dept_name: how.dept_name,
        auth_level: how.auth_level,
    });
    Ok(SpaceMembersReply { result: result.collect(), success: true })
}
