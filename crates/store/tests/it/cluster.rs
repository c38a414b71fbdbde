//! The cluster that tests start: shared when a runner says so, gone when its owner is gone.

use hobnail_store::testing::Pg;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn again(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([test, "--nocapture"]).stdout(Stdio::piped());
    command
}

/// Two processes at once use a cluster that a third owns; each makes databases of the same template.
#[test]
fn shared() {
    let pg = Pg::start().unwrap();
    let children: Vec<_> =
        (0..2).map(|_| again("api::on_postgres").env("HOBNAIL_TEST_PG", pg.folder()).spawn().unwrap()).collect();
    for child in children {
        let out = child.wait_with_output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
    }
    let folder = pg.folder().to_owned();
    drop(pg);
    assert!(!folder.exists(), "it ends with its owner's handle");
}

/// The owner is killed, so it can't clean up; the cluster does.
#[test]
fn ends_with_its_owner() {
    let mut child = again("cluster::child").env("STORE_CLUSTER", "1").spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let folder = out.lines().map(Result::unwrap).find_map(|line| Some(line.split_once("folder ")?.1.to_owned())).unwrap();
    let folder = std::path::PathBuf::from(folder);
    assert!(folder.join("data/postmaster.pid").exists());
    child.kill().unwrap();
    child.wait().unwrap();
    let start = Instant::now();
    while folder.exists() {
        assert!(start.elapsed() < Duration::from_secs(20), "{} is still there", folder.display());
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn child() {
    if std::env::var_os("STORE_CLUSTER").is_none() {
        return;
    }
    let pg = Pg::start().unwrap();
    println!("\nfolder {}", pg.folder().display());
    std::thread::sleep(Duration::from_secs(60));
}
