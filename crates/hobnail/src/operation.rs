//! What those who operate the server ask of it: [`hobnail_edge::Operation`], filled.

use std::{future::Future, pin::Pin, sync::Arc};

use hobnail_cx::{Core, Cx};
use hobnail_edge::{Figures, Look, Operation};
use hobnail_store::{BATCH_BOUNDS, args, sql};
use hobnail_wire::Outcome;

use crate::domains;

sql! {
    MIGRATED = "select count(*) from schema_migration";
    WRITE = "insert into installation (name, value) values ('ready', $1) on conflict (name) do update set value = excluded.value";
}

/// Looks at a server's core.
pub struct Watch {
    core: Arc<Core>,
    migrations: i64,
}

impl Watch {
    pub fn new(core: &Arc<Core>) -> Self {
        Watch { core: core.clone(), migrations: domains::migrations().len() as i64 }
    }

    async fn look_now(&self) -> Look {
        let found = self.core.db.one::<(i64,)>(MIGRATED, args![]).await;
        let now = self.core.clock.now_ms().to_string();
        let wrote = Cx::internal(&self.core).tx(async move |tx| Ok(tx.exec(WRITE, args![now]).await?)).await;
        if let Err(error) = &found {
            tracing::warn!(%error, "not ready: the store does not answer a read");
        }
        if let Err(error) = &wrote {
            tracing::warn!(%error, "not ready: the store does not take a write");
        }
        let rows = found.ok().flatten().map(|(n,)| n);
        // A newer program of the cluster may have applied more.
        Look { read: rows.is_some(), write: wrote.is_ok(), migrated: rows.is_some_and(|n| n >= self.migrations) }
    }

    async fn figures_now(&self) -> Outcome<Figures> {
        let mut out = Figures::default();
        out.gauge("build_info", "The version that runs", &[(&format!("version=\"{}\"", env!("CARGO_PKG_VERSION")), 1.0)]);
        let backlog = hobnail_jobs::backlog(self.core.db.clone(), self.core.clock.now_ms()).await?;
        let labels: Vec<_> = backlog.kinds.iter().map(|kind| format!("kind=\"{}\"", kind.kind)).collect();
        let by_kind = |value: fn(&hobnail_jobs::Depth) -> f64| -> Vec<(&str, f64)> {
            labels.iter().map(String::as_str).zip(backlog.kinds.iter().map(value)).collect()
        };
        out.gauge("jobs_due", "Jobs that wait for a worker, counted up to 100,000", &by_kind(|k| k.due as f64));
        out.gauge("jobs_running", "Jobs that a worker has claimed", &by_kind(|k| k.running as f64));
        out.gauge("jobs_later", "Jobs whose moment has not come", &by_kind(|k| k.later as f64));
        out.gauge("jobs_oldest_due_seconds", "How long the oldest job has been due", &by_kind(|k| k.oldest_ms as f64 / 1000.0));
        let events = backlog.events as f64;
        out.gauge("events_waiting", "Events whose subscribers were not told yet, counted up to 100,000", &[("", events)]);
        self.store(&mut out);
        process(&mut out);
        Ok(out)
    }

    fn store(&self, out: &mut Figures) {
        let stats = self.core.db.stats();
        let transactions = stats.transactions as f64;
        out.counter("store_transactions", "Transactions that were answered", &[("", transactions)]);
        let seconds = stats.committing.as_secs_f64();
        out.counter("store_commit_seconds", "Time spent in commits", &[("", seconds)]);
        let help = "Transactions of one commit; their sum is those that were committed";
        let committed = transactions - stats.refused as f64;
        out.histogram("store_commit_transactions", help, &BATCH_BOUNDS, &stats.batches, committed);
        out.counter("store_repeated", "Runs that another transaction made necessary", &[("", stats.repeated as f64)]);
        out.counter("store_busy", "Transactions refused because too many waited", &[("", stats.busy as f64)]);
        let size = |name: &str| std::fs::metadata(self.core.data.join(name)).map_or(0.0, |m| m.len() as f64);
        if self.core.db.backend() == hobnail_store::Backend::Sqlite {
            let sizes = [("file=\"database\"", size("hobnail.db")), ("file=\"log\"", size("hobnail.db-wal"))];
            out.gauge("store_bytes", "Size of the database's files", &sizes);
        }
    }
}

/// Memory and open files, where the system tells.
fn process(out: &mut Figures) {
    let resident = std::fs::read_to_string("/proc/self/status").ok().and_then(|text| {
        let kib = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        kib.split_whitespace().next()?.parse::<f64>().ok()
    });
    if let Some(kib) = resident {
        out.gauge("process_resident_bytes", "Memory of the process", &[("", kib * 1024.0)]);
    }
    if let Ok(files) = std::fs::read_dir("/proc/self/fd") {
        out.gauge("process_open_files", "Files and connections that are open", &[("", files.count() as f64)]);
    }
}

type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl Operation for Watch {
    fn look(&self) -> Answer<'_, Look> {
        Box::pin(self.look_now())
    }

    fn figures(&self) -> Answer<'_, Figures> {
        Box::pin(async {
            self.figures_now().await.unwrap_or_else(|fault| {
                tracing::warn!(%fault, "the metrics of the store could not be taken");
                Figures::default()
            })
        })
    }
}
