//! The API of administrators and of who signed in.

use hobnail_contact_api::admin::{
    Admin, AdminList, AdminListReply, AdminListV1, AdminListV1Reply, AdminScope, AdminScopeReply, InactivePage, InactiveUsers,
    InactiveUsersReply, InactiveUsersV1,
};
use hobnail_cx::{Cx, Range, days};
use hobnail_wire::{DeptId, Fault, Outcome, Right, codes};

use super::paged;
use crate::{activity, grant, member, store};

pub async fn list(cx: Cx, _: AdminList) -> Outcome<AdminListReply> {
    Ok(AdminListReply { result: admins(&cx).await? })
}

pub async fn list_v1(cx: Cx, _: AdminListV1) -> Outcome<AdminListV1Reply> {
    Ok(AdminListV1Reply { admins: admins(&cx).await?, admin_list: admins(&cx).await? })
}

async fn admins(cx: &Cx) -> Outcome<Vec<Admin>> {
    let rows = store::member::admin_levels(&mut cx.db(), &cx.corp()?).await?;
    Ok(rows.into_iter().map(|(userid, sys_level)| Admin { userid, sys_level }).collect())
}

/// Only who holds the directory's right administers a part of it.
pub async fn scope(cx: Cx, req: AdminScope) -> Outcome<AdminScopeReply> {
    let corp = cx.corp()?;
    let userid = req.userid.filter(|userid| !userid.as_str().is_empty());
    let userid = userid.ok_or_else(|| Fault::new(&codes::PARAM_EMPTY).field("userid"))?;
    let held = cx
        .read(async move |q| {
            let row = member::find(q, &corp, &userid).await?;
            grant::of(q, &corp, &userid, member::Admin::of(row.admin_level)).await
        })
        .await?;
    let dept_ids = match held.manages {
        _ if !held.rights.contains(&Right::Directory) => Vec::new(),
        Range::All => vec![DeptId::ROOT],
        Range::Some { dept_ids, .. } => dept_ids.into_iter().map(DeptId::new).collect(),
    };
    Ok(AdminScopeReply { dept_ids })
}

pub async fn inactive_v1(cx: Cx, req: InactiveUsersV1) -> Outcome<InactiveUsersReply> {
    let InactiveUsersV1 { query_date, offset, size } = req;
    inactive(cx, InactiveUsers { is_active: false, dept_ids: None, offset, size, query_date }).await
}

/// The caller's range bounds whom it is told of.
pub async fn inactive(cx: Cx, req: InactiveUsers) -> Outcome<InactiveUsersReply> {
    const MOST: i64 = 100_000;
    let app = cx.caller.app()?.clone();
    let (size, offset) = paged::page(Some(req.size), Some(req.offset), 100, &codes::PAGE_SIZE)?;
    if offset > MOST {
        return Err(Fault::new(&codes::PAGE_OFFSET).field("offset").detail(format!("0 到 {MOST}")));
    }
    let asked = activity::asked(&req.query_date, req.is_active, days::day(cx.now_ms(), &app.zone), &app.zone)?;
    let depts = req.dept_ids.map(|list| list.0).filter(|depts| !depts.is_empty());
    let found = cx
        .read(async move |q| activity::first(q, &app.corp, asked, depts.as_deref(), &app.range, offset + size + 1).await)
        .await?;
    let mut list: Vec<_> = found.into_iter().skip(usize::try_from(offset).unwrap_or_default()).collect();
    let next_cursor = paged::cut(&mut list, size, offset);
    Ok(InactiveUsersReply { result: InactivePage { has_more: next_cursor.is_some(), next_cursor, list } })
}
