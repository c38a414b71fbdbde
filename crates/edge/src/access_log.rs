//! One line of JSON for each request, without personal data: no address, no names, no arguments.
//!
//! Lines are handed to a thread of their own through a bounded channel; when the disk can't keep up, lines are dropped and
//! counted rather than requests held up.

use std::{
    fmt::Write as _,
    fs::{File, OpenOptions},
    io::{self, BufWriter, Write},
    path::Path,
    sync::{
        atomic::{AtomicU64, Ordering::Relaxed},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::JoinHandle,
};

use hobnail_cx::{Caller, Who};

/// Where access lines go.
pub struct AccessLog {
    sender: Option<SyncSender<String>>,
    dropped: AtomicU64,
    thread: Option<JoinHandle<()>>,
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
        AccessLog { sender: None, dropped: AtomicU64::new(0), thread: None }
    }

    /// Appends to a file.
    pub fn file(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        let (sender, lines) = sync_channel(16_384);
        let thread = std::thread::Builder::new().name("access-log".into()).spawn(move || write_lines(file, &lines))?;
        Ok(AccessLog { sender: Some(sender), dropped: AtomicU64::new(0), thread: Some(thread) })
    }

    pub(crate) fn write(&self, line: &Line<'_>) {
        let Some(sender) = &self.sender else { return };
        let mut text = String::with_capacity(200);
        let _ = write!(
            text,
            r#"{{"ts":{},"request_id":"{}","method":"{}","endpoint":"{}","status":{},"code":{},"us":{}"#,
            line.now_ms, line.request_id, line.method, line.endpoint, line.status, line.code, line.micros
        );
        let _ = match &line.caller.who {
            Who::App(app) => write!(text, r#","corp":"{}","agent":{}"#, app.corp, app.agent_id),
            Who::Person(person) => write!(text, r#","corp":"{}""#, person.corp),
            Who::Anyone => Ok(()),
        };
        text.push_str("}\n");
        if sender.try_send(text).is_err() {
            self.dropped.fetch_add(1, Relaxed);
        }
    }

    pub fn dropped(&self) -> u64 {
        self.dropped.load(Relaxed)
    }
}

impl Drop for AccessLog {
    fn drop(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn write_lines(file: File, lines: &Receiver<String>) {
    let mut out = BufWriter::with_capacity(64 * 1024, file);
    while let Ok(line) = lines.recv() {
        let _ = out.write_all(line.as_bytes());
        for line in lines.try_iter().take(1000) {
            let _ = out.write_all(line.as_bytes());
        }
        let _ = out.flush();
    }
}
