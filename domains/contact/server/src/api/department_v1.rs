//! The older API of departments: the same behaviour in its own words.

use hobnail_contact_api::{
    dept::{DeptCreate, DeptDelete, DeptGet, DeptListSubIds, DeptParents, DeptParentsOfUser, DeptUpdate},
    dept_v1::{
        DeptBriefV1, DeptCreateV1, DeptCreateV1Reply, DeptDeleteV1, DeptGetV1, DeptGetV1Reply, DeptListIdsV1, DeptListIdsV1Reply,
        DeptListV1, DeptListV1Reply, DeptParentsOfUserV1, DeptParentsOfUserV1Reply, DeptParentsV1, DeptParentsV1Reply,
        DeptUpdateV1, DeptUpdateV1Reply,
    },
};
use hobnail_cx::Cx;
use hobnail_wire::{DeptId, Empty, Outcome};

use super::{department, old_words};
use crate::{dept::Facts, directory, show::Shown, store, store::dept::DeptRow};

pub async fn create(cx: Cx, req: DeptCreateV1) -> Outcome<DeptCreateV1Reply> {
    let new = DeptCreate {
        name: req.name,
        parent_id: req.parent_id,
        hide_dept: req.dept_hiding,
        dept_permits: req.dept_permits,
        user_permits: req.user_permits,
        outer_dept: req.outer_dept,
        outer_dept_only_self: req.outer_dept_only_self,
        outer_permit_users: req.outer_permit_users,
        outer_permit_depts: req.outer_permit_depts,
        create_dept_group: req.create_dept_group,
        auto_approve_apply: req.auto_approve_apply,
        order: req.order,
        source_identifier: req.source_identifier,
        brief: None,
        extension: req.ext,
        telephone: None,
    };
    Ok(DeptCreateV1Reply { id: department::create(cx, new).await.map_err(old_words::of_dept)?.result.dept_id })
}

pub async fn update(cx: Cx, req: DeptUpdateV1) -> Outcome<DeptUpdateV1Reply> {
    let id = req.id;
    let change = DeptUpdate {
        dept_id: id,
        parent_id: req.parent_id,
        hide_dept: req.dept_hiding,
        dept_permits: req.dept_permits,
        user_permits: req.user_permits,
        create_dept_group: req.create_dept_group,
        order: req.order,
        name: req.name,
        source_identifier: req.source_identifier,
        outer_dept: req.outer_dept,
        outer_permit_users: req.outer_permit_users,
        outer_permit_depts: req.outer_permit_depts,
        outer_dept_only_self: req.outer_dept_only_self,
        language: req.lang,
        auto_add_user: req.auto_add_user,
        auto_approve_apply: req.auto_approve_apply,
        dept_manager_userid_list: req.dept_manager_userid_list,
        group_contain_sub_dept: req.group_contain_sub_dept,
        group_contain_outer_dept: req.group_contain_outer_dept,
        group_contain_hidden_dept: req.group_contain_hidden_dept,
        org_dept_owner: req.org_dept_owner,
        force_update_fields: None,
        code: None,
        brief: None,
        extension: req.ext,
        telephone: None,
    };
    department::update(cx, change).await.map_err(old_words::of_dept)?;
    Ok(DeptUpdateV1Reply { id })
}

pub async fn delete(cx: Cx, req: DeptDeleteV1) -> Outcome<Empty> {
    department::delete(cx, DeptDelete { dept_id: req.id }).await.map_err(old_words::of_dept)
}

pub async fn get(cx: Cx, req: DeptGetV1) -> Outcome<DeptGetV1Reply> {
    let got = department::get(cx, DeptGet { dept_id: req.id, language: req.lang }).await;
    let dept = got.map_err(old_words::of_dept)?.result;
    let (dept_permits, user_permits) = (joined(dept.dept_permits.as_deref()), joined(dept.user_permits.as_deref()));
    Ok(DeptGetV1Reply {
        id: dept.dept_id,
        name: dept.name,
        order: dept.order,
        parent_id: dept.parent_id,
        source_identifier: dept.source_identifier,
        create_dept_group: dept.create_dept_group,
        auto_add_user: dept.auto_add_user,
        auto_approve_apply: dept.auto_approve_apply,
        group_contain_sub_dept: dept.group_contain_sub_dept,
        is_from_union_org: dept.from_union_org,
        org_dept_owner: dept.org_dept_owner,
        dept_group_chat_id: dept.dept_group_chat_id,
        dept_manager_userid_list: joined(Some(&dept.dept_manager_userid_list)),
        outer_dept: dept.outer_dept,
        outer_permit_users: joined(dept.outer_permit_users.as_deref()),
        outer_permit_depts: joined(dept.outer_permit_depts.as_deref()),
        dept_hiding: dept.hide_dept,
        dept_perimits: dept_permits.clone(),
        user_perimits: user_permits.clone(),
        dept_permits,
        user_permits,
    })
}

fn joined<T: ToString>(list: Option<&[T]>) -> String {
    list.unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>().join("|")
}

/// What lies in the range lies there with everything below it.
pub async fn list(cx: Cx, req: DeptListV1) -> Outcome<DeptListV1Reply> {
    let app = cx.caller.app()?.clone();
    let shown = Shown::to(&app, req.lang);
    let parent = req.id.unwrap_or(DeptId::ROOT);
    let whole = req.fetch_child.unwrap_or_default();
    let rows = cx
        .read(async move |q| {
            let paths = directory::check_depts(q, &app.corp, &[parent], &app.range, "id").await?;
            match (whole, paths.first()) {
                (true, Some(path)) => store::dept::all_below(q, &app.corp, path).await,
                _ => store::dept::children(q, &app.corp, parent).await,
            }
        })
        .await?;
    let department = rows.into_iter().map(|row| brief(row, shown)).collect::<Outcome<_>>()?;
    Ok(DeptListV1Reply { department })
}

fn brief(row: DeptRow, shown: Shown) -> Outcome<DeptBriefV1> {
    let facts = Facts::from_text(&row.doc)?;
    Ok(DeptBriefV1 {
        id: row.dept_id,
        name: shown.text(row.name, facts.name_en),
        parent_id: row.parent_id,
        create_dept_group: facts.create_dept_group,
        auto_add_user: facts.auto_add_user,
        is_from_union_org: facts.union_of.is_some(),
        source_identifier: facts.source_identifier,
        ext: facts.extension,
    })
}

pub async fn list_ids(cx: Cx, req: DeptListIdsV1) -> Outcome<DeptListIdsV1Reply> {
    let listed = department::list_sub_ids(cx, DeptListSubIds { dept_id: req.id }).await;
    Ok(DeptListIdsV1Reply { sub_dept_id_list: listed.map_err(old_words::of_dept)?.result.dept_id_list })
}

pub async fn parents(cx: Cx, req: DeptParentsV1) -> Outcome<DeptParentsV1Reply> {
    let listed = department::parents(cx, DeptParents { dept_id: req.id }).await;
    Ok(DeptParentsV1Reply { parent_ids: listed.map_err(old_words::of_dept)?.result.parent_id_list })
}

pub async fn parents_of_user(cx: Cx, req: DeptParentsOfUserV1) -> Outcome<DeptParentsOfUserV1Reply> {
    let listed = department::parents_of_user(cx, DeptParentsOfUser { userid: req.user_id }).await;
    let mut department: Vec<DeptId> = Vec::new();
    for dept in listed.map_err(|fault| fault.field("userId"))?.result.parent_list.into_iter().flat_map(|l| l.parent_dept_id_list)
    {
        if !department.contains(&dept) {
            department.push(dept);
        }
    }
    Ok(DeptParentsOfUserV1Reply { department })
}
