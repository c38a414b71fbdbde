//! An organisation of a test's own, and calls of one of its apps.

use hobnail_testkit::{App, Reply, Value, World, json};

/// The permission points that the calls of the directory need.
const SCOPES: &[&str] = &[
    "qyapi_base",
    "qyapi_get_member",
    "qyapi_get_member_by_mobile",
    "qyapi_get_department_list",
    "qyapi_get_department_member",
    "qyapi_manage_addresslist",
    "qyapi_ext_read",
    "qyapi_ext_write",
    "qyapi_liveness_base",
    "qyapi_industry_info_read",
    "qyapi_related_org_read",
];

/// Those that show what is personal.
const FIELDS: &[&str] = &["fieldMobile", "fieldEmail"];

/// An empty organisation with an app that may do everything in it.
pub struct Directory<'w> {
    world: &'w World,
    pub app: App<'w>,
}

impl<'w> Directory<'w> {
    pub async fn new(world: &'w World) -> Directory<'w> {
        let corp_id = world.corp("甲公司").await.corp_id;
        let scopes = [SCOPES, FIELDS].concat();
        let app = world.new_app(json!({ "corp_id": corp_id, "scopes": scopes })).await;
        Directory { world, app }
    }

    /// The same organisation through another app, with this range (everything, when empty) and, beside those that the calls
    /// themselves need, these permission points.
    pub async fn with(&self, directory: Value, fields: &[&str]) -> Directory<'w> {
        let scopes = [SCOPES, fields].concat();
        let settings = json!({ "corp_id": self.app.corp_id, "directory": directory, "scopes": scopes });
        Directory { world: self.world, app: self.world.new_app(settings).await }
    }

    /// A POST on `/topapi` and of what is written on older paths, else a GET; a text is posted as it is, as a form.
    pub async fn call(&self, path: &str, body: Value) -> Reply {
        if let Value::String(form) = body {
            let path = format!("{path}?access_token={}", self.app.token);
            return self.world.raw(&path, "application/x-www-form-urlencoded", form).await;
        }
        let written =
            ["/create", "/update", "/add_role", "/update_role", "/add_role_group"].iter().any(|end| path.ends_with(end));
        if path.starts_with("/topapi") || written {
            return self.app.post(path, body).await;
        }
        let pairs: Vec<(String, String)> =
            body.as_object().unwrap().iter().map(|(key, value)| (key.clone(), text(value))).collect();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        self.app.get(path, &pairs).await
    }

    /// The body of a success.
    pub async fn ok(&self, path: &str, body: Value) -> Value {
        self.call(path, body).await.ok()
    }

    /// The `result` of a success.
    pub async fn result(&self, path: &str, body: Value) -> Value {
        self.ok(path, body).await["result"].take()
    }

    /// Expects a refusal with this code that names this field.
    pub async fn refuses(&self, path: &str, body: Value, errcode: i64, field: &str) {
        self.call(path, body).await.refused_for(errcode, field);
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

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
