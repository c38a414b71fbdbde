//! `hobnail.toml`: every key with its default, overridden by `HOBNAIL_<SECTION>_<KEY>` from the environment.
//!
//! The documented example (`hobnail.example.toml`) is generated from these structs, so it can't go out of date. A secret
//! may be given as a path to a file that holds it. What is printed at start-up shows no secret.

use std::{net::SocketAddr, path::PathBuf};

use hobnail_cx::{Limits, Retention};
use serde::{Deserialize, Serialize};

/// The whole configuration of `hobnail serve`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub store: Store,
    pub secrets: SecretsConfig,
    pub retention: Retention,
    pub network: Network,
    pub limits: Limits,
}

/// `[server]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on. TLS is ended by a proxy in front.
    pub listen: SocketAddr,
    /// Access log: one JSON line a request, without personal data. Empty: none.
    pub access_log: String,
    /// Bytes at which the access log makes room for a new file, as `.1`, `.2` and so on. 0: never.
    pub access_log_bytes: u64,
    /// Former files of the access log that are kept.
    pub access_log_keep: u32,
    /// Proxies in front of this server, as addresses or networks: their `X-Forwarded-For` says where a call comes from.
    pub trusted_proxies: Vec<String>,
    /// Addresses and networks from which `/metrics` may be read.
    pub metrics_from: Vec<String>,
    /// Seconds after SIGTERM during which calls are still taken while `/readyz` answers 503, for a balancer to notice.
    pub drain_s: u64,
    /// Seconds that calls which were taken may then go on.
    pub finish_s: u64,
    /// `text` or `json` for the server's own log on standard error.
    pub log_format: String,
}

/// `[store]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Store {
    /// Folder of the SQLite database and of files. Ignored where `postgres` is set, except for files.
    pub data: PathBuf,
    /// `postgres://…` of a PostgreSQL-compatible database with collation C. Empty: SQLite in `data`.
    pub postgres: String,
    /// File that holds the PostgreSQL URL, for those who keep passwords out of configuration files.
    pub postgres_file: String,
}

/// `[network]`
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    /// Networks and addresses that callbacks may lead to besides public ones, separated by commas, such as
    /// `10.1.0.0/16, 192.168.7.4`. Empty: public addresses only.
    pub allow: String,
    /// Where stream clients connect: `wss://` or `ws://`, host, port and `/connect`. Empty: the host by which they reach the
    /// API, with `wss` and port 443 when they name none (with `ws` in dev mode).
    pub stream_endpoint: String,
}

/// `[secrets]`
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SecretsConfig {
    /// The master key as 64 hex digits. Everything sealed in the database opens with it alone.
    pub master_key: String,
    /// File that holds the master key; `hobnail init` makes `master.key` in the data folder when neither is set.
    pub master_key_file: String,
}

/// Loopback and the networks that are nobody's on the internet.
const PRIVATE: [&str; 6] = ["127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

impl Default for Server {
    fn default() -> Self {
        Server {
            listen: ([127, 0, 0, 1], 8080).into(),
            access_log: String::new(),
            access_log_bytes: 100 * 1024 * 1024,
            access_log_keep: 5,
            trusted_proxies: Vec::new(),
            metrics_from: PRIVATE.map(str::to_owned).to_vec(),
            drain_s: 3,
            finish_s: 20,
            log_format: "text".into(),
        }
    }
}

impl Default for Store {
    fn default() -> Self {
        Store { data: "data".into(), postgres: String::new(), postgres_file: String::new() }
    }
}

#[derive(Debug)]
pub struct ConfigError(pub String);

impl std::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for ConfigError {}

fn fail<T>(text: impl Into<String>) -> Result<T, ConfigError> {
    Err(ConfigError(text.into()))
}

impl Config {
    /// Reads a file (or nothing) and lays the environment over it.
    pub fn load(path: Option<&std::path::Path>, env: impl Iterator<Item = (String, String)>) -> Result<Config, ConfigError> {
        let mut table: toml::Table = match path {
            None => toml::Table::new(),
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|e| ConfigError(format!("{}: {e}", path.display())))?;
                text.parse().map_err(|e| ConfigError(format!("{}: {e}", path.display())))?
            }
        };
        let known = toml::Table::try_from(Config::default()).map_err(|e| ConfigError(e.to_string()))?;
        for (name, value) in env {
            let Some(key) = name.strip_prefix("HOBNAIL_") else { continue };
            overlay(&mut table, &known, &key.to_ascii_lowercase(), &value)?;
        }
        table.try_into().map_err(|e| ConfigError(e.to_string()))
    }

    /// The PostgreSQL URL, from its file where one is named; `None`: SQLite.
    pub fn postgres_url(&self) -> Result<Option<String>, ConfigError> {
        secret(&self.store.postgres, &self.store.postgres_file)
    }

    /// The master key's hex digits, if there is one.
    pub fn master_key(&self) -> Result<Option<String>, ConfigError> {
        secret(&self.secrets.master_key, &self.secrets.master_key_file)
    }
}

/// Sets `section_key` where the configuration knows it. Other `HOBNAIL_*` names belong to other programs and are left alone.
fn overlay(table: &mut toml::Table, known: &toml::Table, key: &str, value: &str) -> Result<(), ConfigError> {
    for (section, keys) in known {
        let Some((field, toml::Value::Table(keys))) = key.strip_prefix(&format!("{section}_")).map(|f| (f, keys)) else {
            continue;
        };
        let Some(default) = keys.get(field) else { continue };
        let value = match default {
            toml::Value::Integer(_) => match value.parse() {
                Ok(n) => toml::Value::Integer(n),
                Err(_) => return fail(format!("HOBNAIL_{}: not a number", key.to_ascii_uppercase())),
            },
            toml::Value::Array(_) => {
                let items = value.split(',').map(str::trim).filter(|item| !item.is_empty());
                toml::Value::Array(items.map(|item| toml::Value::String(item.to_owned())).collect())
            }
            _ => toml::Value::String(value.to_owned()),
        };
        let entry = table.entry(section.clone()).or_insert_with(|| toml::Value::Table(toml::Table::new()));
        if let toml::Value::Table(entry) = entry {
            entry.insert(field.to_owned(), value);
        }
    }
    Ok(())
}

fn secret(value: &str, file: &str) -> Result<Option<String>, ConfigError> {
    match (value, file) {
        ("", "") => Ok(None),
        (value, "") => Ok(Some(value.to_owned())),
        ("", file) => match std::fs::read_to_string(file) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(e) => fail(format!("{file}: {e}")),
        },
        _ => fail("a secret is given twice, by value and by file"),
    }
}

/// The documented example: the defaults, each key under the doc comment of its field in this file.
pub fn example() -> String {
    const SOURCES: [&str; 3] =
        [include_str!("config.rs"), include_str!("../../cx/src/limits.rs"), include_str!("../../cx/src/retention.rs")];
    let docs = SOURCES.iter().flat_map(|source| documented(source)).collect::<std::collections::HashMap<_, _>>();
    let mut out = String::from("# Hobnail's configuration: every key with its default. Environment: HOBNAIL_<SECTION>_<KEY>.\n");
    let defaults = toml::Table::try_from(Config::default()).unwrap_or_default();
    for section in ["server", "store", "secrets", "network", "retention", "limits"] {
        let Some(toml::Value::Table(keys)) = defaults.get(section) else { continue };
        out.push_str(&format!("\n[{section}]\n"));
        for (key, value) in keys {
            for line in docs.get(key.as_str()).into_iter().flatten() {
                out.push_str(&format!("# {line}\n"));
            }
            out.push_str(&format!("{key} = {value}\n"));
        }
    }
    out
}

/// The doc comments of `pub field: Type,` lines.
fn documented(source: &'static str) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut out = Vec::new();
    let mut doc = Vec::new();
    for line in source.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            doc.push(text.trim());
        } else if let Some((name, _)) = line.strip_prefix("pub ").and_then(|l| l.split_once(": ")) {
            out.push((name, std::mem::take(&mut doc)));
        } else {
            doc.clear();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_the_default_and_explains_every_key() {
        let text = example();
        let read: Config = toml::from_str(&text).unwrap();
        assert_eq!(toml::Table::try_from(read).unwrap(), toml::Table::try_from(Config::default()).unwrap());
        let mut before = "";
        for line in text.lines() {
            assert!(!line.contains(" = ") || line.starts_with('#') || before.starts_with('#'), "{line} is not explained");
            before = line;
        }
    }

    #[test]
    fn the_committed_example_is_up_to_date() {
        let committed = include_str!("../../../hobnail.example.toml");
        assert!(committed == example(), "run: cargo run -p hobnail -- config-example > hobnail.example.toml");
    }

    #[test]
    fn the_environment_overrides_and_foreign_names_are_left_alone() {
        let env = [
            ("HOBNAIL_LIMITS_WORK_MSG_BYTES", "9"),
            ("HOBNAIL_URL", "x"),
            ("HOBNAIL_STORE_DATA", "/d"),
            ("HOBNAIL_SERVER_TRUSTED_PROXIES", "10.0.0.1, ::1"),
        ];
        let config = Config::load(None, env.map(|(k, v)| (k.into(), v.into())).into_iter()).unwrap();
        assert_eq!((config.limits.work_msg_bytes, config.store.data), (9, "/d".into()));
        assert_eq!(config.server.trusted_proxies, ["10.0.0.1", "::1"]);
        let bad = [("HOBNAIL_LIMITS_WORK_MSG_BYTES".into(), "many".into())];
        assert!(Config::load(None, bad.into_iter()).is_err());
    }
}
