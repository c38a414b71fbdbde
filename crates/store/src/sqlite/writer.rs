//! The one thread that writes: group commit with a savepoint for each member.
//!
//! It takes the first waiting job, begins a transaction, and polls every job that waits, each in a savepoint of its own; after 256 members
//! or 5 ms it commits once for all, and only then anybody gets an answer. What queues up during one COMMIT is the next group, so there
//! is no lingering. Refusals wait for the COMMIT too: a member may have refused because of a row that another member of the same group
//! wrote.
//!
//! **Failure.** An error or a panic in a closure undoes its savepoint and nothing else. Some errors (disk full, I/O, `or rollback`)
//! make SQLite undo the whole transaction silently; the writer sees that in the autocommit flag after each member. A group lost like
//! that, or by its COMMIT, is run again, each member alone, the one during which it was lost last. Once a member that runs alone finds the
//! disk full the rest is refused without a try, because each try would cost an fsync.
//!
//! **Deliberately not**: no second poll. All statements are synchronous here, so a closure that isn't ready after one poll awaits
//! something foreign; it would hold up everybody, and is undone and refused.

use crate::sqlite::session::Lite;
use crate::stats::Counters;
use crate::tx::Tx;
use crate::{Error, Result, error, nested};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::mpsc::Receiver;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

const GROUP: usize = 256;
const GROUP_TIME: Duration = Duration::from_millis(5);
const SLOW: Duration = Duration::from_millis(10);

/// What a caller gets: the closure's result, or its panic.
pub(crate) type Answer<T, E> = std::thread::Result<Result<T, E>>;

/// A waiting transaction, its types erased.
pub(crate) trait Job: Send {
    /// The caller has gone; nobody will read the answer.
    fn abandoned(&self) -> bool;
    /// Polls the closure once and keeps the outcome.
    fn run(&mut self, session: Lite) -> (Option<Lite>, Ran);
    /// Forgets the outcome of a run that was lost: even a refusal may have been caused by what was lost with it.
    fn forget(&mut self);
    /// Tells the caller. An error takes the place of a success, which wasn't kept then.
    fn answer(self: Box<Self>, frame: Result<()>);
}

/// How one poll went.
#[derive(Clone, Copy)]
pub(crate) struct Ran {
    keep: bool,
    full: bool,
}

pub(crate) struct Closure<T, E, F> {
    pub(crate) f: F,
    pub(crate) reply: oneshot::Sender<Answer<T, E>>,
    pub(crate) span: tracing::Span,
    pub(crate) runtime: Option<tokio::runtime::Handle>,
    pub(crate) outcome: Option<Answer<T, E>>,
}

impl<T, E, F> Job for Closure<T, E, F>
where
    F: AsyncFn(&mut Tx) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn run(&mut self, session: Lite) -> (Option<Lite>, Ran) {
        // The runtime and the span of the caller: a foreign timer must not panic here but be found out.
        let _runtime = self.runtime.as_ref().map(|r| r.enter());
        let _span = self.span.enter();
        let mut tx = Tx::lite(session);
        let outcome = poll(&self.f, &mut tx);
        let session = tx.into_lite();
        let (failed, full) = session.as_ref().map_or((true, false), |s| (s.failed, s.full));
        let outcome = match outcome {
            Ok(Ok(_)) if failed => Ok(Err(Error::Aborted.into())),
            other => other,
        };
        let keep = matches!(outcome, Ok(Ok(_)));
        self.outcome = Some(outcome);
        (session, Ran { keep, full })
    }

    fn forget(&mut self) {
        self.outcome = None;
    }

    fn answer(self: Box<Self>, frame: Result<()>) {
        let answer = match (self.outcome, frame) {
            (Some(Ok(Ok(_))) | None, Err(e)) => Ok(Err(e.into())),
            (Some(outcome), _) => outcome,
            (None, Ok(())) => return,
        };
        // A caller who has gone misses the answer, nothing else.
        let _ = self.reply.send(answer);
    }
}

/// Polls a closure once, with the mark set, and turns "not ready" into a refusal.
pub(crate) fn poll<T, E, F>(f: &F, tx: &mut Tx) -> Answer<T, E>
where
    F: AsyncFn(&mut Tx) -> Result<T, E>,
    E: From<Error>,
{
    let start = Instant::now();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let _mark = nested::mark();
        let future = pin!(f(tx));
        match future.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => result,
            Poll::Pending => Err(Error::Awaited.into()),
        }
    }));
    if start.elapsed() > SLOW {
        let ms = start.elapsed().as_millis() as u64;
        tracing::warn!(closure = std::any::type_name::<F>(), ms, "a transaction closure was slow; others waited for it");
    }
    outcome
}

/// What the writer is asked for.
pub(crate) enum Work {
    Job(Box<dyn Job>),
    /// Replace everything by the contents of a file.
    Restore(PathBuf, oneshot::Sender<Result<()>>),
}

/// Runs until every sender has gone, then empties the write-ahead log into the database.
pub(crate) fn serve(conn: Connection, queue: &Receiver<Work>, counters: &Counters) {
    let mut writer = Writer { conn: Some(conn), counters };
    let mut next = None;
    while let Some(work) = next.take().or_else(|| queue.recv().ok()) {
        match work {
            Work::Job(first) => next = writer.group(first, queue),
            Work::Restore(file, reply) => drop(reply.send(writer.restore(&file))),
        }
    }
    if let Some(conn) = &writer.conn {
        let _ = conn.execute_batch("pragma wal_checkpoint(truncate)");
    }
}

struct Writer<'a> {
    counters: &'a Counters,
    /// Absent only while a closure has it, and for good if a closure managed not to give it back.
    conn: Option<Connection>,
}

/// The state of the surrounding transaction after one member.
enum Frame {
    Sound,
    Lost(Ran),
}

impl Writer<'_> {
    /// Runs a group that begins with this job. Returns what was waiting and is no job.
    fn group(&mut self, first: Box<dyn Job>, queue: &Receiver<Work>) -> Option<Work> {
        if first.abandoned() {
            return None;
        }
        let start = Instant::now();
        if let Err(e) = self.sql("begin immediate") {
            answer(first, Err(unavailable(&e)));
            return None;
        }
        let mut other = None;
        let mut members = Vec::new();
        let mut culprit = None;
        let mut next = Some(first);
        while let Some(mut job) = next.take() {
            if !job.abandoned() {
                let frame = self.member(&mut *job);
                members.push(job);
                if let Frame::Lost(_) = frame {
                    culprit = members.pop();
                    break;
                }
            }
            if members.len() < GROUP && start.elapsed() < GROUP_TIME {
                next = match queue.try_recv() {
                    Ok(Work::Job(job)) => Some(job),
                    Ok(work) => {
                        other = Some(work);
                        None
                    }
                    Err(_) => None,
                };
            }
        }
        let committing = Instant::now();
        let committed = match culprit {
            None => self.sql("commit").is_ok(),
            Some(_) => false,
        };
        if committed {
            self.counters.committed(members.len(), committing.elapsed());
            members.into_iter().for_each(|job| answer(job, Ok(())));
            return other;
        }
        self.rollback();
        tracing::debug!(members = members.len(), "a group of transactions was lost; each runs again alone");
        self.counters.repeated(members.len() + usize::from(culprit.is_some()));
        let mut full = false;
        for mut job in members.into_iter().chain(culprit) {
            job.forget();
            match full {
                true => answer(job, Err(Error::Unavailable("database or disk is full".into()))),
                false => full = self.alone(job),
            }
        }
        other
    }

    fn restore(&mut self, file: &Path) -> Result<()> {
        let conn = self.conn.as_mut().ok_or_else(Error::closed)?;
        let mut copy = || {
            let source = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            Backup::new(&source, conn)?.step(-1)
        };
        match copy() {
            Ok(StepResult::Done) => Ok(()),
            Ok(step) => Err(Error::Unavailable(format!("{}: {step:?}", file.display()))),
            Err(e) => Err(Error::Unavailable(format!("{}: {e}", file.display()))),
        }
    }

    /// One job in a transaction of its own; says whether there was no room for it.
    fn alone(&mut self, mut job: Box<dyn Job>) -> bool {
        if job.abandoned() {
            return false;
        }
        if let Err(e) = self.sql("begin immediate") {
            answer(job, Err(unavailable(&e)));
            return error::is_full(&e);
        }
        if let Frame::Lost(ran) = self.member(&mut *job) {
            self.rollback();
            answer(job, Err(Error::Unavailable("the transaction was lost".into())));
            return ran.full;
        }
        let committing = Instant::now();
        match self.sql("commit") {
            Ok(()) => {
                self.counters.committed(1, committing.elapsed());
                answer(job, Ok(()));
                false
            }
            Err(e) => {
                self.rollback();
                let unknown = matches!(e.sqlite_error_code(), Some(rusqlite::ErrorCode::SystemIoFailure));
                answer(job, Err(if unknown { Error::Unknown(e.to_string()) } else { Error::sqlite(&e, "commit") }));
                error::is_full(&e)
            }
        }
    }

    fn member(&mut self, job: &mut dyn Job) -> Frame {
        let lost = Frame::Lost(Ran { keep: false, full: false });
        if self.sql("savepoint member").is_err() {
            return lost;
        }
        let Some(conn) = self.conn.take() else { return lost };
        let (session, ran) = job.run(Lite::new(conn));
        self.conn = session.map(|s| s.conn);
        if self.conn.as_ref().is_none_or(|c| c.is_autocommit()) {
            return Frame::Lost(ran);
        }
        let ended = match ran.keep {
            true => self.sql("release member"),
            false => self.sql("rollback to member").and_then(|()| self.sql("release member")),
        };
        match ended {
            Ok(()) => Frame::Sound,
            Err(_) => Frame::Lost(ran),
        }
    }

    fn rollback(&mut self) {
        if self.conn.as_ref().is_some_and(|c| !c.is_autocommit()) {
            let _ = self.sql("rollback");
        }
    }

    fn sql(&self, sql: &str) -> rusqlite::Result<()> {
        match &self.conn {
            Some(conn) => conn.prepare_cached(sql)?.execute([]).map(drop),
            None => Err(rusqlite::Error::InvalidQuery),
        }
    }
}

fn unavailable(e: &rusqlite::Error) -> Error {
    Error::Unavailable(e.to_string())
}

/// Dropping what a closure captured is foreign code; a panic in it must not end the writer.
fn answer(job: Box<dyn Job>, frame: Result<()>) {
    let dropped: Result<(), Box<dyn Any + Send>> = catch_unwind(AssertUnwindSafe(|| job.answer(frame)));
    if dropped.is_err() {
        tracing::error!("a value captured by a transaction closure panicked while it was dropped");
    }
}
