//! `POST corps`, `apps`, `members`: what tests of permissions and of other tenants need. `POST reset`: back to the demo.

use hobnail_control_api::make::{AppMake, AppMakeReply, CorpMake, CorpMakeReply, MemberMake, MemberMakeReply, RangeMake, Reset};
use std::sync::OnceLock;

use hobnail_app::{Facts, NewApp};
use hobnail_contact::{
    account,
    corp::{self, NewCorp},
    grant::{self, Grant},
    member::{self, NewMember},
};
use hobnail_cx::{Cx, Notice, Range, days::DEFAULT_ZONE, secrets::random_text};
use hobnail_store::args;
use hobnail_wire::{CorpId, DeptId, Empty, Fault, Outcome, codes};

use super::clock;
use crate::{demo, domains};

pub async fn corp(cx: Cx, req: CorpMake) -> Outcome<CorpMakeReply> {
    let corp_id = match req.corp_id {
        Some(corp_id) => corp_id,
        None => format!("ding{}", random_text(16).map_err(Fault::internal)?.to_ascii_lowercase()).into(),
    };
    let new = NewCorp { corp_id: corp_id.clone(), name: req.name, zone: req.zone.unwrap_or_else(|| DEFAULT_ZONE.into()) };
    let inner = cx.clone();
    cx.tx(async move |tx| corp::create(tx, &inner, &new).await).await?;
    Ok(CorpMakeReply { corp_id })
}

/// The organisation, which must exist; the demo one when none is named.
pub(super) async fn known(cx: &Cx, corp_id: Option<CorpId>) -> Outcome<CorpId> {
    let corp_id = corp_id.unwrap_or_else(|| demo::CORP_ID.into());
    match corp::find(&mut cx.db(), &corp_id).await? {
        Some(_) => Ok(corp_id),
        None => Err(Fault::new(&codes::CORP_INVALID).field("corp_id")),
    }
}

fn range(made: Option<RangeMake>) -> Range {
    match made {
        None | Some(RangeMake { dept_ids: None, userids: None }) => Range::All,
        Some(RangeMake { dept_ids, userids }) => Range::Some {
            dept_ids: dept_ids.unwrap_or_default().into_iter().map(DeptId::get).collect(),
            userids: userids.unwrap_or_default().into_iter().map(String::from).collect(),
        },
    }
}

pub async fn app(cx: Cx, req: AppMake) -> Outcome<AppMakeReply> {
    let corp_id = known(&cx, req.corp_id).await?;
    let new = NewApp {
        name: req.name,
        icon: None,
        description: String::new(),
        scopes: req.scopes.unwrap_or_else(|| demo::SCOPES.map(str::to_owned).to_vec()),
        visible: range(req.visible),
        directory: range(req.directory),
        about: Facts::default(),
        credentials: None,
    };
    let (inner, in_corp) = (cx.clone(), corp_id.clone());
    let made = cx.tx(async move |tx| hobnail_app::create(tx, &inner, &in_corp, &new).await).await?;
    Ok(AppMakeReply { corp_id, agent_id: made.agent_id, app_key: made.app_key, app_secret: made.app_secret })
}

pub async fn member(cx: Cx, req: MemberMake) -> Outcome<MemberMakeReply> {
    let corp_id = known(&cx, req.corp_id).await?;
    let new = NewMember {
        userid: req.userid,
        name: req.name,
        mobile: req.mobile,
        dept_ids: req.dept_id_list.unwrap_or_else(|| vec![DeptId::ROOT]),
        title: req.title,
        active: true,
        ..Default::default()
    };
    let held = (req.admin.unwrap_or(false) || req.rights.is_some()).then(|| Grant {
        rights: req.rights.map_or_else(|| Grant::full().rights, |rights| rights.into_iter().collect()),
        manages: match req.manages {
            None => Range::All,
            Some(depts) => Range::Some { dept_ids: depts.into_iter().map(DeptId::get).collect(), userids: Vec::new() },
        },
    });
    let hash = match req.password {
        Some(password) => {
            hobnail_app::strong_password(&password).map_err(|fault| fault.field("password"))?;
            Some(hobnail_app::hash_password(password).await?)
        }
        None => None,
    };
    let inner = cx.clone();
    let userid = cx
        .tx(async move |tx| {
            let userid = member::create(tx, &inner, &corp_id, &new).await?;
            if let Some(held) = &held {
                grant::set(tx, &inner, &corp_id, &userid, held).await?;
            }
            if let (Some(hash), Some(card)) = (&hash, member::card(tx, &corp_id, &userid).await?) {
                account::set_password_hash(tx, card.account_id, hash).await?;
            }
            Ok(userid)
        })
        .await?;
    Ok(MemberMakeReply { userid })
}

pub async fn reset(cx: Cx, _: Reset) -> Outcome<Empty> {
    let inner = cx.clone();
    cx.tx(async move |tx| {
        for statement in forget_everything() {
            tx.exec(statement, args![]).await?;
        }
        inner.after_commit(Notice::Apps { corp: demo::CORP_ID.into() });
        Ok(())
    })
    .await?;
    clock::reset(&cx.core);
    super::tap()?.calls.clear();
    super::tap()?.faults.clear();
    demo::ensure(&cx).await?;
    Ok(Empty {})
}

/// One delete for each table of the migrations; blocks of ids are kept, so that no id comes twice, and schedules, which
/// the workers hold.
fn forget_everything() -> &'static [&'static str] {
    static STATEMENTS: OnceLock<Vec<&'static str>> = OnceLock::new();
    STATEMENTS.get_or_init(|| {
        let migrations = domains::migrations();
        let lines = migrations.iter().flat_map(|migration| migration.sql.lines());
        let tables = lines.filter_map(|line| line.trim().strip_prefix("create table ")?.split(['(', ' ']).next());
        let tables = tables.filter(|table| !matches!(*table, "id_block" | "schedule"));
        tables.map(|table| &*format!("delete from {table}").leak()).collect()
    })
}
