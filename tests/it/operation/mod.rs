//! What the people who operate a server count on.

mod access_log;
mod addresses;
mod lock;
mod metrics;
mod ready;
mod retention;
mod shutdown;

use hobnail_testkit::{Store, Value, World, hobnail};

/// An installation of `hobnail serve` in the place of the world's dev server.
pub struct Served {
    config: String,
    corp: String,
    admin: String,
    app: Value,
}

pub const MOBILE: &str = "13700000001";
pub const PASSWORD: &str = "correct horse battery";

/// `hobnail init`, an app, and the server; `settings` are lines of `[server]`.
pub async fn serve(w: &mut World, settings: &str) -> Served {
    w.kill().await;
    let folder = w.folder().join("serve");
    std::fs::create_dir_all(&folder).unwrap();
    let postgres = match w.store {
        Store::Sqlite => String::new(),
        Store::Postgres => format!("postgres = {:?}\n", w.database_url().unwrap()),
    };
    let data = folder.join("data");
    let text = format!("[server]\nlisten = \"127.0.0.1:0\"\n{settings}\n[store]\ndata = {data:?}\n{postgres}");
    let (config, password) = (folder.join("hobnail.toml"), folder.join("password"));
    std::fs::write(&config, text).unwrap();
    std::fs::write(&password, PASSWORD).unwrap();
    let (config, password) = (config.to_str().unwrap().to_owned(), password.to_str().unwrap());
    let run = |args: &[&str]| -> Value {
        let (code, text) = hobnail(&[&["--json"], args, &["--config", &config]].concat(), &[]);
        assert_eq!(code, Some(0), "{args:?}: {text}");
        serde_json::from_str(text.lines().last().unwrap()).unwrap()
    };
    let made = run(&["init", "--corp", "自家公司", "--admin", "王总", "--mobile", MOBILE, "--password-file", password]);
    let corp = made["corp_id"].as_str().unwrap().to_owned();
    let app = run(&["app", "create", "--corp", &corp, "--name", "审批助手"]);
    w.serve(&config).await;
    Served { config, corp, admin: made["admin_userid"].as_str().unwrap().to_owned(), app }
}

impl Served {
    pub fn gettoken(&self) -> String {
        let (key, secret) = (self.app["app_key"].as_str().unwrap(), self.app["app_secret"].as_str().unwrap());
        format!("/gettoken?appkey={key}&appsecret={secret}")
    }

    pub async fn token(&self, w: &World) -> String {
        w.get(&self.gettoken(), &[]).await.ok()["access_token"].as_str().unwrap().to_owned()
    }
}
