//! What the platform has and this server does not: `catalogue/pending.txt`, one `METHOD path id` a line.

use std::collections::{BTreeMap, BTreeSet};

use hobnail_wire::Style;
use serde_json::Value;

use crate::{Generated, Outcome, contracts, read};

const PENDING: &str = "catalogue/pending.txt";
const HEAD: &str = "# The catalogue's APIs that are not built yet: METHOD path id. It may only shrink: cargo xtask parity.\n";

/// The list as it should be. Refuses to let it grow.
pub fn file() -> Outcome<Generated> {
    let built: BTreeSet<(String, String)> = contracts::collect(&mut contracts::generator(), &|m| m.style != Style::Console)
        .into_iter()
        .map(|c| (c.meta.method.as_str().to_owned(), c.meta.path.to_owned()))
        .collect();
    let mut known = BTreeMap::new();
    for (list, id) in [("catalogue/server-apis.jsonl", "id"), ("catalogue/v1-equivalents.jsonl", "name_zh")] {
        for line in read(list)?.lines().filter(|l| !l.trim().is_empty()) {
            let row: Value = serde_json::from_str(line).map_err(|e| format!("{list}: {e}"))?;
            let text = |key: &str| row[key].as_str().unwrap_or_default().trim().to_owned();
            let (method, path) = (text("method"), text("path"));
            if !path.is_empty() {
                known.entry((path, method)).or_insert_with(|| text(id).replace(char::is_whitespace, "_"));
            }
        }
    }
    let pending: Vec<_> = known.iter().filter(|((path, method), _)| !built.contains(&(method.clone(), path.clone()))).collect();
    let before: BTreeSet<String> = read(PENDING).unwrap_or_default().lines().filter(|l| !l.starts_with('#')).map(key).collect();
    let grown: Vec<_> = pending.iter().filter(|((path, method), _)| !before.contains(&format!("{method} {path}"))).collect();
    if !before.is_empty() && !grown.is_empty() {
        return Err(format!("{PENDING} would grow: {grown:?}"));
    }
    let lines = pending.iter().map(|((path, method), id)| format!("{method} {path} {id}\n"));
    Ok((PENDING.into(), HEAD.to_owned() + &lines.collect::<String>()))
}

fn key(line: &str) -> String {
    line.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}
