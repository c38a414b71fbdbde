//! SIGKILL at seeded random moments.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use hobnail_testkit::{Value, World, tests, tokio};
use tokio::{sync::watch, task::JoinSet};

use super::{Cast, Sent, To, count, roomy, send};

/// A small generator: the same seed, the same moments.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

/// Sends one after the other until the server is gone.
async fn client(
    url: String,
    bodies: Vec<(To, String, Value)>,
    acknowledged: Arc<watch::Sender<u32>>,
    over: Arc<AtomicU32>,
) -> Vec<Sent> {
    let http = hobnail_testkit::client();
    let mut out = Vec::new();
    for (to, content, body) in bodies {
        let reply = match http.post(&url).json(&body).send().await {
            Ok(response) => response.json::<Value>().await.ok(),
            Err(_) => None,
        };
        let task_id = reply.map(|reply| reply["task_id"].as_i64().unwrap_or_else(|| panic!("{reply}")));
        out.push(Sent { content, to, task_id });
        if task_id.is_none() {
            break;
        }
        acknowledged.send_modify(|n| *n += 1);
    }
    over.fetch_add(1, Ordering::Relaxed);
    acknowledged.send_modify(|_| ());
    out
}

tests! {
    /// Eight clients send; the server is killed in the middle, several times over.
    async fn nothing_is_lost_or_doubled_under_concurrent_sends(w: World, start = roomy()) {
        let mut w = w;
        let cast = Cast::of(&w);
        let mut random = Random(0x5eed_0001);
        let mut sends = Vec::new();
        for round in 0..3 {
            let app = w.app().await;
            let (acknowledged, over) = (Arc::new(watch::Sender::new(0)), Arc::new(AtomicU32::new(0)));
            let mut seen = acknowledged.subscribe();
            let url = w.at(&format!("/topapi/message/corpconversation/asyncsend_v2?access_token={}", app.token));
            let mut clients = JoinSet::new();
            for n in 0..8 {
                let bodies = (0..12)
                    .map(|i| {
                        let to = match random.below(12) {
                            0 => To::Everyone,
                            1 | 2 => To::Departments,
                            _ => To::People,
                        };
                        let content = format!("round {round} client {n} {i}");
                        let body = cast.body(app.agent_id, to, &content);
                        (to, content, body)
                    })
                    .collect();
                clients.spawn(client(url.clone(), bodies, acknowledged.clone(), over.clone()));
            }
            let strike_at = 8 + random.below(60) as u32;
            seen.wait_for(|n| *n >= strike_at || over.load(Ordering::Relaxed) == 8).await.unwrap();
            w.strike();
            let now: Vec<Sent> = clients.join_all().await.into_iter().flatten().collect();
            assert!(now.iter().filter(|sent| sent.task_id.is_some()).count() >= strike_at as usize, "killed under load");
            sends.extend(now);
            w.restart().await;
            let app = w.app().await;
            count(&w, &app, &cast, &sends).await;
        }
    }

    /// Large sends are being delivered when the server is killed, again and again, also while it takes up what was left.
    async fn nothing_is_lost_or_doubled_during_the_fan_out(w: World, start = roomy()) {
        let mut w = w;
        let cast = Cast::of(&w);
        let mut random = Random(0x5eed_0002);
        let mut sends = Vec::new();
        for round in 0..3 {
            {
                let app = w.app().await;
                for i in 0..3 {
                    for to in [To::Everyone, To::Departments] {
                        sends.push(send(&w, &app, &cast, to, format!("round {round} {to:?} {i}")).await);
                    }
                }
                // The moment: once the message of a random one of these tasks arrives somewhere.
                let task = sends[sends.len() - 1 - random.below(6) as usize].task_id.expect("a running server acknowledges");
                w.get(&format!("/_hobnail/v1/messages?task_id={task}&wait_ms=20000&limit=1"), &[]).await.ok();
                w.strike();
            }
            w.restart().await;
            if random.below(2) == 0 {
                w.strike();
                w.restart().await;
            }
        }
        let app = w.app().await;
        count(&w, &app, &cast, &sends).await;
    }
}
