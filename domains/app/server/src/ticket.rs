//! The jsapi ticket of an app: as with tokens, the same within its life, and renewed by asking.

use hobnail_app_api::ticket::{JsapiTicketCreate, JsapiTicketCreateReply, JsapiTicketGet, JsapiTicketGetReply};
use hobnail_cx::Cx;
use hobnail_wire::Outcome;

use crate::{
    store::token,
    token::{LIFE_S, RENEW_AFTER_MS},
};

pub async fn get(cx: Cx, _: JsapiTicketGet) -> Outcome<JsapiTicketGetReply> {
    Ok(JsapiTicketGetReply { ticket: hand_out(&cx).await?, expires_in: LIFE_S })
}

pub async fn create(cx: Cx, _: JsapiTicketCreate) -> Outcome<JsapiTicketCreateReply> {
    Ok(JsapiTicketCreateReply { jsapi_ticket: hand_out(&cx).await?, expire_in: LIFE_S })
}

async fn hand_out(cx: &Cx) -> Outcome<String> {
    let app = cx.caller.app()?.clone();
    let now = cx.now_ms();
    let full = now + LIFE_S * 1000;
    let current = token::ticket(&mut cx.db(), &app.corp, app.agent_id).await?;
    let serial = match current {
        Some((serial, expires_ms)) if now < expires_ms && full - expires_ms <= RENEW_AFTER_MS => serial,
        _ => {
            let app = app.clone();
            cx.tx(async move |tx| {
                let serial = match token::ticket(tx, &app.corp, app.agent_id).await? {
                    Some((serial, expires_ms)) if now < expires_ms => serial,
                    Some((serial, _)) => serial + 1,
                    None => 1,
                };
                token::put_ticket(tx, &app.corp, app.agent_id, serial, full).await?;
                Ok(serial)
            })
            .await?
        }
    };
    Ok(cx.core.secrets.token("jsapi_ticket", &[app.corp.as_str(), &app.agent_id.to_string(), &serial.to_string()]))
}
