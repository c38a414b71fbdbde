//! Two servers on one folder.

use hobnail_testkit::{Store, World, hobnail, tests};

use super::serve;

tests! {
    /// The second server is refused and says which process is there; when that one is gone, however it went, the next may come.
    async fn a_folder_has_one_server(w: World) {
        let mut w = w;
        if w.store == Store::Postgres {
            // Many servers may run on one database; each has a folder of its own for files.
            return;
        }
        let folder = w.folder();
        let args = ["dev", "--json", "--listen", "127.0.0.1:0", "--data", folder.to_str().unwrap()];
        let (code, said) = hobnail(&args, &[]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(&format!("process {}", w.pid())) && said.contains(folder.to_str().unwrap()), "{said}");
        w.app().await.notify("user001", "还在").await;
        w.restart().await;
        w.messages("user001", 1).await;
    }

    /// Commands that add rows work beside a running server.
    async fn commands_work_beside_a_server(w: World) {
        let mut w = w;
        let served = serve(&mut w, "").await;
        let args = ["--json", "app", "create", "--corp", &served.corp, "--name", "第二个", "--config", &served.config];
        let (code, text) = hobnail(&args, &[]);
        assert_eq!(code, Some(0), "{text}");
        let made: hobnail_testkit::Value = serde_json::from_str(text.trim()).unwrap();
        let credentials = [("appkey", made["app_key"].as_str().unwrap()), ("appsecret", made["app_secret"].as_str().unwrap())];
        w.get("/gettoken", &credentials).await.ok();
    }
}
