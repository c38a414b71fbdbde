//! How people are shown to apps: one view for every generation of the API.
//!
//! Numbers, and mail with the rest of what is personal, are shown to apps that hold a permission point of their own for it;
//! an app without it sees everything else. Names and titles are read in the language asked for, else in Chinese.

use hobnail_contact_api::{
    Language,
    user::{DeptLeader, DeptOrder, DeptPosition, DeptUser, User, UserRole, UserSimple},
    user_v1::{DeptUserV1, RoleV1, UserGetV1Reply},
};
use hobnail_cx::caller::App;
use hobnail_wire::{DeptId, Outcome};

use crate::{
    member::Profile,
    mobile,
    store::{list::Listed, member::MemberRow, place::Place, role::RoleRow},
};

/// The permission point for mobile numbers.
pub const FIELD_MOBILE: &str = "fieldMobile";
/// The permission point for mail, office, remarks and the corp's own attributes.
pub const FIELD_EMAIL: &str = "fieldEmail";

/// How much of a person an app sees.
#[derive(Clone, Copy)]
pub struct Shown {
    mobile: bool,
    personal: bool,
    pub language: Language,
}

impl Shown {
    pub fn to(app: &App, language: Option<Language>) -> Self {
        Shown {
            mobile: app.scopes.contains(FIELD_MOBILE),
            personal: app.scopes.contains(FIELD_EMAIL),
            language: language.unwrap_or_default(),
        }
    }

    /// What subscribers are told, who may hold no permission point at all.
    pub fn nothing_personal() -> Self {
        Shown { mobile: false, personal: false, language: Language::Chinese }
    }

    /// The text in the language asked for; Chinese where there is no other.
    pub fn text<T>(self, chinese: T, english: Option<T>) -> T {
        match (self.language, english) {
            (Language::English, Some(english)) => english,
            _ => chinese,
        }
    }
}

/// A person with all places, the main department first, and their roles.
pub fn user(row: MemberRow, mut places: Vec<Place>, roles: &[RoleRow], shown: Shown) -> Outcome<User> {
    let at = |dept: DeptId| row.dept_ids.0.iter().position(|id| *id == dept);
    places.sort_unstable_by_key(|place| at(place.dept_id));
    let dept_order_list = places.iter().map(|p| DeptOrder { dept_id: p.dept_id, order: p.order() }).collect();
    let leader_in_dept = places.iter().map(|p| DeptLeader { dept_id: p.dept_id, leader: p.leader_seq.is_some() }).collect();
    let positions: Vec<DeptPosition> = places
        .into_iter()
        .filter(|p| p.main || p.title.is_some() || p.work_place.is_some())
        .map(|p| DeptPosition { dept_id: p.dept_id, title: p.title, work_place: p.work_place, is_main: Some(p.main) })
        .collect();
    let mut user = basics(row, shown)?;
    user.dept_order_list = dept_order_list;
    user.leader_in_dept = leader_in_dept;
    user.dept_position_list = Some(positions).filter(|list| !list.is_empty());
    let roles: Vec<UserRole> =
        roles.iter().map(|r| UserRole { id: r.role_id, name: r.name.clone(), group_name: r.group_name.clone() }).collect();
    user.role_list = Some(roles).filter(|list| !list.is_empty());
    Ok(user)
}

/// Everything but what depends on places.
fn basics(row: MemberRow, shown: Shown) -> Outcome<User> {
    let profile = Profile::from_text(&row.doc)?;
    Ok(User {
        userid: row.userid.into(),
        unionid: row.unionid,
        name: shown.text(row.name, profile.name_en),
        avatar: profile.avatar,
        state_code: row.mobile.as_deref().filter(|_| shown.mobile).map(|mobile| mobile::state_code(mobile).to_owned()),
        manager_userid: row.manager_userid,
        mobile: row.mobile.filter(|_| shown.mobile),
        hide_mobile: profile.hide_mobile,
        telephone: row.telephone,
        job_number: row.job_number,
        title: shown.text(profile.title.clone(), profile.title_en.map(Some)),
        email: row.email.filter(|_| shown.personal),
        work_place: profile.work_place.filter(|_| shown.personal),
        remark: profile.remark.filter(|_| shown.personal),
        login_id: None,
        exclusive_account: false,
        exclusive_account_type: None,
        org_email: profile.org_email,
        org_email_type: profile.org_email_type,
        dept_id_list: row.dept_ids.0,
        dept_order_list: Vec::new(),
        dept_position_list: None,
        extension: profile.extension.filter(|_| shown.personal),
        extension_i18n: profile.extension_i18n.filter(|_| shown.personal),
        hired_date: profile.hired_ms,
        active: row.active,
        real_authed: profile.real_authed,
        senior: profile.senior,
        admin: row.admin_level > 0,
        boss: profile.boss,
        leader_in_dept: Vec::new(),
        role_list: None,
        union_emp_ext: None,
    })
}

/// A person as a member of the department that was listed.
pub fn dept_user(listed: Listed, shown: Shown) -> Outcome<DeptUser> {
    let Listed { member, order, leader } = listed;
    let user = basics(member, shown)?;
    Ok(DeptUser {
        userid: user.userid,
        unionid: user.unionid,
        name: user.name,
        avatar: user.avatar,
        state_code: user.state_code,
        mobile: user.mobile,
        hide_mobile: user.hide_mobile,
        telephone: user.telephone,
        job_number: user.job_number,
        title: user.title,
        email: user.email,
        // In lists the office mail is personal too.
        org_email: user.org_email.filter(|_| shown.personal),
        work_place: user.work_place,
        remark: user.remark,
        dept_id_list: user.dept_id_list,
        dept_order: order,
        extension: user.extension,
        hired_date: user.hired_date,
        active: user.active,
        admin: user.admin,
        boss: user.boss,
        leader,
        exclusive_account: false,
        exclusive_account_type: None,
        login_id: None,
    })
}

/// The older API's view. What is a text there is empty and not absent without a value, as programs expect.
pub fn user_v1(user: User, roles: &[RoleRow], limited: bool) -> UserGetV1Reply {
    let roles: Vec<RoleV1> = roles
        .iter()
        .map(|r| RoleV1 { id: r.role_id, name: r.name.clone(), kind: r.kind, group_name: r.group_name.clone() })
        .collect();
    let pairs = |pairs: Vec<String>| format!("{{{}}}", pairs.join(","));
    UserGetV1Reply {
        userid: user.userid,
        unionid: user.unionid,
        name: user.name,
        avatar: user.avatar.unwrap_or_default(),
        manager_userid: user.manager_userid,
        hired_date: user.hired_date,
        tel: user.telephone,
        remark: user.remark,
        work_place: user.work_place,
        position: user.title.unwrap_or_default(),
        mobile: user.mobile,
        state_code: user.state_code,
        email: user.email,
        org_email: user.org_email,
        jobnumber: user.job_number.unwrap_or_default(),
        extattr: user.extension.and_then(|text| serde_json::from_str(&text).ok()),
        roles: Some(roles).filter(|list| !list.is_empty()),
        department: user.dept_id_list,
        order_in_depts: pairs(user.dept_order_list.iter().map(|o| format!("{}:{}", o.dept_id, o.order)).collect()),
        is_leader_in_depts: pairs(user.leader_in_dept.iter().map(|l| format!("{}:{}", l.dept_id, l.leader)).collect()),
        active: user.active,
        is_admin: user.admin,
        is_boss: user.boss,
        is_senior: user.senior,
        is_hide: user.hide_mobile,
        is_limited: limited,
        real_authed: user.real_authed,
    }
}

/// The older API's view of a person as a member of the department that was listed.
pub fn dept_user_v1(user: DeptUser) -> DeptUserV1 {
    DeptUserV1 {
        userid: user.userid,
        unionid: user.unionid,
        name: user.name,
        avatar: user.avatar.unwrap_or_default(),
        order: user.dept_order,
        mobile: user.mobile,
        state_code: user.state_code,
        tel: user.telephone,
        work_place: user.work_place,
        remark: user.remark,
        email: user.email,
        org_email: user.org_email,
        position: user.title.unwrap_or_default(),
        jobnumber: user.job_number.unwrap_or_default(),
        hired_date: user.hired_date,
        extattr: user.extension.and_then(|text| serde_json::from_str(&text).ok()),
        department: user.dept_id_list,
        active: user.active,
        is_admin: user.admin,
        is_boss: user.boss,
        is_hide: user.hide_mobile,
        is_leader: user.leader,
    }
}

/// Userid and name of a person who was listed.
pub fn name(listed: Listed, shown: Shown) -> Outcome<UserSimple> {
    let english = match shown.language {
        Language::Chinese => None,
        Language::English => Profile::from_text(&listed.member.doc)?.name_en,
    };
    Ok(UserSimple { userid: listed.member.userid.into(), name: shown.text(listed.member.name, english) })
}
