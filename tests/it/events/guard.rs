//! Addresses that lead into the private network are refused in production, however they are written.

use hobnail_testkit::{Sink, World, json, tests};

/// The master key of dev mode, which made this database.
const DEV_KEY: &[u8; 32] = b"hobnail dev mode keeps no secret";

tests! {
    /// `serve` calls public addresses only, unless the configuration opens a network; dev mode calls this machine.
    async fn private_addresses_are_refused(w: World) {
        let mut w = w;
        let (corp_id, app_key, app_secret) = {
            let app = w.app().await;
            (app.corp_id.clone(), app.app_key.clone(), app.app_secret.clone())
        };
        w.kill().await;
        let sink = Sink::start(&corp_id).await;
        let port = sink.url.rsplit(':').next().unwrap().to_owned();
        let folder = w.folder();
        let serve = |allow: &str| {
            let path = folder.join("serve.toml");
            let key = folder.join("key");
            std::fs::write(&key, DEV_KEY.iter().map(|byte| format!("{byte:02x}")).collect::<String>()).unwrap();
            let text = format!(
                "[server]\nlisten = \"127.0.0.1:0\"\n[store]\ndata = {:?}\n[secrets]\nmaster_key_file = {key:?}\n[network]\nallow = \"{allow}\"\n",
                folder
            );
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let config = serve("");
        w.serve(&config).await;
        let token = w.get("/gettoken", &[("appkey", &app_key), ("appsecret", &app_secret)]).await.ok();
        let register = format!("/call_back/register_call_back?access_token={}", token["access_token"].as_str().unwrap());
        for host in [
            format!("127.0.0.1:{port}"),
            format!("localhost:{port}"),
            format!("2130706433:{port}"),
            format!("0x7f.1:{port}"),
            format!("0:{port}"),
            format!("[::1]:{port}"),
            format!("[::ffff:127.0.0.1]:{port}"),
            "10.0.0.1".into(),
            "192.168.1.1".into(),
            "172.16.3.4".into(),
            "169.254.169.254".into(),
            "100.100.100.200".into(),
            "[fd00:ec2::254]".into(),
            "[fe80::1]".into(),
        ] {
            let mut body = sink.registration(&["user_add_org"]);
            body["url"] = json!(format!("http://{host}"));
            w.post(&register, &body).await.refused_for(71013, "url");
        }
        assert!(sink.rest().await.is_empty(), "nothing was called");

        w.kill().await;
        let config = serve("127.0.0.0/8");
        w.serve(&config).await;
        let token = w.get("/gettoken", &[("appkey", &app_key), ("appsecret", &app_secret)]).await.ok();
        let register = format!("/call_back/register_call_back?access_token={}", token["access_token"].as_str().unwrap());
        w.post(&register, &sink.registration(&["user_add_org"])).await.ok();
        assert_eq!(sink.next().await["EventType"], "check_url");
    }
}
