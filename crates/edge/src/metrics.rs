//! Counters and durations by endpoint, for Prometheus.
//!
//! Every request but the probes' own is counted once: under its endpoint, or as `page`, `events` or `unknown`. Successes and
//! durations have handles that are looked up once; refusals are counted with the errcode, the HTTP status and whose doing they
//! are: `caller` (the request), `limit` (too many of them), `server` (a failure here, or an API that is not built),
//! `injected` (a fault that a test asked for). What the composition root knows beside the requests comes as [`Figures`].

use std::{
    collections::HashMap,
    fmt::Write,
    sync::atomic::AtomicU64,
    time::{Duration, Instant},
};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry as Prometheus,
};

/// What is counted beside the endpoints.
pub const PAGE: &str = "page";
pub const EVENTS: &str = "events";
const UNKNOWN: &str = "unknown";

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    endpoint: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Refusal {
    endpoint: &'static str,
    class: &'static str,
    code: i64,
    status: u32,
}

/// The handles of one endpoint, looked up once.
struct Handles {
    ok: Counter<u64, AtomicU64>,
    seconds: Histogram,
}

/// Every metric of the edge.
pub struct Metrics {
    prometheus: Prometheus,
    by_endpoint: HashMap<&'static str, Handles>,
    refused: Family<Refusal, Counter>,
    in_flight: Gauge,
    abandoned: Counter,
}

/// A request that is being answered. When it is dropped without an end, the caller has gone away or the connection was cut.
pub struct Begun<'a> {
    metrics: &'a Metrics,
    at: Instant,
    ended: bool,
}

/// How a request ended.
pub struct Ended {
    /// Empty for unknown paths.
    pub endpoint: &'static str,
    /// 0 is success.
    pub code: i64,
    pub status: u16,
    /// The name of what decided.
    pub rule: &'static str,
}

impl Metrics {
    pub fn new(endpoints: impl Iterator<Item = &'static str>) -> Self {
        let mut prometheus = Prometheus::with_prefix("hobnail");
        let ok = Family::<Labels, Counter>::default();
        let refused = Family::<Refusal, Counter>::default();
        let seconds = Family::<Labels, Histogram>::new_with_constructor(|| {
            Histogram::new([0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0])
        });
        let (in_flight, abandoned) = (Gauge::default(), Counter::default());
        prometheus.register("requests_ok", "Requests answered with success", ok.clone());
        prometheus.register("requests_refused", "Requests refused, by whose doing, errcode and HTTP status", refused.clone());
        prometheus.register("request_seconds", "Time from the whole request to the whole reply", seconds.clone());
        prometheus.register("requests_in_flight", "Requests being answered", in_flight.clone());
        prometheus.register("requests_abandoned", "Requests whose caller went away before the reply", abandoned.clone());
        let by_endpoint = endpoints
            .chain([PAGE, EVENTS, UNKNOWN])
            .map(|endpoint| {
                let labels = Labels { endpoint };
                (endpoint, Handles { ok: ok.get_or_create(&labels).clone(), seconds: seconds.get_or_create(&labels).clone() })
            })
            .collect();
        Metrics { prometheus, by_endpoint, refused, in_flight, abandoned }
    }

    pub fn begin(&self) -> Begun<'_> {
        self.in_flight.inc();
        Begun { metrics: self, at: Instant::now(), ended: false }
    }

    /// The text that Prometheus scrapes.
    pub fn render(&self, figures: Figures) -> String {
        let mut out = String::new();
        let _ = encode(&mut out, &self.prometheus);
        let end = out.rfind("# EOF").unwrap_or(out.len());
        out.insert_str(end, &figures.0);
        out
    }
}

impl Begun<'_> {
    pub fn elapsed(&self) -> Duration {
        self.at.elapsed()
    }

    pub fn end(mut self, how: &Ended) -> Duration {
        self.ended = true;
        let took = self.at.elapsed();
        let endpoint = if how.endpoint.is_empty() { UNKNOWN } else { how.endpoint };
        if let Some(handles) = self.metrics.by_endpoint.get(endpoint) {
            handles.seconds.observe(took.as_secs_f64());
            if how.code == 0 {
                handles.ok.inc();
            }
        }
        if how.code != 0 {
            let refusal = Refusal { endpoint, class: class(how), code: how.code, status: how.status.into() };
            self.metrics.refused.get_or_create(&refusal).inc();
        }
        took
    }

    /// A probe's own request, which is not counted.
    pub fn forget(mut self) {
        self.ended = true;
    }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.metrics.in_flight.dec();
        if !self.ended {
            self.metrics.abandoned.inc();
        }
    }
}

/// Whose doing a refusal is.
fn class(how: &Ended) -> &'static str {
    match (how.rule, how.code) {
        ("INJECTED", _) => "injected",
        ("APP_LIMIT" | "ADDRESS_LIMIT", _) => "limit",
        (_, -1 | 501) => "server",
        _ => "caller",
    }
}

/// Figures that are taken when they are asked for, in the text's own format.
#[derive(Default)]
pub struct Figures(String);

impl Figures {
    pub fn gauge(&mut self, name: &str, help: &str, values: &[(&str, f64)]) -> &mut Self {
        self.family(name, help, "gauge");
        for (labels, value) in values {
            self.line(name, labels, *value);
        }
        self
    }

    pub fn counter(&mut self, name: &str, help: &str, values: &[(&str, f64)]) -> &mut Self {
        self.family(name, help, "counter");
        for (labels, value) in values {
            self.line(&format!("{name}_total"), labels, *value);
        }
        self
    }

    /// `counts` are those of each bucket alone, the last without a bound.
    pub fn histogram(&mut self, name: &str, help: &str, bounds: &[u64], counts: &[u64], sum: f64) -> &mut Self {
        self.family(name, help, "histogram");
        let mut below = 0;
        for (i, count) in counts.iter().enumerate() {
            below += count;
            let bound = bounds.get(i).map_or("+Inf".to_owned(), |bound| format!("{bound}.0"));
            self.line(&format!("{name}_bucket"), &format!("le=\"{bound}\""), below as f64);
        }
        self.line(&format!("{name}_sum"), "", sum);
        self.line(&format!("{name}_count"), "", below as f64);
        self
    }

    fn family(&mut self, name: &str, help: &str, kind: &str) {
        let _ = writeln!(self.0, "# HELP hobnail_{name} {help}.\n# TYPE hobnail_{name} {kind}");
    }

    fn line(&mut self, name: &str, labels: &str, value: f64) {
        let _ = match labels {
            "" => writeln!(self.0, "hobnail_{name} {value}"),
            labels => writeln!(self.0, "hobnail_{name}{{{labels}}} {value}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_is_counted_once_and_none_stays_in_flight() {
        let metrics = Metrics::new(["UserGet"].into_iter());
        let how = |code, rule| Ended { endpoint: "UserGet", code, status: 200, rule };
        metrics.begin().end(&how(0, "OK"));
        metrics.begin().end(&how(60121, "USER_NOT_FOUND"));
        metrics.begin().end(&how(90002, "APP_LIMIT"));
        metrics.begin().end(&Ended { endpoint: "", code: 404, status: 404, rule: "NOT_FOUND" });
        metrics.begin().forget();
        drop(metrics.begin());
        let mut figures = Figures::default();
        figures.histogram("batch", "Batches", &[1, 2], &[3, 0, 1], 9.0);
        let text = metrics.render(figures);
        for line in [
            r#"hobnail_requests_ok_total{endpoint="UserGet"} 1"#,
            r#"hobnail_requests_refused_total{endpoint="UserGet",class="caller",code="60121",status="200"} 1"#,
            r#"hobnail_requests_refused_total{endpoint="UserGet",class="limit",code="90002",status="200"} 1"#,
            r#"hobnail_requests_refused_total{endpoint="unknown",class="caller",code="404",status="404"} 1"#,
            r#"hobnail_request_seconds_count{endpoint="UserGet"} 3"#,
            "hobnail_requests_in_flight 0",
            "hobnail_requests_abandoned_total 1",
            r#"hobnail_batch_bucket{le="+Inf"} 4"#,
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in {text}");
        }
        assert!(text.ends_with("# EOF\n"), "{text}");
    }
}
