//! The API of people: what a caller may ask and do, in the words of `contact-api`.
//!
//! A handler decides what the caller's range allows, calls the one function that has the rule, and puts the answer into its
//! contract. Nothing here writes SQL or repeats a rule.

use hobnail_contact_api::user::{
    Count, UserByMobile, UserByMobileReply, UserByMobileResult, UserByUnionid, UserByUnionidReply, UserByUnionidResult,
    UserCount, UserCountReply, UserCreate, UserCreateReply, UserCreated, UserDelete, UserGet, UserGetReply, UserIds, UserList,
    UserListIds, UserListIdsReply, UserListReply, UserListSimple, UserListSimpleReply, UserPage, UserSimplePage, UserUpdate,
};
use hobnail_cx::{Cx, caller::App};
use hobnail_store::Query;
use hobnail_wire::{DeptId, Empty, Fault, Outcome, UserId, codes};

use crate::{
    dept, directory,
    member::{self, NewMember},
    mobile::Mobile,
    outside,
    role::{self, Role},
    show::{self, Shown},
    store::{
        self,
        list::{Listed, Wanted},
        member::{Key, MemberRow},
        place::Place,
    },
};

/// All departments of the newcomer must lie in the caller's range.
pub async fn create(cx: Cx, req: UserCreate) -> Outcome<UserCreateReply> {
    let app = cx.caller.app()?.clone();
    refuse_owned_account(&[
        ("exclusive_account", req.exclusive_account == Some(true)),
        ("exclusive_account_type", given(&req.exclusive_account_type)),
        ("exclusive_mobile", given(&req.exclusive_mobile)),
        ("exclusive_mobile_verify_status", given(&req.exclusive_mobile_verify_status)),
        ("init_password", given(&req.init_password)),
        ("login_id", given(&req.login_id)),
        ("outer_exclusive_corpid", given(&req.outer_exclusive_corpid)),
        ("outer_exclusive_userid", given(&req.outer_exclusive_userid)),
    ])?;
    if Mobile::parse(&req.mobile).is_none() {
        return Err(Fault::new(&codes::MOBILE_INVALID).field("mobile").detail(req.mobile));
    }
    let new = [NewMember {
        userid: req.userid.filter(|userid| !userid.as_str().is_empty()),
        name: req.name,
        mobile: Some(req.mobile),
        dept_ids: req.dept_id_list.0,
        title: req.title,
        job_number: req.job_number,
        telephone: req.telephone,
        email: req.email,
        org_email: req.org_email,
        org_email_type: req.org_email_type,
        login_email: req.login_email,
        work_place: req.work_place,
        remark: req.remark,
        manager_userid: req.manager_userid,
        hired_ms: req.hired_date,
        extension: req.extension,
        extension_i18n: req.extension_i18n,
        hide_mobile: req.hide_mobile.unwrap_or_default(),
        senior: req.senior_mode.unwrap_or_default(),
        dept_orders: req.dept_order_list,
        dept_titles: req.dept_title_list,
        dept_positions: req.dept_position_list,
        ..NewMember::default()
    }];
    let inside = cx.clone();
    let added = cx
        .tx(async move |tx| {
            directory::check_depts(tx, &app.corp, &new[0].dept_ids, &app.range, "dept_id_list").await?;
            member::add(tx, &inside, &app.corp, &new).await
        })
        .await?;
    let added = added.into_iter().next().ok_or_else(|| Fault::internal("one joined, none came back"))?;
    Ok(UserCreateReply { result: UserCreated { userid: added.userid, unionid: added.unionid } })
}

/// The person, and departments that they enter, must lie in the caller's range.
pub async fn update(cx: Cx, req: UserUpdate) -> Outcome<Empty> {
    let app = cx.caller.app()?.clone();
    refuse_owned_account(&[
        ("exclusive_mobile", given(&req.exclusive_mobile)),
        ("exclusive_mobile_verify_status", given(&req.exclusive_mobile_verify_status)),
        ("init_password", given(&req.init_password)),
        ("loginId", given(&req.login_id)),
    ])?;
    let inside = cx.clone();
    cx.tx(async move |tx| {
        let row = within(tx, &app, &req.userid).await?;
        let entered: Vec<DeptId> = req.dept_id_list.iter().flat_map(|list| &list.0).copied().collect();
        let entered: Vec<DeptId> = entered.into_iter().filter(|dept| !row.dept_ids.0.contains(dept)).collect();
        directory::check_depts(tx, &app.corp, &entered, &app.range, "dept_id_list").await?;
        member::update(tx, &inside, &app.corp, row, &req).await
    })
    .await?;
    Ok(Empty {})
}

pub async fn delete(cx: Cx, req: UserDelete) -> Outcome<Empty> {
    let app = cx.caller.app()?.clone();
    let inside = cx.clone();
    cx.tx(async move |tx| {
        let row = within(tx, &app, &req.userid).await?;
        member::remove(tx, &inside, &app.corp, &row).await
    })
    .await?;
    Ok(Empty {})
}

/// A member is visible only inside its own corp; any other userid is "not found".
pub async fn get(cx: Cx, req: UserGet) -> Outcome<UserGetReply> {
    let shown = Shown::to(cx.caller.app()?, req.language);
    let (row, places, roles) = read(&cx, req.userid).await?;
    Ok(UserGetReply { result: show::user(row, places, &roles, shown)? })
}

/// One person with their places and roles, as far as the caller may read them.
pub(crate) async fn read(cx: &Cx, userid: UserId) -> Outcome<(MemberRow, Vec<Place>, Vec<Role>)> {
    let app = cx.caller.app()?;
    let whole = member::whole(&mut cx.db(), &app.corp, &userid).await?;
    directory::check_user(&mut cx.db(), &app.corp, &whole.member, &app.range).await?;
    let roles = role::of(&mut cx.db(), &app.corp, &whole).await?;
    Ok((whole.member, whole.places, roles))
}

/// A person whom the caller may read (60121, 50002).
pub(super) async fn within(q: &mut impl Query, app: &App, userid: &UserId) -> Outcome<MemberRow> {
    let row = member::find(q, &app.corp, userid).await?;
    directory::check_user(q, &app.corp, &row, &app.range).await?;
    Ok(row)
}

pub async fn get_by_mobile(cx: Cx, req: UserByMobile) -> Outcome<UserByMobileReply> {
    let userid = find_by_mobile(&cx, req.mobile).await?;
    // Accounts owned by the corp are not offered, so whoever asks for them gets an empty list.
    let owned = req.support_exclusive_account_search.unwrap_or_default().then(Vec::new);
    Ok(UserByMobileReply { result: UserByMobileResult { userid, exclusive_account_userid_list: owned } })
}

/// The person with a number: 40104 for what is no number, 60121 when nobody has it, 50002 outside the range.
pub(crate) async fn find_by_mobile(cx: &Cx, mobile: String) -> Outcome<UserId> {
    let Some(number) = Mobile::parse(&mobile) else {
        return Err(Fault::new(&codes::MOBILE_UNKNOWN).field("mobile").detail(mobile));
    };
    find_by(cx, Key::Mobile, number.as_str().to_owned(), "mobile").await
}

pub async fn get_by_unionid(cx: Cx, req: UserByUnionid) -> Outcome<UserByUnionidReply> {
    let (contact_type, userid) = find_by_unionid(&cx, req.unionid).await?;
    Ok(UserByUnionidReply { result: UserByUnionidResult { contact_type, userid } })
}

/// `contact_type` and userid of the member (0), else of the outside contact (1), behind a unionid.
pub(crate) async fn find_by_unionid(cx: &Cx, unionid: String) -> Outcome<(i64, UserId)> {
    let corp = cx.corp()?;
    match find_by(cx, Key::Unionid, unionid.clone(), "unionid").await {
        Ok(userid) => Ok((0, userid)),
        Err(fault) if fault.code().name == codes::USER_NOT_FOUND.name => {
            let found = cx.read(async move |q| outside::by_unionid(q, &corp, &unionid).await).await?;
            found.map(|userid| (1, userid)).ok_or(fault)
        }
        Err(fault) => Err(fault),
    }
}

async fn find_by(cx: &Cx, key: Key, value: String, field: &'static str) -> Outcome<UserId> {
    let app = cx.caller.app()?.clone();
    cx.read(async move |q| {
        let unknown = || Fault::new(&codes::USER_NOT_FOUND).field(field).detail(value.clone());
        let userid = store::member::by(q, &app.corp, key, &value).await?.ok_or_else(unknown)?;
        if !app.range.is_all() {
            within(q, &app, &userid).await?;
        }
        Ok(userid)
    })
    .await
}

pub async fn list(cx: Cx, req: UserList) -> Outcome<UserListReply> {
    let shown = Shown::to(cx.caller.app()?, req.language);
    let wanted = Wanted {
        dept: req.dept_id,
        order: req.order_field.unwrap_or_default(),
        limited: req.contain_access_limit.unwrap_or_default(),
        offset: req.cursor,
        limit: req.size,
    };
    let (list, next_cursor) = page(&cx, wanted).await?;
    let list = list.into_iter().map(|listed| show::dept_user(listed, shown)).collect::<Outcome<_>>()?;
    Ok(UserListReply { result: UserPage { has_more: next_cursor.is_some(), next_cursor, list } })
}

pub async fn list_simple(cx: Cx, req: UserListSimple) -> Outcome<UserListSimpleReply> {
    let shown = Shown::to(cx.caller.app()?, req.language);
    if !(0..=100_000).contains(&req.cursor) {
        return Err(Fault::new(&codes::PAGE_OFFSET).field("cursor").detail("0 到 100000"));
    }
    if !(1..=100).contains(&req.size) {
        return Err(Fault::new(&codes::PAGE_SIZE).field("size").detail("1 到 100"));
    }
    let wanted = Wanted {
        dept: req.dept_id,
        order: req.order_field.unwrap_or_default(),
        limited: req.contain_access_limit.unwrap_or_default(),
        offset: req.cursor,
        limit: req.size,
    };
    let (list, next_cursor) = page(&cx, wanted).await?;
    let list = list.into_iter().map(|listed| show::name(listed, shown)).collect::<Outcome<_>>()?;
    Ok(UserListSimpleReply { result: UserSimplePage { has_more: next_cursor.is_some(), next_cursor, list } })
}

/// One page and where the next one begins.
pub(super) async fn page(cx: &Cx, wanted: Wanted) -> Outcome<(Vec<Listed>, Option<i64>)> {
    let app = cx.caller.app()?.clone();
    let mut list = cx
        .read(async move |q| {
            directory::check_depts(q, &app.corp, &[wanted.dept], &app.range, "dept_id").await?;
            store::list::page(q, &app.corp, Wanted { limit: wanted.limit + 1, ..wanted }).await
        })
        .await?;
    let more = list.len() as i64 > wanted.limit;
    list.truncate(wanted.limit as usize);
    Ok((list, more.then_some(wanted.offset + wanted.limit)))
}

/// Not bounded by the caller's range.
pub async fn list_ids(cx: Cx, req: UserListIds) -> Outcome<UserListIdsReply> {
    let corp = cx.corp()?;
    dept::find(&mut cx.db(), &corp, req.dept_id).await?;
    let userid_list = store::place::userids(cx.db(), &corp, req.dept_id).await?;
    Ok(UserListIdsReply { result: UserIds { userid_list } })
}

/// Not bounded by the caller's range.
pub async fn count(cx: Cx, req: UserCount) -> Outcome<UserCountReply> {
    let corp = cx.corp()?;
    let count = store::member::count(&mut cx.db(), &corp, req.only_active).await?;
    Ok(UserCountReply { result: Count { count } })
}

fn given(text: &Option<String>) -> bool {
    text.as_deref().is_some_and(|text| !text.is_empty())
}

/// Accounts that belong to the corp and not to a person are not offered.
fn refuse_owned_account(fields: &[(&'static str, bool)]) -> Outcome<()> {
    match fields.iter().find(|(_, given)| *given) {
        Some((field, _)) => Err(Fault::new(&codes::PARAM_ERROR).field(*field).detail("不支持企业账号")),
        None => Ok(()),
    }
}
