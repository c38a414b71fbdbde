//! Linked organisations: trunk and branches (关联组织), and cooperation spaces with those who joined them (上下游组织).

use hobnail_wire::{CorpId, DeptId, UserId, endpoint, endpoints, wire};

/// The trunk organisations of the caller's.
#[wire]
pub struct UnionTrunks {}

#[wire]
pub struct UnionTrunksReply {
    pub result: Vec<UnionTrunk>,
    pub success: bool,
}

#[wire]
pub struct UnionTrunk {
    pub corpid: CorpId,
    pub org_name: String,
}

endpoint!(UnionTrunks => UnionTrunksReply, Oapi POST "/topapi/org/union/trunk/get", scope "qyapi_related_org_read");

/// The branches of the caller's organisation.
#[wire]
pub struct UnionBranches {}

#[wire]
pub struct UnionBranchesReply {
    pub result: Vec<UnionBranch>,
    pub success: bool,
}

#[wire]
pub struct UnionBranch {
    pub union_corpid: CorpId,
    pub union_org_name: String,
}

endpoint!(UnionBranches => UnionBranchesReply, Oapi POST "/topapi/org/union/branch/get", scope "qyapi_related_org_read");

/// The spaces that the caller's organisation has joined, or applied to join.
#[wire]
pub struct SpacesJoined {
    /// 0 applied, 1 joined.
    #[limit(min = 0, max = 1)]
    pub status: i64,
}

#[wire]
pub struct SpacesJoinedReply {
    pub result: Vec<SpaceJoined>,
    pub success: bool,
}

#[wire]
pub struct SpaceJoined {
    pub corp_id: CorpId,
    pub org_name: String,
    pub belong_corp_id: Option<CorpId>,
    pub belong_org_name: Option<String>,
}

endpoint!(SpacesJoined => SpacesJoinedReply, Oapi POST "/topapi/union/cooperate/joined/list", scope "qyapi_related_org_read");

/// Who joined the space that the caller's organisation is, or applied to.
#[wire]
pub struct SpaceMembers {
    /// 0 applied, 1 joined.
    #[limit(min = 0, max = 1)]
    pub status: i64,
}

#[wire]
pub struct SpaceMembersReply {
    pub result: Vec<SpaceMember>,
    pub success: bool,
}

#[wire]
pub struct SpaceMember {
    pub union_corp_id: CorpId,
    pub union_org_name: String,
    /// 1 everybody, 2 the departments and people named.
    pub union_type: i64,
    pub dept_ids: Vec<DeptId>,
    pub userids: Vec<UserId>,
    /// Where the members stand in the space.
    pub dept_id: Option<DeptId>,
    pub dept_name: String,
    /// 0 not verified, 1 to 3 from the highest level down.
    pub auth_level: i64,
}

endpoint!(SpaceMembers => SpaceMembersReply, Oapi POST "/topapi/union/cooperate/info/list", scope "qyapi_related_org_read");

endpoints![UnionTrunks, UnionBranches, SpacesJoined, SpaceMembers];
