//! The one way in which this server calls others over HTTP: callbacks, webhooks, robots.
//!
//! A call has a deadline for all of it, takes a reply of bounded size, follows no redirect and uses no proxy from the
//! environment. [`Guard`] says which addresses may be reached. Whoever calls also judges the reply, before the call is
//! recorded, so that dev mode's call log says why a reply did not do.
//!
//! Failures are values ([`Trouble`]), each with a name for logs and tests and a sentence for people. It deliberately knows no
//! platform rule, no database and no retry: those are the business of who calls.

mod guard;

use std::{
    error::Error,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

pub use reqwest::Url;
use reqwest::{
    Client,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use serde_json::{Value, json};

pub use guard::{BadNetwork, Forbidden, Guard};

/// One POST.
pub struct Post<'a> {
    pub url: &'a Url,
    pub content_type: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// For everything: resolving, connecting, sending, reading the reply.
    pub deadline: Duration,
    /// What the call is about, such as an event's type.
    pub about: &'a str,
    /// What the call log shows as the request; the body itself may be encrypted.
    pub shown: Value,
    pub corp_id: Option<&'a str>,
    pub agent_id: Option<i64>,
}

/// A whole reply.
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

/// Why a call did not do: a name that logs and tests rely on, and a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub rule: &'static str,
    pub why: String,
}

impl Trouble {
    pub fn new(rule: &'static str, why: impl Into<String>) -> Self {
        Trouble { rule, why: why.into() }
    }
}

/// The address is not one that may be called.
pub const FORBIDDEN: &str = "ADDRESS_FORBIDDEN";
/// Nobody answers there, or TLS fails.
pub const UNREACHABLE: &str = "UNREACHABLE";
/// No whole reply within the deadline.
pub const TIMEOUT: &str = "TIMEOUT";
/// The connection ended before the reply was whole.
pub const CLOSED: &str = "CLOSED";
/// The reply is larger than what is read.
pub const TOO_LARGE: &str = "REPLY_TOO_LARGE";
/// The receiver answered with another address.
pub const REDIRECT: &str = "REDIRECT";
/// Any other status than 200.
pub const STATUS: &str = "HTTP_STATUS";

/// What came of a call: what the judge made of the reply, or why there is nothing; with what is worth keeping of it.
pub struct Outcome<T> {
    pub result: Result<T, Trouble>,
    /// 0 when no reply came.
    pub status: u16,
    /// The reply's text, shortened.
    pub reply: String,
    pub took: Duration,
}

/// Dev mode sees every call, and lets some fail on demand.
pub trait Watch: Send + Sync {
    /// The fault that a test asked for, for a call of this address (without its query).
    fn fault(&self, address: &str) -> Option<Injected>;
    fn record(&self, call: Made<'_>);
}

/// What a test asked for, in this order: wait, then cut, or answer so without calling.
#[derive(Clone, Copy, Debug, Default)]
pub struct Injected {
    pub id: i64,
    pub delay: Option<Duration>,
    pub drop: bool,
    pub status: Option<u16>,
    pub errcode: Option<i64>,
}

/// A call that was made, or tried.
pub struct Made<'a> {
    pub method: &'static str,
    /// Without the query.
    pub address: &'a str,
    pub about: &'a str,
    pub request: Value,
    pub status: u16,
    pub reply: &'a str,
    pub took: Duration,
    /// `OK`, or the name of the trouble.
    pub rule: &'a str,
    /// The fault that a test asked for.
    pub fault_id: Option<i64>,
    pub corp_id: Option<&'a str>,
    pub agent_id: Option<i64>,
}

/// Bytes of a reply that are read; answers are short.
const MOST: usize = 256 * 1024;
/// Characters of a reply that are kept to be shown.
const KEPT: usize = 2_000;

/// The client. One for the whole server: connections are kept and used again. Closed until [`Outgoing::open`].
#[derive(Default)]
pub struct Outgoing {
    open: OnceLock<Open>,
    watch: OnceLock<Arc<dyn Watch>>,
}

struct Open {
    client: Client,
    guard: Arc<Guard>,
}

impl Outgoing {
    /// Calls are made from now on, as far as `guard` lets them. Fails when TLS can't be set up.
    pub fn open(&self, guard: Guard) -> Result<(), Box<dyn Error + Send + Sync>> {
        let guard = Arc::new(guard);
        let client = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(guard::Resolver(guard.clone())))
            .http1_only()
            .pool_idle_timeout(Duration::from_secs(20))
            .pool_max_idle_per_host(16)
            .tcp_nodelay(true)
            .user_agent(concat!("hobnail/", env!("CARGO_PKG_VERSION")))
            .build()?;
        let _ = self.open.set(Open { client, guard });
        Ok(())
    }

    /// From now on `watch` sees every call; the first one counts.
    pub fn watched_by(&self, watch: Arc<dyn Watch>) {
        let _ = self.watch.set(watch);
    }

    pub fn watch(&self) -> Option<&Arc<dyn Watch>> {
        self.watch.get()
    }

    /// Whether the address, as far as it can be seen without resolving its name, may be called.
    pub fn permits(&self, url: &Url) -> Result<(), Forbidden> {
        let ip = match url.host() {
            Some(url::Host::Ipv4(ip)) => ip.into(),
            Some(url::Host::Ipv6(ip)) => std::net::IpAddr::from(ip),
            _ => return Ok(()),
        };
        if self.open.get().is_some_and(|open| open.guard.permits(ip)) {
            return Ok(());
        }
        Err(Forbidden { host: url.host_str().unwrap_or_default().to_owned(), at: ip.to_string() })
    }

    /// Calls, lets `judge` look at the reply, and records both.
    pub async fn post<T>(&self, post: Post<'_>, judge: impl FnOnce(&Reply) -> Result<T, Trouble>) -> Outcome<T> {
        let began = Instant::now();
        let mut address = post.url.clone();
        address.set_query(None);
        let fault = self.watch.get().and_then(|watch| watch.fault(address.as_str()));
        let got = match fault {
            Some(fault) => match tokio::time::timeout(post.deadline, self.injected(fault, &post)).await {
                Ok(got) => got,
                Err(_) => Err(timeout(post.deadline)),
            },
            None => self.send(&post).await,
        };
        let (status, reply) = match &got {
            Ok(reply) => (reply.status, String::from_utf8_lossy(&reply.body).chars().take(KEPT).collect()),
            Err(_) => (0, String::new()),
        };
        let result = got.and_then(|reply| match reply.status {
            200 => judge(&reply),
            300..=399 => Err(Trouble::new(REDIRECT, format!("HTTP {}: redirects are not followed", reply.status))),
            status => Err(Trouble::new(STATUS, format!("HTTP {status}"))),
        });
        let outcome = Outcome { result, status, reply, took: began.elapsed() };
        if let Some(watch) = self.watch.get() {
            watch.record(Made {
                method: "POST",
                address: address.as_str(),
                about: post.about,
                request: post.shown,
                status,
                reply: &outcome.reply,
                took: outcome.took,
                rule: outcome.result.as_ref().map_or_else(|trouble| trouble.rule, |_| "OK"),
                fault_id: fault.map(|fault| fault.id),
                corp_id: post.corp_id,
                agent_id: post.agent_id,
            });
        }
        outcome
    }

    async fn injected(&self, fault: Injected, post: &Post<'_>) -> Result<Reply, Trouble> {
        if let Some(delay) = fault.delay {
            tokio::time::sleep(delay).await;
        }
        if fault.drop {
            return Err(Trouble::new(CLOSED, "cut on demand"));
        }
        if fault.status.is_none() && fault.errcode.is_none() {
            return self.send(post).await;
        }
        let body = fault.errcode.map(|errcode| json!({ "errcode": errcode }).to_string()).unwrap_or_default();
        Ok(Reply { status: fault.status.unwrap_or(200), body: body.into_bytes() })
    }

    async fn send(&self, post: &Post<'_>) -> Result<Reply, Trouble> {
        self.permits(post.url).map_err(|error| Trouble::new(FORBIDDEN, error.to_string()))?;
        let Some(Open { client, .. }) = self.open.get() else {
            return Err(Trouble::new(FORBIDDEN, "this process calls nobody"));
        };
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(post.content_type));
        for (name, value) in &post.headers {
            let value =
                HeaderValue::try_from(value.as_str()).map_err(|_| Trouble::new(UNREACHABLE, format!("the header {name}")))?;
            headers.insert(HeaderName::from_static(name), value);
        }
        let request = client.post(post.url.clone()).headers(headers).body(post.body.clone()).timeout(post.deadline);
        let mut response = request.send().await.map_err(|error| trouble(&error, post.deadline))?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| trouble(&error, post.deadline))? {
            if body.len() + chunk.len() > MOST {
                return Err(Trouble::new(TOO_LARGE, format!("more than {MOST} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply { status, body })
    }
}

fn timeout(deadline: Duration) -> Trouble {
    Trouble::new(TIMEOUT, format!("no whole reply within {} ms", deadline.as_millis()))
}

fn trouble(error: &reqwest::Error, deadline: Duration) -> Trouble {
    let mut source: Option<&(dyn Error + 'static)> = Some(error);
    let mut last = String::new();
    while let Some(cause) = source {
        if let Some(forbidden) = cause.downcast_ref::<Forbidden>() {
            return Trouble::new(FORBIDDEN, forbidden.to_string());
        }
        last = cause.to_string();
        source = cause.source();
    }
    if error.is_timeout() {
        return timeout(deadline);
    }
    Trouble::new(if error.is_connect() { UNREACHABLE } else { CLOSED }, last)
}
