//! A receiver of event callbacks in the test's process: it decrypts what comes, keeps it, and answers as the test wants.
//!
//! Its cryptography is written from the documentation and shares nothing with the server's, so that each proves the other.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use aes::Aes256;
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use cbc::cipher::{BlockDecryptMut, BlockEncryptMut, KeyIvInit, block_padding::NoPadding};
use serde_json::{Value, json};
use sha1::{Digest, Sha1};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

/// How the receiver answers one request.
#[derive(Clone, Debug)]
pub enum Answer {
    /// An encrypted, signed `success`.
    Success,
    /// As a Python server does: seconds, and line breaks in `encrypt`.
    SuccessFromPython,
    /// Encrypted and signed, but another text.
    Text(String),
    /// Encrypted with this key id in the place of the right one.
    KeyId(String),
    /// Signed with another token.
    Token(String),
    /// The word without encryption.
    Plain,
    Status(u16),
    /// `Location` of a redirect.
    Redirect(String),
    /// Nothing, ever.
    Hang,
    /// Half of a reply, then the connection ends.
    CloseMidway,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Received {
    /// Path and query.
    pub target: String,
    /// The decrypted event.
    pub event: Value,
}

struct Inner {
    token: String,
    key: Vec<u8>,
    key_id: Mutex<String>,
    usual: Mutex<Answer>,
    next: Mutex<VecDeque<Answer>>,
    wrong: AtomicBool,
}

/// See the module.
pub struct Sink {
    inner: Arc<Inner>,
    received: tokio::sync::Mutex<mpsc::UnboundedReceiver<Received>>,
    pub url: String,
    pub token: String,
    pub aes_key: String,
    accepting: tokio::task::JoinHandle<()>,
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Sink {
    /// Listens on a free port of loopback. `key_id` is what the texts end with: the corp id, or the app key.
    pub async fn start(key_id: &str) -> Sink {
        let (token, aes_key) = ("sinktoken".to_owned(), "hobnail0hobnail0hobnail0hobnail0hobnail0abc".to_owned());
        let config = GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let key = GeneralPurpose::new(&alphabet::STANDARD, config).decode(&aes_key).expect("a key");
        let inner = Arc::new(Inner {
            token: token.clone(),
            key,
            key_id: Mutex::new(key_id.to_owned()),
            usual: Mutex::new(Answer::Success),
            next: Mutex::default(),
            wrong: AtomicBool::new(false),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/callback", listener.local_addr().expect("its address"));
        let (tell, received) = mpsc::unbounded_channel();
        let of = inner.clone();
        let accepting = tokio::spawn(async move {
            // They end with this task.
            let mut conversations = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (inner, tell) = (of.clone(), tell.clone());
                conversations.spawn(async move { inner.converse(stream, tell).await });
            }
        });
        Sink { inner, received: tokio::sync::Mutex::new(received), url, token, aes_key, accepting }
    }

    /// The body of a registration of this receiver.
    pub fn registration(&self, tags: &[&str]) -> Value {
        json!({ "call_back_tag": tags, "token": self.token, "aes_key": self.aes_key, "url": self.url })
    }

    /// From now on the texts end with this.
    pub fn key_id(&self, key_id: &str) {
        *self.inner.key_id.lock().expect("a lock") = key_id.to_owned();
    }

    /// How every request is answered from now on.
    pub fn answer(&self, answer: Answer) {
        *self.inner.usual.lock().expect("a lock") = answer;
    }

    /// How the next requests are answered, before the usual again.
    pub fn answer_next(&self, answers: &[Answer]) {
        self.inner.next.lock().expect("a lock").extend(answers.iter().cloned());
    }

    /// The next request; waits for it.
    pub async fn request(&self) -> Received {
        let waited = tokio::time::timeout(Duration::from_secs(30), async { self.received.lock().await.recv().await }).await;
        assert!(!self.inner.wrong.load(Ordering::Relaxed), "a request was not encrypted and signed as it should be");
        waited.expect("a request comes").expect("the receiver runs")
    }

    /// The event of the next request.
    pub async fn next(&self) -> Value {
        self.request().await.event
    }

    /// Those that have come and were not asked for.
    pub async fn rest(&self) -> Vec<Value> {
        let mut received = self.received.lock().await;
        std::iter::from_fn(|| received.try_recv().ok()).map(|r| r.event).collect()
    }
}

impl Inner {
    async fn converse(&self, mut stream: TcpStream, tell: mpsc::UnboundedSender<Received>) {
        let mut read = Vec::new();
        while let Some((target, body)) = request(&mut stream, &mut read).await {
            match self.open(&target, &body) {
                Some(event) => _ = tell.send(Received { target, event }),
                None => self.wrong.store(true, Ordering::Relaxed),
            }
            let next = self.next.lock().expect("a lock").pop_front();
            let answer = next.unwrap_or_else(|| self.usual.lock().expect("a lock").clone());
            let (status, head, body) = match answer {
                Answer::Success => (200, String::new(), self.signed("success", None, None, false)),
                Answer::SuccessFromPython => (200, String::new(), self.signed("success", None, None, true)),
                Answer::Text(text) => (200, String::new(), self.signed(&text, None, None, false)),
                Answer::KeyId(id) => (200, String::new(), self.signed("success", Some(&id), None, false)),
                Answer::Token(token) => (200, String::new(), self.signed("success", None, Some(&token), false)),
                Answer::Plain => (200, String::new(), "success".to_owned()),
                Answer::Status(status) => (status, String::new(), "{\"broken\":true}".to_owned()),
                Answer::Redirect(to) => (302, format!("location: {to}\r\n"), String::new()),
                Answer::Hang => {
                    std::future::pending::<()>().await;
                    return;
                }
                Answer::CloseMidway => {
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"encrypt\":").await;
                    return;
                }
            };
            let reply = format!("HTTP/1.1 {status} X\r\n{head}content-length: {}\r\n\r\n{body}", body.len());
            if stream.write_all(reply.as_bytes()).await.is_err() {
                return;
            }
        }
    }

    fn sign(&self, token: &str, timestamp: &str, nonce: &str, encrypt: &str) -> String {
        let mut parts = [token, timestamp, nonce, encrypt];
        parts.sort_unstable();
        Sha1::digest(parts.concat()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn open(&self, target: &str, body: &[u8]) -> Option<Value> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let encrypt = body["encrypt"].as_str()?;
        let url = reqwest::Url::parse(&format!("http://sink{target}")).ok()?;
        let of = |name: &str| url.query_pairs().find(|(n, _)| n == name).map(|(_, value)| value.into_owned());
        let signature = self.sign(&self.token, &of("timestamp")?, &of("nonce")?, encrypt);
        if of("signature")? != signature || of("msg_signature")? != signature {
            return None;
        }
        let (key, iv) = (self.key.as_slice(), &self.key[..16]);
        let cipher = cbc::Decryptor::<Aes256>::new_from_slices(key, iv).ok()?;
        let mut plain = cipher.decrypt_padded_vec_mut::<NoPadding>(&STANDARD.decode(encrypt).ok()?).ok()?;
        plain.truncate(plain.len() - usize::from(*plain.last()?));
        let length = u32::from_be_bytes(plain[16..20].try_into().ok()?) as usize;
        let (msg, key_id) = plain[20..].split_at(length);
        if key_id != self.key_id.lock().expect("a lock").as_bytes() {
            return None;
        }
        serde_json::from_slice(msg).ok()
    }

    fn signed(&self, text: &str, key_id: Option<&str>, token: Option<&str>, python: bool) -> String {
        let right = self.key_id.lock().expect("a lock").clone();
        let mut plain = b"fedcba9876543210".to_vec();
        plain.extend((text.len() as u32).to_be_bytes());
        plain.extend(text.bytes());
        plain.extend(key_id.unwrap_or(&right).bytes());
        let pad = 32 - plain.len() % 32;
        plain.resize(plain.len() + pad, pad as u8);
        let cipher = cbc::Encryptor::<Aes256>::new_from_slices(&self.key, &self.key[..16]).expect("a key");
        let mut encrypt = STANDARD.encode(cipher.encrypt_padded_vec_mut::<NoPadding>(&plain));
        let timestamp = if python { json!(1_700_000_000) } else { json!("1700000000456") };
        if python {
            encrypt = format!("{}\n{}\n", &encrypt[..76], &encrypt[76..]);
        }
        let stamp = timestamp.as_str().map_or_else(|| timestamp.to_string(), str::to_owned);
        let signature = self.sign(token.unwrap_or(&self.token), &stamp, "n0nceN0nce", &encrypt);
        let name = if python { "timestamp" } else { "timeStamp" };
        json!({ "msg_signature": signature, name: timestamp, "nonce": "n0nceN0nce", "encrypt": encrypt }).to_string()
    }
}

/// Target and body of the next request of a connection; what was read beyond it stays in `read`.
async fn request(stream: &mut TcpStream, read: &mut Vec<u8>) -> Option<(String, Vec<u8>)> {
    let mut chunk = [0u8; 4096];
    loop {
        if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&read[..end]).into_owned();
            let length =
                head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
            let whole = end + 4 + length.unwrap_or(0_usize);
            if read.len() >= whole {
                let body = read[end + 4..whole].to_vec();
                read.drain(..whole);
                return Some((head.split(' ').nth(1)?.to_owned(), body));
            }
        }
        match stream.read(&mut chunk).await {
            Ok(n) if n > 0 => read.extend_from_slice(&chunk[..n]),
            _ => return None,
        }
    }
}
