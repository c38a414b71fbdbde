//! The server under test: made with its own commands, filled through its own API, started as an organisation would start it.

use std::{
    error::Error,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    load::{self, Load, Make, Until},
    process::{self, Process},
};

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

const DEPARTMENTS: u64 = 100;

/// An organisation with its people, in a folder or in a PostgreSQL database.
#[derive(Clone)]
pub struct Organisation {
    pub binary: PathBuf,
    pub folder: PathBuf,
    /// Connection string; empty: SQLite in the folder.
    pub postgres: String,
    pub people: u64,
    agent_id: i64,
    app_key: String,
    app_secret: String,
}

/// A running server.
pub struct Server {
    pub process: Process,
    pub addr: SocketAddr,
    pub token: String,
    pub agent_id: i64,
    pub people: u64,
    /// From the start of the process to its first answer to an API call.
    pub started_in: Duration,
}

/// The limits are on, their numbers are raised.
const RAISED: [(&str, &str); 7] = [
    ("HOBNAIL_LIMITS_IP_CALLS_PER_20S", "2000000000"),
    ("HOBNAIL_LIMITS_APP_API_CALLS_PER_S", "2000000000"),
    ("HOBNAIL_LIMITS_WORK_RECEIVERS_PER_SEND", "2000000000"),
    ("HOBNAIL_LIMITS_WORK_RECEIVERS_PER_MINUTE", "2000000000"),
    ("HOBNAIL_LIMITS_WORK_PER_PERSON_PER_DAY", "2000000000"),
    ("HOBNAIL_LIMITS_WORK_TO_ALL_PER_DAY", "2000000000"),
    ("HOBNAIL_LIMITS_WORK_RESULT_RECEIVERS", "2000000000"),
];

pub fn command(binary: &Path, folder: &Path, postgres: &str) -> Command {
    let mut command = Command::new(binary);
    command.env_clear().envs(RAISED).env("PATH", "/usr/bin:/bin").env("HOBNAIL_LOG", "warn");
    command.env("HOBNAIL_STORE_DATA", folder).env("HOBNAIL_STORE_POSTGRES", postgres);
    command.env("HOBNAIL_SERVER_ACCESS_LOG", folder.join("access.log")).env("HOBNAIL_SERVER_DRAIN_S", "0");
    command
}

fn said(command: &mut Command) -> Result<Value> {
    let out = command.output()?;
    if !out.status.success() {
        return Err(format!("{command:?}: {}", String::from_utf8_lossy(&out.stderr)).into());
    }
    Ok(serde_json::from_slice(&out.stdout)?)
}

fn text(value: &Value, key: &str) -> Result<String> {
    Ok(value[key].as_str().ok_or_else(|| format!("no {key} in {value}"))?.to_owned())
}

impl Organisation {
    /// `hobnail init`, `hobnail app create`, and people through the API.
    pub fn make(binary: &Path, folder: &Path, postgres: &str, people: u64) -> Result<Self> {
        let corp = Self::init(binary, folder, postgres)?;
        let made = Self::with_app(binary, folder, postgres, &corp, people)?;
        let server = made.start()?;
        server.fill()?;
        server.process.stop();
        Ok(made)
    }

    /// Filled by `hobnail seed` (SQLite).
    pub fn seeded(binary: &Path, folder: &Path, people: u64, departments: u64) -> Result<Self> {
        let corp = Self::init(binary, folder, "")?;
        let (users, depts) = (people.to_string(), departments.to_string());
        let seed = ["--json", "seed", "--corp", &corp, "--users", &users, "--depts", &depts];
        said(command(binary, folder, "").args(seed))?;
        Self::with_app(binary, folder, "", &corp, people)
    }

    fn with_app(binary: &Path, folder: &Path, postgres: &str, corp: &str, people: u64) -> Result<Self> {
        let app = said(command(binary, folder, postgres).args(["--json", "app", "create", "--corp", corp, "--name", "Bench"]))?;
        Ok(Organisation {
            binary: binary.to_owned(),
            folder: folder.to_owned(),
            postgres: postgres.to_owned(),
            people,
            agent_id: app["agent_id"].as_i64().ok_or("no agent_id")?,
            app_key: text(&app, "app_key")?,
            app_secret: text(&app, "app_secret")?,
        })
    }

    /// `hobnail init` in a new folder; the corp's id.
    pub fn found(binary: &Path, folder: &Path) -> Result<String> {
        Self::init(binary, folder, "")
    }

    fn init(binary: &Path, folder: &Path, postgres: &str) -> Result<String> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        let init = ["--json", "init", "--corp", "Bench", "--admin", "Admin", "--mobile", "13000000000"];
        text(&said(command(binary, folder, postgres).args(init))?, "corp_id")
    }

    /// The same organisation in another folder, without what was uploaded (SQLite).
    pub fn copy(&self, folder: &Path) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file() && entry.file_name() != "access.log" {
                fs::copy(entry.path(), folder.join(entry.file_name()))?;
            }
        }
        Ok(Organisation { folder: folder.to_owned(), ..self.clone() })
    }

    pub fn token_path(&self) -> String {
        format!("/gettoken?appkey={}&appsecret={}", self.app_key, self.app_secret)
    }

    /// `hobnail serve`, until it answers.
    pub fn start(&self) -> Result<Server> {
        let addr = process::free_port()?;
        let mut command = command(&self.binary, &self.folder, &self.postgres);
        command.arg("serve").env("HOBNAIL_SERVER_LISTEN", addr.to_string());
        let (mut server, began) = self.listening(addr, command)?;
        let (_, body) = load::once(addr, |out| load::get(out, &self.token_path()))?;
        server.started_in = began.elapsed();
        server.token = text(&serde_json::from_str(&body)?, "access_token")?;
        Ok(server)
    }

    /// The same data in dev mode, for what only that serves (SQLite). Its keys are dev mode's own, so there is no token.
    pub fn start_dev(&self) -> Result<Server> {
        let addr = process::free_port()?;
        let mut command = command(&self.binary, &self.folder, "");
        command.args(["dev", "--empty", "--listen", &addr.to_string(), "--data"]).arg(&self.folder);
        Ok(self.listening(addr, command)?.0)
    }

    fn listening(&self, addr: SocketAddr, mut command: Command) -> Result<(Server, Instant)> {
        let log = fs::File::create(self.folder.join("serve.log"))?;
        let began = Instant::now();
        let mut process = Process::start(&mut command, Some(log))?;
        process.wait_for(addr, Duration::from_secs(20))?;
        let (agent_id, people) = (self.agent_id, self.people);
        let server = Server { process, addr, token: String::new(), agent_id, people, started_in: began.elapsed() };
        Ok((server, began))
    }

    /// Asks for the token again and again.
    pub fn get_token(&self) -> Make {
        let path = self.token_path();
        Arc::new(move |_, out| load::get(out, &path))
    }
}

pub fn userid(n: u64) -> String {
    format!("user{n:06}")
}

impl Server {
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    pub fn ask(&self, path: &str, body: &str) -> Result<Value> {
        let path = format!("{path}?access_token={}", self.token);
        let (_, reply) = load::once(self.addr, |out| load::post(out, &path, body))?;
        let reply: Value = serde_json::from_str(&reply)?;
        if reply["errcode"] != 0 {
            return Err(format!("{path} {body}: {reply}").into());
        }
        Ok(reply)
    }

    pub fn fill(&self) -> Result<()> {
        let mut departments = Vec::new();
        for n in 0..DEPARTMENTS {
            let reply = self.ask("/topapi/v2/department/create", &format!(r#"{{"name":"部门{n}","parent_id":1}}"#))?;
            departments.push(reply["result"]["dept_id"].as_i64().ok_or("no dept_id")?);
        }
        let path = format!("/topapi/v2/user/create?access_token={}", self.token);
        let make: Make = Arc::new(move |n, out| {
            let dept = departments[(n % DEPARTMENTS) as usize];
            let body = format!(
                r#"{{"userid":"{}","name":"张三{n}","mobile":"139{n:08}","dept_id_list":"{dept}","title":"工程师","job_number":"{n}","email":"user{n}@example.com","work_place":"杭州","hired_date":1597573616828}}"#,
                userid(n)
            );
            load::post(out, &path, &body);
        });
        // Few connections: on PostgreSQL, newcomers of one organisation get in each other's way.
        let connections = if self.people > 20_000 { 64 } else { 8 };
        self.run(make, connections, Until::Requests(self.people), Duration::ZERO)?;
        Ok(())
    }

    /// A run in which every reply must be a success.
    pub fn run(&self, make: Make, connections: usize, until: Until, pause: Duration) -> Result<load::Outcome> {
        let load = self.load(make, connections, until, pause);
        checked(load::run(&load)?)
    }

    pub fn load(&self, make: Make, connections: usize, until: Until, pause: Duration) -> Load {
        Load { addr: self.addr, connections, until, make, expect: r#""errcode":0"#, pause, first: 0 }
    }

    /// Fetches people all over the organisation.
    pub fn user_get(&self) -> Make {
        let path = format!("/topapi/v2/user/get?access_token={}", self.token);
        let people = self.people;
        Arc::new(move |n, out| {
            let body = format!(r#"{{"userid":"{}","language":"zh_CN"}}"#, userid(load::scatter(n) % people));
            load::post(out, &path, &body);
        })
    }

    /// Sends a message of its own to one of many people.
    pub fn send_to_one(&self) -> Make {
        let path = format!("/topapi/message/corpconversation/asyncsend_v2?access_token={}", self.token);
        let (people, agent_id) = (self.people, self.agent_id);
        Arc::new(move |n, out| {
            let to = userid(load::scatter(n) % people);
            let body = format!(
                r#"{{"agent_id":{agent_id},"userid_list":"{to}","msg":{{"msgtype":"text","text":{{"content":"您有一张单据待审批，编号 {n}"}}}}}}"#
            );
            load::post(out, &path, &body);
        })
    }

    /// Sends to everyone; the task's id.
    pub fn send_to_all(&self, content: &str) -> Result<i64> {
        let body = format!(
            r#"{{"agent_id":{},"to_all_user":true,"msg":{{"msgtype":"text","text":{{"content":"{content}"}}}}}}"#,
            self.agent_id
        );
        let reply = self.ask("/topapi/message/corpconversation/asyncsend_v2", &body)?;
        Ok(reply["task_id"].as_i64().ok_or("no task_id")?)
    }

    /// Waits until the task is done.
    pub fn wait_for_task(&self, task_id: i64) -> Result<()> {
        let body = format!(r#"{{"agent_id":{},"task_id":{task_id}}}"#, self.agent_id);
        loop {
            let reply = self.ask("/topapi/message/corpconversation/getsendprogress", &body)?;
            if reply["progress"]["status"] == 2 {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(3));
        }
    }
}

pub fn checked(outcome: load::Outcome) -> Result<load::Outcome> {
    match outcome.wrong {
        0 => Ok(outcome),
        n => Err(format!("{n} of {} replies were not as expected: {}", outcome.requests, outcome.sample).into()),
    }
}
