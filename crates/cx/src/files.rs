//! Files: the parts of a call that are files, the store that keeps what was uploaded, and files as answers.
//!
//! The store is `object_store`: a folder now, S3 where a cluster needs it. Keys are made by the domain that owns the file and
//! never by a caller. A file is written before the row that names it, so a kill in between leaves a file that nobody can
//! reach and never a row without its file. Files are not changed once they are written.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use bytes::Bytes;
use futures_util::{StreamExt, stream::BoxStream};
use hobnail_wire::{Fault, Outcome};
use object_store::{ObjectStore, PutPayload, local::LocalFileSystem};

/// One file of a `multipart/form-data` body.
pub struct FilePart {
    /// The name that the caller gave it; anything.
    pub name: String,
    pub bytes: Bytes,
}

/// A file as an answer.
pub struct File {
    pub bytes: Bytes,
    /// What the bytes were found to be, never what a caller said they are.
    pub mime: String,
    /// Where there is a name, browsers save the file under it instead of showing it.
    pub save_as: Option<String>,
}

/// What an address that a browser goes to answers with.
pub enum Page {
    /// The web apps' page; it may stand in frames of these origins only (`https://a.example:8443`), of none when empty.
    App { frames: Vec<String> },
    /// Another address, as it was checked by whoever sends people there.
    Redirect(String),
    /// A script for the pages of others.
    Script(&'static str),
}

/// Where files are kept. Clones share it.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// The folder of a local store, whose files are synced to disk before a write is acknowledged.
    folder: Option<PathBuf>,
    keep_all: Arc<AtomicBool>,
}

/// A file of the store.
pub struct Stored {
    pub key: String,
    /// When it was written, by the machine's clock.
    pub written_ms: i64,
}

impl Files {
    /// A folder of this machine; made when it is missing.
    pub fn local(folder: &Path) -> io::Result<Files> {
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(io::Error::other)?;
        Ok(Files { store: Arc::new(store), folder: Some(folder.to_owned()), keep_all: Arc::default() })
    }

    /// Writes a file; durable when it returns `Ok`.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Outcome<()> {
        self.store.put(&key.into(), PutPayload::from_bytes(bytes)).await.map_err(Fault::internal)?;
        if let Some(folder) = &self.folder {
            let path = folder.join(key);
            tokio::task::spawn_blocking(move || sync(&path)).await.map_err(Fault::internal)?.map_err(Fault::internal)?;
        }
        Ok(())
    }

    /// From now on nothing is removed: something else than the rows, such as a snapshot of them, may need it.
    pub fn keep_all(&self) {
        self.keep_all.store(true, Relaxed);
    }

    /// Removes a file whose row is gone; one that is missing is gone too. `false`: all files are kept.
    pub async fn remove(&self, key: &str) -> Outcome<bool> {
        if self.keep_all.load(Relaxed) {
            return Ok(false);
        }
        match self.store.delete(&key.into()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(true),
            Err(error) => Err(Fault::internal(error)),
        }
    }

    /// Every file whose key begins with this folder, in no order.
    pub fn list(&self, folder: &str) -> BoxStream<'static, Outcome<Stored>> {
        let found = self.store.list(Some(&folder.into()));
        let stored = |file: object_store::ObjectMeta| Stored {
            key: file.location.to_string(),
            written_ms: file.last_modified.timestamp_millis(),
        };
        Box::pin(found.map(move |file| file.map(stored).map_err(Fault::internal)))
    }

    /// Reads a whole file; one that is missing is an internal error, for a row said that it is there.
    pub async fn get(&self, key: &str) -> Outcome<Bytes> {
        let found = self.store.get(&key.into()).await.map_err(Fault::internal)?;
        found.bytes().await.map_err(Fault::internal)
    }
}

/// The file, and the folder in which its name stands.
fn sync(path: &Path) -> io::Result<()> {
    std::fs::File::open(path)?.sync_all()?;
    match path.parent() {
        Some(folder) => std::fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}
