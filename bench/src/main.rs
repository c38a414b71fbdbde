//! Hobnail against a bare server, a bare database and what people use today, in one run.
//!
//! `make bench` starts every reference itself, measures each pair in the same rounds, one after the other, and prints
//! medians, ratios and CPU per request. Absolute figures belong to the machine; the ratios are what the goals are about.
//! Processes are started here and end with this program; nothing else is touched. Figures and what limits them are in
//! `bench/RESULTS.md`.

mod day;
mod events;
mod import;
mod load;
mod peers;
mod process;
mod raw;
mod report;
mod scenes;
mod server;
mod size;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::{Parser, Subcommand, ValueEnum};
use hobnail_store::testing::Pg;

use scenes::{Found, Plan};
use server::{Organisation, Result};

/// Compares Hobnail with references that it starts itself.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// A look in two minutes: fewer people, shorter runs, three rounds.
    #[arg(long)]
    quick: bool,
    /// Only these.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Scene>,
    /// Without prism and json-server, which are installed from npm.
    #[arg(long)]
    no_peers: bool,
    /// Without PostgreSQL.
    #[arg(long)]
    no_postgres: bool,
    /// Deliveries of the scene `day`.
    #[arg(long, default_value_t = 10_000_000)]
    deliveries: u64,
    /// Minutes after which the scene `day` ends wherever it is.
    #[arg(long, default_value_t = 10)]
    minutes: u64,
    /// The server's binary.
    #[arg(long, default_value = "target/release/hobnail")]
    binary: PathBuf,
    /// Folder for everything that is made here.
    #[arg(long, default_value = "bench/.work")]
    work: PathBuf,
}

#[derive(Subcommand)]
enum Command {
    /// The bare hyper server of the comparison.
    HyperStatic { addr: SocketAddr, body: PathBuf },
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Scene {
    Calls,
    One,
    All,
    Import,
    Start,
    /// A thousand people against a million. Only when it is named: the million takes minutes to make.
    Size,
    /// Events to a stream client, and idle connections. Only when it is named: it opens thousands of sockets.
    Events,
    /// A day of many deliveries on the moved clock. Only when it is named: it takes minutes.
    Day,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match &cli.command {
        Some(Command::HyperStatic { addr, body }) => peers::serve_static(*addr, body),
        None => bench(&cli),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn bench(cli: &Cli) -> Result<()> {
    let began = Instant::now();
    std::fs::create_dir_all(&cli.work)?;
    let work = cli.work.canonicalize()?;
    let binary = cli.binary.canonicalize().map_err(|e| format!("{}: {e}; build it first", cli.binary.display()))?;
    let wants = |scene: Scene| cli.only.is_empty() || cli.only.contains(&scene);
    let (people, time, rounds) = match cli.quick {
        true => (10_000, Duration::from_millis(800), 3),
        false => (100_000, Duration::from_secs(3), 5),
    };
    println!("{}\n", machine());
    if cli.only == [Scene::Day] {
        let day = day::Day { deliveries: cli.deliveries, budget: Duration::from_secs(cli.minutes * 60) };
        return tell(vec![day::play(&work, &binary, &day)?], began);
    }
    if cli.only == [Scene::Events] {
        let (events, connections) = if cli.quick { (2_000, 500) } else { (50_000, 10_000) };
        return tell(vec![events::play(&work, &binary, &events::Events { rounds, events, connections })?], began);
    }
    let plan = Plan { work: &work, rounds, time, peers: !cli.no_peers };
    let mut found = Vec::new();
    if wants(Scene::Import) {
        found.push(import::import(&plan, &binary, people)?);
    }
    if cli.only.contains(&Scene::Size) {
        let large = if cli.quick { 50_000 } else { 1_000_000 };
        found.push(size::size(&plan, &binary, [1000, large])?);
    }
    if cli.only.iter().all(|scene| matches!(scene, Scene::Import | Scene::Size)) && !cli.only.is_empty() {
        return tell(found, began);
    }
    eprintln!("making an organisation of {people} people");
    let org = Organisation::make(&binary, &work.join("org"), "", people)?;
    if wants(Scene::Start) {
        found.push(scenes::start(&plan, &org)?);
    }
    if wants(Scene::Calls) {
        found.push(calls(cli, &plan, &org)?);
    }
    if wants(Scene::One) {
        found.push(scenes::send_to_one(&plan, &org)?);
    }
    if wants(Scene::All) {
        found.push(scenes::send_to_all(&plan, &org)?);
    }
    if cli.only.contains(&Scene::Day) {
        let day = day::Day { deliveries: cli.deliveries, budget: Duration::from_secs(cli.minutes * 60) };
        found.push(day::play(&work, &binary, &day)?);
    }
    tell(found, began)
}

fn tell(found: Vec<Found>, began: Instant) -> Result<()> {
    for table in found.iter().flat_map(|f| &f.tables) {
        println!("{table}");
    }
    let bars: Vec<_> = found.into_iter().flat_map(|f| f.bars).collect();
    println!("{}", report::bars(&bars));
    println!("{} of {} goals met, {:.0} s", bars.iter().filter(|b| b.met()).count(), bars.len(), began.elapsed().as_secs_f64());
    Ok(())
}

fn calls(cli: &Cli, plan: &Plan<'_>, sqlite: &Organisation) -> Result<Found> {
    if cli.no_postgres {
        return scenes::calls(plan, sqlite, None);
    }
    let cluster = Pg::start()?;
    let url = format!("host={} user=hobnail dbname=postgres", cluster.folder().display());
    eprintln!("making an organisation of 10000 people on PostgreSQL");
    let org = Organisation::make(&sqlite.binary, &plan.work.join("org-postgres"), &url, 10_000)?;
    scenes::calls(plan, sqlite, Some((&org, postmaster(cluster.folder())?)))
}

fn postmaster(folder: &Path) -> Result<u32> {
    let text = std::fs::read_to_string(folder.join("data/postmaster.pid"))?;
    Ok(text.lines().next().unwrap_or_default().parse()?)
}

/// Processor, cores, kernel and how busy it was.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let info = read("/proc/cpuinfo");
    let model = info.lines().find_map(|l| l.strip_prefix("model name")).map_or("?", |l| l.trim_start_matches(['\t', ' ', ':']));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let (debian, kernel, load) = (read("/etc/debian_version"), read("/proc/sys/kernel/osrelease"), read("/proc/loadavg"));
    format!("{model}, {cores} cores, Debian {}, Linux {}, load {}", debian.trim(), kernel.trim(), load.trim())
}
