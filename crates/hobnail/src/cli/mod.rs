//! The command line. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.

mod backup;
mod import;
mod place;
mod seed;

use std::{
    io::{IsTerminal, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use clap::{CommandFactory, Parser, Subcommand};
use hobnail_app::{Facts, NewApp};
use hobnail_contact::{account, corp, member};
use hobnail_cx::{Core, Cx, Mode, Range, Registry, Secrets, days::DEFAULT_ZONE, secrets};
use hobnail_edge::{Networks, Rotation};
use hobnail_wire::{Access, CorpId, DeptId, Fault, Style};
use serde_json::{Value, json};

use crate::{
    config::{self, Config},
    control, demo, domains,
    lock::FolderLock,
    reference,
    server::{self, Database, Options, Running, StartError},
};

/// The DingTalk Open Platform that you run yourself.
#[derive(Parser)]
#[command(name = "hobnail", version, propagate_version = true)]
struct Cli {
    /// Machine-readable output: one JSON object a line.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run on loopback with a demo organisation, captured messages, a movable clock and the control API.
    Dev {
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// Keep the data in this folder; without it, every start is a fresh one.
        #[arg(long)]
        data: Option<PathBuf>,
        /// Without the demo organisation.
        #[arg(long)]
        empty: bool,
        /// Bind addresses other than loopback. Whoever has the token can do anything.
        #[arg(long)]
        unsafe_public: bool,
        /// With --unsafe-public: what calls of the control API must bring; one is made and printed when absent.
        #[arg(long, env = "HOBNAIL_DEV_TOKEN", hide_env_values = true)]
        token: Option<String>,
    },
    /// Run for an organisation.
    Serve {
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Make an organisation and its administrator; makes the master key and the database where there are none.
    Init {
        #[arg(long)]
        config: Option<PathBuf>,
        /// Name of the organisation.
        #[arg(long)]
        corp: String,
        /// IANA name of the organisation's time zone.
        #[arg(long, default_value = DEFAULT_ZONE)]
        zone: String,
        /// Name of the administrator.
        #[arg(long)]
        admin: String,
        /// Mobile number with which the administrator signs in.
        #[arg(long)]
        mobile: String,
        /// File that holds the administrator's password; one is made and printed when absent.
        #[arg(long)]
        password_file: Option<PathBuf>,
    },
    /// Apps of an organisation.
    App {
        #[command(subcommand)]
        command: AppCommand,
    },
    /// Set the password of a person, by mobile number.
    Password {
        #[arg(long)]
        config: Option<PathBuf>,
        #[arg(long)]
        mobile: String,
        /// File that holds the password; one is made and printed when absent.
        #[arg(long)]
        password_file: Option<PathBuf>,
    },
    /// Bring people in from a table (.csv, .xlsx): a dry run, then all of it or nothing.
    Import(import::ImportArgs),
    /// Write the directory as a table that can be imported.
    Export(import::ExportArgs),
    /// Make a large organisation, the same for the same seed.
    Seed(seed::SeedArgs),
    /// Copy the database and the files into a folder, also while the server runs.
    Backup(backup::BackupArgs),
    /// Bring a backup back.
    Restore(backup::RestoreArgs),
    /// List every endpoint of this server.
    Endpoints,
    /// Print the OpenAPI document of one style.
    Openapi {
        #[arg(value_parser = ["oapi", "v1", "console", "control"], default_value = "oapi")]
        style: String,
    },
    /// Print the documented configuration with its defaults.
    ConfigExample,
    /// Print the completions of a shell.
    Completions { shell: clap_complete::Shell },
    /// Print a man page.
    Man {
        /// The command that it is of, such as `dev` or `app create`; hobnail itself when absent.
        command: Vec<String>,
        /// Write every page into this folder instead.
        #[arg(long, conflicts_with = "command")]
        dir: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum AppCommand {
    /// Make an app and print its credentials.
    Create {
        #[arg(long)]
        config: Option<PathBuf>,
        #[arg(long)]
        corp: CorpId,
        #[arg(long)]
        name: String,
        /// Permission points, separated by commas.
        #[arg(long, value_delimiter = ',', default_values_t = demo::SCOPES.map(str::to_owned))]
        scopes: Vec<String>,
    },
}

/// Runs the command of this process.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(cli.json, &error.into()),
    };
    let outcome = runtime.block_on(execute(cli.command, cli.json));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(cli.json, &error),
    }
}

fn failed(json: bool, error: &StartError) -> ExitCode {
    let code = error.downcast_ref::<Fault>().map(|fault| fault.code().errcode);
    if json {
        say(&json!({ "event": "error", "message": error.to_string(), "code": code }));
    } else {
        let _ = writeln!(std::io::stderr(), "hobnail: {error}");
    }
    ExitCode::FAILURE
}

fn say(line: &Value) {
    // In one piece: whoever reads it sees the line or nothing, even when this process is killed.
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(format!("{line}\n").as_bytes());
    let _ = out.flush();
}

fn tell(json: bool, value: &Value, text: &str) {
    if json {
        say(value);
    } else {
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{text}");
        let _ = out.flush();
    }
}

async fn execute(command: Command, json: bool) -> Result<(), StartError> {
    match command {
        Command::Dev { listen, data, empty, unsafe_public, token } => {
            let token = match (unsafe_public, token) {
                (false, _) => None,
                (true, Some(token)) => Some(token),
                (true, None) => Some(secrets::random_text(32)?),
            };
            dev(listen, data, empty, token, json).await
        }
        Command::Serve { config } => serve(config.as_deref(), json).await,
        Command::Init { config, corp, zone, admin, mobile, password_file } => {
            let password = password_file.map(read_secret).transpose()?;
            init(config.as_deref(), corp, zone, admin, mobile, password, json).await
        }
        Command::App { command: AppCommand::Create { config, corp, name, scopes } } => {
            create_app(config.as_deref(), corp, name, scopes, json).await
        }
        Command::Password { config, mobile, password_file } => {
            let password = password_file.map(read_secret).transpose()?;
            set_password(config.as_deref(), &mobile, password, json).await
        }
        Command::Import(args) => {
            log("text", "error");
            import::import(args, json).await
        }
        Command::Export(args) => import::export(args, json).await,
        Command::Seed(args) => seed::seed(args, json).await,
        Command::Backup(args) => backup::backup(args, json).await,
        Command::Restore(args) => backup::restore(args, json).await,
        Command::Endpoints => {
            endpoints(json);
            Ok(())
        }
        Command::Openapi { style } => {
            let text = match style.as_str() {
                "v1" => include_str!("../../../../openapi/v1.json"),
                "console" => include_str!("../../../../openapi/console.json"),
                "control" => include_str!("../../../../openapi/control.json"),
                _ => include_str!("../../../../openapi/oapi.json"),
            };
            print!("{text}");
            Ok(())
        }
        Command::ConfigExample => {
            print!("{}", config::example());
            Ok(())
        }
        Command::Completions { shell } => {
            reference::completions(Cli::command(), shell);
            Ok(())
        }
        Command::Man { dir: Some(dir), .. } => reference::man_pages(Cli::command(), &dir),
        Command::Man { command, dir: None } => reference::man(Cli::command(), &command),
    }
}

fn read_secret(path: PathBuf) -> Result<String, StartError> {
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

fn log_to_stderr(format: &str) {
    log(format, "info");
}

fn log(format: &str, level: &str) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("HOBNAIL_LOG").unwrap_or_else(|_| level.into());
    let builder =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    let _ = match format {
        "json" => builder.json().try_init(),
        _ => builder.with_target(false).try_init(),
    };
}

/// A token says that other addresses than loopback may be bound.
async fn dev(
    listen: SocketAddr,
    data: Option<PathBuf>,
    empty: bool,
    token: Option<String>,
    json: bool,
) -> Result<(), StartError> {
    log_to_stderr("text");
    let config = Config::load(None, std::env::vars())?;
    let fresh = match data {
        Some(_) => None,
        None => Some(Scratch::new()?),
    };
    let folder = data.unwrap_or_else(|| fresh.as_ref().map(|s| s.0.clone()).unwrap_or_default());
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let database = match config.postgres_url()? {
        Some(url) => Database::Postgres(url),
        None => Database::Sqlite(folder.clone()),
    };
    let mut options = options(&config, Mode::Dev, database, Secrets::new(&demo::MASTER_KEY))?;
    options.listen = listen;
    options.access_log = Some((folder.join("access.log"), rotation(&config)));
    options.data = folder;
    options.public_token = token.clone();
    // Nobody balances calls over servers of dev mode.
    options.drain = Duration::ZERO;
    let _lock = lock(&options)?;
    let core = server::open(&options).await?;
    if !empty {
        demo::ensure(&Cx::internal(&core)).await?;
    }
    let running = server::start(core, &options).await?;
    let described = control::describe_demo(&Cx::internal(&running.core), &running.url()).await?;
    tell(
        json,
        &json!({ "event": "ready", "url": running.url(), "mode": "dev", "demo": described, "token": token }),
        &match &described {
            Some(demo) => demo::greeting(&running.url(), demo),
            None => format!("Hobnail is ready at {} (empty; POST /_hobnail/v1/corps makes an organisation)", running.url()),
        },
    );
    if let (Some(token), false) = (&token, json) {
        tell(
            json,
            &json!({}),
            &format!("The control API takes this token: {token}\nIn a browser: {}/?token={token}", running.url()),
        );
    }
    end(running).await;
    drop(fresh);
    Ok(())
}

/// A folder for one run, removed with it.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Scratch, StartError> {
        let name = secrets::random_text(12)?;
        Ok(Scratch(std::env::temp_dir().join(format!("hobnail-dev-{name}"))))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn serve(path: Option<&Path>, json: bool) -> Result<(), StartError> {
    let config = Config::load(path, std::env::vars())?;
    log_to_stderr(&config.server.log_format);
    let options = serve_options(&config)?;
    let _lock = lock(&options)?;
    let core = server::open(&options).await?;
    let running = server::start(core, &options).await?;
    let url = running.url();
    tell(json, &json!({ "event": "ready", "url": url, "mode": "serve" }), &format!("Hobnail is ready at {url}"));
    end(running).await;
    Ok(())
}

/// A server on SQLite has its folder for itself.
fn lock(options: &Options) -> Result<Option<FolderLock>, StartError> {
    match &options.database {
        Database::Sqlite(folder) => FolderLock::take(folder).map(Some),
        Database::Postgres(_) => Ok(None),
    }
}

fn serve_options(config: &Config) -> Result<Options, StartError> {
    let key = match config.master_key()? {
        Some(key) => key,
        None => read_secret(config.store.data.join("master.key"))
            .map_err(|_| "there is no master key: set [secrets] master_key_file, or run `hobnail init`")?,
    };
    options(config, Mode::Serve, database(config)?, Secrets::from_hex(&key)?)
}

fn options(config: &Config, mode: Mode, database: Database, secrets: Secrets) -> Result<Options, StartError> {
    let server = &config.server;
    Ok(Options {
        mode,
        listen: server.listen,
        database,
        secrets,
        limits: config.limits.clone(),
        retention: config.retention.clone(),
        data: config.store.data.clone(),
        access_log: (!server.access_log.is_empty()).then(|| (PathBuf::from(&server.access_log), rotation(config))),
        trusted_proxies: Networks::read(&server.trusted_proxies).map_err(|e| format!("[server] trusted_proxies: {e}"))?,
        metrics_from: Networks::read(&server.metrics_from).map_err(|e| format!("[server] metrics_from: {e}"))?,
        drain: Duration::from_secs(server.drain_s),
        finish: Duration::from_secs(server.finish_s),
        network: config.network.clone(),
        public_token: None,
    })
}

fn rotation(config: &Config) -> Rotation {
    Rotation { bytes: config.server.access_log_bytes, keep: config.server.access_log_keep }
}

fn database(config: &Config) -> Result<Database, StartError> {
    Ok(match config.postgres_url()? {
        Some(url) => Database::Postgres(url),
        None => Database::Sqlite(config.store.data.clone()),
    })
}

/// Opens the database of a configuration for a command, also while a server runs on it.
async fn open_for_command(path: Option<&Path>) -> Result<Arc<Core>, StartError> {
    let config = Config::load(path, std::env::vars())?;
    let options = serve_options(&config)?;
    server::open(&options).await
}

async fn init(
    path: Option<&Path>,
    name: String,
    zone: String,
    admin: String,
    mobile: String,
    password: Option<String>,
    json: bool,
) -> Result<(), StartError> {
    let config = Config::load(path, std::env::vars())?;
    if config.master_key()?.is_none() {
        make_master_key(&config.store.data)?;
    }
    let core = open_for_command(path).await?;
    let cx = Cx::internal(&core);
    let made = match password {
        Some(password) => (password, false),
        None => (secrets::random_text(16)?, true),
    };
    hobnail_app::strong_password(&made.0)?;
    let hash = hobnail_app::hash_password(made.0.clone()).await?;
    let corp_id = CorpId::from(format!("ding{}", secrets::random_text(32)?.to_ascii_lowercase()));
    let (inner, in_corp) = (cx.clone(), corp_id.clone());
    let userid = cx
        .tx(async move |tx| {
            let new = corp::NewCorp { corp_id: in_corp.clone(), name: name.clone(), zone: zone.clone() };
            corp::create(tx, &inner, &new).await?;
            let new = member::NewMember {
                name: admin.clone(),
                mobile: Some(mobile.clone()),
                dept_ids: vec![DeptId::ROOT],
                admin: member::Admin::Main,
                active: true,
                ..Default::default()
            };
            let userid = member::create(tx, &inner, &in_corp, &new).await?;
            let card = member::card(tx, &in_corp, &userid).await?;
            let account = card.ok_or_else(|| Fault::internal("the new member is not there"))?.account_id;
            account::set_password_hash(tx, account, &hash).await?;
            Ok(userid)
        })
        .await?;
    let shown = made.1.then(|| made.0.clone());
    let text = match &shown {
        Some(password) => format!("CorpId {corp_id}\nUserID {userid}\nPassword {password}"),
        None => format!("CorpId {corp_id}\nUserID {userid}"),
    };
    tell(json, &json!({ "corp_id": corp_id, "admin_userid": userid, "password": shown }), &text);
    core.db.clone().close().await;
    Ok(())
}

/// Only its owner may read the key.
fn make_master_key(folder: &Path) -> Result<(), StartError> {
    use std::os::unix::fs::OpenOptionsExt;
    let path = folder.join("master.key");
    if path.exists() {
        return Ok(());
    }
    std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    writeln!(file, "{}", secrets::new_master_key()?)?;
    file.sync_all()?;
    Ok(())
}

async fn create_app(
    path: Option<&Path>,
    corp_id: CorpId,
    name: String,
    scopes: Vec<String>,
    json: bool,
) -> Result<(), StartError> {
    let core = open_for_command(path).await?;
    let cx = Cx::internal(&core);
    if corp::find(&mut cx.db(), &corp_id).await?.is_none() {
        return Err(format!("there is no organisation {corp_id}").into());
    }
    let new = NewApp {
        name,
        icon: None,
        description: String::new(),
        scopes,
        visible: Range::All,
        directory: Range::All,
        about: Facts::default(),
        credentials: None,
    };
    let inner = cx.clone();
    let made = cx.tx(async move |tx| hobnail_app::create(tx, &inner, &corp_id, &new).await).await?;
    tell(
        json,
        &json!({ "agent_id": made.agent_id, "app_key": made.app_key, "app_secret": made.app_secret }),
        &format!("AgentId {}\nAppKey {}\nAppSecret {}", made.agent_id, made.app_key, made.app_secret),
    );
    core.db.clone().close().await;
    Ok(())
}

async fn set_password(path: Option<&Path>, mobile: &str, password: Option<String>, json: bool) -> Result<(), StartError> {
    let core = open_for_command(path).await?;
    let cx = Cx::internal(&core);
    let mobile = member::normal_mobile(mobile)?;
    let found = account::by_mobile(&mut cx.db(), &mobile).await?;
    let account = found.ok_or_else(|| format!("nobody has the mobile number {mobile}"))?;
    let made = match password {
        Some(password) => (password, None),
        None => {
            let password = secrets::random_text(16)?;
            (password.clone(), Some(password))
        }
    };
    hobnail_app::strong_password(&made.0)?;
    let hash = hobnail_app::hash_password(made.0).await?;
    cx.tx(async move |tx| account::set_password_hash(tx, account.account_id, &hash).await).await?;
    let text = made.1.as_ref().map_or_else(|| "done".to_owned(), |password| format!("Password {password}"));
    tell(json, &json!({ "password": made.1 }), &text);
    core.db.clone().close().await;
    Ok(())
}

fn endpoints(json: bool) {
    let mut registry = Registry::new();
    domains::routes(&mut registry);
    for meta in registry.sorted() {
        let style = match meta.style {
            Style::Oapi => "oapi",
            Style::V1 => "v1",
            Style::Console => "console",
            Style::Oauth => "oauth",
        };
        let access = match meta.access {
            Access::Open => "open".to_owned(),
            Access::Dev => "dev".to_owned(),
            Access::User => "user".to_owned(),
            Access::Sso => "sso".to_owned(),
            Access::Person => "person".to_owned(),
            Access::Admin(right) => format!("admin:{}", right.as_str()),
            Access::App { scopes } => scopes.join("|"),
        };
        let (method, path) = (meta.method.as_str(), meta.path);
        tell(
            json,
            &json!({ "id": meta.id, "style": style, "method": method, "path": path, "access": access }),
            &format!("{style:<8}{method:<7}{path:<60}{access}"),
        );
    }
}

/// Runs until it is told to end. SIGTERM, the word of supervisors, lets a balancer notice first; SIGINT, a person's, ends at
/// once, and so does a second signal.
async fn end(running: Running) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut int), Ok(mut term)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate())) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = int.recv() => {}
        _ = term.recv() => {
            let hurry = async {
                tokio::select! {
                    _ = int.recv() => {}
                    _ = term.recv() => {}
                }
            };
            running.drain(hurry).await;
        }
    }
    running.stop().await;
}
