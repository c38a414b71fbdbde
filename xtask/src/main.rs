//! Chores of the repository.
//!
//! ```text
//! cargo xtask openapi            write openapi/*.json from the contracts
//! cargo xtask parity             write catalogue/pending.txt: the catalogue less what is built; it may only shrink
//! cargo xtask check              fail when what is committed differs from what these two would write
//! cargo xtask new-endpoint DOMAIN RESOURCE Name STYLE METHOD PATH     add a contract, a handler and its route
//! ```
//!
//! It depends on the contracts only, never on the server, so it builds in seconds.

mod contracts;
mod new_endpoint;
mod openapi;
mod parity;

use std::{path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["openapi"] => write(openapi::files()),
        ["parity"] => parity::file().and_then(|file| write(vec![file])),
        ["check"] => check(),
        ["new-endpoint", domain, resource, name, style, method, path] => {
            new_endpoint::add(&new_endpoint::Endpoint { domain, resource, name, style, method, path })
        }
        _ => Err("usage: cargo xtask openapi | parity | check | new-endpoint DOMAIN RESOURCE Name STYLE METHOD PATH".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}

/// A generated file: its path from the repository's root, and its text.
type Generated = (PathBuf, String);
type Outcome<T> = Result<T, String>;

/// The repository's root.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> Outcome<String> {
    std::fs::read_to_string(root().join(path)).map_err(|e| format!("{path}: {e}"))
}

fn write(files: Vec<Generated>) -> Outcome<()> {
    for (path, text) in files {
        std::fs::write(root().join(&path), text).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}

fn check() -> Outcome<()> {
    let mut stale = Vec::new();
    for (path, text) in openapi::files().into_iter().chain([parity::file()?]) {
        if read(&path.to_string_lossy()).unwrap_or_default() != text {
            stale.push(path.display().to_string());
        }
    }
    if stale.is_empty() {
        Ok(())
    } else {
        Err(format!("out of date: {} (cargo xtask openapi, cargo xtask parity)", stale.join(", ")))
    }
}
