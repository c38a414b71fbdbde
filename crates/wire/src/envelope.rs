//! How replies and refusals are written, style by style.

use serde::Serialize;
use serde_json::{Value, json};

use crate::{Fault, Meta, Style, codes};

/// A successful reply's body.
pub fn reply<R: Serialize>(style: Style, reply: &R, request_id: &str) -> serde_json::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(512);
    match style {
        Style::Oapi => oapi_reply(&mut out, reply, request_id)?,
        Style::V1 | Style::Console | Style::Oauth => serde_json::to_writer(&mut out, reply)?,
    }
    Ok(out)
}

/// The reply's fields between those of every success. Written around the reply's own text: serde's `flatten` would carry each
/// field through a second serializer.
fn oapi_reply<R: Serialize>(out: &mut Vec<u8>, reply: &R, request_id: &str) -> serde_json::Result<()> {
    const OPEN: &[u8] = br#"{"errcode":0,"errmsg":"ok""#;
    out.extend_from_slice(OPEN);
    serde_json::to_writer(&mut *out, reply)?;
    if out.get(OPEN.len()) != Some(&b'{') {
        return Err(serde::ser::Error::custom("a reply is an object"));
    }
    if out.len() == OPEN.len() + 2 {
        out.truncate(OPEN.len());
    } else {
        out[OPEN.len()] = b',';
        out.pop();
    }
    out.extend_from_slice(br#","request_id":"#);
    serde_json::to_writer(&mut *out, request_id)?;
    out.push(b'}');
    Ok(())
}

/// A refusal's HTTP status and body. `help` (where to mend it) is shown in dev mode and on the consoles.
pub fn refusal(style: Style, path: &str, fault: &Fault, request_id: &str, help: bool) -> (u16, Vec<u8>) {
    let (status, body) = match style {
        Style::Oapi => oapi(path, fault, request_id, help),
        Style::V1 => v1(fault, request_id, help),
        Style::Console => console(fault),
        Style::Oauth => oauth(fault),
    };
    (status, body.to_string().into_bytes())
}

/// A refusal in the words of RFC 6749 and RFC 6750.
fn oauth(fault: &Fault) -> (u16, Value) {
    let code = fault.code();
    let error = match code.name {
        "CLIENT_INVALID" | "APP_KEY_INVALID" => {
            return (401, json!({ "error": "invalid_client", "error_description": fault.message() }));
        }
        "TOKEN_MISSING" | "TOKEN_BLANK" | "TOKEN_INVALID" | "TOKEN_EXPIRED" => {
            return (401, json!({ "error": "invalid_token", "error_description": fault.message() }));
        }
        "AUTH_CODE_INVALID" | "AUTH_CODE_EXPIRED" | "REFRESH_TOKEN_INVALID" => "invalid_grant",
        "GRANT_TYPE" => "unsupported_grant_type",
        "BUSY" => "server_error",
        _ => "invalid_request",
    };
    (code.http, json!({ "error": error, "error_description": fault.message() }))
}

/// The style of a path that no endpoint claims: `/v1.0/…` and `/v2.0/…` are v1, our consoles are theirs, the rest oapi.
pub fn style_of(path: &str) -> Style {
    if path.starts_with("/v1.0/") || path.starts_with("/v2.0/") {
        Style::V1
    } else if path.starts_with("/console/") {
        Style::Console
    } else {
        Style::Oapi
    }
}

/// The endpoint's method name on `/topapi/a/b`: `dingtalk.oapi.a.b`.
pub fn method_name(path: &str) -> String {
    let rest = path.trim_start_matches("/topapi/").trim_start_matches('/');
    format!("dingtalk.oapi.{}", rest.replace('/', "."))
}

impl Meta {
    /// Whether the platform's gateway wraps its refusals for this path.
    pub fn is_topapi(&self) -> bool {
        self.path.starts_with("/topapi/")
    }
}

/// The answer of a fault that was asked for: the errcode in its style (with the table's text where it is known), or the status.
pub fn injected(style: Style, path: &str, errcode: Option<i64>, status: Option<u16>, request_id: &str) -> (u16, Vec<u8>) {
    let known = errcode.and_then(|n| codes::ALL.iter().find(|code| code.errcode == n));
    let (usual, body) = match (style, known, errcode) {
        (_, Some(code), _) => {
            let (usual, body) = refusal(style, path, &Fault::new(code), request_id, false);
            return (status.unwrap_or(usual), body);
        }
        (Style::Oapi, None, Some(n)) => (200, json!({ "errcode": n, "errmsg": "injected fault", "request_id": request_id })),
        (_, None, Some(n)) => (500, json!({ "code": n.to_string(), "message": "injected fault", "requestid": request_id })),
        (_, None, None) => (500, json!({ "code": "InjectedFault", "message": "injected fault", "requestid": request_id })),
    };
    (status.unwrap_or(usual), body.to_string().into_bytes())
}

fn oapi(path: &str, fault: &Fault, request_id: &str, help: bool) -> (u16, Value) {
    let code = fault.code();
    let message = fault.message();
    let mut body = if std::ptr::eq(code, &codes::UNKNOWN_METHOD) {
        let why = format!("不合法ApiName，ApiName = {}", method_name(path));
        json!({ "errcode": code.errcode, "errmsg": format!("Invalid method[submsg={why}]"), "sub_msg": why })
    } else if code.gateway && path.starts_with("/topapi/") {
        json!({
            "errcode": 88,
            "errmsg": format!("ding talk error[subcode={},submsg={message}]", code.errcode),
            "sub_code": code.errcode.to_string(),
            "sub_msg": message,
        })
    } else {
        json!({ "errcode": code.errcode, "errmsg": message })
    };
    body["request_id"] = request_id.into();
    add_help(&mut body, fault, help);
    (if code.errcode == 501 { 501 } else { 200 }, body)
}

fn v1(fault: &Fault, request_id: &str, help: bool) -> (u16, Value) {
    let code = fault.code();
    let mut body = if std::ptr::eq(code, &codes::MISSING_PARAM) {
        let field = fault.field_name().unwrap_or("parameter");
        json!({ "code": format!("Missing{field}"), "message": format!("{field} is mandatory for this action.") })
    } else {
        json!({ "code": code.v1, "message": fault.message() })
    };
    body["requestid"] = request_id.into();
    if !fault.required_scopes().is_empty() {
        body["accessdenieddetail"] = json!({ "requiredScopes": fault.required_scopes() });
    }
    add_help(&mut body, fault, help);
    (code.http, body)
}

fn console(fault: &Fault) -> (u16, Value) {
    let mut body = json!({ "code": fault.code().v1, "message": fault.message() });
    if let Some(field) = fault.field_name() {
        body["field"] = field.into();
    }
    add_help(&mut body, fault, true);
    (fault.code().http, body)
}

fn add_help(body: &mut Value, fault: &Fault, help: bool) {
    if let (true, Some(text)) = (help, fault.help_text()) {
        body["help"] = text.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct One {
        result: &'static str,
    }
    #[derive(Serialize)]
    struct Nothing {}

    #[test]
    fn a_reply_stands_between_the_fields_of_every_success() {
        let text = |bytes: serde_json::Result<Vec<u8>>| String::from_utf8(bytes.unwrap()).unwrap();
        assert_eq!(
            text(reply(Style::Oapi, &One { result: "a" }, "r\"1")),
            r#"{"errcode":0,"errmsg":"ok","result":"a","request_id":"r\"1"}"#
        );
        assert_eq!(text(reply(Style::Oapi, &Nothing {}, "r")), r#"{"errcode":0,"errmsg":"ok","request_id":"r"}"#);
        assert!(reply(Style::Oapi, &[1], "r").is_err(), "a list has no fields");
        assert_eq!(text(reply(Style::V1, &One { result: "a" }, "r")), r#"{"result":"a"}"#);
    }
}
