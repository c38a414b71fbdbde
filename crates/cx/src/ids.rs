//! Sortable integers below 2^53, counted inside blocks that a node takes from a durable counter.
//!
//! A node owns a block, so it needs no agreement per id; a restart gives the rest of its block up and takes a new one. Ids
//! never come from the clock, which dev mode may move. The next block is fetched when three quarters of the current one are
//! used, outside of any transaction; a node that can't reach the database long enough to use up the rest refuses work.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use hobnail_store::{Db, args};
use hobnail_wire::{Fault, Outcome};

/// Ids of one block. 2^53 / 2^20 blocks allow eight thousand million restarts.
const BLOCK: i64 = 1 << 20;

const TAKE: &str = "insert into id_block (name, next) values ('ids', $1 + $1)
    on conflict (name) do update set next = id_block.next + $1 returning next";

const KEEP_AHEAD: &str = "insert into id_block (name, next) values ('ids', $1)
    on conflict (name) do update set next = excluded.next where id_block.next < excluded.next";

/// A node's source of ids; clones share it.
#[derive(Clone)]
pub struct Ids(Arc<Inner>);

struct Inner {
    db: Db,
    blocks: Mutex<Blocks>,
    fetching: AtomicBool,
}

struct Blocks {
    next: i64,
    end: i64,
    spare: Option<i64>,
}

impl Ids {
    /// Takes the first block.
    pub async fn open(db: &Db) -> Result<Ids, hobnail_store::Error> {
        let start = take(db).await?;
        let blocks = Mutex::new(Blocks { next: start, end: start + BLOCK, spare: None });
        Ok(Ids(Arc::new(Inner { db: db.clone(), blocks, fetching: AtomicBool::new(false) })))
    }

    /// Ids from below those that are ever taken as blocks, the same ones each time: for what has to have the same ids
    /// wherever it is made, such as the demo organisation. From 1 to about a million.
    pub fn reserved(db: &Db, first: i64) -> Ids {
        let blocks = Mutex::new(Blocks { next: first, end: BLOCK, spare: None });
        Ids(Arc::new(Inner { db: db.clone(), blocks, fetching: AtomicBool::new(false) }))
    }

    /// The next id; needs no database, so it may be called inside a transaction.
    pub fn next(&self) -> Outcome<i64> {
        let mut blocks = self.lock();
        if blocks.next == blocks.end {
            let Some(start) = blocks.spare.take() else { return Err(Fault::internal("no block of ids at hand")) };
            (blocks.next, blocks.end) = (start, start + BLOCK);
        }
        let id = blocks.next;
        blocks.next += 1;
        let low = blocks.end - blocks.next < BLOCK / 4 && blocks.spare.is_none();
        drop(blocks);
        if low && !self.0.fetching.swap(true, Ordering::AcqRel) {
            self.fetch_spare();
        }
        Ok(id)
    }

    /// After the database went back to an older state: no block that this node holds is handed out again.
    pub async fn keep_ahead(&self) -> Result<(), hobnail_store::Error> {
        let end = {
            let blocks = self.lock();
            blocks.spare.map_or(blocks.end, |spare| spare + BLOCK).max(blocks.end)
        };
        self.0.db.tx(async move |tx| tx.exec(KEEP_AHEAD, args![end]).await).await?;
        Ok(())
    }

    fn fetch_spare(&self) {
        let ids = self.clone();
        // The writer thread has entered the runtime, so this works from inside a closure too.
        tokio::spawn(async move {
            match take(&ids.0.db).await {
                Ok(start) => ids.lock().spare = Some(start),
                Err(error) => tracing::warn!(%error, "could not take the next block of ids"),
            }
            ids.0.fetching.store(false, Ordering::Release);
        });
    }

    fn lock(&self) -> MutexGuard<'_, Blocks> {
        self.0.blocks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn take(db: &Db) -> Result<i64, hobnail_store::Error> {
    let end = db
        .tx(async move |tx| {
            use hobnail_store::Query;
            tx.one::<(i64,)>(TAKE, args![BLOCK]).await
        })
        .await?;
    Ok(end.map_or(BLOCK, |(next,)| next) - BLOCK)
}
