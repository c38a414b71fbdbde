//! Who a client is that brings an app key and its secret.

use hobnail_cx::Cx;
use hobnail_store::Query;
use hobnail_wire::{AgentId, CorpId, Outcome};

use crate::{
    store::{app, token},
    token::fits,
};

/// An app that proved itself.
pub struct Client {
    pub corp_id: CorpId,
    pub agent_id: AgentId,
    pub app_key: String,
    /// Changes with the secret.
    pub mark: Vec<u8>,
}

/// The enabled app of this key and secret. A wrong secret, an unknown key and a disabled app are told apart by nothing.
pub async fn client(q: &mut impl Query, cx: &Cx, app_key: &str, secret: &str) -> Outcome<Option<Client>> {
    match token::by_key(q, app_key).await? {
        Some(key) if fits(cx, &key, secret) => by_key(q, app_key).await,
        _ => Ok(None),
    }
}

/// The enabled app of this key.
pub async fn by_key(q: &mut impl Query, app_key: &str) -> Outcome<Option<Client>> {
    let Some(key) = token::by_key(q, app_key).await? else { return Ok(None) };
    match app::find(q, &key.corp_id, key.agent_id).await? {
        Some(app) if app.enabled => {
            Ok(Some(Client { corp_id: key.corp_id, agent_id: key.agent_id, app_key: key.app_key, mark: key.secret_hash }))
        }
        _ => Ok(None),
    }
}
