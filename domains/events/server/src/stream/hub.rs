//! The connections of this node.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use hobnail_edge::limiter::Limiter;
use hobnail_wire::CorpId;
use tokio::sync::watch;

use super::connection::Connection;

type Name = (CorpId, String);

/// Connections by corp and lane.
pub struct Hub {
    apps: Mutex<HashMap<Name, Vec<Arc<Connection>>>>,
    turn: AtomicUsize,
    count: watch::Sender<usize>,
    /// Tickets that each app asked for.
    opens: OnceLock<Limiter<String>>,
    /// The address that clients are told, when the configuration names one.
    endpoint: OnceLock<String>,
}

impl Default for Hub {
    fn default() -> Self {
        Hub {
            apps: Mutex::default(),
            turn: AtomicUsize::new(0),
            count: watch::Sender::new(0),
            opens: OnceLock::new(),
            endpoint: OnceLock::new(),
        }
    }
}

/// A connection's place in the hub, given up when this is dropped: also when the upgrade never happens.
pub struct Place {
    pub hub: Arc<Hub>,
    pub connection: Arc<Connection>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connection.ended();
        self.hub.remove(&self.connection);
    }
}

impl Hub {
    fn apps(&self) -> MutexGuard<'_, HashMap<Name, Vec<Arc<Connection>>>> {
        self.apps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn set_endpoint(&self, endpoint: &str) {
        if !endpoint.is_empty() {
            let _ = self.endpoint.set(endpoint.to_owned());
        }
    }

    pub fn endpoint(&self) -> Option<&str> {
        self.endpoint.get().map(String::as_str)
    }

    /// Counts a ticket that an app asks for; `false` when it asks too often.
    pub fn may_open(&self, app_key: &str, per_minute: u32, now_ms: i64) -> bool {
        self.opens.get_or_init(|| Limiter::new(per_minute, 60_000, 0)).count(app_key.to_owned(), now_ms).is_ok()
    }

    /// Open connections of an app.
    pub fn count(&self, corp: &CorpId, lane: &str) -> usize {
        self.apps().get(&(corp.clone(), lane.to_owned())).map_or(0, Vec::len)
    }

    /// Enters a connection; `None` when the app has enough.
    pub fn add(self: &Arc<Self>, connection: &Arc<Connection>, most: usize) -> Option<Place> {
        let mut apps = self.apps();
        let of_app = apps.entry((connection.corp.clone(), connection.lane.clone())).or_default();
        if of_app.len() >= most {
            return None;
        }
        of_app.push(connection.clone());
        drop(apps);
        self.count.send_modify(|n| *n += 1);
        Some(Place { hub: self.clone(), connection: connection.clone() })
    }

    fn remove(&self, connection: &Arc<Connection>) {
        let name = (connection.corp.clone(), connection.lane.clone());
        let mut apps = self.apps();
        if let Some(of_app) = apps.get_mut(&name) {
            of_app.retain(|other| !Arc::ptr_eq(other, connection));
            if of_app.is_empty() {
                apps.remove(&name);
            }
        }
        drop(apps);
        self.count.send_modify(|n| *n -= 1);
    }

    /// One of the app's connections that take events, each in turn.
    pub fn choose(&self, corp: &CorpId, lane: &str) -> Option<Arc<Connection>> {
        let apps = self.apps();
        let takes: Vec<_> = apps.get(&(corp.clone(), lane.to_owned()))?.iter().filter(|c| c.takes_events()).collect();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        takes.get(turn.checked_rem(takes.len())?).map(|c| Arc::clone(c))
    }

    pub fn is_there(&self, corp: &CorpId, lane: &str) -> bool {
        let apps = self.apps();
        apps.get(&(corp.clone(), lane.to_owned())).is_some_and(|of_app| of_app.iter().any(|c| c.takes_events()))
    }

    /// Returns when no connection is open.
    pub async fn empty(&self) {
        let _ = self.count.subscribe().wait_for(|n| *n == 0).await;
    }
}
