//! A PostgreSQL cluster that lives exactly as long as whoever started it.
//!
//! A small shell script, run as an unprivileged user because `initdb` refuses root, makes a cluster in a folder of its own, starts it on a
//! unix socket only and without any waiting for the disk, and then reads from its standard input. That is a pipe to this process: when
//! the process ends, by whatever death, the kernel closes the pipe, the script stops the server by its process id and removes the
//! folder. The script has a process group of its own, so Ctrl-C at the terminal takes the same way.
//!
//! One thread with a runtime of its own administers the cluster (templates, databases), because the runtimes of tests come and go.

use super::fingerprint;
use crate::{Db, Migration, Options};
use std::collections::HashSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Config, NoTls};

/// Names a cluster that is running already: the folder of its socket, or a connection string.
pub const ENV: &str = "HOBNAIL_TEST_PG";

/// Copying files is twice as fast as logging their contents, when nothing waits for the disk; before PostgreSQL 15 it was the only way.
const COPY: &str =
    "select case when cast(current_setting('server_version_num') as int) >= 150000 then 'strategy file_copy' else '' end";

const SCRIPT: &str = r#"
dir=$(mktemp -d /tmp/hobnail-pg.XXXXXX) || exit 1
stop() { [ -n "$pid" ] && kill -INT "$pid" 2>/dev/null && wait "$pid"; rm -rf "$dir"; }
trap 'stop; exit 0' TERM INT HUP
cd "$dir"
if ! "$1/initdb" -D "$dir/data" -U hobnail -A trust -E UTF8 --locale=C --no-sync >"$dir/init.log" 2>&1; then
    cat "$dir/init.log"; rm -rf "$dir"; exit 1
fi
"$1/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
    -c wal_level=minimal -c max_wal_senders=0 -c max_connections=400 -c shared_buffers=64MB -c max_wal_size=512MB -c jit=off \
    -c autovacuum_naptime=1h -c max_pred_locks_per_transaction=128 </dev/null >"$dir/server.log" 2>&1 &
pid=$!
echo "$dir"
read -r _
stop
"#;

/// A running cluster. It ends when this is dropped, and with the process at the latest.
pub struct Pg {
    child: Child,
    folder: PathBuf,
}

impl Pg {
    /// Starts a cluster of the newest PostgreSQL that is installed.
    ///
    /// # Errors
    /// What kept it from starting, in words.
    pub fn start() -> Result<Pg, String> {
        let bin = newest()
            .ok_or("no PostgreSQL found: install the package postgresql (initdb and postgres are needed, no running server)")?;
        let mut command = unprivileged();
        command.args(["sh", "-c", SCRIPT, "hobnail-pg"]).arg(&bin);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0).current_dir("/");
        command.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin:/opt/homebrew/bin");
        let mut child = command.spawn().map_err(|e| format!("{command:?}: {e}"))?;
        let mut said = String::new();
        if let Some(out) = child.stdout.take() {
            let mut out = BufReader::new(out);
            let _ = out.read_line(&mut said);
            if !said.starts_with("/tmp/hobnail-pg.") {
                let _ = std::io::Read::read_to_string(&mut out, &mut said);
                return Err(format!("initdb failed: {said}"));
            }
        }
        let pg = Pg { child, folder: PathBuf::from(said.trim()) };
        pg.wait()?;
        Ok(pg)
    }

    /// The folder of its socket, as `HOBNAIL_TEST_PG` wants it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn wait(&self) -> Result<(), String> {
        let socket = self.folder.join(".s.PGSQL.5432");
        let start = Instant::now();
        while std::os::unix::net::UnixStream::connect(&socket).is_err() {
            if start.elapsed() > Duration::from_secs(30) {
                let log = std::fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
                return Err(format!("PostgreSQL did not start: {log}"));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

impl Drop for Pg {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// The folder with `initdb` and `postgres` of the highest version.
fn newest() -> Option<PathBuf> {
    let roots = ["/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt"];
    let mut found: Vec<(u32, PathBuf)> = roots
        .iter()
        .filter_map(|root| std::fs::read_dir(root).ok())
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.trim_start_matches("postgresql@").parse().ok()?;
            Some((version, path.join("bin")))
        })
        .collect();
    found.sort();
    let versioned = found.into_iter().rev().map(|(_, bin)| bin);
    let on_path = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    versioned
        .chain(on_path)
        .chain(["/usr/pgsql/bin".into()])
        .find(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())
}

/// A command that runs what follows as a user other than root.
fn unprivileged() -> Command {
    let id = |args: &[&str]| {
        let out = Command::new("id").args(args).stderr(Stdio::null()).output().ok()?;
        out.status.success().then(|| String::from_utf8_lossy(&out.stdout).trim().to_owned())
    };
    if id(&["-u"]).as_deref() != Some("0") {
        return Command::new("env");
    }
    let user = if id(&["-u", "postgres"]).is_some() { "postgres" } else { "nobody" };
    let (uid, gid) = (id(&["-u", user]).unwrap_or_default(), id(&["-g", user]).unwrap_or_default());
    if Command::new("setpriv").arg("--version").stdout(Stdio::null()).status().is_ok_and(|s| s.success()) {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", &uid, "--regid", &gid, "--clear-groups", "--"]);
        return command;
    }
    let mut command = Command::new("runuser");
    command.args(["-u", user, "--"]);
    command
}

enum Request {
    Fresh { migrations: Vec<Migration>, reply: oneshot::Sender<Result<String, String>> },
    Remove { name: String },
}

struct Cluster {
    base: String,
    requests: mpsc::Sender<Request>,
}

/// The cluster of this process, started when it is first asked for.
fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Result<Cluster, String>> = OnceLock::new();
    static OWN: OnceLock<Pg> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(|| {
        let place = match std::env::var(ENV) {
            Ok(place) if !place.is_empty() => place,
            _ => {
                let pg = Pg::start()?;
                let place = pg.folder.display().to_string();
                // Never dropped: it ends with the process, when its pipe closes.
                let _ = OWN.set(pg);
                place
            }
        };
        let base = match place.starts_with('/') {
            true => format!("host={place} user=hobnail"),
            false => place,
        };
        let (requests, waiting) = mpsc::channel();
        let admin = Admin { base: base.clone(), client: None, seed: None, copy: None, ready: HashSet::new() };
        let thread = std::thread::Builder::new().name("test-postgres".into());
        thread.spawn(move || administer(admin, &waiting)).map_err(|e| e.to_string())?;
        Ok(Cluster { base, requests })
    });
    match cluster {
        Ok(cluster) => cluster,
        Err(why) => panic!("{why}"),
    }
}

/// A connection string for one database. In a URL the name is the path, in the other form a word.
fn named(base: &str, database: &str) -> String {
    match base.split_once("://") {
        None => format!("{base} dbname={database}"),
        Some((scheme, rest)) => {
            let (rest, query) = rest.split_once('?').map_or((rest, String::new()), |(r, q)| (r, format!("?{q}")));
            let host = rest.split_once('/').map_or(rest, |(host, _)| host);
            format!("{scheme}://{host}/{database}{query}")
        }
    }
}

pub(super) fn url(database: &str) -> String {
    named(&cluster().base, database)
}

pub(super) async fn fresh(migrations: &[Migration]) -> String {
    let (reply, answer) = oneshot::channel();
    let request = Request::Fresh { migrations: migrations.to_vec(), reply };
    // The first call starts the cluster, which takes a second; the thread of a test may block that long.
    cluster().requests.send(request).expect("the thread that administers the cluster");
    match answer.await {
        Ok(Ok(name)) => name,
        Ok(Err(why)) => panic!("{why}"),
        Err(_) => panic!("the thread that administers the cluster ended"),
    }
}

pub(super) fn remove(name: String) {
    let _ = cluster().requests.send(Request::Remove { name });
}

fn administer(mut admin: Admin, requests: &mpsc::Receiver<Request>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    while let Ok(request) = requests.recv() {
        runtime.block_on(async {
            match request {
                Request::Fresh { migrations, reply } => drop(reply.send(admin.fresh(&migrations).await)),
                Request::Remove { name } => drop(admin.run(&format!("drop database if exists {name} with (force)")).await),
            }
        });
    }
}

struct Admin {
    base: String,
    client: Option<tokio_postgres::Client>,
    seed: Option<u64>,
    copy: Option<String>,
    /// Templates that are known to exist.
    ready: HashSet<String>,
}

impl Admin {
    async fn run(&mut self, sql: &str) -> Result<(), String> {
        if self.client.as_ref().is_none_or(|c| c.is_closed()) {
            self.client = Some(self.connect().await?);
        }
        let Some(client) = &self.client else { return Err("no connection".into()) };
        let start = Instant::now();
        loop {
            match client.batch_execute(sql).await {
                Ok(()) => return Ok(()),
                // A session that was just closed takes a moment to leave a template.
                Err(e) if e.code() == Some(&SqlState::OBJECT_IN_USE) && start.elapsed() < Duration::from_secs(5) => {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                Err(e) => return Err(crate::error::chain(&e)),
            }
        }
    }

    /// Waits while the server is still starting up.
    async fn connect(&self) -> Result<tokio_postgres::Client, String> {
        let config: Config = named(&self.base, "postgres").parse().map_err(|e| format!("{ENV}: {}", crate::error::chain(&e)))?;
        let start = Instant::now();
        loop {
            match config.connect(NoTls).await {
                Ok((client, connection)) => {
                    tokio::spawn(async { drop(connection.await) });
                    return Ok(client);
                }
                Err(e) if start.elapsed() > Duration::from_secs(20) => return Err(crate::error::chain(&e)),
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    }

    async fn fresh(&mut self, migrations: &[Migration]) -> Result<String, String> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let template = format!("tpl_{}", fingerprint(migrations));
        if !self.ready.contains(&template) {
            // Test binaries that share a cluster make a template one after the other.
            self.run("select pg_advisory_lock(7264001)").await?;
            let made = self.template(&template, migrations).await;
            self.run("select pg_advisory_unlock(7264001)").await?;
            made?;
            self.ready.insert(template.clone());
        }
        // A cluster may be shared by processes of several containers, so the process id alone doesn't tell them apart.
        let seed = self.seed.get_or_insert_with(|| RandomState::new().build_hasher().finish());
        let name = format!("t_{:x}_{seed:x}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        if self.copy.is_none() {
            let Some(client) = &self.client else { return Err("no connection".into()) };
            let row = client.query_one(COPY, &[]).await.map_err(|e| crate::error::chain(&e))?;
            self.copy = Some(row.get(0));
        }
        let copy = self.copy.as_deref().unwrap_or_default();
        self.run(&format!("create database {name} template {template} {copy}")).await?;
        Ok(name)
    }

    async fn template(&mut self, name: &str, migrations: &[Migration]) -> Result<(), String> {
        let Some(client) = &self.client else { return Err("no connection".into()) };
        let there = client.query_opt("select 1 from pg_database where datname = $1", &[&name]).await;
        if there.map_err(|e| crate::error::chain(&e))?.is_some() {
            return Ok(());
        }
        // Under another name until it is complete.
        let half = format!("{name}_half");
        self.run(&format!("drop database if exists {half} with (force)")).await?;
        self.run(&format!("create database {half} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'")).await?;
        let options = Options { pool: 1, ..Options::default() };
        let db = Db::open_postgres(&named(&self.base, &half), options).await.map_err(|e| e.to_string())?;
        let migrated = db.migrate(migrations).await;
        db.close().await;
        migrated.map_err(|e| e.to_string())?;
        self.run(&format!("alter database {half} rename to {name}")).await
    }
}
