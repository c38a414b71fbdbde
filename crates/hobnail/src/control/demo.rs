//! `GET demo`: the demo organisation with its credentials.

use hobnail_contact::{corp, dept, directory, member};
use hobnail_control_api::demo::{Demo, DemoDepartment, DemoGet, DemoUser};
use hobnail_cx::Cx;
use hobnail_wire::{CorpId, DeptId, Fault, Outcome, codes};

use crate::demo::{ADMIN, CORP_ID};

/// So many people are told; larger organisations are for their own APIs.
const PEOPLE: i64 = 1000;

pub async fn get(cx: Cx, _: DemoGet) -> Outcome<Demo> {
    let host = cx.origin.host.clone().unwrap_or_default();
    let demo = describe(&cx, &format!("http://{host}")).await?;
    demo.ok_or_else(|| Fault::new(&codes::CORP_INVALID).detail("没有演示组织（以 --empty 启动）"))
}

/// The demo organisation, if there is one.
pub async fn describe(cx: &Cx, base_url: &str) -> Outcome<Option<Demo>> {
    let corp_id = CorpId::from(CORP_ID);
    let db = &mut cx.db();
    let Some(corp) = corp::find(db, &corp_id).await? else { return Ok(None) };
    let Some(app) = hobnail_app::first_of(db, &corp_id).await? else { return Ok(None) };
    let Some(key) = hobnail_app::credentials(db, cx, &corp_id, app.agent_id).await? else { return Ok(None) };
    let mut users = Vec::new();
    let userids = directory::everyone(db, &corp_id, "", PEOPLE).await?;
    for person in member::cards_of(db, &corp_id, &userids).await? {
        users.push(DemoUser {
            userid: person.userid,
            unionid: person.unionid.into(),
            name: person.name,
            mobile: person.mobile.unwrap_or_default(),
            dept_id_list: person.dept_ids,
        });
    }
    let departments = dept::tree(db, &corp_id, "", PEOPLE).await?;
    let departments = departments
        .into_iter()
        .map(|d| DemoDepartment {
            dept_id: d.dept_id,
            name: d.name,
            parent_id: (d.dept_id != DeptId::ROOT).then_some(d.parent_id),
        })
        .collect();
    Ok(Some(Demo {
        base_url: base_url.to_owned(),
        corp_id,
        corp_name: corp.name,
        agent_id: app.agent_id,
        agent_name: app.name,
        app_key: key.app_key,
        app_secret: key.app_secret,
        admin_userid: ADMIN.into(),
        users,
        departments,
    }))
}
