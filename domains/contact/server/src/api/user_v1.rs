//! The older API of people: the same behaviour in its own words.

use hobnail_contact_api::{
    Language,
    user::{OrderField, UserCount, UserCreate, UserDelete, UserListIds, UserUpdate},
    user_v1::{
        UserByMobileV1, UserByMobileV1Reply, UserByUnionidV1, UserByUnionidV1Reply, UserCountV1, UserCountV1Reply, UserCreateV1,
        UserCreateV1Reply, UserDeleteV1, UserGetV1, UserGetV1Reply, UserListByPageV1, UserListIdsV1, UserListIdsV1Reply,
        UserListV1, UserListV1Reply, UserSimpleListV1, UserSimpleListV1Reply, UserUpdateV1,
    },
};
use hobnail_cx::Cx;
use hobnail_wire::{DeptId, Empty, Fault, Outcome, codes};

use super::{old_words, user};
use crate::{
    show::{self, Shown},
    store::list::{Listed, Wanted},
};

pub async fn create(cx: Cx, req: UserCreateV1) -> Outcome<UserCreateV1Reply> {
    let new = UserCreate {
        userid: req.userid,
        name: req.name,
        mobile: req.mobile,
        hide_mobile: req.is_hide,
        telephone: req.tel,
        job_number: req.jobnumber,
        title: req.position,
        email: req.email,
        org_email: req.org_email,
        org_email_type: None,
        work_place: req.work_place,
        remark: req.remark,
        dept_id_list: req.department,
        dept_order_list: old_words::orders(req.order_in_depts.as_deref())?,
        dept_title_list: old_words::titles(req.position_in_depts.as_deref())?,
        dept_position_list: None,
        extension: req.extattr,
        extension_i18n: None,
        senior_mode: req.is_senior,
        hired_date: req.hired_date,
        manager_userid: req.manager_userid,
        login_email: None,
        exclusive_account: None,
        exclusive_account_type: None,
        exclusive_mobile: None,
        exclusive_mobile_verify_status: None,
        init_password: None,
        login_id: None,
        outer_exclusive_corpid: None,
        outer_exclusive_userid: None,
    };
    let made = user::create(cx, new).await.map_err(old_words::of_user)?.result;
    Ok(UserCreateV1Reply { userid: made.userid, unionid: made.unionid })
}

pub async fn update(cx: Cx, req: UserUpdateV1) -> Outcome<Empty> {
    let change = UserUpdate {
        userid: req.userid,
        name: req.name,
        mobile: req.mobile,
        hide_mobile: req.is_hide,
        telephone: req.tel,
        job_number: req.jobnumber,
        manager_userid: req.manager_userid,
        title: req.position,
        email: req.email,
        org_email: req.org_email,
        org_email_type: None,
        work_place: req.work_place,
        remark: req.remark,
        dept_id_list: req.department,
        dept_order_list: old_words::orders(req.order_in_depts.as_deref())?,
        dept_title_list: old_words::titles(req.position_in_depts.as_deref())?,
        dept_position_list: None,
        extension: req.extattr,
        ext_attrs_update_mode: None,
        extension_i18n: None,
        senior_mode: req.is_senior,
        hired_date: req.hired_date,
        language: req.lang,
        force_update_fields: None,
        exclusive_mobile: None,
        exclusive_mobile_verify_status: None,
        init_password: None,
        login_id: None,
    };
    user::update(cx, change).await.map_err(old_words::of_user)
}

pub async fn delete(cx: Cx, req: UserDeleteV1) -> Outcome<Empty> {
    user::delete(cx, UserDelete { userid: req.userid }).await
}

pub async fn get(cx: Cx, req: UserGetV1) -> Outcome<UserGetV1Reply> {
    let shown = Shown::to(cx.caller.app()?, req.lang);
    let (row, places, roles) = user::read(&cx, req.userid).await?;
    let limited = row.limited;
    Ok(show::user_v1(show::user(row, places, &roles, shown)?, &roles, limited))
}

pub async fn get_by_mobile(cx: Cx, req: UserByMobileV1) -> Outcome<UserByMobileV1Reply> {
    Ok(UserByMobileV1Reply { userid: user::find_by_mobile(&cx, req.mobile).await? })
}

pub async fn get_by_unionid(cx: Cx, req: UserByUnionidV1) -> Outcome<UserByUnionidV1Reply> {
    let (contact_type, userid) = user::find_by_unionid(&cx, req.unionid).await?;
    Ok(UserByUnionidV1Reply { contact_type, userid })
}

pub async fn list_ids(cx: Cx, req: UserListIdsV1) -> Outcome<UserListIdsV1Reply> {
    let listed = user::list_ids(cx, UserListIds { dept_id: req.dept_id }).await;
    Ok(UserListIdsV1Reply { user_ids: listed.map_err(|fault| fault.field("deptId"))?.result.userid_list })
}

pub async fn list_simple(cx: Cx, req: UserSimpleListV1) -> Outcome<UserSimpleListV1Reply> {
    let (list, has_more, shown) = listed(&cx, req.department_id, req.offset, req.size, req.order, req.lang).await?;
    let userlist = list.into_iter().map(|listed| show::name(listed, shown)).collect::<Outcome<_>>()?;
    Ok(UserSimpleListV1Reply { has_more, userlist })
}

pub async fn list_by_page(cx: Cx, req: UserListByPageV1) -> Outcome<UserListV1Reply> {
    let UserListByPageV1 { department_id, offset, size, order, lang } = req;
    list(cx, UserListV1 { department_id, offset: Some(offset), size: Some(size), order, lang }).await
}

pub async fn list(cx: Cx, req: UserListV1) -> Outcome<UserListV1Reply> {
    let (list, has_more, shown) = listed(&cx, req.department_id, req.offset, req.size, req.order, req.lang).await?;
    let userlist = list.into_iter().map(|listed| Ok(show::dept_user_v1(show::dept_user(listed, shown)?)));
    Ok(UserListV1Reply { has_more, userlist: userlist.collect::<Outcome<_>>()? })
}

pub async fn count(cx: Cx, req: UserCountV1) -> Outcome<UserCountV1Reply> {
    let counted = user::count(cx, UserCount { only_active: req.only_active }).await?;
    Ok(UserCountV1Reply { count: counted.result.count })
}

/// A page of a department's people; all of them, and no word on whether there are more, when size and offset aren't both given.
async fn listed(
    cx: &Cx,
    dept: DeptId,
    offset: Option<i64>,
    size: Option<i64>,
    order: Option<OrderField>,
    language: Option<Language>,
) -> Outcome<(Vec<Listed>, Option<bool>, Shown)> {
    const STEP: i64 = 1000;
    let shown = Shown::to(cx.caller.app()?, language);
    let wanted = |offset, limit| Wanted { dept, order: order.unwrap_or_default(), limited: false, offset, limit };
    let named = |fault: Fault| fault.field("department_id");
    if let Some((size, offset)) = size.zip(offset) {
        if !(1..=100).contains(&size) {
            return Err(Fault::new(&codes::PAGE_SIZE).field("size").detail("1 到 100"));
        }
        if !(0..=100_000).contains(&offset) {
            return Err(Fault::new(&codes::PAGE_OFFSET).field("offset").detail("0 到 100000"));
        }
        let (list, next) = user::page(cx, wanted(offset, size)).await.map_err(named)?;
        return Ok((list, Some(next.is_some()), shown));
    }
    let mut all = Vec::new();
    let mut next = Some(0);
    while let Some(offset) = next {
        let (list, after) = user::page(cx, wanted(offset, STEP)).await.map_err(named)?;
        all.extend(list);
        next = after;
    }
    Ok((all, None, shown))
}
