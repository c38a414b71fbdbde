//! What the server is compared with: bare hyper, and two mock servers that people use today.

use std::{convert::Infallible, fs, net::SocketAddr, path::Path, process::Command, time::Duration};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Response, body::Incoming, header, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};

use crate::{
    process::{Process, free_port},
    server::Result,
};

const PRISM: &str = "@stoplight/prism-cli@5.14.2";
const JSON_SERVER: &str = "json-server@0.17.4";

/// A running peer.
pub struct Peer {
    pub process: Process,
    pub addr: SocketAddr,
}

/// This program again, as a bare hyper server with a static body.
pub fn hyper_static(work: &Path, name: &str, body: &str) -> Result<Peer> {
    let addr = free_port()?;
    let file = work.join(format!("{name}.body"));
    fs::write(&file, body)?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("hyper-static").arg(addr.to_string()).arg(&file);
    ready(Process::start(&mut command, None)?, addr)
}

fn ready(mut process: Process, addr: SocketAddr) -> Result<Peer> {
    process.wait_for(addr, Duration::from_secs(30))?;
    Ok(Peer { process, addr })
}

/// The body of [`hyper_static`]'s process: nothing but hyper on the same runtime that the server has.
pub fn serve_static(addr: SocketAddr, file: &Path) -> Result<()> {
    let body = Bytes::from(fs::read(file)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(addr).await?;
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let body = body.clone();
            tokio::spawn(async move {
                let answer = service_fn(move |_: Request<Incoming>| {
                    let mut response = Response::new(Full::new(body.clone()));
                    let json = header::HeaderValue::from_static("application/json;charset=utf-8");
                    response.headers_mut().insert(header::CONTENT_TYPE, json);
                    async { Ok::<_, Infallible>(response) }
                });
                let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
            });
        }
    })
}

/// The npm packages, installed once below `work`.
pub fn install(work: &Path) -> Result<()> {
    let folder = work.join("npm");
    let wanted = format!("{PRISM} {JSON_SERVER}");
    if fs::read_to_string(folder.join("installed")).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("package.json"), r#"{"private":true}"#)?;
    let mut npm = Command::new("npm");
    npm.current_dir(&folder).args(["install", "--no-audit", "--no-fund", "--loglevel=error", "--save-exact", PRISM, JSON_SERVER]);
    let out = npm.output()?;
    if !out.status.success() {
        return Err(format!("npm install: {}", String::from_utf8_lossy(&out.stderr)).into());
    }
    fs::write(folder.join("installed"), wanted)?;
    Ok(())
}

fn node(work: &Path, package: &str, program: &str) -> Result<Command> {
    let folder = work.join("npm/node_modules").join(package);
    let manifest: Value = serde_json::from_str(&fs::read_to_string(folder.join("package.json"))?)?;
    let script = match &manifest["bin"] {
        Value::String(path) => path.clone(),
        bins => bins[program].as_str().ok_or("the package has no such program")?.to_owned(),
    };
    let mut command = Command::new("node");
    command.current_dir(work).env("NODE_ENV", "development").arg(folder.join(script));
    Ok(command)
}

/// prism, which validates the request and answers with the example.
pub fn prism(work: &Path, user: &Value, token: &Value) -> Result<Peer> {
    let addr = free_port()?;
    let answer = |example: &Value| json!({ "200": { "description": "ok", "content": { "application/json": { "schema": { "type": "object" }, "example": example } } } });
    let query = |name: &str| json!({ "name": name, "in": "query", "required": true, "schema": { "type": "string" } });
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "bench", "version": "1" },
        "paths": {
            "/topapi/v2/user/get": { "post": {
                "parameters": [query("access_token")],
                "requestBody": { "required": true, "content": { "application/json": { "schema": {
                    "type": "object",
                    "required": ["userid"],
                    "properties": { "userid": { "type": "string" }, "language": { "type": "string" } },
                } } } },
                "responses": answer(user),
            } },
            "/gettoken": { "get": { "parameters": [query("appkey"), query("appsecret")], "responses": answer(token) } },
        },
    });
    let file = work.join("prism.json");
    fs::write(&file, document.to_string())?;
    let mut command = node(work, "@stoplight/prism-cli", "prism")?;
    command.arg("mock").arg(&file).args(["-h", "127.0.0.1", "-p", &addr.port().to_string(), "--verboseLevel", "silent"]);
    ready(Process::start(&mut command, Some(fs::File::create(work.join("prism.log"))?))?, addr)
}

/// json-server with a thousand people in memory.
pub fn json_server(work: &Path, user: &Value, token: &Value) -> Result<Peer> {
    let addr = free_port()?;
    let people: Vec<Value> = (0..PEOPLE)
        .map(|n| {
            let mut user = user.clone();
            user["id"] = n.into();
            user
        })
        .collect();
    let file = work.join("json-server.json");
    fs::write(&file, json!({ "user": people, "gettoken": token }).to_string())?;
    let mut command = node(work, "json-server", "json-server")?;
    command.args(["--quiet", "--host", "127.0.0.1", "--port", &addr.port().to_string()]).arg(&file);
    ready(Process::start(&mut command, Some(fs::File::create(work.join("json-server.log"))?))?, addr)
}

/// People that json-server holds.
pub const PEOPLE: u64 = 1000;
