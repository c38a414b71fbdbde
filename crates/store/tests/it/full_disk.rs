//! A disk that is full, and one that refuses to write: what was acknowledged is there, what was refused is not, and reading goes on.
//!
//! The test binary runs itself again, once in a namespace with a file system of 600 KiB (where that is allowed) and once with a limit on
//! the size of files, which looks like a failing disk.

use crate::kit::{SCHEMA, two_halves, whole_items};
use hobnail_store::{Db, Error, Options, Tx, args};
use std::process::Command;

const BIG: &str = "insert into item (corp_id, id, half, body) values ($1, $2, 1, $3)";
const BIG_TOO: &str = "insert into item (corp_id, id, half, body) values ($1, $2, 2, $3)";

fn run(program: &str, args: &[&str], script: &str) -> std::process::Output {
    let folder = tempfile::tempdir().unwrap();
    let out = Command::new(program)
        .args(args)
        .args(["sh", "-c", script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .env("STORE_FULL_FOLDER", folder.path())
        .output()
        .unwrap();
    print!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    out
}

#[test]
fn no_room() {
    let script =
        r#"mount -t tmpfs -o size=600k tmpfs "$STORE_FULL_FOLDER" || exit 77; exec "$1" --exact full_disk::child --nocapture"#;
    let attempts: [&[&str]; 2] = [&["-m"], &["-r", "-m"]];
    for flags in attempts {
        match run("unshare", flags, script).status.code() {
            Some(0) => return,
            Some(1 | 77) => {}
            other => panic!("the child failed: {other:?}"),
        }
    }
    println!("no namespace may be made here; the other test of this file stands in");
}

#[test]
fn no_writing() {
    let script = r#"trap '' XFSZ; ulimit -f 1200; exec "$1" --exact full_disk::child --nocapture"#;
    assert!(run("env", &[], script).status.success());
}

#[test]
fn child() {
    let Ok(folder) = std::env::var("STORE_FULL_FOLDER") else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Db::open_sqlite(&std::path::Path::new(&folder).join("small.db"), Options::default()).unwrap();
        db.migrate(SCHEMA).await.unwrap();
        let tasks: Vec<_> = (0..60)
            .map(|id| {
                tokio::spawn(db.tx::<_, Error, _>(async move |tx: &mut Tx| {
                    tx.exec(BIG, args!["corp1", id, "x".repeat(10_000)]).await?;
                    tx.exec(BIG_TOO, args!["corp1", id, "y".repeat(10_000)]).await?;
                    Ok(())
                }))
            })
            .collect();
        let (mut kept, mut refused) = (vec![], vec![]);
        for (id, task) in (0..).zip(tasks) {
            match task.await.unwrap() {
                Ok(()) => kept.push(id),
                Err(Error::Unavailable(_)) => refused.push(id),
                // After a failed write nobody can say what reached the disk.
                Err(Error::Unknown(_)) => {}
                Err(e) => panic!("{e:?}"),
            }
        }
        let there = whole_items(&db).await;
        assert!(kept.iter().all(|id| there.contains(id)), "acknowledged and lost");
        assert!(!refused.iter().any(|id| there.contains(id)), "refused and kept");
        assert!(kept.len() < 60);
        // Later writes are answered, reading works.
        let later = db.tx(async |tx: &mut Tx| two_halves(tx, 1000).await).await;
        assert!(matches!(later, Ok(()) | Err(Error::Unavailable(_) | Error::Unknown(_))), "{later:?}");
        assert_eq!(whole_items(&db).await.len(), there.len() + usize::from(later.is_ok()));
        println!("kept {}, refused {}, later {later:?}", kept.len(), refused.len());
    });
}
