//! Boots the real binary on either database and talks to it over HTTP, as any client would.
//!
//! A test is written once and runs on both databases:
//!
//! ```ignore
//! hobnail_testkit::tests! {
//!     /// What is promised, in a sentence.
//!     async fn an_unknown_user_is_not_found(w: World) {
//!         let app = w.app().await;
//!         app.post("/topapi/v2/user/get", json!({ "userid": "nobody" })).await.refused(60121);
//!     }
//! }
//! ```
//!
//! Each test has a server and a database of its own, made in milliseconds and gone with it. Time is the server's clock, which
//! the test moves; waiting is long-polling, never sleeping. The kit knows no domain: it depends on the binary only, so that an
//! edit of a handler relinks one program.

mod binary;
mod client;
mod reply;
mod sink;
pub mod stream;
mod world;

pub use binary::hobnail;
pub use client::{App, Browser, Events};
pub use reply::{Fetched, Reply};
pub use serde_json::{Value, json};
pub use sink::{Answer, Received, Sink};
pub use stream::Stream;
pub use world::{Corp, Start, Store, World};

#[doc(hidden)]
pub use tokio;

/// Declares tests that run on SQLite and on PostgreSQL. The world is a fresh server with the demo organisation, started as
/// `start = …` says: `async fn a_limit_holds(w: World, start = Start::env(&[("HOBNAIL_LIMITS_BODY_BYTES", "10")]))`.
#[macro_export]
macro_rules! tests {
    ($( $(#[$doc:meta])* async fn $name:ident($w:ident: $world:ty $(, start = $start:expr)?) $body:block )*) => { $(
        $(#[$doc])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            async fn run($w: $world) $body
            fn on(store: $crate::Store) {
                let start = [$crate::Start::default() $(, $start)?];
                let [.., start] = start;
                $crate::block_on(async { run($crate::World::with(store, start).await).await });
            }
            #[test]
            fn sqlite() {
                on($crate::Store::Sqlite);
            }
            #[test]
            fn postgres() {
                on($crate::Store::Postgres);
            }
        }
    )* };
}

/// An HTTP client of its own, for callers beside the world's.
pub fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().expect("an HTTP client")
}

/// Runs a test's future on a runtime of its own.
pub fn block_on<F: Future<Output = ()>>(f: F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(f);
}
