//! The API of departments: what a caller may ask and do, in the words of `contact-api`.

use hobnail_contact_api::dept::{
    Dept, DeptBrief, DeptCreate, DeptCreateReply, DeptCreated, DeptDelete, DeptGet, DeptGetReply, DeptIds, DeptListSub,
    DeptListSubIds, DeptListSubIdsReply, DeptListSubReply, DeptParents, DeptParentsOfUser, DeptParentsOfUserReply,
    DeptParentsReply, DeptUpdate, ParentIds, ParentList, ParentLists, UnionDeptExt,
};
use hobnail_cx::Cx;
use hobnail_wire::{CommaList, DeptId, Empty, Outcome};

use crate::{
    dept::{self, Facts, NewDept},
    directory,
    fields::filled,
    member,
    show::Shown,
    store,
};

fn list<T>(list: Option<CommaList<T>>) -> Vec<T> {
    list.map(|list| list.0).unwrap_or_default()
}

/// The parent must lie in the caller's range.
pub async fn create(cx: Cx, req: DeptCreate) -> Outcome<DeptCreateReply> {
    let app = cx.caller.app()?.clone();
    let text = |text: Option<String>| text.as_deref().and_then(filled);
    let new = NewDept {
        name: req.name,
        parent_id: req.parent_id,
        order: req.order,
        facts: Facts {
            hide_dept: req.hide_dept.unwrap_or_default(),
            dept_permits: list(req.dept_permits),
            user_permits: list(req.user_permits),
            outer_dept: req.outer_dept.unwrap_or_default(),
            outer_dept_only_self: req.outer_dept_only_self.unwrap_or_default(),
            outer_permit_depts: list(req.outer_permit_depts),
            outer_permit_users: list(req.outer_permit_users),
            create_dept_group: req.create_dept_group.unwrap_or_default(),
            auto_approve_apply: req.auto_approve_apply.unwrap_or_default(),
            source_identifier: text(req.source_identifier),
            brief: text(req.brief),
            extension: text(req.extension),
            telephone: text(req.telephone),
            ..Facts::default()
        },
    };
    let inside = cx.clone();
    let dept_id = cx.tx(async move |tx| dept::create_in(tx, &inside, &app.corp, &new, &app.range).await).await?;
    Ok(DeptCreateReply { result: DeptCreated { dept_id } })
}

pub async fn update(cx: Cx, req: DeptUpdate) -> Outcome<Empty> {
    let app = cx.caller.app()?.clone();
    let inside = cx.clone();
    cx.tx(async move |tx| dept::update(tx, &inside, &app.corp, &req, &app.range).await).await?;
    Ok(Empty {})
}

pub async fn delete(cx: Cx, req: DeptDelete) -> Outcome<Empty> {
    let app = cx.caller.app()?.clone();
    let inside = cx.clone();
    cx.tx(async move |tx| dept::remove(tx, &inside, &app.corp, req.dept_id, &app.range).await).await?;
    Ok(Empty {})
}

pub async fn get(cx: Cx, req: DeptGet) -> Outcome<DeptGetReply> {
    let app = cx.caller.app()?.clone();
    let shown = Shown::to(&app, req.language);
    let corp = app.corp.clone();
    let (row, managers, own) = cx
        .read(async move |q| {
            let row = dept::find(q, &app.corp, req.dept_id).await?;
            directory::check_path(row.dept_id, &row.path, &app.range, "dept_id")?;
            let managers = store::place::leaders(q, &app.corp, row.dept_id).await?;
            let own = store::place::count(q, &app.corp, row.dept_id).await?;
            Ok((row, managers, own))
        })
        .await?;
    // A number that others change all the time need not be of the same moment.
    let all = match row.dept_id {
        DeptId::ROOT => store::member::count(&mut cx.db(), &corp, false).await?,
        _ => store::dept::count_below(cx.db(), &corp, &row.path).await?,
    };
    let facts = Facts::from_text(&row.doc)?;
    let result = Dept {
        dept_id: row.dept_id.get(),
        name: shown.text(row.name, facts.name_en),
        parent_id: Some(row.parent_id).filter(|_| row.dept_id != DeptId::ROOT),
        source_identifier: facts.source_identifier,
        create_dept_group: facts.create_dept_group,
        auto_add_user: facts.auto_add_user,
        auto_approve_apply: facts.auto_approve_apply,
        from_union_org: facts.union_of.is_some(),
        tags: None,
        order: row.sort,
        dept_group_chat_id: facts.group_chat_id,
        group_contain_sub_dept: facts.group_contain_sub_dept,
        org_dept_owner: row.owner_userid,
        dept_manager_userid_list: managers,
        outer_dept: facts.outer_dept,
        outer_permit_depts: facts.outer_dept.then_some(facts.outer_permit_depts),
        outer_permit_users: facts.outer_dept.then_some(facts.outer_permit_users),
        hide_dept: facts.hide_dept,
        dept_permits: facts.hide_dept.then_some(facts.dept_permits),
        user_permits: facts.hide_dept.then_some(facts.user_permits),
        code: facts.code,
        member_count: all,
        owning_member_count: own,
        union_dept_ext: facts.union_of.map(|of| UnionDeptExt { corp_id: of.corp_id.into(), dept_id: of.dept_id }),
        brief: facts.brief,
        extention: facts.extension,
        telephone: facts.telephone,
    };
    Ok(DeptGetReply { result })
}

/// What lies in the range lies there with everything below it, so a department that may be asked about shows all its children.
pub async fn list_sub(cx: Cx, req: DeptListSub) -> Outcome<DeptListSubReply> {
    let app = cx.caller.app()?.clone();
    let shown = Shown::to(&app, req.language);
    let parent = req.dept_id.unwrap_or(DeptId::ROOT);
    let children = cx
        .read(async move |q| {
            directory::check_depts(q, &app.corp, &[parent], &app.range, "dept_id").await?;
            store::dept::children(q, &app.corp, parent).await
        })
        .await?;
    let mut result = Vec::with_capacity(children.len());
    for row in children {
        let facts = Facts::from_text(&row.doc)?;
        result.push(DeptBrief {
            dept_id: row.dept_id,
            name: shown.text(row.name, facts.name_en),
            parent_id: row.parent_id,
            create_dept_group: facts.create_dept_group,
            auto_add_user: facts.auto_add_user,
            from_union_org: facts.union_of.is_some(),
            source_identifier: facts.source_identifier,
            tags: None,
            ext: facts.extension,
        });
    }
    Ok(DeptListSubReply { result })
}

/// Not bounded by the caller's range.
pub async fn list_sub_ids(cx: Cx, req: DeptListSubIds) -> Outcome<DeptListSubIdsReply> {
    let corp = cx.corp()?;
    let dept_id_list = cx
        .read(async move |q| {
            dept::find(q, &corp, req.dept_id).await?;
            store::dept::child_ids(q, &corp, req.dept_id).await
        })
        .await?;
    Ok(DeptListSubIdsReply { result: DeptIds { dept_id_list } })
}

/// Not bounded by the caller's range.
pub async fn parents(cx: Cx, req: DeptParents) -> Outcome<DeptParentsReply> {
    let corp = cx.corp()?;
    let row = dept::find(&mut cx.db(), &corp, req.dept_id).await?;
    Ok(DeptParentsReply { result: ParentIds { parent_id_list: dept::upwards(&row.path) } })
}

/// Not bounded by the caller's range.
pub async fn parents_of_user(cx: Cx, req: DeptParentsOfUser) -> Outcome<DeptParentsOfUserReply> {
    let corp = cx.corp()?;
    let paths = cx
        .read(async move |q| {
            let row = member::find(q, &corp, &req.userid).await?;
            store::dept::paths(q, &corp, &row.dept_ids.0).await
        })
        .await?;
    let parent_list = paths.iter().flatten().map(|path| ParentList { parent_dept_id_list: dept::upwards(path) }).collect();
    Ok(DeptParentsOfUserReply { result: ParentLists { parent_list } })
}
