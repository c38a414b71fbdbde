//! An app's addresses, people and credentials, as they are set in the developer console.

use std::collections::BTreeSet;

use hobnail_app_api::apps::{
    AppCredentials, AppCredentialsReset, AppCredentialsShow, AppDevelopmentSet, AppPeopleSet, AppSecuritySet, ConsoleApp,
};
use hobnail_contact::directory;
use hobnail_cx::{Cx, Range, secrets::random_text};
use hobnail_store::{Query, Tx};
use hobnail_wire::{AgentId, CorpId, Fault, Outcome, UserId, codes};
use serde_json::json;

use super::{
    console::{changed, guarded, whole},
    rule,
};
use crate::{
    oauth2::web_address,
    store::{
        app::{self, Card},
        entry, token,
    },
    token::{sealed_for, secrets_of},
};

/// Addresses of servers that one app may name in the console.
const EGRESS_LIMIT: usize = 20;

pub async fn development(cx: Cx, req: AppDevelopmentSet) -> Outcome<ConsoleApp> {
    let home_url = rule::address(&req.home_url, "homeUrl", false)?;
    let pc_home_url = rule::address(&req.pc_home_url, "pcHomeUrl", false)?;
    rule::same_host(&home_url, &pc_home_url, "pcHomeUrl")?;
    let backend_url = rule::address(&req.backend_url, "backendUrl", false)?;
    let egress = rule::egress(&req.egress_ips, EGRESS_LIMIT, "egressIps")?;
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let before = guarded(tx, &inner, req.agent_id).await?;
        let corp = inner.corp()?;
        if before.link && home_url.is_empty() {
            return Err(Fault::new(&codes::INVALID_PARAM).field("homeUrl").detail("快捷链接需要一个地址"));
        }
        let mut after = before.clone();
        (after.home_url, after.pc_home_url, after.backend_url) = (home_url.clone(), pc_home_url.clone(), backend_url.clone());
        app::update(tx, &corp, &after).await?;
        let old = entry::list(tx, &corp, before.agent_id, entry::EGRESS).await?;
        entry::replace(tx, &corp, before.agent_id, entry::EGRESS, &egress).await?;
        let told = |card: &Card, ips: &[String]| {
            json!({
                "homeUrl": card.home_url,
                "pcHomeUrl": card.pc_home_url,
                "backendUrl": card.backend_url,
                "egressIps": ips,
            })
        };
        let change = (told(&before, &old), told(&after, &egress));
        changed(tx, &inner, &after, "app.development.update", Some(change.0), Some(change.1)).await?;
        whole(tx, &corp, &after).await
    })
    .await
}

pub async fn security(cx: Cx, req: AppSecuritySet) -> Outcome<ConsoleApp> {
    let mut redirects = BTreeSet::new();
    for (i, address) in req.redirect_uris.iter().enumerate() {
        let field = format!("redirectUris[{i}]");
        let address = rule::address(address, &field, true)?;
        if address.contains('#') || address.contains('*') {
            return Err(Fault::new(&codes::INVALID_PARAM).field(field).detail("不能包含 # 或 *"));
        }
        redirects.insert(address);
    }
    let mut domains = BTreeSet::new();
    for (i, domain) in req.domains.iter().enumerate() {
        domains.insert(safe_domain(domain, &format!("domains[{i}]"))?);
    }
    let (redirects, domains): (Vec<_>, Vec<_>) = (redirects.into_iter().collect(), domains.into_iter().collect());
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let card = guarded(tx, &inner, req.agent_id).await?;
        let corp = inner.corp()?;
        let old = (
            entry::list(tx, &corp, card.agent_id, entry::REDIRECT).await?,
            entry::list(tx, &corp, card.agent_id, entry::DOMAIN).await?,
        );
        entry::replace(tx, &corp, card.agent_id, entry::REDIRECT, &redirects).await?;
        entry::replace(tx, &corp, card.agent_id, entry::DOMAIN, &domains).await?;
        let told = |redirects: &[String], domains: &[String]| json!({ "redirectUris": redirects, "domains": domains });
        let change = (told(&old.0, &old.1), told(&redirects, &domains));
        changed(tx, &inner, &card, "app.security.update", Some(change.0), Some(change.1)).await?;
        whole(tx, &corp, &card).await
    })
    .await
}

/// A host, `*.` before one, or an origin with scheme and port.
fn safe_domain(text: &str, field: &str) -> Outcome<String> {
    let text = text.trim().trim_end_matches('/').to_ascii_lowercase();
    let (scheme, host) = text.split_once("://").map_or(("https", text.as_str()), |(scheme, host)| (scheme, host));
    let plain = host.strip_prefix("*.").unwrap_or(host);
    let url = web_address(&format!("{scheme}://{plain}"));
    if url.is_none_or(|url| url.path() != "/" || url.query().is_some() || url.fragment().is_some()) || plain.contains('*') {
        return Err(Fault::new(&codes::INVALID_PARAM).field(field).detail("应为域名，例如 shop.example 或 *.shop.example"));
    }
    Ok(text)
}

pub async fn people(cx: Cx, req: AppPeopleSet) -> Outcome<ConsoleApp> {
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let card = guarded(tx, &inner, req.agent_id).await?;
        let corp = inner.corp()?;
        let mut told = Vec::new();
        for (list, field, userids) in
            [(entry::DEVELOPER, "developers", &req.developers), (entry::TESTER, "testers", &req.testers)]
        {
            let before = entry::list(tx, &corp, card.agent_id, list).await?;
            let userids = known(tx, &corp, userids, &before, field).await?;
            entry::replace(tx, &corp, card.agent_id, list, &userids).await?;
            told.push((field, before, userids));
        }
        let before: serde_json::Map<_, _> = told.iter().map(|(field, before, _)| ((*field).to_owned(), json!(before))).collect();
        let after: serde_json::Map<_, _> = told.iter().map(|(field, _, after)| ((*field).to_owned(), json!(after))).collect();
        changed(tx, &inner, &card, "app.people.update", Some(before), Some(after)).await?;
        whole(tx, &corp, &card).await
    })
    .await
}

/// Who is added must be there; who left since may stay on the list or go.
async fn known(q: &mut impl Query, corp: &CorpId, userids: &[UserId], before: &[String], field: &str) -> Outcome<Vec<String>> {
    let wanted: BTreeSet<&UserId> = userids.iter().collect();
    let wanted: Vec<UserId> = wanted.into_iter().cloned().collect();
    let there = directory::existing(q, corp, &wanted, &Range::All).await?;
    let unknown = wanted.iter().find(|userid| !there.contains(userid) && !before.iter().any(|b| b == userid.as_str()));
    match unknown {
        Some(userid) => Err(Fault::new(&codes::USER_NOT_FOUND).field(field).detail(userid.to_string())),
        None => Ok(wanted.into_iter().map(String::from).collect()),
    }
}

/// A key of the app, if the caller may work on it; a quick link has none.
async fn key(tx: &mut Tx, cx: &Cx, agent_id: AgentId) -> Outcome<(Card, token::Key)> {
    let card = guarded(tx, cx, agent_id).await?;
    let key = token::by_agent(tx, &cx.corp()?, agent_id).await?;
    let key = key.ok_or_else(|| Fault::new(&codes::AGENT_NOT_IN_CORP).field("agentId").detail("快捷链接没有凭证"))?;
    Ok((card, key))
}

fn shown(cx: &Cx, key: &token::Key) -> Outcome<AppCredentials> {
    let secret = secrets_of(cx, key)?.into_iter().next().unwrap_or_default();
    let old = (key.old_hash.is_some() && key.old_until_ms > cx.now_ms()).then_some(key.old_until_ms);
    Ok(AppCredentials { agent_id: key.agent_id, app_key: key.app_key.clone(), app_secret: secret, old_secret_until_ms: old })
}

pub async fn show(cx: Cx, req: AppCredentialsShow) -> Outcome<AppCredentials> {
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let (card, key) = key(tx, &inner, req.agent_id).await?;
        changed(tx, &inner, &card, "app.secret.show", None::<()>, None::<()>).await?;
        shown(&inner, &key)
    })
    .await
}

pub async fn reset(cx: Cx, req: AppCredentialsReset) -> Outcome<AppCredentials> {
    let secret = random_text(64).map_err(Fault::internal)?;
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let (card, old) = key(tx, &inner, req.agent_id).await?;
        let hash = inner.core.secrets.lookup("app_secret", &secret);
        let sealed = inner.core.secrets.seal(&sealed_for(&old.app_key), &secret).map_err(Fault::internal)?;
        token::reset(tx, &old, &hash, &sealed, inner.now_ms() + req.grace_hours * 3_600_000).await?;
        let after = json!({ "graceHours": req.grace_hours });
        changed(tx, &inner, &card, "app.secret.reset", None::<()>, Some(after)).await?;
        let (_, new) = key(tx, &inner, req.agent_id).await?;
        shown(&inner, &new)
    })
    .await
}
