//! OpenAPI 3.1, one document a style: the docs, the API Explorer and the web client are made from it.

use hobnail_wire::{Access, Meta, Method, Style, schemars::Schema};
use serde_json::{Map, Value, json};

use crate::{
    Generated,
    contracts::{self, Contract},
};

/// The four documents.
pub fn files() -> Vec<Generated> {
    let control = |meta: &Meta| meta.path.starts_with("/_hobnail/");
    [
        document("oapi", "Server APIs, older generation", &|m| m.style == Style::Oapi),
        document("v1", "Server APIs, v1.0", &|m| matches!(m.style, Style::V1 | Style::Oauth)),
        document("console", "Workbench and consoles", &move |m| m.style == Style::Console && !control(m)),
        document("control", "Control API of dev mode", &control),
    ]
    .into()
}

fn document(name: &str, title: &str, wanted: &dyn Fn(&Meta) -> bool) -> Generated {
    let mut generator = contracts::generator();
    let mut paths = Map::new();
    for contract in contracts::collect(&mut generator, wanted) {
        let operation = operation(&contract);
        let path = paths.entry(contract.meta.path).or_insert_with(|| json!({}));
        path[contract.meta.method.as_str().to_lowercase()] = operation;
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": format!("Hobnail: {title}"), "version": env!("CARGO_PKG_VERSION") },
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": {
                "accessToken": { "type": "apiKey", "in": "query", "name": "access_token" },
                "accessTokenHeader": { "type": "apiKey", "in": "header", "name": "x-acs-dingtalk-access-token" },
                "session": { "type": "apiKey", "in": "cookie", "name": "hobnail_session" },
            },
        },
    });
    let text = serde_json::to_string_pretty(&document).unwrap_or_default() + "\n";
    (format!("openapi/{name}.json").into(), text)
}

fn operation(contract: &Contract) -> Value {
    let meta = &contract.meta;
    let mut request = contract.request.as_value().clone();
    let doc = request["description"].as_str().unwrap_or_default().to_owned();
    let in_path: Vec<String> =
        meta.path.split('/').filter_map(|s| s.strip_prefix('{').and_then(|s| s.strip_suffix('}'))).map(str::to_owned).collect();
    let required: Vec<String> =
        request["required"].as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect();
    let properties = request["properties"].as_object().cloned().unwrap_or_default();
    let parameter = |name: &String, place: &str| {
        json!({
            "name": name,
            "in": place,
            "required": place == "path" || required.contains(name),
            "schema": properties.get(name).cloned().unwrap_or(json!({ "type": "string" })),
        })
    };
    let mut parameters: Vec<Value> = in_path.iter().map(|name| parameter(name, "path")).collect();
    let mut out = json!({ "operationId": meta.id, "summary": doc, "responses": responses(meta, &contract.reply) });
    if matches!(meta.method, Method::GET | Method::DELETE) {
        parameters.extend(properties.keys().filter(|name| !in_path.contains(name)).map(|name| parameter(name, "query")));
    } else {
        if let Some(map) = request["properties"].as_object_mut() {
            map.retain(|name, _| !in_path.contains(name));
        }
        if let Some(list) = request["required"].as_array_mut() {
            list.retain(|name| !in_path.iter().any(|p| name == p));
        }
        let kind = if meta.files { "multipart/form-data" } else { "application/json" };
        out["requestBody"] = json!({ "required": true, "content": { kind: { "schema": plain(request) } } });
    }
    if !parameters.is_empty() {
        out["parameters"] = parameters.into();
    }
    match meta.access {
        Access::App { scopes } => {
            let scheme = if meta.style == Style::V1 { "accessTokenHeader" } else { "accessToken" };
            out["security"] = json!([{ scheme: [] }]);
            out["x-permission-points"] = json!(scopes);
        }
        Access::User | Access::Sso => {
            let scheme = if meta.style == Style::V1 { "accessTokenHeader" } else { "accessToken" };
            out["security"] = json!([{ scheme: [] }]);
        }
        Access::Person => out["security"] = json!([{ "session": [] }]),
        Access::Admin(right) => {
            out["security"] = json!([{ "session": [] }]);
            out["x-admin-right"] = json!(right);
        }
        Access::Open | Access::Dev => {}
    }
    out
}

/// A schema without the words that belong to a document of its own.
fn plain(mut schema: Value) -> Value {
    if let Some(map) = schema.as_object_mut() {
        map.remove("$schema");
        map.remove("title");
        map.remove("description");
    }
    schema
}

fn responses(meta: &Meta, reply: &Schema) -> Value {
    let reply = plain(reply.as_value().clone());
    let body = |schema: Value| {
        let kind = if schema["format"] == "binary" { "application/octet-stream" } else { "application/json" };
        json!({ kind: { "schema": schema } })
    };
    match meta.style {
        Style::Oapi => {
            let envelope = json!({
                "type": "object",
                "properties": {
                    "errcode": { "type": "integer", "description": "0 is success" },
                    "errmsg": { "type": "string" },
                    "sub_code": { "type": "string" },
                    "sub_msg": { "type": "string" },
                    "request_id": { "type": "string" },
                },
                "required": ["errcode", "errmsg", "request_id"],
            });
            let refused = json!({ "properties": { "errcode": { "not": { "const": 0 } } } });
            json!({ "200": {
                "description": "The reply, or a refusal with its errcode",
                "content": body(json!({ "allOf": [envelope, { "anyOf": [reply, refused] }] })),
            } })
        }
        Style::V1 => json!({
            "200": { "description": "The reply", "content": body(reply) },
            "default": { "description": "A refusal", "content": body(json!({
                "type": "object",
                "properties": { "code": { "type": "string" }, "message": { "type": "string" }, "requestid": { "type": "string" } },
                "required": ["code", "message", "requestid"],
            })) },
        }),
        Style::Console | Style::Oauth => json!({
            "200": { "description": "The reply", "content": body(reply) },
            "default": { "description": "A refusal", "content": body(json!({
                "type": "object",
                "properties": {
                    "code": { "type": "string" },
                    "message": { "type": "string" },
                    "field": { "type": "string" },
                    "help": { "type": "string" },
                },
                "required": ["code", "message"],
            })) },
        }),
    }
}
