//! `hobnail backup` and `hobnail restore`.
//!
//! A backup is a folder: the database as it was at one moment, then the uploaded files (they are never changed, so those of that
//! moment are among them), and last of all `backup.json`, without which a folder is no backup. It may be made while the server
//! runs. The master key is not in it: whoever finds a backup can't sign in with it, and whoever restores one needs the key.
//!
//! A restore has the installation to itself: on SQLite it is refused while a server runs there (on PostgreSQL nobody can tell), and,
//! unless `--replace` is given, where there is an organisation already.

use std::{
    collections::HashSet,
    fs,
    io::Write,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    process::Command,
};

use clap::Args;
use hobnail_contact::corp;
use hobnail_store::{Db, args};
use hobnail_wire::Fault;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{place::Place, tell};
use crate::{
    domains,
    lock::FolderLock,
    server::{self, Database, StartError},
};

#[derive(Args)]
pub struct BackupArgs {
    /// The folder to make.
    folder: PathBuf,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
pub struct RestoreArgs {
    /// A folder that `hobnail backup` made.
    folder: PathBuf,
    #[command(flatten)]
    place: Place,
    /// Also where there is an organisation already: what is there is lost.
    #[arg(long)]
    replace: bool,
}

/// `backup.json`.
#[derive(Serialize, Deserialize)]
struct Manifest {
    /// Of this format.
    format: u32,
    /// Of the program.
    version: String,
    /// `sqlite` or `postgres`.
    store: String,
    made_ms: i64,
    files: u64,
    bytes: u64,
}

const MANIFEST: &str = "backup.json";
const SQLITE: &str = "hobnail.db";
const POSTGRES: &str = "hobnail.dump";

pub async fn backup(args: BackupArgs, json: bool) -> Result<(), StartError> {
    let folder = &args.folder;
    // People's numbers and messages are in it.
    fs::DirBuilder::new().mode(0o700).create(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let opened = args.place.open().await?;
    let store = match &opened.database {
        Database::Sqlite(_) => {
            opened.core.db.vacuum_into(folder.join(SQLITE)).await?;
            sync(&folder.join(SQLITE))?;
            "sqlite"
        }
        Database::Postgres(url) => {
            let mut dump = postgres("pg_dump", url)?;
            dump.args(["--format=custom", "--no-owner", "--file"]).arg(folder.join(POSTGRES));
            run(dump)?;
            sync(&folder.join(POSTGRES))?;
            "postgres"
        }
    };
    let (files, bytes) = copy(&opened.core.data.join("files"), &folder.join("files"))?;
    let made_ms = opened.cx().now_ms();
    opened.close().await;
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let manifest = Manifest { format: 1, version, store: store.into(), made_ms, files, bytes };
    let mut file = fs::File::create(folder.join(MANIFEST))?;
    file.write_all(serde_json::to_string_pretty(&manifest)?.as_bytes())?;
    file.sync_all()?;
    sync(folder)?;
    let text = format!("{}: database and {files} files. The master key is not in it; keep it elsewhere.", folder.display());
    tell(json, &json!({ "event": "backup", "folder": folder, "store": store, "files": files, "bytes": bytes }), &text);
    Ok(())
}

pub async fn restore(args: RestoreArgs, json: bool) -> Result<(), StartError> {
    let folder = &args.folder;
    let text = fs::read_to_string(folder.join(MANIFEST)).map_err(|e| format!("{} is no whole backup: {e}", folder.display()))?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|e| format!("{MANIFEST}: {e}"))?;
    if manifest.format != 1 {
        return Err(format!("the backup was made by a later version ({})", manifest.version).into());
    }
    let options = args.place.options()?;
    let alone = match &options.database {
        Database::Sqlite(folder) => Some(FolderLock::take(folder)?),
        // Servers on PostgreSQL hold no lock; stopping them is the operator's part.
        Database::Postgres(_) => None,
    };
    let opened = args.place.open().await?;
    let same = match &opened.database {
        Database::Sqlite(_) => manifest.store == "sqlite",
        Database::Postgres(_) => manifest.store == "postgres",
    };
    let refused = match (same, corp::page(&mut opened.cx().db(), None, 1).await?.is_empty() || args.replace) {
        (false, _) => Some(format!("the backup is of {}, and the configuration names the other database", manifest.store)),
        (_, false) => Some("there is an organisation already: --replace gives it up".to_owned()),
        _ => None,
    };
    if let Some(why) = refused {
        opened.close().await;
        return Err(why.into());
    }
    let (files, _) = copy(&folder.join("files"), &opened.core.data.join("files"))?;
    match &opened.database {
        Database::Sqlite(_) => {
            opened.core.db.restore(folder.join(SQLITE)).await?;
            server::bring_up_to_date(opened.core.db.clone()).await?;
        }
        Database::Postgres(url) => {
            let mut restore = postgres("pg_restore", url)?;
            restore.args(["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]);
            restore.args(["--dbname", &hobnail_store::postgres_name(url)?]).arg(folder.join(POSTGRES));
            run(restore)?;
            forget_later(&opened.core.db).await?;
            server::bring_up_to_date(opened.core.db.clone()).await?;
        }
    }
    // Ids that were handed out since the backup are not handed out again.
    opened.core.ids.keep_ahead().await?;
    opened.close().await;
    drop(alone);
    let text = format!("restored, with {files} files");
    tell(json, &json!({ "event": "restore", "store": manifest.store, "made_ms": manifest.made_ms, "files": files }), &text);
    Ok(())
}

/// Drops the tables of migrations that the backup doesn't know yet, which are made again afterwards.
async fn forget_later(db: &Db) -> Result<(), StartError> {
    let known: HashSet<(String, i64)> =
        db.rows("select domain, version from schema_migration", args![]).await?.into_iter().collect();
    let migrations = domains::migrations();
    let later = migrations.iter().filter(|m| !known.contains(&(m.domain.to_owned(), i64::from(m.version))));
    let tables =
        later.flat_map(|m| m.sql.lines().filter_map(|line| line.trim().strip_prefix("create table ")?.split(['(', ' ']).next()));
    let statements: Vec<&'static str> = tables.map(|table| &*format!("drop table if exists {table}").leak()).collect();
    db.tx(async move |tx| {
        for statement in &statements {
            tx.exec(statement, args![]).await?;
        }
        Ok::<(), Fault>(())
    })
    .await?;
    Ok(())
}

/// One of PostgreSQL's programs, of the newest version that is installed; what it needs to connect is in its environment, where
/// other users of the machine can't read it.
fn postgres(program: &str, url: &str) -> Result<Command, StartError> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let number = |path: &Path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest =
        versions.map(|entry| entry.path()).filter(|path| path.join("bin").join(program).exists()).max_by_key(|path| number(path));
    let mut command = Command::new(newest.map_or_else(|| program.into(), |path| path.join("bin").join(program)));
    command.envs(hobnail_store::postgres_environment(url)?).env("PGCONNECT_TIMEOUT", "10");
    Ok(command)
}

fn run(mut command: Command) -> Result<(), StartError> {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let output = command.output().map_err(|e| format!("{program}: {e}; it comes with PostgreSQL's client programs"))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim()).into()),
    }
}

/// Copies a folder of files that never change; those that are there already are left. How many it has, and their bytes.
fn copy(from: &Path, to: &Path) -> Result<(u64, u64), StartError> {
    let (mut files, mut bytes) = (0, 0);
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).into_iter().flatten() {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            let (more, size) = copy(&source, &target)?;
            (files, bytes) = (files + more, bytes + size);
            continue;
        }
        let size = entry.metadata()?.len();
        if fs::metadata(&target).map_or(0, |there| there.len()) != size || size == 0 {
            let part = to.join(".part");
            fs::copy(&source, &part).map_err(|e| format!("{}: {e}", source.display()))?;
            sync(&part)?;
            fs::rename(&part, &target)?;
        }
        (files, bytes) = (files + 1, bytes + size);
    }
    sync(to)?;
    Ok((files, bytes))
}

fn sync(path: &Path) -> Result<(), StartError> {
    Ok(fs::File::open(path)?.sync_all()?)
}
