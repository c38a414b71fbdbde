//! What the people and programs that operate a server ask it: is it alive, is it ready, what does it do.
//!
//! `/healthz` says that the process answers, and nothing more: whoever restarts what does not answer asks here. `/readyz` says
//! whether calls should be sent here: the store answers a read and a write, its schema is this program's, and the server is
//! not about to end. It is asked often, so one look serves everybody for a second. `/metrics` is for Prometheus. The last is
//! for the networks that the configuration names; nothing here tells of persons.

use std::{
    net::IpAddr,
    pin::Pin,
    time::{Duration, Instant},
};

use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use serde_json::json;
use tokio::sync::Mutex;

use crate::{address::Networks, metrics::Figures, respond, server::Edge};

/// Longer than this, and the store does not count as answering.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long one look at the store serves.
const FRESH: Duration = Duration::from_secs(1);

type Future<'a, T> = Pin<Box<dyn std::future::Future<Output = T> + Send + 'a>>;

/// What the edge asks of the composition root.
pub trait Operation: Send + Sync {
    /// A read, a write, and a look at the schema, just now.
    fn look(&self) -> Future<'_, Look>;
    /// Figures beside those of the requests.
    fn figures(&self) -> Future<'_, Figures>;
}

/// What was found. Why something is not so stands in the log.
#[derive(Clone, Copy, Default)]
pub struct Look {
    pub read: bool,
    pub write: bool,
    /// Every migration of this program was applied.
    pub migrated: bool,
}

impl Look {
    pub fn good(self) -> bool {
        self.read && self.write && self.migrated
    }
}

/// Readiness, looked at once for all who ask within a second.
pub(crate) struct Probes {
    operation: Box<dyn Operation>,
    last: Mutex<Option<(Instant, Look)>>,
    metrics_from: Networks,
}

impl Probes {
    pub(crate) fn new(operation: Box<dyn Operation>, metrics_from: Networks) -> Self {
        Probes { operation, last: Mutex::default(), metrics_from }
    }

    async fn look(&self) -> Look {
        let mut last = self.last.lock().await;
        match *last {
            Some((at, look)) if at.elapsed() < FRESH => look,
            _ => {
                let look = tokio::time::timeout(PATIENCE, self.operation.look()).await.unwrap_or_else(|_| {
                    tracing::warn!("the store did not answer within {} s", PATIENCE.as_secs());
                    Look::default()
                });
                *last = Some((Instant::now(), look));
                look
            }
        }
    }
}

impl Edge {
    /// The answer to a probe; `None` for every other path.
    pub(crate) async fn probe(&self, path: &str, ip: IpAddr) -> Option<Response> {
        match path {
            "/healthz" => Some(respond::text(200, "ok\n")),
            "/readyz" => Some(self.ready().await),
            "/metrics" if !self.probes.metrics_from.contains(ip) => Some(respond::text(403, "not from this address\n")),
            "/metrics" => {
                let mut figures = self.probes.operation.figures().await;
                let dropped = self.access_log.dropped() as f64;
                figures.counter("access_log_lines_dropped", "Lines that the disk did not keep up with", &[("", dropped)]);
                let mut response = respond::text(200, self.metrics.render(figures));
                let kind = HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
                response.headers_mut().insert(header::CONTENT_TYPE, kind);
                Some(response)
            }
            _ => None,
        }
    }

    async fn ready(&self) -> Response {
        let draining = self.core.ending.is_draining();
        let look = self.probes.look().await;
        let ready = look.good() && !draining;
        let body = json!({
            "ready": ready, "draining": draining, "read": look.read, "write": look.write, "migrated": look.migrated,
        });
        respond::json(if ready { 200 } else { 503 }, body.to_string())
    }
}
