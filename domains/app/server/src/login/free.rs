//! Sign-in without a form, for an app's page on the workbench.

use hobnail_app_api::login::{
    AuthCodeMake, AuthCodeMakeReply, CodeUser, UserByCodeGet, UserByCodeGetReply, UserByCodeGetV2, UserByCodeGetV2Reply,
};
use hobnail_contact::member::Card;
use hobnail_cx::Cx;
use hobnail_wire::{AccountId, AgentId, Fault, Outcome, codes};

use super::{
    code::{self, Purpose, Who},
    level,
};
use crate::app;

/// A code for an app that the person may use: in its visible range, or one of those who work on it.
pub async fn make(cx: Cx, req: AuthCodeMake) -> Outcome<AuthCodeMakeReply> {
    let person = cx.caller.person()?.clone();
    let inner = cx.clone();
    let code = cx
        .tx(async move |tx| {
            if !app::may_use(tx, &person, req.agent_id).await? {
                return Err(Fault::new(&codes::AGENT_NOT_IN_CORP).field("agentId"));
            }
            let who = Who {
                account_id: AccountId::new(person.account_id),
                corp_id: person.corp.clone(),
                userid: person.userid.clone(),
            };
            code::issue(tx, &inner, Purpose::Free, (&person.corp, req.agent_id), &who, "{}").await
        })
        .await?;
    Ok(AuthCodeMakeReply { code })
}

/// Older generation.
pub async fn get(cx: Cx, req: UserByCodeGet) -> Outcome<UserByCodeGetReply> {
    let card = who(&cx, req.code).await?;
    Ok(UserByCodeGetReply {
        is_sys: card.admin,
        sys_level: level(&card),
        device_id: device(&cx, &card),
        userid: card.userid,
        name: card.name,
    })
}

/// Newer generation.
pub async fn get_v2(cx: Cx, req: UserByCodeGetV2) -> Outcome<UserByCodeGetV2Reply> {
    let card = who(&cx, req.code).await?;
    let result = CodeUser {
        sys: card.admin,
        sys_level: level(&card),
        device_id: device(&cx, &card),
        associated_unionid: card.unionid.clone().into(),
        unionid: card.unionid.into(),
        userid: card.userid,
        name: card.name,
    };
    Ok(UserByCodeGetV2Reply { result })
}

async fn who(cx: &Cx, given: String) -> Outcome<Card> {
    if given.is_empty() {
        return Err(Fault::new(&codes::MISSING_PARAM).field("code"));
    }
    let app = cx.caller.app()?.clone();
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let agent: AgentId = app.agent_id;
        let taken = code::take(tx, &inner, Purpose::Free, (&app.corp, agent), &given, "code").await?;
        code::card(tx, &taken, "code").await
    })
    .await
}

/// The same for a person and a corp: browsers have no ids of their own.
fn device(cx: &Cx, card: &Card) -> String {
    cx.core.secrets.stable_id("device", &[&card.account_id.to_string()])
}
