//! `POST industry`, `industry/departments`, `industry/people`, `branches`, `spaces`: what apps only read, and what on the platform
//! other products or clicks of two organisations make.

use hobnail_wire::{CorpId, DeptId, Empty, UserId, endpoint, endpoints, wire};

/// Gives an organisation an industry directory with its root 1, or says where it is now.
#[wire]
pub struct IndustryMake {
    pub corp_id: CorpId,
    pub region_id: String,
    /// PROVINCE, CITY, COUNTRY, TOWN or VILLAGE.
    pub region_type: String,
    pub region_location: String,
    /// `custom` when absent.
    pub contact_type: Option<String>,
}

endpoint!(IndustryMake => Empty, Console POST "/_hobnail/v1/industry", dev);

/// Makes a department of an industry directory.
#[wire]
pub struct IndustryDeptMake {
    pub corp_id: CorpId,
    /// The root when absent.
    pub parent_id: Option<i64>,
    pub name: String,
    pub dept_type: String,
    /// JSON text; `{}` when absent.
    pub feature: Option<String>,
}

#[wire]
pub struct IndustryDeptMakeReply {
    pub dept_id: i64,
}

endpoint!(IndustryDeptMake => IndustryDeptMakeReply, Console POST "/_hobnail/v1/industry/departments", dev);

/// Puts somebody into a department of an industry directory.
#[wire]
pub struct IndustryPersonMake {
    pub corp_id: CorpId,
    pub dept_id: i64,
    pub userid: UserId,
    /// For who is no member.
    pub name: Option<String>,
    /// teacher, guardian, student …
    pub roles: Option<Vec<String>>,
    /// JSON text; `{}` when absent.
    pub feature: Option<String>,
}

endpoint!(IndustryPersonMake => Empty, Console POST "/_hobnail/v1/industry/people", dev);

/// Makes one organisation a branch of another.
#[wire]
pub struct BranchMake {
    pub trunk_corp_id: CorpId,
    pub branch_corp_id: CorpId,
    /// Below which department of the trunk; the root when absent.
    pub parent_id: Option<DeptId>,
}

#[wire]
pub struct BranchMakeReply {
    pub dept_id: DeptId,
}

endpoint!(BranchMake => BranchMakeReply, Console POST "/_hobnail/v1/branches", dev);

/// Says whose a cooperation space is, and lets an organisation apply to it or join it.
#[wire]
pub struct SpaceMake {
    pub space_corp_id: CorpId,
    pub owner_corp_id: Option<CorpId>,
    pub member_corp_id: Option<CorpId>,
    /// Joined and not only applied.
    pub joined: Option<bool>,
    /// The part that joins; everybody when both are absent.
    pub dept_ids: Option<Vec<DeptId>>,
    pub userids: Option<Vec<UserId>>,
    /// The organisation's own name when absent.
    pub dept_name: Option<String>,
    #[limit(min = 0, max = 3)]
    pub auth_level: Option<i64>,
}

#[wire]
pub struct SpaceMakeReply {
    /// Where the members stand in the space.
    pub dept_id: Option<DeptId>,
}

endpoint!(SpaceMake => SpaceMakeReply, Console POST "/_hobnail/v1/spaces", dev);

endpoints![IndustryMake, IndustryDeptMake, IndustryPersonMake, BranchMake, SpaceMake];
