//! Outside contacts of a corp (`/topapi/extcontact/*`): customers, suppliers, partners, who are no members of it.

use hobnail_wire::{DeptId, Empty, UserId, endpoint, endpoints, wire};

/// Adds an outside contact.
#[wire]
pub struct ExtCreate {
    #[limit(nested)]
    pub contact: ExtNew,
}

#[wire]
pub struct ExtNew {
    /// 1 to 80 characters (60112).
    pub name: Option<String>,
    /// Unique among the corp's outside contacts (22005).
    pub mobile: Option<String>,
    /// Country code of the number, such as 86.
    pub state_code: Option<String>,
    /// Labels of the corp, at least one (60204).
    #[limit(max_items = 20)]
    pub label_ids: Option<Vec<i64>>,
    /// The member who looks after the contact.
    pub follower_user_id: Option<UserId>,
    #[limit(max_len = 64)]
    pub title: Option<String>,
    #[limit(max_len = 255)]
    pub company_name: Option<String>,
    #[limit(max_len = 255)]
    pub address: Option<String>,
    #[limit(max_len = 2000)]
    pub remark: Option<String>,
    #[limit(max_len = 64)]
    pub email: Option<String>,
    /// Departments and people who see the contact too.
    #[limit(max_items = 20)]
    pub share_dept_ids: Option<Vec<DeptId>>,
    #[limit(max_items = 20)]
    pub share_user_ids: Option<Vec<UserId>>,
}

#[wire]
pub struct ExtCreateReply {
    pub userid: UserId,
}

endpoint!(ExtCreate => ExtCreateReply, Oapi POST "/topapi/extcontact/create", scope "qyapi_ext_write");

/// Changes an outside contact; who it is, the number, stays.
#[wire]
pub struct ExtUpdate {
    #[limit(nested)]
    pub contact: ExtChange,
}

#[wire]
pub struct ExtChange {
    pub user_id: Option<UserId>,
    pub name: Option<String>,
    #[limit(max_items = 20)]
    pub label_ids: Option<Vec<i64>>,
    pub follower_user_id: Option<UserId>,
    /// What follows stays when absent and is cleared when empty.
    #[limit(max_len = 64)]
    pub title: Option<String>,
    #[limit(max_len = 255)]
    pub company_name: Option<String>,
    #[limit(max_len = 255)]
    pub address: Option<String>,
    #[limit(max_len = 2000)]
    pub remark: Option<String>,
    #[limit(max_len = 64)]
    pub email: Option<String>,
    #[limit(max_items = 20)]
    pub share_dept_ids: Option<Vec<DeptId>>,
    #[limit(max_items = 20)]
    pub share_user_ids: Option<Vec<UserId>>,
}

endpoint!(ExtUpdate => Empty, Oapi POST "/topapi/extcontact/update", scope "qyapi_ext_write");

/// Removes an outside contact.
#[wire]
pub struct ExtDelete {
    pub user_id: UserId,
}

endpoint!(ExtDelete => Empty, Oapi POST "/topapi/extcontact/delete", scope "qyapi_ext_write");

/// One outside contact.
#[wire]
pub struct ExtGet {
    #[limit(max_len = 64)]
    pub user_id: UserId,
}

#[wire]
pub struct ExtGetReply {
    pub result: ExtContact,
}

#[wire]
pub struct ExtContact {
    pub userid: UserId,
    pub name: String,
    pub mobile: String,
    pub state_code: String,
    pub label_ids: Vec<i64>,
    pub follower_user_id: UserId,
    pub title: Option<String>,
    pub company_name: Option<String>,
    pub address: Option<String>,
    pub remark: Option<String>,
    pub email: Option<String>,
    pub share_dept_ids: Vec<DeptId>,
    pub share_user_ids: Vec<UserId>,
}

endpoint!(ExtGet => ExtGetReply, Oapi POST "/topapi/extcontact/get", scope "qyapi_ext_read");

/// Outside contacts in the order of their ids. Size (1 to 100, 40069) and offset (from 0, 40068) count together only; 20 and 0
/// else.
#[wire]
pub struct ExtList {
    pub size: Option<i64>,
    pub offset: Option<i64>,
}

#[wire]
pub struct ExtListReply {
    pub results: Vec<ExtContact>,
}

endpoint!(ExtList => ExtListReply, Oapi POST "/topapi/extcontact/list", scope "qyapi_ext_read");

/// Groups of labels. Size is 1 to 100 (41101), offset from 0 (40068).
#[wire]
pub struct ExtLabelGroups {
    pub size: Option<i64>,
    pub offset: Option<i64>,
}

#[wire]
pub struct ExtLabelGroupsReply {
    pub results: Vec<ExtLabelGroup>,
}

#[wire]
pub struct ExtLabelGroup {
    pub name: String,
    /// ARGB as a signed number.
    pub color: i64,
    pub labels: Vec<ExtLabel>,
}

#[wire]
pub struct ExtLabel {
    pub id: i64,
    pub name: String,
}

endpoint!(ExtLabelGroups => ExtLabelGroupsReply, Oapi POST "/topapi/extcontact/listlabelgroups", scope "qyapi_ext_read");

endpoints![ExtCreate, ExtUpdate, ExtDelete, ExtGet, ExtList, ExtLabelGroups];
