//! Adds an endpoint to a domain: the contract, the handler and the route, ready to be filled in.

use crate::{Outcome, root};

pub struct Endpoint<'a> {
    pub domain: &'a str,
    /// The resource: a file name in both crates, such as `user`.
    pub resource: &'a str,
    /// The request type, `<Noun><Verb>`, such as `UserGet`.
    pub name: &'a str,
    /// `Oapi`, `V1` or `Console`.
    pub style: &'a str,
    pub method: &'a str,
    pub path: &'a str,
}

pub fn add(e: &Endpoint<'_>) -> Outcome<()> {
    let folder = root().join("domains").join(e.domain);
    let api = folder.join("api/src").join(format!("{}.rs", e.resource));
    let server = folder.join("server/src").join(format!("{}.rs", e.resource));
    let lib = folder.join("server/src/lib.rs");
    let verb = handler_name(e.name);
    let access = match e.style {
        "Console" => "person",
        _ => "scope \"qyapi_base\"",
    };
    let camel = if e.style == "Oapi" { "" } else { "(camel)" };
    let Endpoint { domain, resource, name, style, method, path } = e;
    let contract = format!(
        "\n/// What it does, in a sentence.\n#[wire{camel}]\npub struct {name} {{}}\n\n#[wire{camel}]\npub struct {name}Reply {{}}\n\n\
         endpoint!({name} => {name}Reply, {style} {method} \"{path}\", {access});\n"
    );
    let handler = format!(
        "\n/// The rule, in a sentence.\npub async fn {verb}(cx: Cx, req: {name}) -> Outcome<{name}Reply> {{\n    let _ = (cx, req);\n    \
         Ok({name}Reply {{}})\n}}\n"
    );
    append(&api, "use hobnail_wire::{endpoint, endpoints, wire};\n", &contract)?;
    append(
        &server,
        &format!(
            "use hobnail_{domain}_api::{resource}::{{{name}, {name}Reply}};\nuse hobnail_cx::Cx;\nuse hobnail_wire::Outcome;\n"
        ),
        &handler,
    )?;
    let text = std::fs::read_to_string(&lib).map_err(|e| format!("{}: {e}", lib.display()))?;
    let route = format!("pub fn routes(r: &mut Registry) {{\n    r.on({resource}::{verb});");
    let text = text.replacen("pub fn routes(r: &mut Registry) {", &route, 1);
    std::fs::write(&lib, text).map_err(|e| format!("{}: {e}", lib.display()))?;
    println!("{}\n{}\n{}", api.display(), server.display(), lib.display());
    println!(
        "Next: {name} into endpoints![..]; imports; the behaviour; a test in tests/it/{domain}/{resource}.rs; cargo xtask openapi; cargo xtask parity."
    );
    Ok(())
}

fn append(path: &std::path::Path, head: &str, body: &str) -> Outcome<()> {
    let before = std::fs::read_to_string(path).unwrap_or_else(|_| head.to_owned());
    std::fs::write(path, before + body).map_err(|e| format!("{}: {e}", path.display()))
}

/// `UserGet` in `user.rs` is handled by `get`: the words after the first.
fn handler_name(name: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for c in name.chars() {
        if c.is_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    let verb = if words.len() > 1 { &words[1..] } else { &words[..] };
    verb.join("_")
}
