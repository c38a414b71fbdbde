//! The industry directory (`/topapi/industry/*`): schools and villages, a tree of its own beside the corp's departments.

use hobnail_wire::{UserId, endpoint, endpoints, wire};

/// Where the organisation is.
#[wire]
pub struct IndustryOrgGet {}

#[wire]
pub struct IndustryOrgGetReply {
    pub result: IndustryOrg,
    pub success: bool,
}

#[wire]
pub struct IndustryOrg {
    pub region_location: String,
    pub region_id: String,
    /// PROVINCE, CITY, COUNTRY, TOWN or VILLAGE.
    pub region_type: String,
}

endpoint!(IndustryOrgGet => IndustryOrgGetReply, Oapi POST "/topapi/industry/organization/get", scope "qyapi_industry_info_read");

/// One department.
#[wire]
pub struct IndustryDeptGet {
    pub dept_id: i64,
}

#[wire]
pub struct IndustryDeptGetReply {
    pub result: IndustryDept,
    pub success: bool,
}

/// A department; in lists with its id, alone with its parent's.
#[wire]
pub struct IndustryDept {
    pub dept_id: Option<i64>,
    pub super_id: Option<i64>,
    pub name: String,
    pub contact_type: String,
    pub dept_type: String,
    /// JSON text.
    pub feature: String,
}

endpoint!(IndustryDeptGet => IndustryDeptGetReply, Oapi POST "/topapi/industry/department/get", scope "qyapi_industry_info_read");

/// The departments one level below; the root is 1.
#[wire]
pub struct IndustryDeptList {
    pub dept_id: i64,
    /// What the page before said; nothing for the first.
    pub cursor: Option<i64>,
    /// 1 to 1000 (40069).
    pub size: i64,
}

#[wire]
pub struct IndustryDeptListReply {
    pub result: IndustryDeptPage,
    pub success: bool,
}

#[wire]
pub struct IndustryDeptPage {
    pub details: Vec<IndustryDept>,
    pub has_more: bool,
    pub next_cursor: Option<i64>,
}

endpoint!(IndustryDeptList => IndustryDeptListReply, Oapi POST "/topapi/industry/department/list", scope "qyapi_industry_info_read");

/// The people of one department, of one role where one is asked for.
#[wire]
pub struct IndustryUserList {
    pub dept_id: i64,
    pub role: Option<String>,
    pub cursor: Option<i64>,
    /// 1 to 1000 (40069).
    pub size: i64,
}

#[wire]
pub struct IndustryUserListReply {
    pub result: IndustryUserPage,
    pub success: bool,
}

#[wire]
pub struct IndustryUserPage {
    pub details: Vec<IndustryUser>,
    pub has_more: bool,
    pub next_cursor: Option<i64>,
}

#[wire]
pub struct IndustryUser {
    /// In lists.
    pub userid: Option<UserId>,
    pub name: String,
    pub unionid: String,
    pub roles: Vec<IndustryRole>,
    /// JSON text.
    pub feature: String,
}

#[wire]
pub struct IndustryRole {
    pub id: i64,
    pub name: String,
}

endpoint!(IndustryUserList => IndustryUserListReply, Oapi POST "/topapi/industry/user/list", scope "qyapi_industry_info_read");

/// One person of a department.
#[wire]
pub struct IndustryUserGet {
    pub dept_id: i64,
    pub userid: UserId,
}

#[wire]
pub struct IndustryUserGetReply {
    pub result: IndustryUser,
    pub success: bool,
}

endpoint!(IndustryUserGet => IndustryUserGetReply, Oapi POST "/topapi/industry/user/get", scope "qyapi_industry_info_read");

endpoints![IndustryOrgGet, IndustryDeptGet, IndustryDeptList, IndustryUserList, IndustryUserGet];
