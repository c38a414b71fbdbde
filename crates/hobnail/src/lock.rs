//! One server a folder.
//!
//! Two servers on one SQLite file would both give out the leases that the other has, so a server holds an exclusive lock on
//! `server.lock` in its folder for as long as it lives; the kernel lets go of it however the process ends. Commands that only
//! add rows (`hobnail app create`) take none and work beside a running server. On PostgreSQL many servers may run, and none
//! takes it.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    path::Path,
};

use crate::server::StartError;

/// Held while a server runs on a folder.
pub struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Refused with the other server's process id when there is one.
    pub fn take(folder: &Path) -> Result<FolderLock, StartError> {
        std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let path = folder.join("server.lock");
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = open.map_err(|e| format!("{}: {e}", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let _ = file.read_to_string(&mut pid);
                let pid = pid.trim();
                return Err(format!("another server (process {pid}) runs on {}; one at a time", folder.display()).into());
            }
            Err(TryLockError::Error(e)) => return Err(format!("{}: {e}", path.display()).into()),
        }
        file.set_len(0)?;
        file.rewind()?;
        writeln!(file, "{}", std::process::id())?;
        Ok(FolderLock { _file: file })
    }
}

/// Whether a server runs on a folder.
pub fn server_runs(folder: &Path) -> bool {
    // Shared, so that two commands that ask do not take each other for a server.
    File::open(folder.join("server.lock")).is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}
