//! Where a call comes from, with and without proxies in front.

use hobnail_testkit::{Reply, Start, World, hobnail, tests};

fn limited(trusted: &'static str) -> Start {
    Start::env(&[("HOBNAIL_LIMITS_IP_CALLS_PER_20S", "20"), ("HOBNAIL_SERVER_TRUSTED_PROXIES", trusted)])
}

async fn from(w: &World, forwarded: &str) -> Reply {
    let request = w.http().get(w.at("/gettoken")).header("x-forwarded-for", forwarded);
    w.send(format!("GET /gettoken for {forwarded}"), request).await
}

fn banned(reply: &Reply) -> bool {
    reply["status"] == 1111
}

tests! {
    /// Behind a trusted proxy every client has a limit of its own, whatever it claims about those before it.
    async fn a_trusted_proxy_says_who_calls(w: World, start = limited("127.0.0.0/8, 10.0.0.0/8")) {
        let now = w.now_ms().await;
        w.freeze_at(now).await;
        for n in 0..20 {
            assert!(!banned(&from(&w, &format!("198.51.100.{n}, 203.0.113.7, 10.0.0.2")).await), "call {n}");
        }
        assert!(banned(&from(&w, "203.0.113.7").await), "the 21st of one client, by whatever way");
        assert!(banned(&from(&w, "1.2.3.4, 203.0.113.7").await), "what a client claims does not help it");
        assert!(!banned(&from(&w, "203.0.113.8").await), "another client");
        assert!(!banned(&w.get("/gettoken", &[]).await), "the proxy itself");
    }

    /// From anybody else the header counts for nothing.
    async fn others_say_nothing(w: World, start = limited("10.0.0.0/8")) {
        let now = w.now_ms().await;
        w.freeze_at(now).await;
        for n in 0..20 {
            assert!(!banned(&from(&w, &format!("203.0.113.{n}")).await), "call {n}");
        }
        assert!(banned(&from(&w, "203.0.113.99").await), "it is one address all the time");
        assert!(banned(&w.get("/gettoken", &[]).await));
    }

    /// Metrics are for the networks that are named.
    async fn metrics_are_not_for_everybody(
        w: World,
        start = Start::env(&[("HOBNAIL_SERVER_TRUSTED_PROXIES", "127.0.0.1"), ("HOBNAIL_SERVER_METRICS_FROM", "10.1.0.0/16")])
    ) {
        for (forwarded, status) in [("10.1.2.3", 200), ("10.2.0.1", 403), ("203.0.113.1", 403), ("10.1.2.3, 203.0.113.1", 403)] {
            let request = w.http().get(w.at("/metrics")).header("x-forwarded-for", forwarded);
            assert_eq!(request.send().await.unwrap().status().as_u16(), status, "{forwarded}");
        }
        assert_eq!(w.http().get(w.at("/metrics")).send().await.unwrap().status().as_u16(), 403);
    }

    /// What is no address is refused before the server starts, with the key's name.
    async fn bad_networks_are_refused_at_start(w: World) {
        for (key, name) in [("HOBNAIL_SERVER_TRUSTED_PROXIES", "trusted_proxies"), ("HOBNAIL_SERVER_METRICS_FROM", "metrics_from")] {
            let (code, said) = hobnail(&["dev", "--json", "--listen", "127.0.0.1:0"], &[(key, "10.0.0.0/33")]);
            assert!(code == Some(1) && said.contains(name) && said.contains("10.0.0.0/33"), "{said}");
        }
        assert_eq!(w.get("/readyz", &[]).await.status, 200);
    }
}
