//! `GET demo`: the demo organisation with its credentials.

use hobnail_contact::{corp, dept, directory, member};
use hobnail_cx::Cx;
use hobnail_wire::{AgentId, CorpId, DeptId, Fault, Outcome, UnionId, UserId, codes, endpoint, endpoints, wire};

use crate::demo::{ADMIN, CORP_ID};

/// The demo organisation: everything that a first call needs.
#[wire]
pub struct DemoGet {}

#[wire]
pub struct Demo {
    /// Where this server answers.
    pub base_url: String,
    pub corp_id: CorpId,
    pub corp_name: String,
    pub agent_id: AgentId,
    pub app_key: String,
    pub app_secret: String,
    pub admin_userid: UserId,
    pub users: Vec<DemoUser>,
    pub departments: Vec<DemoDepartment>,
}

#[wire]
pub struct DemoUser {
    pub userid: UserId,
    pub unionid: UnionId,
    pub name: String,
    pub mobile: String,
    pub dept_id_list: Vec<DeptId>,
}

#[wire]
pub struct DemoDepartment {
    pub dept_id: DeptId,
    pub name: String,
    /// Absent for the root.
    pub parent_id: Option<DeptId>,
}

endpoint!(DemoGet => Demo, Console GET "/_hobnail/v1/demo", dev);
endpoints![DemoGet];

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
        .map(|d| DemoDepartment { dept_id: d.dept_id, name: d.name, parent_id: (d.dept_id != DeptId::ROOT).then_some(d.parent_id) })
        .collect();
    Ok(Some(Demo {
        base_url: base_url.to_owned(),
        corp_id,
        corp_name: corp.name,
        agent_id: app.agent_id,
        app_key: key.app_key,
        app_secret: key.app_secret,
        admin_userid: ADMIN.into(),
        users,
        departments,
    }))
}
