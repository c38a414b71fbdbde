//! What is kept of a request once it is answered: metrics, a line of the access log, and in dev mode the call log.

use axum::{body::Body, http::Method, response::Response};
use hobnail_cx::{Caller, Who, app_calls::AppCall};
use http_body_util::BodyExt;
use serde_json::Value;

use crate::{
    Call, access_log,
    calls::{body as logged_body, redact},
    metrics::{Begun, Ended},
    paths::is_api,
    server::{Ask, Edge},
};

/// What is told about a request.
pub(crate) struct Told {
    pub(crate) endpoint: &'static str,
    pub(crate) code: i64,
    /// `OK`, or the name of what refused.
    pub(crate) rule: &'static str,
    /// The field that a refusal names.
    pub(crate) field: Option<String>,
    /// The fault of a test that this call met.
    pub(crate) fault: Option<i64>,
    pub(crate) caller: Caller,
    pub(crate) request: Option<Value>,
}

impl Told {
    pub(crate) fn new() -> Self {
        Told { endpoint: "", code: 0, rule: "OK", field: None, fault: None, caller: Caller::anyone(), request: None }
    }
}

impl Edge {
    /// Keeps what is to be kept; the response goes on.
    pub(crate) async fn record(&self, ask: &Ask<'_>, response: Response, told: Told, begun: Begun<'_>) -> Response {
        let status = response.status().as_u16();
        let micros = self.count(ask, &told, status, begun);
        if self.tap.is_none() || !is_api(ask.path) {
            return response;
        }
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.map(|b| b.to_bytes()).unwrap_or_default();
        self.log_call(ask, told, status, redact(logged_body(&bytes)), bytes.len(), micros);
        Response::from_parts(parts, Body::from(bytes))
    }

    /// The same for a call whose connection is cut: HTTP status 0 stands for no answer.
    pub(crate) fn record_cut(&self, ask: &Ask<'_>, told: Told, begun: Begun<'_>) {
        let micros = self.count(ask, &told, 0, begun);
        self.log_call(ask, told, 0, Value::Null, 0, micros);
    }

    fn count(&self, ask: &Ask<'_>, told: &Told, status: u16, begun: Begun<'_>) -> u64 {
        let took = begun.end(&Ended { endpoint: told.endpoint, code: told.code, status, rule: told.rule });
        let micros = took.as_micros() as u64;
        self.access_log.write(&access_log::Line {
            now_ms: self.core.clock.now_ms(),
            request_id: ask.request_id,
            method: known(ask.method),
            endpoint: told.endpoint,
            status,
            code: told.code,
            micros,
            caller: &told.caller,
        });
        if let Who::App(app) = &told.caller.who {
            let call = AppCall {
                at_ms: self.core.clock.now_ms(),
                method: known(ask.method),
                path: ask.path.to_owned(),
                request_id: ask.request_id.to_owned(),
                status,
                code: told.code,
                rule: told.rule,
                field: told.field.clone(),
                micros,
                ip: ask.ip,
            };
            self.core.app_calls.push(&app.corp, app.agent_id, call);
        }
        micros
    }

    fn log_call(&self, ask: &Ask<'_>, told: Told, status: u16, reply: Value, reply_size: usize, micros: u64) {
        let Some(tap) = &self.tap else { return };
        let request = told.request.unwrap_or(Value::Null);
        let size = reply_size + request.to_string().len() + 200;
        let app = told.caller.app().ok();
        tap.calls.push(
            Call {
                id: 0,
                direction: "in",
                at_ms: self.core.clock.now_ms(),
                method: ask.method.to_string(),
                path: ask.path.to_owned(),
                endpoint: told.endpoint.to_owned(),
                request,
                status,
                reply,
                micros,
                rule: told.rule.to_owned(),
                field: told.field,
                fault_id: told.fault,
                agent_id: app.map(|app| app.agent_id.get()),
                corp_id: told.caller.corp().ok().map(ToString::to_string),
            },
            size,
        );
    }
}

/// A method by its usual name. Callers may invent others, and what they write does not belong in a log.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}
