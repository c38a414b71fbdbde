//! The listener and the one path of a request.

use std::{
    net::{IpAddr, SocketAddr},
    panic::AssertUnwindSafe,
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{ConnectInfo, State},
    http::{HeaderMap, HeaderValue, Method, Request, header, request::Parts},
    response::Response,
    serve::ListenerExt,
};
use futures_util::FutureExt;
use hobnail_cx::{
    Caller, Core, Cx, Page, Registry, Who,
    caller::{App, Person},
    context::Origin,
    registry::{Answer, Entry, Found},
};
use hobnail_wire::{Access, Fault, Outcome, Style, codes, envelope};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::json;
use tokio::net::TcpListener;

use crate::{
    AccessLog, Assets, Calls, Faults, Feeds, Networks, Operation,
    address::client,
    calls::redact,
    collect::{TOKEN_HEADER, collect, cookie, header_text},
    limiter::Limiter,
    metrics::{Begun, EVENTS, Ended, Metrics, PAGE},
    operation::Probes,
    paths::{is_api, is_control, is_loopback_host, is_web, same_origin},
    pending::Pending,
    record::Told,
    respond,
    sockets::{self, Sockets},
    top, web,
};

type Future<'a, T> = Pin<Box<dyn std::future::Future<Output = T> + Send + 'a>>;

/// Finds out who calls; the app domain fills this port.
pub trait Identify: Send + Sync {
    /// The app behind an access token: valid, not expired, its corp and itself enabled.
    fn app<'a>(&'a self, core: &'a Arc<Core>, token: &'a str) -> Future<'a, Outcome<Arc<App>>>;
    /// The caller behind a person's token ([`Access::User`]) or a corp's ([`Access::Sso`]).
    fn holder<'a>(&'a self, core: &'a Arc<Core>, access: Access, token: &'a str) -> Future<'a, Outcome<Who>>;
    /// The person behind a session cookie; `None` when the session is unknown or has ended.
    fn person<'a>(&'a self, core: &'a Arc<Core>, cookie: &'a str) -> Future<'a, Outcome<Option<Arc<Person>>>>;
    /// The token that writes of this session must carry.
    fn csrf(&self, core: &Core, cookie: &str) -> String;
}

/// What the composition root hands over.
pub struct Settings {
    pub core: Arc<Core>,
    pub registry: Registry,
    pub identify: Arc<dyn Identify>,
    pub feeds: Feeds,
    pub sockets: Arc<dyn Sockets>,
    pub assets: Option<Arc<dyn Assets>>,
    pub access_log: AccessLog,
    /// Dev mode: what is recorded, and what fails on demand.
    pub tap: Option<Arc<DevTap>>,
    /// APIs of the catalogue that are not built: (method, path template).
    pub pending: Vec<(&'static str, &'static str)>,
    /// Answer only to loopback names in the Host header.
    pub loopback_only: bool,
    /// Dev mode beyond loopback: what the control API, and signing in as somebody, is opened with.
    pub dev_token: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Networks,
    /// Who may read the metrics.
    pub metrics_from: Networks,
    pub operation: Box<dyn Operation>,
}

/// What dev mode sees and does on the way of a request.
pub struct DevTap {
    pub calls: Calls,
    pub faults: Faults,
}

/// A running edge's shared state.
pub struct Edge {
    pub(crate) core: Arc<Core>,
    registry: Registry,
    identify: Arc<dyn Identify>,
    feeds: Feeds,
    sockets: Arc<dyn Sockets>,
    assets: Option<Arc<dyn Assets>>,
    pub(crate) access_log: AccessLog,
    pub(crate) tap: Option<Arc<DevTap>>,
    pending: Pending,
    loopback_only: bool,
    pub(crate) dev_token: Option<String>,
    trusted_proxies: Networks,
    pub(crate) probes: Probes,
    pub(crate) metrics: Metrics,
    by_address: Limiter<IpAddr>,
    by_app_api: Limiter<(i64, usize)>,
    seed: u64,
}

/// A bound listener.
pub struct Listening {
    listener: TcpListener,
    edge: Arc<Edge>,
}

impl Edge {
    /// Binds the address; requests are answered once [`Listening::serve`] runs.
    pub async fn bind(addr: SocketAddr, settings: Settings) -> std::io::Result<Listening> {
        let limits = &settings.core.limits;
        let edge = Edge {
            metrics: Metrics::new(settings.registry.sorted().into_iter().map(|meta| meta.id)),
            by_address: Limiter::new(limits.ip_calls_per_20s, 20_000, i64::from(limits.ip_ban_s) * 1000),
            by_app_api: Limiter::new(limits.app_api_calls_per_s, 1000, 0),
            pending: Pending::new(settings.pending),
            seed: std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0),
            core: settings.core,
            registry: settings.registry,
            identify: settings.identify,
            feeds: settings.feeds,
            sockets: settings.sockets,
            assets: settings.assets,
            access_log: settings.access_log,
            tap: settings.tap,
            loopback_only: settings.loopback_only,
            dev_token: settings.dev_token,
            trusted_proxies: settings.trusted_proxies,
            probes: Probes::new(settings.operation, settings.metrics_from),
        };
        Ok(Listening { listener: TcpListener::bind(addr).await?, edge: Arc::new(edge) })
    }
}

impl Listening {
    pub fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until the server is told to stop, then finishes what was accepted.
    pub async fn serve(self) -> std::io::Result<()> {
        let stop = self.edge.core.ending.token();
        let listener = self.listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        let app = Router::new().fallback(answer).with_state(self.edge);
        axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(stop.cancelled_owned())
            .await
    }
}

async fn answer(State(edge): State<Arc<Edge>>, ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request<Body>) -> Response {
    let begun = edge.metrics.begin();
    let (parts, body) = request.into_parts();
    let ip = client(peer, &parts.headers, &edge.trusted_proxies);
    if parts.uri.path() == sockets::PATH && parts.method == Method::GET {
        begun.forget();
        return edge.connect(parts, ip).await;
    }
    let mut response = edge.answer(&parts, body, ip, begun).await;
    if edge.core.ending.is_draining() {
        // So that no connection is closed under a request that is on its way.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

pub(crate) struct Ask<'a> {
    pub(crate) method: &'a Method,
    pub(crate) path: &'a str,
    query: Option<&'a str>,
    headers: &'a HeaderMap,
    pub(crate) ip: IpAddr,
    pub(crate) request_id: &'a str,
}

/// What a fault on demand does to a call.
enum Injected {
    Nothing(Body),
    Answer(Response),
    Cut,
}

impl Edge {
    /// A WebSocket: who may connect is decided before the upgrade.
    async fn connect(&self, parts: Parts, ip: IpAddr) -> Response {
        let request_id = respond::request_id(self.seed);
        let ask =
            Ask { method: &parts.method, path: sockets::PATH, query: None, headers: &parts.headers, ip, request_id: &request_id };
        let mut told = Told::new();
        if let Some(refused) = self.host_refused(&ask, &mut told).or_else(|| self.address_limited(&ask, &mut told)) {
            return refused;
        }
        let origin = Origin { ip: Some(ip), host: header_text(&parts.headers, header::HOST.as_str()), ..Origin::default() };
        let cx = Cx::new(self.core.clone(), Caller::anyone(), origin);
        match self.sockets.admit(cx, parts.uri.query().unwrap_or_default()).await {
            Ok(talk) => sockets::upgrade(parts, talk).await,
            Err(fault) => {
                if let Some(chain) = fault.source_chain() {
                    tracing::error!(request_id, error = chain, "a connection could not be opened");
                }
                let (status, body) = envelope::refusal(Style::V1, sockets::PATH, &fault, &request_id, self.core_is_dev());
                respond::json(status, body)
            }
        }
    }

    async fn answer(&self, parts: &Parts, body: Body, ip: IpAddr, begun: Begun<'_>) -> Response {
        let path = parts.uri.path();
        let request_id = respond::request_id(self.seed);
        let routed = top::route(path, parts.uri.query());
        let (path, query) = match &routed {
            Some((path, query)) => (path.as_str(), Some(query.as_str())),
            None => (path, parts.uri.query()),
        };
        let ask = Ask { method: &parts.method, path, query, headers: &parts.headers, ip, request_id: &request_id };
        let mut told = Told::new();
        if let Some(response) = self.host_refused(&ask, &mut told) {
            return self.record(&ask, response, told, begun).await;
        }
        if let Some(response) = self.probe(path, ip).await {
            begun.forget();
            return response;
        }
        if let Some(response) = self.address_limited(&ask, &mut told) {
            return self.record(&ask, response, told, begun).await;
        }
        if let Some(response) = self.page(&ask) {
            begun.end(&Ended { endpoint: PAGE, code: 0, status: response.status().as_u16(), rule: told.rule });
            return response;
        }
        let response = match self.injected(&ask, body, &mut told).await {
            Injected::Nothing(body) => self.dispatch(&ask, body, &mut told).await,
            Injected::Answer(response) => response,
            Injected::Cut => {
                self.record_cut(&ask, told, begun);
                // Unwinding ends the connection's task, and with it the connection; no panic message is printed.
                std::panic::resume_unwind(Box::new("dropped on demand"));
            }
        };
        self.record(&ask, response, told, begun).await
    }

    fn host_refused(&self, ask: &Ask<'_>, told: &mut Told) -> Option<Response> {
        if !self.loopback_only || is_loopback_host(ask.headers) {
            return None;
        }
        (told.code, told.rule) = (421, "HOST_REFUSED");
        let body = json!({ "code": "host.refused", "message": "dev mode answers to loopback names only; see --unsafe-public" });
        Some(respond::json(421, body.to_string()))
    }

    fn address_limited(&self, ask: &Ask<'_>, told: &mut Told) -> Option<Response> {
        // The control API moves the clock that ends a ban.
        if is_control(ask.path) {
            return None;
        }
        let wait_ms = self.by_address.count(ask.ip, self.core.clock.now_ms()).err()?;
        (told.code, told.rule) = (1111, "ADDRESS_LIMIT");
        let wait = wait_ms / 1000 + 1;
        let body = json!({ "status": 1111, "wait": wait, "source": "x5", "punish": "deny", "uuid": ask.request_id });
        Some(respond::json(200, body.to_string()))
    }

    fn page(&self, ask: &Ask<'_>) -> Option<Response> {
        if !matches!(*ask.method, Method::GET | Method::HEAD) || !is_web(ask.path) {
            return None;
        }
        let assets = self.assets.as_ref()?;
        if ask.path == "/" && !self.core_is_dev() {
            return Some(respond::redirect(HeaderValue::from_static("/work")));
        }
        if let Some(response) = self.open_browser(ask.path, ask.query) {
            return Some(response);
        }
        assets.find(ask.path).map(|asset| web::page(asset, ask.headers))
    }

    fn core_is_dev(&self) -> bool {
        self.core.mode == hobnail_cx::Mode::Dev
    }

    /// What a fault that a test asked for does to this call, if there is one.
    async fn injected(&self, ask: &Ask<'_>, body: Body, told: &mut Told) -> Injected {
        let fault = self.tap.as_ref().filter(|_| is_api(ask.path)).and_then(|tap| tap.faults.take(ask.path));
        let Some(fault) = fault else { return Injected::Nothing(body) };
        told.fault = Some(fault.id);
        if let Some(ms) = fault.delay_ms {
            self.core.ending.or(tokio::time::sleep(Duration::from_millis(ms))).await;
        }
        if !fault.drop && fault.errcode.is_none() && fault.http_status.is_none() {
            return Injected::Nothing(body);
        }
        (told.rule, told.code) = ("INJECTED", fault.errcode.unwrap_or(-1));
        if let Found::Entry(entry, params) = self.registry.find(ask.method.as_str(), ask.path) {
            told.endpoint = entry.meta.id;
            if let Ok(body) = self.read(body, entry.meta.files).await {
                let collected = collect(entry.meta.style, ask.query, ask.headers, body, params, entry.meta.files).await;
                told.request = collected.ok().map(|collected| redact(collected.args.to_json()));
            }
        }
        if fault.drop {
            return Injected::Cut;
        }
        let style = envelope::style_of(ask.path);
        let (status, body) = envelope::injected(style, ask.path, fault.errcode, fault.http_status, ask.request_id);
        Injected::Answer(respond::json(status, body))
    }

    async fn dispatch(&self, ask: &Ask<'_>, body: Body, told: &mut Told) -> Response {
        let (style, result) = match self.registry.find(ask.method.as_str(), ask.path) {
            Found::Entry(entry, params) => {
                told.endpoint = entry.meta.id;
                (entry.meta.style, self.call(ask, entry, params, body, told).await)
            }
            Found::OtherMethod(methods) => {
                let code = if methods.contains(&"POST") { &codes::NEEDS_POST } else { &codes::NEEDS_GET };
                (envelope::style_of(ask.path), Err(Fault::new(code)))
            }
            Found::Nothing if ask.path == "/console/api/events" && *ask.method == Method::GET => {
                told.endpoint = EVENTS;
                (Style::Console, self.events(ask).await)
            }
            Found::Nothing => (envelope::style_of(ask.path), Err(self.unknown(ask))),
        };
        match result {
            Ok(response) => response,
            Err(fault) => {
                if let Some(chain) = fault.source_chain() {
                    tracing::error!(request_id = ask.request_id, endpoint = told.endpoint, error = chain, "internal error");
                }
                told.code = fault.code().errcode;
                told.rule = fault.code().name;
                told.field = fault.field_name().map(str::to_owned);
                let help = self.core_is_dev();
                let (status, body) = envelope::refusal(style, ask.path, &fault, ask.request_id, help);
                respond::json(status, body)
            }
        }
    }

    fn unknown(&self, ask: &Ask<'_>) -> Fault {
        if let Some(method) = self.pending.find(ask.path) {
            return Fault::new(&codes::NOT_IMPLEMENTED).detail(format!("{method} {}", ask.path));
        }
        let topapi = ask.path.starts_with("/topapi/");
        Fault::new(if topapi { &codes::UNKNOWN_METHOD } else { &codes::NOT_FOUND })
    }

    async fn call(
        &self,
        ask: &Ask<'_>,
        entry: &Entry,
        params: Vec<(&'static str, String)>,
        body: Body,
        told: &mut Told,
    ) -> Outcome<Response> {
        let body = self.read(body, entry.meta.files).await?;
        let collected = collect(entry.meta.style, ask.query, ask.headers, body, params, entry.meta.files).await?;
        if self.tap.is_some() {
            told.request = Some(redact(collected.args.to_json()));
        }
        let session = cookie(ask.headers, self.cookie_name());
        told.caller = self.identify(ask, entry, collected.token.as_deref(), session.as_deref()).await?;
        self.admit(entry, &told.caller, ask.ip)?;
        let origin = Origin {
            ip: Some(ask.ip),
            user_agent: header_text(ask.headers, header::USER_AGENT.as_str()),
            host: header_text(ask.headers, header::HOST.as_str()),
            authorization: header_text(ask.headers, header::AUTHORIZATION.as_str()),
            cookie: session,
            files: collected.files,
            ..Origin::default()
        };
        let cx = Cx::new(self.core.clone(), told.caller.clone(), origin);
        let origin = cx.origin.clone();
        let reply = AssertUnwindSafe(entry.call(cx, collected.args, ask.request_id.to_owned())).catch_unwind().await;
        let mut response = match reply.unwrap_or_else(|_| Err(Fault::internal("the handler panicked")))? {
            Answer::Json(body) => respond::json(200, body),
            Answer::File(file) => respond::file(file),
            Answer::Page(page) => self.browse(page, ask.headers)?,
        };
        if let Some(value) = origin.set_cookie.get() {
            self.set_cookie(&mut response, value)?;
        }
        Ok(response)
    }

    /// Where files are taken, the body has room for the largest and half as much again: what is a little too large gets to
    /// the handler, which says so with the limit of its type.
    async fn read(&self, body: Body, takes_files: bool) -> Outcome<Bytes> {
        let limits = &self.core.limits;
        let (most, code) = match takes_files {
            true => (limits.upload_bytes + limits.upload_bytes / 2 + limits.body_bytes, &codes::MEDIA_TOO_LARGE),
            false => (limits.body_bytes, &codes::TOO_LONG),
        };
        match Limited::new(body, most).collect().await {
            Ok(collected) => Ok(collected.to_bytes()),
            Err(error) if error.is::<LengthLimitError>() => Err(Fault::new(code).detail(format!("请求体最大 {most} 字节"))),
            Err(_) => Err(Fault::new(&codes::BAD_FORMAT).detail("请求体未能读完")),
        }
    }

    async fn identify(&self, ask: &Ask<'_>, entry: &Entry, token: Option<&str>, session: Option<&str>) -> Outcome<Caller> {
        match entry.meta.access {
            access @ (Access::App { .. } | Access::User | Access::Sso) => match token {
                None => Err(Fault::new(&codes::TOKEN_MISSING).field(match entry.meta.style {
                    Style::V1 => TOKEN_HEADER,
                    _ => "access_token",
                })),
                Some("") => Err(Fault::new(&codes::TOKEN_BLANK)),
                Some(token) if matches!(access, Access::App { .. }) => {
                    Ok(Caller { who: Who::App(self.identify.app(&self.core, token).await?) })
                }
                Some(token) => Ok(Caller { who: self.identify.holder(&self.core, access, token).await? }),
            },
            Access::Dev if !self.core_is_dev() => Err(Fault::new(&codes::DEV_ONLY)),
            Access::Dev if !self.opened(ask.headers) => Err(Fault::new(&codes::DEV_TOKEN)),
            Access::Person | Access::Admin(_) => {
                let caller = self.person(ask, session).await?;
                caller.person()?;
                Ok(caller)
            }
            // Sign-in and the like: a session is welcome but not needed.
            Access::Open | Access::Dev if entry.meta.style == Style::Console => self.person(ask, session).await,
            Access::Open | Access::Dev => Ok(Caller::anyone()),
        }
    }

    /// The person of a console call. Writes must come from our own origin, and carry the session's token where there is one;
    /// the control API knows no sessions and needs no token.
    async fn person(&self, ask: &Ask<'_>, session: Option<&str>) -> Outcome<Caller> {
        let write = *ask.method != Method::GET;
        if write && !same_origin(ask.headers) {
            return Err(Fault::new(&codes::CSRF));
        }
        let Some(session) = session else { return Ok(Caller::anyone()) };
        let Some(person) = self.identify.person(&self.core, session).await? else { return Ok(Caller::anyone()) };
        if write
            && !is_control(ask.path)
            && header_text(ask.headers, "x-csrf-token") != Some(self.identify.csrf(&self.core, session))
        {
            return Err(Fault::new(&codes::CSRF));
        }
        Ok(Caller { who: Who::Person(person) })
    }

    fn admit(&self, entry: &Entry, caller: &Caller, ip: IpAddr) -> Outcome<()> {
        let (scopes, app) = match (entry.meta.access, &caller.who) {
            (Access::App { scopes }, Who::App(app)) => (scopes, app),
            (Access::Admin(right), _) => return caller.administers(right).map(|_| ()),
            _ => return Ok(()),
        };
        if !app.calls_from(Some(ip)) {
            return Err(Fault::new(&codes::IP_NOT_ALLOWED).detail(ip.to_canonical().to_string()).help(format!(
                "在开发者后台为应用 {}（AgentId {}）的「开发管理 › 服务器出口 IP」加入该地址",
                app.name, app.agent_id
            )));
        }
        if !scopes.is_empty() && !scopes.iter().any(|scope| app.scopes.contains(*scope)) {
            let names = scopes.join(" 或 ");
            return Err(Fault::new(&codes::NO_PERMISSION)
                .detail(format!("应用尚未开通所需的权限：[{names}]"))
                .scopes(scopes)
                .help(format!("在开发者后台为应用 {}（AgentId {}）开通权限点 {names}", app.name, app.agent_id)));
        }
        let api = std::ptr::from_ref(entry.meta) as usize;
        if self.by_app_api.count((app.agent_id.get(), api), self.core.clock.now_ms()).is_err() {
            return Err(Fault::new(&codes::APP_LIMIT).detail(format!("每秒最多 {} 次", self.core.limits.app_api_calls_per_s)));
        }
        Ok(())
    }

    async fn events(&self, ask: &Ask<'_>) -> Outcome<Response> {
        let session = cookie(ask.headers, self.cookie_name());
        let caller = self.person(ask, session.as_deref()).await?;
        caller.person()?;
        Ok(self.feeds.stream(Cx::new(self.core.clone(), caller, Origin::default())))
    }

    fn browse(&self, page: Page, headers: &HeaderMap) -> Outcome<Response> {
        Ok(match page {
            Page::Redirect(to) => respond::redirect(HeaderValue::try_from(to).map_err(Fault::internal)?),
            Page::Script(text) => respond::script(text),
            Page::App { frames } => {
                let asset = self.assets.as_ref().and_then(|assets| assets.find("/work"));
                let asset = asset.ok_or_else(|| Fault::new(&codes::NOT_FOUND))?;
                web::framed(asset, headers, &frames)
            }
        })
    }

    fn cookie_name(&self) -> &'static str {
        if self.core_is_dev() { "hobnail_session" } else { "__Host-hobnail_session" }
    }

    /// `value` empty ends the session in the browser.
    fn set_cookie(&self, response: &mut Response, value: &str) -> Outcome<()> {
        let secure = if self.core_is_dev() { "" } else { "; Secure" };
        let age = if value.is_empty() { "; Max-Age=0" } else { "" };
        let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", self.cookie_name());
        response.headers_mut().insert(header::SET_COOKIE, HeaderValue::try_from(text).map_err(Fault::internal)?);
        Ok(())
    }
}
