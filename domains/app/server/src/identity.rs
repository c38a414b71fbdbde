//! Fills the edge's port: who is behind a token or a cookie.

use std::{pin::Pin, sync::Arc};

use hobnail_contact::{corp, grant, member};
use hobnail_cx::{
    Core, Cx, Who,
    caller::{App, Person},
    days,
};
use hobnail_edge::Identify;
use hobnail_store::Query;
use hobnail_wire::{Access, Fault, Outcome, codes};
use moka::sync::Cache;

use crate::{
    login, oauth2, session,
    store::{app, entry, token},
};

/// Callers by token. An entry is good until the token's end as it was read, and while no app's settings changed since.
pub struct Identity {
    known: Cache<String, Arc<Known>>,
}

struct Known {
    app: Arc<App>,
    expires_ms: i64,
    settings: u64,
}

impl Default for Identity {
    fn default() -> Self {
        Identity { known: Cache::new(50_000) }
    }
}

impl Identify for Identity {
    fn app<'a>(&'a self, core: &'a Arc<Core>, token: &'a str) -> Pin<Box<dyn Future<Output = Outcome<Arc<App>>> + Send + 'a>> {
        Box::pin(async move {
            let settings = core.bus.app_changes();
            if let Some(known) = self.known.get(token)
                && known.settings == settings
                && core.clock.now_ms() < known.expires_ms
            {
                return Ok(known.app.clone());
            }
            let known = Arc::new(look_up(core, token, settings).await?);
            self.known.insert(token.to_owned(), known.clone());
            Ok(known.app.clone())
        })
    }

    fn holder<'a>(
        &'a self,
        core: &'a Arc<Core>,
        access: Access,
        token: &'a str,
    ) -> Pin<Box<dyn Future<Output = Outcome<Who>> + Send + 'a>> {
        match access {
            Access::User => Box::pin(oauth2::token::caller(core, token)),
            Access::Sso => Box::pin(login::sso::caller(core, token)),
            _ => Box::pin(async { Err(Fault::new(&codes::TOKEN_INVALID)) }),
        }
    }

    fn person<'a>(
        &'a self,
        core: &'a Arc<Core>,
        cookie: &'a str,
    ) -> Pin<Box<dyn Future<Output = Outcome<Option<Arc<Person>>>> + Send + 'a>> {
        Box::pin(session::person(core, cookie))
    }

    fn csrf(&self, core: &Core, cookie: &str) -> String {
        session::csrf(core, cookie)
    }
}

async fn look_up(core: &Arc<Core>, token: &str, settings: u64) -> Outcome<Known> {
    let hash = core.secrets.lookup("access_token", token);
    let now = core.clock.now_ms();
    let cx = Cx::internal(core);
    cx.read(async move |q| {
        let holder = token::by_token(q, &hash).await?.ok_or_else(|| Fault::new(&codes::TOKEN_INVALID))?;
        if holder.serial != holder.newest || now >= holder.expires_ms {
            return Err(Fault::new(&codes::TOKEN_EXPIRED));
        }
        let app = caller(q, &holder).await?;
        Ok(Known { app: Arc::new(app), expires_ms: holder.expires_ms, settings })
    })
    .await
}

async fn caller(q: &mut impl Query, holder: &token::Holder) -> Outcome<App> {
    let corp = corp::find(q, &holder.corp_id).await?.ok_or_else(|| Fault::new(&codes::TOKEN_INVALID))?;
    let card = app::find(q, &holder.corp_id, holder.agent_id).await?.ok_or_else(|| Fault::new(&codes::TOKEN_INVALID))?;
    if !card.enabled {
        return Err(Fault::new(&codes::APP_DISABLED));
    }
    let scopes = app::scopes(q, &holder.corp_id, holder.agent_id).await?.into_iter().collect();
    let egress = entry::list(q, &holder.corp_id, holder.agent_id, entry::EGRESS).await?;
    let (visible, range) = app::ranges(q, &holder.corp_id, &card).await?;
    Ok(App {
        corp: holder.corp_id.clone(),
        zone: days::zone(&corp.zone),
        agent_id: holder.agent_id,
        name: card.name,
        scopes,
        range,
        visible,
        egress,
    })
}

/// A person's caller, when they still belong to the corp and are active.
pub(crate) async fn person(q: &mut impl Query, row: &crate::store::session::Row, session: Vec<u8>) -> Outcome<Option<Person>> {
    let Some(corp) = corp::find(q, &row.corp_id).await? else { return Ok(None) };
    let Some(card) = member::card(q, &row.corp_id, &row.userid).await? else { return Ok(None) };
    if card.account_id != row.account_id {
        return Ok(None);
    }
    let held = grant::of(q, &row.corp_id, &row.userid, card.admin_level).await?;
    Ok(Some(Person {
        corp: row.corp_id.clone(),
        zone: days::zone(&corp.zone),
        userid: row.userid.clone(),
        account_id: row.account_id.get(),
        admin: card.admin,
        rights: held.rights,
        manages: held.manages,
        session,
    }))
}
