//! A core on a fresh database of either kind, and calls through the registry: JSON in, JSON out, no HTTP.

use std::sync::Arc;

use hobnail_contact::{corp, member::NewMember};
use hobnail_cx::{
    Bus, Caller, Clock, Core, Cx, Ending, Files, Ids, Limits, Mode, Range, Registry, Retention, Secrets, Who,
    caller::App,
    context::Origin,
    days,
    registry::{Answer, Found},
};
use hobnail_store::{
    Backend,
    testing::{TestDb, postgres, sqlite},
};
use hobnail_wire::{AgentId, Args, CorpId, Fault, Outcome, UserId};
use serde_json::{Value, json};

pub struct Kit {
    pub core: Arc<Core>,
    pub corp: CorpId,
    routes: Registry,
    _db: TestDb,
}

pub fn migrations() -> Vec<hobnail_store::Migration> {
    [hobnail_cx::MIGRATIONS, hobnail_jobs::MIGRATIONS, hobnail_contact::MIGRATIONS].concat()
}

/// Runs a test on both databases.
pub async fn both(test: impl AsyncFn(Kit)) {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        test(Kit::new(backend).await).await;
    }
}

impl Kit {
    pub async fn new(backend: Backend) -> Kit {
        let migrations = migrations();
        let db = match backend {
            Backend::Sqlite => sqlite(&migrations).await,
            Backend::Postgres => postgres(&migrations).await,
        };
        let core = Arc::new(Core {
            data: db.folder().map(ToOwned::to_owned).unwrap_or_default(),
            db: db.db(),
            files: Files::local(&std::env::temp_dir().join("hobnail-contact-files")).unwrap(),
            clock: Clock::default(),
            ids: Ids::open(&db).await.unwrap(),
            secrets: Secrets::new(&[7; 32]),
            limits: Limits::default(),
            retention: Retention::default(),
            bus: Bus::default(),
            app_calls: Default::default(),
            ending: Ending::default(),
            started_ms: 0,
            outgoing: Default::default(),
            parts: Default::default(),
            mode: Mode::Dev,
        });
        let mut routes = Registry::new();
        hobnail_contact::routes(&mut routes);
        let kit = Kit { core, corp: "dingone".into(), routes, _db: db };
        kit.found("dingone", "甲公司").await;
        kit
    }

    /// Makes an organisation.
    pub async fn found(&self, corp_id: &'static str, name: &'static str) {
        let cx = self.cx();
        let inside = cx.clone();
        cx.tx(async move |tx| {
            let new = corp::NewCorp { corp_id: corp_id.into(), name: name.into(), zone: "Asia/Shanghai".into() };
            corp::create(tx, &inside, &new).await
        })
        .await
        .unwrap();
    }

    pub fn cx(&self) -> Cx {
        Cx::internal(&self.core)
    }

    pub async fn join(&self, make: impl Fn() -> NewMember + Send + Sync + 'static) -> Outcome<UserId> {
        let (cx, corp) = (self.cx(), self.corp.clone());
        let inside = cx.clone();
        cx.tx(async move |tx| hobnail_contact::member::create(tx, &inside, &corp, &make()).await).await
    }

    fn app(&self) -> Cx {
        let app = App {
            corp: self.corp.clone(),
            zone: days::zone("Asia/Shanghai"),
            agent_id: AgentId::new(1),
            name: "app".into(),
            scopes: ["fieldMobile", "fieldEmail"].map(str::to_owned).into(),
            visible: Range::All,
            range: Range::All,
            egress: Vec::new(),
        };
        Cx::new(self.core.clone(), Caller { who: Who::App(Arc::new(app)) }, Origin::default())
    }

    /// An app that may do everything in the kit's corp.
    pub fn full(&self) -> Client<'_> {
        Client { kit: self, cx: self.app() }
    }

    /// The kinds of the events so far, oldest first, with their payloads.
    pub async fn events(&self) -> Vec<(String, Value)> {
        let rows: Vec<(String, String)> =
            self.core.db.rows("select kind, payload from event order by event_id", &[]).await.unwrap();
        rows.into_iter().map(|(kind, payload)| (kind, serde_json::from_str(&payload).unwrap())).collect()
    }
}

/// Calls as one app; replies are bodies as they go over the wire.
pub struct Client<'a> {
    kit: &'a Kit,
    cx: Cx,
}

impl Client<'_> {
    /// The whole body, of a refusal too. A text is sent as it is.
    pub async fn body(&self, path: &str, body: Value) -> Value {
        let text = match body {
            Value::String(text) => text,
            json => json.to_string(),
        };
        let method = if path.starts_with("/topapi") { "POST" } else { "GET" };
        let Found::Entry(entry, _) = self.kit.routes.find(method, path) else { panic!("no {method} {path}") };
        let mut args = Args::new();
        let outcome = match args.add_body(text.as_bytes()) {
            Ok(()) => entry.call(self.cx.clone(), args, "r".into()).await,
            Err(fault) => Err(fault),
        };
        let bytes = match outcome {
            Ok(Answer::Json(bytes)) => bytes,
            Ok(Answer::File(_) | Answer::Page(_)) => panic!("{path}: not JSON"),
            Err(fault) => {
                assert!(fault.source_chain().is_none(), "{path}: {fault:?}");
                hobnail_wire::envelope::refusal(entry.meta.style, path, &fault, "r", false).1
            }
        };
        serde_json::from_slice(&bytes).unwrap()
    }

    /// The body of a success.
    pub async fn ok(&self, path: &str, body: Value) -> Value {
        let reply = self.body(path, body).await;
        assert_eq!(reply["errcode"], 0, "{path}: {reply}");
        reply
    }

    /// The `result` of a success.
    pub async fn result(&self, path: &str, body: Value) -> Value {
        self.ok(path, body).await["result"].take()
    }

    /// Makes a department and returns its id.
    pub async fn dept(&self, name: &str, parent: i64) -> i64 {
        let made = self.result("/topapi/v2/department/create", json!({ "name": name, "parent_id": parent })).await;
        made["dept_id"].as_i64().unwrap()
    }

    /// Makes a person whose mobile number ends in `n`.
    pub async fn user(&self, userid: &str, name: &str, n: u32, depts: &[i64]) {
        let depts: Vec<String> = depts.iter().map(ToString::to_string).collect();
        let mobile = format!("139{n:08}");
        let body = json!({ "userid": userid, "name": name, "mobile": mobile, "dept_id_list": depts.join(",") });
        self.ok("/topapi/v2/user/create", body).await;
    }

    pub async fn get(&self, userid: &str) -> Value {
        self.result("/topapi/v2/user/get", json!({ "userid": userid })).await
    }
}

/// The errcode and the field of a refusal.
pub fn refused<T>(outcome: Outcome<T>) -> (i64, String) {
    let fault: Fault = match outcome {
        Ok(_) => panic!("expected a refusal"),
        Err(fault) => fault,
    };
    assert!(fault.source_chain().is_none(), "{fault:?}");
    (fault.code().errcode, fault.field_name().unwrap_or_default().to_owned())
}

pub fn some(depts: &[i64], users: &[&str]) -> Range {
    Range::Some { dept_ids: depts.to_vec(), userids: users.iter().map(|u| (*u).to_owned()).collect() }
}
