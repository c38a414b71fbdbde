//! Counters and durations by endpoint, for Prometheus.

use std::{
    collections::HashMap,
    sync::atomic::AtomicU64,
    time::{Duration, Instant},
};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry as Prometheus,
};

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    endpoint: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct CodeLabels {
    endpoint: String,
    code: i64,
}

/// The handles of one endpoint, looked up once.
pub struct Handles {
    ok: Counter<u64, AtomicU64>,
    seconds: Histogram,
}

/// Every metric of the edge.
pub struct Metrics {
    prometheus: Prometheus,
    by_endpoint: HashMap<&'static str, Handles>,
    refused: Family<CodeLabels, Counter>,
    in_flight: Gauge,
}

impl Metrics {
    pub fn new(endpoints: impl Iterator<Item = &'static str>) -> Self {
        let mut prometheus = Prometheus::with_prefix("hobnail");
        let ok = Family::<Labels, Counter>::default();
        let refused = Family::<CodeLabels, Counter>::default();
        let seconds = Family::<Labels, Histogram>::new_with_constructor(|| {
            Histogram::new([0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0])
        });
        let in_flight = Gauge::default();
        prometheus.register("requests_ok", "Requests answered with success", ok.clone());
        prometheus.register("requests_refused", "Requests refused, by code", refused.clone());
        prometheus.register("request_seconds", "Time from the whole request to the whole reply", seconds.clone());
        prometheus.register("requests_in_flight", "Requests being answered", in_flight.clone());
        let by_endpoint = endpoints
            .map(|id| {
                let labels = Labels { endpoint: id.to_owned() };
                (id, Handles { ok: ok.get_or_create(&labels).clone(), seconds: seconds.get_or_create(&labels).clone() })
            })
            .collect();
        Metrics { prometheus, by_endpoint, refused, in_flight }
    }

    pub fn begin(&self) -> Instant {
        self.in_flight.inc();
        Instant::now()
    }

    /// `code` 0 is success; unknown paths have no handles and count under their code only.
    pub fn end(&self, endpoint: &str, code: i64, took: Duration) {
        self.in_flight.dec();
        if let Some(handles) = self.by_endpoint.get(endpoint) {
            handles.seconds.observe(took.as_secs_f64());
            if code == 0 {
                handles.ok.inc();
            }
        }
        if code != 0 {
            self.refused.get_or_create(&CodeLabels { endpoint: endpoint.to_owned(), code }).inc();
        }
    }

    /// The text that Prometheus scrapes.
    pub fn render(&self) -> String {
        let mut out = String::new();
        let _ = encode(&mut out, &self.prometheus);
        out
    }
}
