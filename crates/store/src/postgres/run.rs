//! One transaction from its closure to its answer: run, commit or roll back, run again when another transaction was in the way.

use super::session::{Commit, Pg};
use super::{Postgres, WRITE, pool_error};
use crate::sqlite::writer::Answer;
use crate::stats::Counters;
use crate::tx::Tx;
use crate::{Error, Result, nested};
use deadpool_postgres::Pool;
use std::future::poll_fn;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard, oneshot};

/// Above this a transaction is logged; round trips and repetitions count, so it is longer than on SQLite.
const SLOW: Duration = Duration::from_millis(250);

/// Starts a transaction on its thread.
pub(super) type Job = Box<dyn FnOnce(Rc<Rules>) -> Pin<Box<dyn Future<Output = ()>>> + Send>;

/// A transaction that met so many conflicts runs alone.
const ALONE_AFTER: u32 = 4;

/// What the transactions of a node keep to.
pub(super) struct Rules {
    /// For how long a transaction is run again.
    patience: Duration,
    /// Writers share it; who was in others' way too often has it alone. Without it many who write to one range of an index (people
    /// who join at the same time) keep refusing each other until all have given up.
    gate: RwLock<()>,
}

/// A transaction's permission to run.
enum Turn<'a> {
    Free,
    Shared { _held: RwLockReadGuard<'a, ()> },
    Alone { _held: RwLockWriteGuard<'a, ()> },
}

impl Rules {
    pub(super) fn new(patience: Duration) -> Self {
        Rules { patience, gate: RwLock::new(()) }
    }

    async fn turn(&self, begin: &str, run: u32) -> Turn<'_> {
        match begin {
            WRITE if run > ALONE_AFTER => Turn::Alone { _held: self.gate.write().await },
            WRITE => Turn::Shared { _held: self.gate.read().await },
            _ => Turn::Free,
        }
    }
}

impl Postgres {
    pub(crate) fn submit<T, E, F>(&self, begin: &'static str, f: F) -> Result<oneshot::Receiver<Answer<T, E>>>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let permit = self.queue.clone().try_acquire_owned().map_err(|_| {
            self.counters.busy();
            Error::Busy
        })?;
        let (reply, answer) = oneshot::channel();
        let (pool, counters, span) = (self.pool.clone(), self.counters.clone(), tracing::Span::current());
        let job: Job = Box::new(move |rules| {
            Box::pin(async move {
                let _permit = permit;
                transact((&pool, &counters), &rules, begin, f, reply, &span).await;
            })
        });
        let jobs = self.jobs.read().unwrap_or_else(PoisonError::into_inner);
        match jobs.as_ref() {
            Some(jobs) if jobs.send(job).is_ok() => Ok(answer),
            _ => Err(Error::closed()),
        }
    }
}

async fn transact<T, E, F>(
    (pool, counters): (&Pool, &Counters),
    rules: &Rules,
    begin: &'static str,
    f: F,
    reply: oneshot::Sender<Answer<T, E>>,
    span: &tracing::Span,
) where
    F: AsyncFn(&mut Tx) -> Result<T, E>,
    E: From<Error>,
{
    let start = Instant::now();
    let mut runs = 0;
    let answer = loop {
        // Nothing is kept yet at this point, so it can still be left out.
        if reply.is_closed() {
            return;
        }
        runs += 1;
        let turn = rules.turn(begin, runs).await;
        let client = match pool.get().await {
            Ok(client) => client,
            Err(e) => break Ok(Err(pool_error(e).into())),
        };
        let flight = Arc::new(AtomicBool::new(false));
        let mut tx = Tx::pg(Pg::new(client, begin, flight.clone()));
        let outcome = poll(&f, &mut tx, &flight, span).await;
        let Some(session) = tx.into_pg() else { break outcome };
        let mut retry = session.retry && outcome.is_ok();
        let outcome = match outcome {
            Ok(Ok(_)) if session.failed => {
                session.rollback().await;
                Ok(Err(Error::Aborted.into()))
            }
            Ok(Ok(value)) => match commit(session, counters, begin).await {
                Commit::Done => Ok(Ok(value)),
                Commit::Failed(e) => Ok(Err(e.into())),
                Commit::Retry => {
                    retry = true;
                    Ok(Err(Error::Contended(runs).into()))
                }
            },
            refused => {
                session.rollback().await;
                refused
            }
        };
        if !retry {
            if begin == WRITE && !matches!(outcome, Ok(Ok(_))) {
                counters.refused();
            }
            break outcome;
        }
        if start.elapsed() >= rules.patience {
            break Ok(Err(Error::Contended(runs).into()));
        }
        counters.repeated(1);
        drop(turn);
        tokio::time::sleep(pause(runs)).await;
    };
    if start.elapsed() > SLOW {
        let ms = start.elapsed().as_millis() as u64;
        let _span = span.enter();
        tracing::warn!(closure = std::any::type_name::<F>(), ms, runs, "a transaction was slow");
    }
    // A caller who has gone misses the answer, nothing else.
    let _ = reply.send(answer);
}

/// Commits; only transactions that may write are counted.
async fn commit(session: Pg, counters: &Counters, begin: &str) -> Commit {
    let committing = Instant::now();
    let done = session.commit().await;
    if begin == WRITE && matches!(done, Commit::Done) {
        counters.committed(1, committing.elapsed());
    }
    done
}

/// Polls a closure to its end. When it isn't ready and none of its statements is on its way, it awaits something foreign; that is
/// refused as it is on SQLite.
async fn poll<T, E, F>(f: &F, tx: &mut Tx, flight: &AtomicBool, span: &tracing::Span) -> Answer<T, E>
where
    F: AsyncFn(&mut Tx) -> Result<T, E>,
    E: From<Error>,
{
    let mut future = pin!(async { f(tx).await });
    poll_fn(|cx| {
        let _mark = nested::mark();
        let _span = span.enter();
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(Poll::Ready(result)) => Poll::Ready(Ok(result)),
            Ok(Poll::Pending) if flight.load(Ordering::Relaxed) => Poll::Pending,
            Ok(Poll::Pending) => Poll::Ready(Ok(Err(Error::Awaited.into()))),
            Err(panic) => Poll::Ready(Err(panic)),
        }
    })
    .await
}

/// 0.2 ms doubling to 13 ms, and as much again by chance, so that two that collided don't collide again.
fn pause(runs: u32) -> Duration {
    let base = 200 << runs.saturating_sub(1).min(6);
    let chance = RandomState::new().build_hasher().finish() % base;
    Duration::from_micros(base + chance)
}
