//! One line of JSON for each request, without personal data: no address, no names, no arguments.
//!
//! A request appends its line to a buffer in memory; a thread of its own writes the buffer to the file a few dozen times a
//! second, so that a busy server pays for one wake-up and one write for hundreds of lines, and an idle one for none. When the
//! disk can't keep up, lines are dropped and counted rather than requests held up. What a killed process had not written is
//! lost: nothing is decided by this log.

use std::{
    fmt::Write as _,
    fs::{File, OpenOptions},
    io::{self, Write},
    path::Path,
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
    pub fn file(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
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

fn write_lines(mut file: File, lines: &Lines) {
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
        let _ = file.write_all(text.as_bytes());
        text.clear();
        if closed {
            return;
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
        let (log, caller) = (AccessLog::file(&path).unwrap(), Caller::anyone());
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
}
