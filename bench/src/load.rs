//! The load generator: closed-loop HTTP/1.1 clients on one thread, the same for every server that is measured.
//!
//! Each connection writes a request, reads the whole reply, and goes on; keep-alive, no pipelining. One thread is what
//! `wrk -t1` uses too, so that on two cores the server has about as much of the machine as the clients. Requests are
//! made from a running number by a function, so they can differ without the client doing more than copying bytes.

use std::{
    cell::{Cell, RefCell},
    io,
    net::SocketAddr,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use bytes::{Buf, BytesMut};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Writes the request with this number.
pub type Make = Arc<dyn Fn(u64, &mut Vec<u8>) + Send + Sync>;

/// When to stop.
#[derive(Clone)]
pub enum Until {
    After(Duration),
    Requests(u64),
    Told(Arc<AtomicBool>),
}

/// One run.
#[derive(Clone)]
pub struct Load {
    pub addr: SocketAddr,
    pub connections: usize,
    pub until: Until,
    pub make: Make,
    /// Every reply must contain this; empty: any reply with status 200 will do.
    pub expect: &'static str,
    /// Pause after each reply; none for a closed loop.
    pub pause: Duration,
    /// The number of the first request.
    pub first: u64,
}

/// What a run gave.
#[derive(Default)]
pub struct Outcome {
    pub requests: u64,
    pub seconds: f64,
    /// Sorted.
    pub micros: Vec<u32>,
    pub wrong: u64,
    /// One of the replies that were not as expected.
    pub sample: String,
}

impl Outcome {
    pub fn per_second(&self) -> f64 {
        self.requests as f64 / self.seconds
    }

    /// The latency below which so many of a hundred replies stay, in milliseconds.
    pub fn percentile(&self, p: f64) -> f64 {
        let at = ((self.micros.len() as f64 * p / 100.0) as usize).min(self.micros.len().saturating_sub(1));
        self.micros.get(at).map_or(f64::NAN, |us| f64::from(*us) / 1000.0)
    }
}

/// A POST of JSON.
pub fn post(out: &mut Vec<u8>, path: &str, body: &str) {
    use std::io::Write;
    let _ = write!(
        out,
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
}

/// A GET.
pub fn get(out: &mut Vec<u8>, path: &str) {
    use std::io::Write;
    let _ = write!(out, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

/// Numbers that look random, the same in every run.
pub fn scatter(n: u64) -> u64 {
    let mut z = n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Runs on a thread of its own until it is done.
pub fn run(load: &Load) -> io::Result<Outcome> {
    start(load.clone()).join().map_err(|_| io::Error::other("the load generator panicked"))?
}

/// Runs on a thread of its own.
pub fn start(load: Load) -> std::thread::JoinHandle<io::Result<Outcome>> {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let local = tokio::task::LocalSet::new();
        local.block_on(&runtime, clients(load))
    })
}

struct Shared {
    load: Load,
    next: Cell<u64>,
    end: Cell<Option<Instant>>,
    outcome: RefCell<Outcome>,
}

impl Shared {
    fn turn(&self) -> Option<u64> {
        let n = self.next.get();
        let more = match &self.load.until {
            Until::After(_) => self.end.get().is_none_or(|end| Instant::now() < end),
            Until::Requests(count) => n < *count,
            Until::Told(flag) => !flag.load(Relaxed),
        };
        self.next.set(n + 1);
        more.then_some(n + self.load.first)
    }
}

async fn clients(load: Load) -> io::Result<Outcome> {
    let count = load.connections;
    let shared = Rc::new(Shared { load, next: Cell::new(0), end: Cell::new(None), outcome: RefCell::default() });
    let mut streams = Vec::with_capacity(count);
    for _ in 0..count {
        let stream = TcpStream::connect(shared.load.addr).await?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    let began = Instant::now();
    if let Until::After(time) = shared.load.until {
        shared.end.set(Some(began + time));
    }
    let clients: Vec<_> = streams.into_iter().map(|s| tokio::task::spawn_local(client(s, shared.clone()))).collect();
    for client in clients {
        client.await.map_err(io::Error::other)??;
    }
    let mut outcome = shared.outcome.take();
    outcome.seconds = began.elapsed().as_secs_f64();
    outcome.micros.sort_unstable();
    Ok(outcome)
}

impl Outcome {
    /// One reply: how long it took, and its text where it was not the expected one.
    fn count(&mut self, took: Duration, wrong: Option<String>) {
        self.requests += 1;
        self.micros.push(took.as_micros() as u32);
        if let Some(sample) = wrong {
            self.wrong += 1;
            self.sample = sample;
        }
    }
}

async fn client(mut stream: TcpStream, shared: Rc<Shared>) -> io::Result<()> {
    let mut request = Vec::with_capacity(1024);
    let mut buffer = BytesMut::with_capacity(16 * 1024);
    while let Some(n) = shared.turn() {
        request.clear();
        (shared.load.make)(n, &mut request);
        let began = Instant::now();
        stream.write_all(&request).await?;
        let fits = reply(&mut stream, &mut buffer, |head, body| {
            let expect = shared.load.expect.as_bytes();
            let fits = head.starts_with(b"HTTP/1.1 200") && (expect.is_empty() || contains(body, expect));
            (!fits).then(|| String::from_utf8_lossy(&[head, body].concat()).into_owned())
        })
        .await?;
        shared.outcome.borrow_mut().count(began.elapsed(), fits);
        if !shared.load.pause.is_zero() {
            tokio::time::sleep(shared.load.pause).await;
        }
    }
    Ok(())
}

/// Reads one reply and hands over its head and body.
async fn reply<T>(stream: &mut TcpStream, buffer: &mut BytesMut, look: impl FnOnce(&[u8], &[u8]) -> T) -> io::Result<T> {
    let mut whole = None;
    loop {
        if whole.is_none()
            && let Some(at) = buffer.windows(4).position(|w| w == b"\r\n\r\n")
        {
            let head = at + 4;
            whole = Some((head, head + content_length(&buffer[..head])?));
        }
        if let Some((head, end)) = whole
            && buffer.len() >= end
        {
            let out = look(&buffer[..head], &buffer[head..end]);
            buffer.advance(end);
            return Ok(out);
        }
        if stream.read_buf(buffer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

fn content_length(head: &[u8]) -> io::Result<usize> {
    let text = std::str::from_utf8(head).map_err(io::Error::other)?;
    let value = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    value.ok_or_else(|| io::Error::other(format!("a reply without a length: {text}")))
}

fn contains(body: &[u8], what: &[u8]) -> bool {
    body.windows(what.len()).any(|w| w == what)
}

/// One request on a connection of its own; head and body of the reply.
pub fn once(addr: SocketAddr, make: impl FnOnce(&mut Vec<u8>)) -> io::Result<(String, String)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut request = Vec::new();
        make(&mut request);
        let mut stream = TcpStream::connect(addr).await?;
        stream.write_all(&request).await?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        reply(&mut stream, &mut BytesMut::new(), |head, body| (text(head), text(body))).await
    })
}
