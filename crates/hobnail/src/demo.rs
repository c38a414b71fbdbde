//! The demo organisation: 202 people in 20 departments, one app, with the same ids at every start and after every reset.

use std::sync::Arc;

use hobnail_app::{Facts, NewApp};
use hobnail_contact::{
    corp::{self, NewCorp},
    dept::{self, NewDept},
    member::{self, Admin, NewMember},
};
use hobnail_control_api::demo::Demo;
use hobnail_cx::{Cx, Ids, Notice, Range, days::DEFAULT_ZONE};
use hobnail_wire::{CorpId, DeptId, Outcome, UserId};

/// Dev mode's master key. Nothing in dev mode is secret.
pub const MASTER_KEY: [u8; 32] = *b"hobnail dev mode keeps no secret";

pub const CORP_ID: &str = "dinghobnaildemo";
pub const APP_KEY: &str = "dinghobnaildemoapp01";
pub const APP_SECRET: &str = "hobnail-demo-secret-0123456789abcdefghijklmnopqrstuvwxyz";
/// The first of the ids that the organisation is made with.
const FIRST_ID: i64 = 1000;
pub const ADMIN: &str = "manager01";

/// The permission points that an app gets when none are named.
pub const SCOPES: [&str; 13] = [
    "qyapi_base",
    "qyapi_get_member",
    "qyapi_get_member_by_mobile",
    "qyapi_get_department_list",
    "qyapi_get_department_member",
    "qyapi_manage_addresslist",
    "qyapi_ext_read",
    "qyapi_ext_write",
    "qyapi_liveness_base",
    "qyapi_industry_info_read",
    "qyapi_related_org_read",
    "fieldMobile",
    "fieldEmail",
];

/// Department, parent (index into this list; none is the root) and how many people work there.
const DEPARTMENTS: [(&str, Option<usize>, usize); 20] = [
    ("总经办", None, 5),
    ("研发中心", None, 3),
    ("平台组", Some(1), 16),
    ("应用组", Some(1), 18),
    ("测试组", Some(1), 12),
    ("运维组", Some(1), 9),
    ("产品中心", None, 2),
    ("产品设计部", Some(6), 10),
    ("用户研究部", Some(6), 6),
    ("销售中心", None, 3),
    ("华东销售部", Some(9), 18),
    ("华南销售部", Some(9), 17),
    ("华北销售部", Some(9), 16),
    ("市场部", None, 12),
    ("客户服务部", None, 15),
    ("财务部", None, 9),
    ("人力资源部", None, 8),
    ("行政部", None, 8),
    ("法务部", None, 5),
    ("采购部", None, 10),
];

pub const SURNAMES: [&str; 40] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "高", "罗", "郑",
    "梁", "谢", "宋", "唐", "许", "邓", "冯", "韩", "曹", "曾", "彭", "萧", "蔡", "潘", "田", "董", "袁", "于", "欧阳",
];
pub const GIVEN: [&str; 48] = [
    "伟", "芳", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀兰", "霞", "平",
    "刚", "桂英", "建国", "志强", "雨桐", "子涵", "浩然", "欣怡", "梓萱", "宇轩", "思远", "嘉懿", "晓东", "海燕", "文博", "佳琪",
    "俊杰", "雪梅", "天佑", "一诺", "可馨", "明轩", "若曦", "少华", "振宇", "婉清", "子墨", "语嫣",
];
const TITLES: [&str; 8] = ["专员", "工程师", "高级工程师", "主管", "助理", "顾问", "经理", "实习生"];

/// Makes the organisation unless it is there.
pub async fn ensure(cx: &Cx) -> Outcome<()> {
    let corp_id = CorpId::from(CORP_ID);
    if corp::find(&mut cx.db(), &corp_id).await?.is_some() {
        return Ok(());
    }
    let core = cx.core.clone();
    cx.tx(async move |tx| {
        let corp_id = corp_id.clone();
        // Made anew for each run of the closure, so that a second one takes the same ids.
        let inner = Cx::internal(&Arc::new(core.with_ids(Ids::reserved(&core.db, FIRST_ID))));
        let new = NewCorp { corp_id: corp_id.clone(), name: "豪钉科技".into(), zone: DEFAULT_ZONE.into() };
        corp::create(tx, &inner, &new).await?;
        let mut depts: Vec<DeptId> = Vec::new();
        for (name, parent, _) in DEPARTMENTS {
            let parent = parent.and_then(|at| depts.get(at).copied()).unwrap_or(DeptId::ROOT);
            let new = NewDept { name: name.to_owned(), parent_id: parent, ..Default::default() };
            depts.push(dept::create(tx, &inner, &corp_id, &new).await?);
        }
        member::create_many(tx, &inner, &corp_id, &people(&depts)).await?;
        let app = NewApp {
            name: "消息中心".into(),
            icon: None,
            description: "业务系统的通知".into(),
            scopes: SCOPES.map(str::to_owned).to_vec(),
            visible: Range::All,
            directory: Range::All,
            about: Facts::default(),
            credentials: Some((APP_KEY.into(), APP_SECRET.into())),
        };
        hobnail_app::create(tx, &inner, &corp_id, &app).await?;
        Ok(())
    })
    .await?;
    cx.core.bus.send(Notice::Apps { corp: CORP_ID.into() });
    cx.core.bus.wake();
    Ok(())
}

fn people(depts: &[DeptId]) -> Vec<NewMember> {
    let mut out = Vec::new();
    for ((dept_name, _, size), dept_id) in DEPARTMENTS.iter().zip(depts) {
        for place in 0..*size {
            let n = out.len();
            // Steps without a common divisor walk through all pairs before one comes twice.
            let name = format!("{}{}", SURNAMES[n * 7 % SURNAMES.len()], GIVEN[n * 11 % GIVEN.len()]);
            let title = match (place, *dept_name) {
                (0, "总经办") => "总经理".to_owned(),
                (0, _) => "负责人".to_owned(),
                _ => TITLES[n % TITLES.len()].to_owned(),
            };
            out.push(NewMember {
                userid: Some(if n == 0 { ADMIN.into() } else { UserId::from(format!("user{n:03}")) }),
                name,
                mobile: Some(format!("138{:08}", 1000 + n)),
                dept_ids: vec![*dept_id],
                title: Some(title),
                job_number: Some(format!("HB{:04}", n + 1)),
                email: Some(format!("user{n:03}@hobnail.example")),
                admin: if n == 0 { Admin::Main } else { Admin::Nobody },
                active: true,
                ..Default::default()
            });
        }
    }
    out
}

/// What `hobnail dev` prints: enough for a first call.
pub fn greeting(url: &str, demo: &Demo) -> String {
    let (key, secret, agent) = (&demo.app_key, &demo.app_secret, demo.agent_id);
    let person = demo.users.first().map_or("", |user| user.userid.as_str());
    format!(
        "Hobnail is ready at {url}\n\n  \
         CorpId     {corp}\n  AgentId    {agent}\n  AppKey     {key}\n  AppSecret  {secret}\n\n\
         A first message, and where it arrives ({url}/work as {person}):\n\n  \
         TOKEN=$(curl -s '{url}/gettoken?appkey={key}&appsecret={secret}' | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')\n  \
         curl -s \"{url}/topapi/message/corpconversation/asyncsend_v2?access_token=$TOKEN\" \\\n    \
         -d 'agent_id={agent}&userid_list={person}&msg={{\"msgtype\":\"text\",\"text\":{{\"content\":\"你好，现在是 '\"$(date +%T)\"'\"}}}}'\n",
        corp = demo.corp_id,
    )
}
