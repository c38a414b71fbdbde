//! The addresses that browsers go to.

use hobnail_app_api::oauth2::{
    AuthorizePage, ChallengePage, DdLoginScript, FrameLoginScript, LogoutPage, QrCodePage, QrConnectPage, SnsAuthorizePage,
};
use hobnail_cx::{Cx, Page, Who as Caller};
use hobnail_wire::{Fault, Outcome, codes};

use super::{Asked, Form, checked, fits, site};
use crate::{
    login::code::{self, Purpose, Who},
    store::session,
};

/// The page, in frames of the app's registered origins only. What is wrong with the address the page says itself: an answer
/// that leads nowhere is better than one that leads to somebody else.
async fn sign_in(cx: &Cx, client_id: Option<String>) -> Outcome<Page> {
    let frames = match client_id {
        Some(client_id) => site(&mut cx.db(), &client_id).await.map(|site| site.origins).unwrap_or_default(),
        None => Vec::new(),
    };
    Ok(Page::App { frames })
}

pub async fn authorize(cx: Cx, req: AuthorizePage) -> Outcome<Page> {
    sign_in(&cx, req.client_id).await
}

pub async fn challenge(cx: Cx, req: ChallengePage) -> Outcome<Page> {
    sign_in(&cx, req.client_id).await
}

pub async fn qr_connect(cx: Cx, req: QrConnectPage) -> Outcome<Page> {
    sign_in(&cx, req.appid).await
}

pub async fn qr_code(cx: Cx, req: QrCodePage) -> Outcome<Page> {
    let goto = req.goto.as_deref().and_then(|goto| goto.split_once('?')).map_or("", |(_, query)| query);
    let appid = form_urlencoded::parse(goto.as_bytes()).find(|(name, _)| name == "appid").map(|(_, id)| id.into_owned());
    sign_in(&cx, appid).await
}

/// With a `loginTmpCode` that was made for this very request it leads to the site, with a code; else it is the sign-in page.
pub async fn sns_authorize(cx: Cx, req: SnsAuthorizePage) -> Outcome<Page> {
    let (Some(tmp), Some(client_id), Some(redirect_uri)) = (req.login_tmp_code, req.appid.clone(), req.redirect_uri) else {
        return sign_in(&cx, req.appid).await;
    };
    let asked = Asked {
        form: Form::Sns,
        client_id,
        redirect_uri,
        state: req.state.filter(|state| !state.is_empty()),
        scope: Vec::new(),
        nonce: None,
        challenge: None,
        frame: false,
        exclusive: None,
    };
    let inner = cx.clone();
    let done = cx
        .tx(async move |tx| {
            let site = checked(tx, &asked).await?;
            let app = (&site.corp, site.agent_id);
            let taken = code::take(tx, &inner, Purpose::Scan, app, &tmp, "loginTmpCode").await?;
            let made_for: Asked = serde_json::from_str(&taken.doc).map_err(Fault::internal)?;
            if made_for.redirect_uri != asked.redirect_uri {
                return Err(Fault::new(&codes::REDIRECT_URI).field("redirect_uri"));
            }
            let who = Who { account_id: taken.account_id, corp_id: taken.corp_id, userid: taken.userid };
            let code = code::issue(tx, &inner, Purpose::Sns, app, &who, "{}").await?;
            Ok(asked.back(&[("code", &code)]))
        })
        .await;
    match done {
        Ok(to) => Ok(Page::Redirect(to)),
        // The page begins anew, and says what is wrong with the address where that is the reason.
        Err(fault) if fault.source_chain().is_none() => sign_in(&cx, req.appid).await,
        Err(fault) => Err(fault),
    }
}

/// Ends this browser's session. It leads on to our own pages, or to an address that the app named registered.
pub async fn logout(cx: Cx, req: LogoutPage) -> Outcome<Page> {
    if let Caller::Person(person) = &cx.caller.who {
        let session = person.session.clone();
        cx.tx(async move |tx| session::end(tx, &session).await).await?;
        cx.set_cookie(String::new());
    }
    let wanted = req.post_logout_redirect_uri.or(req.go_on);
    let to = match (wanted, req.client_id) {
        (Some(wanted), Some(client_id)) => {
            let registered = site(&mut cx.db(), &client_id).await.map(|site| site.redirects).unwrap_or_default();
            let state: Vec<_> = req.state.iter().map(|state| ("state", state.as_str())).collect();
            registered.iter().any(|known| fits(known, &wanted)).then(|| super::with_query(&wanted, &state))
        }
        (Some(wanted), None) => Some(wanted).filter(|to| to.starts_with('/') && !to.starts_with("//") && !to.contains('\\')),
        (None, _) => None,
    };
    Ok(Page::Redirect(to.unwrap_or_else(|| "/work/login".to_owned())))
}

pub async fn dd_login(_: Cx, _: DdLoginScript) -> Outcome<Page> {
    Ok(Page::Script(include_str!("scripts/ddLogin.js")))
}

pub async fn frame_login(_: Cx, _: FrameLoginScript) -> Outcome<Page> {
    Ok(Page::Script(include_str!("scripts/ddlogin.js")))
}
