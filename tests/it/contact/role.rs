//! Roles and their groups.

use hobnail_testkit::{Value, World, json, tests};

use crate::contact::kit::Directory;

const ADD: &str = "/role/add_role";
const ADD_GROUP: &str = "/role/add_role_group";
const RENAME: &str = "/role/update_role";
const GET: &str = "/topapi/role/getrole";
const GET_GROUP: &str = "/topapi/role/getrolegroup";
const LIST: &str = "/topapi/role/list";
const USERS: &str = "/topapi/role/simplelist";
const GIVE: &str = "/topapi/role/addrolesforemps";
const TAKE: &str = "/topapi/role/removerolesforemps";
const SCOPE: &str = "/topapi/role/scope/update";
const DELETE: &str = "/topapi/role/deleterole";

async fn group(app: &Directory<'_>, name: &str) -> i64 {
    app.ok(ADD_GROUP, json!({ "name": name })).await["groupId"].as_i64().unwrap()
}

async fn role(app: &Directory<'_>, group: i64, name: &str) -> i64 {
    app.ok(ADD, json!({ "roleName": name, "groupId": group })).await["roleId"].as_i64().unwrap()
}

async fn holders(app: &Directory<'_>, role: i64) -> Vec<Value> {
    let page = app.result(USERS, json!({ "role_id": role, "size": 100, "offset": 0 })).await;
    page["list"].as_array().unwrap().clone()
}

fn userids(list: &[Value]) -> Vec<&str> {
    list.iter().map(|user| user["userid"].as_str().unwrap()).collect()
}

tests! {
    async fn groups_and_roles_are_made_renamed_listed_and_removed(w: World) {
        let app = Directory::new(&w).await;
        let (posts, crafts) = (group(&app, "职务").await, group(&app, "工种").await);
        let (lead, welder) = (role(&app, posts, "总监").await, role(&app, crafts, "焊工").await);
        // The same name in another group is another role.
        role(&app, crafts, "总监").await;

        let got = app.ok(GET, json!({ "roleId": lead })).await;
        assert_eq!(got["role"], json!({ "name": "总监", "groupId": posts }));
        let got = app.ok(GET_GROUP, json!({ "group_id": crafts })).await;
        assert_eq!(got["role_group"]["group_name"], "工种");
        assert_eq!(got["role_group"]["roles"][0], json!({ "role_id": welder, "role_name": "焊工" }));

        let all = app.result(LIST, json!({})).await;
        assert_eq!(all["hasMore"], false);
        let names: Vec<&str> = all["list"].as_array().unwrap().iter().map(|g| g["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["默认", "职务", "工种"]);
        let defaults: Vec<&str> =
            all["list"][0]["roles"].as_array().unwrap().iter().map(|r| r["name"].as_str().unwrap()).collect();
        assert_eq!(defaults, ["主管理员", "子管理员", "负责人", "部门主管"]);
        let page = app.result(LIST, json!({ "size": 1, "offset": 1 })).await;
        assert_eq!((&page["hasMore"], &page["nextCursor"], &page["list"][0]["groupId"]), (&json!(true), &json!(2), &json!(posts)));

        app.ok(RENAME, json!({ "roleId": lead, "roleName": "首席" })).await;
        assert_eq!(app.ok(GET, json!({ "roleId": lead })).await["role"]["name"], "首席");
        app.ok(DELETE, json!({ "role_id": lead })).await;
        app.refuses(GET, json!({ "roleId": lead }), 33011, "roleId").await;
    }

    async fn people_are_given_roles_and_lose_them(w: World) {
        let app = Directory::new(&w).await;
        let dept = app.dept("研发", 1).await;
        app.user("one", "张三", 1, &[dept]).await;
        app.user("two", "李四", 2, &[dept]).await;
        let posts = group(&app, "职务").await;
        let (lead, scribe) = (role(&app, posts, "总监").await, role(&app, posts, "书记员").await);

        app.ok(GIVE, json!({ "roleIds": format!("{lead},{scribe}"), "userIds": "one,two" })).await;
        app.ok(GIVE, json!({ "roleIds": lead, "userIds": ["one"] })).await;
        assert_eq!(userids(&holders(&app, lead).await), ["one", "two"]);
        let roles = app.get("one").await["role_list"].clone();
        assert_eq!(roles[0], json!({ "id": lead, "name": "总监", "group_name": "职务" }));
        assert_eq!(roles[1]["id"], scribe);
        let older = app.ok("/user/get", json!({ "userid": "one" })).await;
        assert_eq!(older["roles"][0], json!({ "id": lead, "name": "总监", "groupName": "职务" }));

        // A role that somebody holds stays.
        app.refuses(DELETE, json!({ "role_id": lead }), 400002, "role_id").await;
        app.ok(TAKE, json!({ "roleIds": lead, "userIds": "one" })).await;
        assert_eq!(userids(&holders(&app, lead).await), ["two"]);
        assert_eq!(app.get("one").await["role_list"].as_array().unwrap().len(), 1);
        // Who leaves holds nothing.
        app.ok("/topapi/v2/user/delete", json!({ "userid": "two" })).await;
        assert!(holders(&app, lead).await.is_empty() && userids(&holders(&app, scribe).await) == ["one"]);
        app.ok(DELETE, json!({ "role_id": lead })).await;

        // Pages.
        app.user("three", "王五", 3, &[dept]).await;
        app.ok(GIVE, json!({ "roleIds": scribe, "userIds": "three" })).await;
        let page = app.result(USERS, json!({ "role_id": scribe, "size": 1, "offset": 0 })).await;
        assert_eq!((&page["hasMore"], &page["nextCursor"]), (&json!(true), &json!(1)));
        let page = app.result(USERS, json!({ "role_id": scribe, "size": 1, "offset": 1 })).await;
        assert_eq!((&page["hasMore"], &page["list"][0]["userid"]), (&json!(false), &json!("three")));
    }

    async fn default_roles_follow_from_what_people_are(w: World) {
        let app = Directory::new(&w).await;
        let dept = app.dept("研发", 1).await;
        app.user("lead", "张三", 1, &[dept]).await;
        w.member(json!({ "corp_id": app.app.corp_id, "userid": "sub", "name": "李四", "admin": true })).await;
        app.ok("/topapi/v2/department/update", json!({ "dept_id": dept, "dept_manager_userid_list": "lead" })).await;
        assert_eq!(userids(&holders(&app, 102).await), ["sub"]);
        assert_eq!(userids(&holders(&app, 104).await), ["lead"]);
        assert!(holders(&app, 101).await.is_empty() && holders(&app, 103).await.is_empty());
        assert_eq!(app.get("lead").await["role_list"], json!([{ "id": 104, "name": "部门主管", "group_name": "默认" }]));
        assert_eq!(app.ok("/user/get", json!({ "userid": "sub" })).await["roles"][0]["type"], 102);
        for (path, body, field) in [
            (ADD, json!({ "roleName": "新", "groupId": 1 }), "groupId"),
            (RENAME, json!({ "roleId": 101, "roleName": "新" }), "roleId"),
            (DELETE, json!({ "role_id": 103 }), "role_id"),
            (GIVE, json!({ "roleIds": "103", "userIds": "lead" }), "roleIds"),
            (TAKE, json!({ "roleIds": "104", "userIds": "lead" }), "roleIds"),
        ] {
            app.refuses(path, body, 23004, field).await;
        }
    }

    async fn a_role_is_bounded_to_departments(w: World) {
        let app = Directory::new(&w).await;
        let (a, b) = (app.dept("甲部", 1).await, app.dept("乙部", 1).await);
        app.user("one", "张三", 1, &[a]).await;
        app.user("two", "李四", 2, &[a]).await;
        let finance = role(&app, group(&app, "职务").await, "财务").await;
        app.ok(GIVE, json!({ "roleIds": finance, "userIds": "one" })).await;
        assert_eq!(holders(&app, finance).await[0].get("manageScopes"), None);
        app.ok(SCOPE, json!({ "userid": "one", "role_id": finance, "dept_ids": format!("{a},{b}") })).await;
        let scopes = holders(&app, finance).await[0]["manageScopes"].clone();
        assert_eq!(scopes, json!([{ "dept_id": a, "name": "甲部" }, { "dept_id": b, "name": "乙部" }]));
        // A department that goes doesn't widen the role.
        app.ok(SCOPE, json!({ "userid": "one", "role_id": finance, "dept_ids": b })).await;
        app.ok("/topapi/v2/department/delete", json!({ "dept_id": b })).await;
        assert_eq!(holders(&app, finance).await[0]["manageScopes"], json!([]));
        app.ok(SCOPE, json!({ "userid": "one", "role_id": finance })).await;
        assert_eq!(holders(&app, finance).await[0].get("manageScopes"), None);

        app.refuses(SCOPE, json!({ "role_id": finance }), 40003, "userid").await;
        app.refuses(SCOPE, json!({ "userid": "one" }), 34018, "role_id").await;
        app.refuses(SCOPE, json!({ "userid": "nobody", "role_id": finance }), 46004, "userid").await;
        app.refuses(SCOPE, json!({ "userid": "two", "role_id": finance }), 60301, "two").await;
        app.refuses(SCOPE, json!({ "userid": "one", "role_id": 99 }), 60301, "role_id").await;
        app.refuses(SCOPE, json!({ "userid": "one", "role_id": finance, "dept_ids": "99" }), 60003, "dept_ids").await;
        let many: Vec<i64> = (1..=51).collect();
        app.refuses(SCOPE, json!({ "userid": "one", "role_id": finance, "dept_ids": many }), 40035, "dept_ids").await;
    }

    async fn what_is_refused(w: World) {
        let app = Directory::new(&w).await;
        app.user("one", "张三", 1, &[1]).await;
        let posts = group(&app, "职务").await;
        let lead = role(&app, posts, "总监").await;
        let many: Vec<String> = (0..101).map(|n| format!("u{n}")).collect();
        for (path, body, code, field) in [
            (ADD, json!({ "groupId": posts }), 34018, "roleName"),
            (ADD, json!({ "roleName": " ", "groupId": posts }), 34018, "roleName"),
            (ADD, json!({ "roleName": "新" }), 34018, "groupId"),
            (ADD, json!({ "roleName": "新", "groupId": 99 }), 34020, "groupId"),
            (ADD, json!({ "roleName": "总监", "groupId": posts }), 34021, "roleName"),
            (ADD, json!({ "roleName": "长".repeat(65), "groupId": posts }), 40035, "roleName"),
            (ADD_GROUP, json!({}), 34018, "name"),
            (ADD_GROUP, json!({ "name": "职务" }), 34021, "name"),
            (RENAME, json!({ "roleId": lead }), 660000, "roleName"),
            (RENAME, json!({ "roleName": "新" }), 660000, "roleId"),
            (RENAME, json!({ "roleId": 99, "roleName": "新" }), 33011, "roleId"),
            (GET, json!({}), 40035, "roleId"),
            (GET, json!({ "roleId": 99 }), 33011, "roleId"),
            (GET_GROUP, json!({ "group_id": 99 }), 34020, "group_id"),
            (LIST, json!({ "size": 201 }), 40069, "size"),
            (LIST, json!({ "size": 0, "offset": 0 }), 40069, "size"),
            (LIST, json!({ "offset": -1 }), 40068, "offset"),
            (USERS, json!({ "role_id": 99 }), 33011, "role_id"),
            (USERS, json!({ "role_id": lead, "size": 101 }), 40069, "size"),
            (USERS, json!({ "role_id": lead, "offset": -1 }), 40068, "offset"),
            (GIVE, json!({ "roleIds": "", "userIds": "one" }), 33011, "roleIds"),
            (GIVE, json!({ "roleIds": "99", "userIds": "one" }), 33011, "roleIds"),
            (GIVE, json!({ "roleIds": lead, "userIds": "" }), 33012, "userIds"),
            (GIVE, json!({ "roleIds": lead, "userIds": "one,nobody" }), 33012, "nobody"),
            (GIVE, json!({ "roleIds": lead, "userIds": many[..21] }), 40035, "userIds"),
            (TAKE, json!({ "roleIds": lead, "userIds": many }), 40035, "userIds"),
            (DELETE, json!({ "role_id": 99 }), 33011, "role_id"),
        ] {
            app.refuses(path, body, code, field).await;
        }
        // Nothing was half-done: the known person of a refused list holds nothing.
        assert!(holders(&app, lead).await.is_empty());
    }

    async fn other_tenants_and_ranges(w: World) {
        let app = Directory::new(&w).await;
        let (a, b) = (app.dept("甲部", 1).await, app.dept("乙部", 1).await);
        app.user("in", "张三", 1, &[a]).await;
        app.user("out", "李四", 2, &[b]).await;
        let posts = group(&app, "职务").await;
        let lead = role(&app, posts, "总监").await;
        app.ok(GIVE, json!({ "roleIds": lead, "userIds": "in,out" })).await;

        let part = app.with(json!({ "dept_ids": [a], "userids": [] }), &[]).await;
        assert_eq!(userids(&holders(&part, lead).await), ["in"]);
        part.refuses(GIVE, json!({ "roleIds": lead, "userIds": "out" }), 50002, "out").await;
        part.refuses(TAKE, json!({ "roleIds": lead, "userIds": "out" }), 50002, "out").await;
        part.refuses(SCOPE, json!({ "userid": "in", "role_id": lead, "dept_ids": b }), 50004, "dept_ids").await;

        let theirs = Directory::new(&w).await;
        theirs.user("in", "王五", 3, &[1]).await;
        theirs.refuses(GET, json!({ "roleId": lead }), 33011, "roleId").await;
        theirs.refuses(GET_GROUP, json!({ "group_id": posts }), 34020, "group_id").await;
        theirs.refuses(RENAME, json!({ "roleId": lead, "roleName": "改" }), 33011, "roleId").await;
        theirs.refuses(DELETE, json!({ "role_id": lead }), 33011, "role_id").await;
        theirs.refuses(GIVE, json!({ "roleIds": lead, "userIds": "in" }), 33011, "roleIds").await;
        theirs.refuses(ADD, json!({ "roleName": "新", "groupId": posts }), 34020, "groupId").await;
        assert_eq!(app.ok(GET, json!({ "roleId": lead })).await["role"]["name"], "总监");
        assert_eq!(holders(&app, lead).await.len(), 2);
    }
}
