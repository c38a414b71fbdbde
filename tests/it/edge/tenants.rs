//! Another organisation's ids find nothing and change nothing, whatever the endpoint.

use hobnail_testkit::{Value, World, json, tests};

use crate::edge::fuzz::{endpoints, fields};

/// Everything about the demo organisation that these calls could reach.
async fn everything(w: &World) -> Value {
    let app = w.app().await;
    let mut people = Vec::new();
    for userid in ["manager01", "user001", "user002"] {
        people.push(app.post("/topapi/v2/user/get", json!({ "userid": userid })).await.ok()["result"].take());
    }
    let mut depts = Vec::new();
    for dept in w.demo()["departments"].as_array().unwrap() {
        depts.push(app.post("/topapi/v2/department/get", json!({ "dept_id": dept["dept_id"] })).await.ok()["result"].take());
    }
    let roles = app.post("/topapi/role/list", json!({ "size": 200, "offset": 0 })).await.ok()["result"].take();
    let contacts = app.post("/topapi/extcontact/list", json!({ "size": 100, "offset": 0 })).await.ok()["results"].take();
    let demo = w.get("/_hobnail/v1/demo", &[]).await.ok();
    let messages = w.get("/_hobnail/v1/messages?limit=1000", &[]).await.ok();
    json!({
        "people": people, "depts": depts, "users": demo["users"], "departments": demo["departments"], "messages": messages,
        "roles": roles, "contacts": contacts,
    })
}

tests! {
    /// Every endpoint for apps, called by an app of one organisation with the ids of another.
    async fn another_organisations_ids_find_nothing(w: World) {
        let app = w.app().await;
        let task = app.notify("user001", "内部消息").await;
        app.done(task).await;
        let victim = w.demo()["users"].as_array().unwrap().iter().find(|u| u["userid"] == "user001").unwrap().clone();
        let dept = victim["dept_id_list"][0].clone();
        // A group, a role that somebody holds, an outside contact: more to reach for.
        let group = app.post("/role/add_role_group", json!({ "name": "职务" })).await.ok()["groupId"].take();
        let role = app.post("/role/add_role", json!({ "roleName": "总监", "groupId": group })).await.ok()["roleId"].take();
        app.post("/topapi/role/addrolesforemps", json!({ "roleIds": role, "userIds": "user001" })).await.ok();
        let new = json!({ "name": "客户", "mobile": "13711111111", "state_code": "86", "label_ids": [1], "follower_user_id": "user001" });
        let contact = app.post("/topapi/extcontact/create", json!({ "contact": new })).await.ok()["userid"].take();
        let corp = w.corp("别家").await;
        let theirs = corp.app(json!({})).await;
        corp.member("theirone").await;
        let before = everything(&w).await;
        let fields = fields();
        let mut asked = 0;
        for endpoint in endpoints().iter().filter(|e| !matches!(e.access.as_str(), "open" | "person" | "dev" | "user" | "sso")) {
            let Some(names) = fields.get(&endpoint.id) else { panic!("{} is not in the OpenAPI documents", endpoint.id) };
            for agent_id in [app.agent_id, theirs.agent_id] {
                let mut body = json!(names);
                for name in names.keys() {
                    body[name] = match name.as_str() {
                        "agent_id" => json!(agent_id),
                        "task_id" | "msg_task_id" => json!(task),
                        "mobile" => victim["mobile"].clone(),
                        "unionid" => victim["unionid"].clone(),
                        "dept_id" | "parent_id" | "deptId" | "department_id" | "parentid" => dept.clone(),
                        // Departments of the older API.
                        "id" if endpoint.path.starts_with("/department/") => dept.clone(),
                        "dept_id_list" | "department" | "dept_ids" => json!(dept.to_string()),
                        "role_id" | "roleId" | "roleIds" => role.clone(),
                        "group_id" | "groupId" => group.clone(),
                        "user_id" => contact.clone(),
                        "roleName" => json!("外来"),
                        "contact" => json!({ "user_id": contact, "name": "外来", "mobile": "13722222222", "state_code": "86",
                            "label_ids": [1], "follower_user_id": "user001" }),
                        "msg" => json!({ "msgtype": "text", "text": { "content": "串门" } }),
                        "to_all_user" => json!(false),
                        "size" | "cursor" | "offset" => json!(10),
                        "name" => json!("外来"),
                        "language" | "lang" => json!("zh_CN"),
                        name if name.to_lowercase().contains("userid") => json!("user001"),
                        _ => continue,
                    };
                }
                let what = format!("{} {} {body}", endpoint.method, endpoint.path);
                let request = w.http().request(endpoint.method.parse().unwrap(), w.at(&endpoint.path));
                let request = match endpoint.style.as_str() {
                    "v1" => request.header("x-acs-dingtalk-access-token", &theirs.token),
                    _ => request.query(&[("access_token", &theirs.token)]),
                };
                let reply = w.send(what.clone(), request.json(&body)).await;
                let text = reply.body.to_string();
                assert!(!text.contains(victim["name"].as_str().unwrap()), "{what} tells a name: {text}");
                assert!(reply["errcode"] != 0 || !text.contains(victim["mobile"].as_str().unwrap()), "{what} tells a mobile: {text}");
                asked += 1;
            }
        }
        assert!(asked >= 40, "only {asked} calls");
        assert_eq!(everything(&w).await, before, "something of the demo organisation changed");
    }
}
