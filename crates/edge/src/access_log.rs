//! One line of JSON for each request, without personal data: no address, no names, no arguments.
//!
//! A request appends its line to a buffer in memory; a thread of its own writes the buffer to the file a few dozen times a
//! second, so that a busy server pays for one wake-up and one write for hundreds of lines, and an idle one for none. When the
//! disk can't keep up, lines are dropped and counted rather than requests held up. What a killed process had not written is
//! lost: nothing is decided by this log. A file that has reached its size becomes `.1`, the one before it `.2`, and so on.

use std::{
    fmt::Write as _,
    fs::{File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread::JoinHandle,
    time::Duration,
};

use hobnail_cx::{Caller, Who};

/// Lines are gathered for so long.
const GATHER: Duration = Duration::from_millis(20);
/// Bytes that may wait for the disk.
const WAITING: usize = 4 * 1024 * 1024;

/// How large the file grows, and how many of its predecessors are kept.
#[derive(Clone, Copy, Debug)]
pub struct Rotation {
    /// 0: without end.
    pub bytes: u64,
    pub keep: u32,
}

/// Where access lines go.
pub struct AccessLog {
    lines: Option<Arc<Lines>>,
    dropped: AtomicU64,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Lines {
    waiting: Mutex<Waiting>,
    /// Told when the first line waits, and at the end.
    some: Condvar,
}

#[derive(Default)]
struct Waiting {
    text: String,
    closed: bool,
}

impl Lines {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The facts of one line.
pub struct Line<'a> {
    pub now_ms: i64,
    pub request_id: &'a str,
    pub method: &'a str,
    pub endpoint: &'a str,
    pub status: u16,
    pub code: i64,
    pub micros: u64,
    pub caller: &'a Caller,
}

impl AccessLog {
    /// No access log.
    pub fn none() -> Self {
        AccessLog { lines: None, dropped: AtomicU64::new(0), thread: None }
    }

    /// Appends to a file.
    pub fn file(path: &Path, rotation: Rotation) -> io::Result<Self> {
        let file = Rotated::open(path, rotation)?;
        let lines = Arc::new(Lines::default());
        let from = lines.clone();
        let thread = std::thread::Builder::new().name("access-log".into()).spawn(move || write_lines(file, &from))?;
        Ok(AccessLog { lines: Some(lines), dropped: AtomicU64::new(0), thread: Some(thread) })
    }

    pub(crate) fn write(&self, line: &Line<'_>) {
        let Some(lines) = &self.lines else { return };
        let mut waiting = lines.lock();
        if waiting.text.len() > WAITING {
            self.dropped.fetch_add(1, Relaxed);
            return;
        }
        let first = waiting.text.is_empty();
        line.append(&mut waiting.text);
        drop(waiting);
        if first {
            lines.some.notify_one();
        }
    }

    pub fn dropped(&self) -> u64 {
        self.dropped.load(Relaxed)
    }
}

impl Line<'_> {
    fn append(&self, out: &mut String) {
        let _ = write!(
            out,
            r#"{{"ts":{},"request_id":"{}","method":"{}","endpoint":"{}","status":{},"code":{},"us":{}"#,
            self.now_ms, self.request_id, self.method, self.endpoint, self.status, self.code, self.micros
        );
        let _ = match &self.caller.who {
            Who::App(app) => write!(out, r#","corp":"{}","agent":{}"#, app.corp, app.agent_id),
            Who::Person(person) => write!(out, r#","corp":"{}""#, person.corp),
            Who::User(user) => write!(out, r#","corp":"{}","agent":{}"#, user.corp, user.agent_id),
            Who::Sso(corp) => write!(out, r#","corp":"{corp}""#),
            Who::Anyone => Ok(()),
        };
        out.push_str("}\n");
    }
}

impl Drop for AccessLog {
    fn drop(&mut self) {
        if let Some(lines) = self.lines.take() {
            lines.lock().closed = true;
            lines.some.notify_one();
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn write_lines(mut file: Rotated, lines: &Lines) {
    let mut text = String::new();
    loop {
        let none = |waiting: &mut Waiting| waiting.text.is_empty() && !waiting.closed;
        let mut waiting = lines.some.wait_while(lines.lock(), none).unwrap_or_else(PoisonError::into_inner);
        if !waiting.closed {
            drop(waiting);
            std::thread::sleep(GATHER);
            waiting = lines.lock();
        }
        let closed = waiting.closed;
        std::mem::swap(&mut waiting.text, &mut text);
        drop(waiting);
        file.write(&text);
        text.clear();
        if closed {
            return;
        }
    }
}

/// A file that makes room for itself.
struct Rotated {
    path: PathBuf,
    file: File,
    size: u64,
    rotation: Rotation,
}

impl Rotated {
    fn open(path: &Path, rotation: Rotation) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        let size = file.metadata()?.len();
        Ok(Rotated { path: path.to_owned(), file, size, rotation })
    }

    /// Writes whole lines; a line that is larger than a file has one for itself.
    fn write(&mut self, mut text: &str) {
        while !text.is_empty() {
            let (now, later) = text.split_at(self.fitting(text));
            if !now.is_empty() {
                let _ = self.file.write_all(now.as_bytes());
                self.size += now.len() as u64;
            }
            if !later.is_empty() {
                self.turn();
            }
            text = later;
        }
    }

    /// How much of the text has room here.
    fn fitting(&self, text: &str) -> usize {
        let room = self.rotation.bytes.saturating_sub(self.size) as usize;
        if self.rotation.bytes == 0 || text.len() <= room {
            return text.len();
        }
        let lines = text.as_bytes()[..room].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        match (lines, self.size) {
            (0, 0) => text.find('\n').map_or(text.len(), |at| at + 1),
            (lines, _) => lines,
        }
    }

    /// A file that can't be moved is written on.
    fn turn(&mut self) {
        let numbered = |n: u32| PathBuf::from(format!("{}.{n}", self.path.display()));
        for n in (1..self.rotation.keep).rev() {
            let _ = std::fs::rename(numbered(n), numbered(n + 1));
        }
        let _ = match self.rotation.keep {
            0 => std::fs::remove_file(&self.path),
            _ => std::fs::rename(&self.path, numbered(1)),
        };
        if let Ok(fresh) = Rotated::open(&self.path, self.rotation) {
            *self = fresh;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(micros: u64, caller: &Caller) -> Line<'_> {
        Line { now_ms: 1, request_id: "r", method: "GET", endpoint: "TokenGet", status: 200, code: 0, micros, caller }
    }

    #[test]
    fn every_line_is_written_in_order_and_the_last_ones_with_the_end() {
        let path = std::env::temp_dir().join(format!("hobnail-access-{}.log", std::process::id()));
        let (log, caller) = (AccessLog::file(&path, Rotation { bytes: 0, keep: 0 }).unwrap(), Caller::anyone());
        for n in 0..500 {
            log.write(&line(n, &caller));
            if n % 100 == 0 {
                std::thread::sleep(GATHER * 2);
            }
        }
        assert_eq!(log.dropped(), 0);
        drop(log);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let expected: Vec<String> = (0..500)
            .map(|n| {
                format!(r#"{{"ts":1,"request_id":"r","method":"GET","endpoint":"TokenGet","status":200,"code":0,"us":{n}}}"#)
            })
            .collect();
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_full_file_makes_room_and_only_so_many_are_kept() {
        let folder = std::env::temp_dir().join(format!("hobnail-rotated-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("access.log");
        let mut file = Rotated::open(&path, Rotation { bytes: 10, keep: 2 }).unwrap();
        for text in ["one-one\n", "two-two\n", "x\n", "three-three-three\n", "four\n"] {
            file.write(text);
        }
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert_eq!(
            ["access.log", "access.log.1", "access.log.2", "access.log.3"].map(read),
            ["four\n", "three-three-three\n", "two-two\nx\n", ""]
        );
        // A file that was there goes on being counted.
        let mut file = Rotated::open(&path, Rotation { bytes: 10, keep: 2 }).unwrap();
        file.write("five-five\n");
        assert_eq!(read("access.log.1"), "four\n");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
