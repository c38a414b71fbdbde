//! The industry directory and linked organisations: what apps read of them.

use hobnail_testkit::{Value, World, json, tests};

use crate::contact::kit::Directory;

const DEPTS: &str = "/topapi/industry/department/list";
const USERS: &str = "/topapi/industry/user/list";

async fn make(w: &World, what: &str, body: Value) -> Value {
    w.post(&format!("/_hobnail/v1/{what}"), &body).await.ok()
}

tests! {
    async fn the_industry_directory_is_read(w: World) {
        let app = Directory::new(&w).await;
        let corp = app.app.corp_id.clone();
        app.user("teacher1", "张老师", 1, &[1]).await;
        app.refuses("/topapi/industry/organization/get", json!({}), 400043, "orgId").await;
        make(&w, "industry", json!({ "corp_id": corp, "region_id": "330110", "region_type": "COUNTRY",
            "region_location": "中国_浙江省_杭州市_余杭区", "contact_type": "classic" })).await;
        let org = app.ok("/topapi/industry/organization/get", json!({})).await;
        assert_eq!(org["success"], true);
        assert_eq!(org["result"], json!({ "region_id": "330110", "region_type": "COUNTRY", "region_location": "中国_浙江省_杭州市_余杭区" }));

        let campus = make(&w, "industry/departments", json!({ "corp_id": corp, "name": "二中", "dept_type": "campus" })).await["dept_id"].clone();
        let mut classes = Vec::new();
        for name in ["一班", "二班", "三班"] {
            let body = json!({ "corp_id": corp, "parent_id": campus, "name": name, "dept_type": "class", "feature": "{\"class_level\":1}" });
            classes.push(make(&w, "industry/departments", body).await["dept_id"].clone());
        }
        let first = app.result(DEPTS, json!({ "dept_id": 1, "size": 10 })).await;
        let expected = json!({ "dept_id": campus, "name": "二中", "contact_type": "classic", "dept_type": "campus", "feature": "{}" });
        assert_eq!((&first["details"], &first["has_more"]), (&json!([expected]), &json!(false)));
        let page = app.result(DEPTS, json!({ "dept_id": campus, "size": 2 })).await;
        assert_eq!((&page["has_more"], &page["next_cursor"]), (&json!(true), &classes[1]));
        let page = app.result(DEPTS, json!({ "dept_id": campus, "size": 2, "cursor": page["next_cursor"] })).await;
        assert_eq!((&page["has_more"], &page["details"][0]["dept_id"]), (&json!(false), &classes[2]));
        let class = app.result("/topapi/industry/department/get", json!({ "dept_id": classes[0] })).await;
        assert_eq!(class, json!({ "super_id": campus, "name": "一班", "contact_type": "classic", "dept_type": "class",
            "feature": "{\"class_level\":1}" }));

        let dept = classes[0].clone();
        for (userid, name, roles) in
            [("teacher1", None, vec!["teacher", "guardian"]), ("pupil1", Some("小明"), vec!["student"]), ("pupil2", Some("小红"), vec!["student"])]
        {
            make(&w, "industry/people", json!({ "corp_id": corp, "dept_id": dept, "userid": userid, "name": name, "roles": roles })).await;
        }
        let pupils = app.result(USERS, json!({ "dept_id": dept, "role": "student", "size": 1 })).await;
        assert_eq!((&pupils["has_more"], &pupils["next_cursor"], &pupils["details"][0]["name"]), (&json!(true), &json!(1), &json!("小明")));
        assert_eq!(app.result(USERS, json!({ "dept_id": dept, "size": 10 })).await["details"].as_array().unwrap().len(), 3);
        let teacher = app.result("/topapi/industry/user/get", json!({ "dept_id": dept, "userid": "teacher1" })).await;
        assert_eq!(teacher["roles"], json!([{ "id": 301, "name": "老师" }, { "id": 302, "name": "监护人" }]));
        assert_eq!((&teacher["name"], &teacher["unionid"]), (&json!("张老师"), &app.get("teacher1").await["unionid"]));

        for (path, body, code, field) in [
            ("/topapi/industry/department/get", json!({ "dept_id": 99 }), 60003, "dept_id"),
            (DEPTS, json!({ "dept_id": 99, "size": 1 }), 40009, "dept_id"),
            (DEPTS, json!({ "dept_id": 1, "size": 1001 }), 40069, "size"),
            (DEPTS, json!({ "dept_id": 1 }), 40035, "size"),
            (USERS, json!({ "dept_id": 99, "size": 1 }), 40009, "dept_id"),
            (USERS, json!({ "dept_id": dept, "size": 0 }), 40069, "size"),
            (USERS, json!({ "dept_id": dept, "size": 1, "role": "king" }), 400002, "role"),
            ("/topapi/industry/user/get", json!({ "dept_id": dept, "userid": "nobody" }), 33012, "userid"),
            ("/topapi/industry/user/get", json!({ "dept_id": 99, "userid": "pupil1" }), 40009, "dept_id"),
        ] {
            app.refuses(path, body, code, field).await;
        }
        let theirs = Directory::new(&w).await;
        make(&w, "industry", json!({ "corp_id": theirs.app.corp_id, "region_id": "1", "region_type": "CITY", "region_location": "x" })).await;
        theirs.refuses(DEPTS, json!({ "dept_id": campus, "size": 1 }), 40009, "dept_id").await;
        theirs.refuses("/topapi/industry/user/get", json!({ "dept_id": dept, "userid": "pupil1" }), 40009, "dept_id").await;
        let outside = w.new_app(json!({ "corp_id": corp, "scopes": ["qyapi_base"] })).await;
        outside.post(DEPTS, json!({ "dept_id": 1, "size": 1 })).await.refused(60011);
    }

    async fn trunk_and_branches(w: World) {
        let (trunk, branch, other) = (Directory::new(&w).await, Directory::new(&w).await, Directory::new(&w).await);
        let (up, down) = (trunk.app.corp_id.clone(), branch.app.corp_id.clone());
        let below = trunk.dept("下属", 1).await;
        let dept = make(&w, "branches", json!({ "trunk_corp_id": up, "branch_corp_id": down, "parent_id": below })).await["dept_id"].clone();
        let branches = trunk.ok("/topapi/org/union/branch/get", json!({})).await;
        assert_eq!((&branches["result"], &branches["success"]), (&json!([{ "union_corpid": down, "union_org_name": "甲公司" }]), &json!(true)));
        assert_eq!(branch.result("/topapi/org/union/trunk/get", json!({})).await, json!([{ "corpid": up, "org_name": "甲公司" }]));
        assert_eq!(branch.result("/topapi/org/union/branch/get", json!({})).await, json!([]));
        assert_eq!(other.result("/topapi/org/union/trunk/get", json!({})).await, json!([]));
        // The branch stands in the trunk's tree.
        let mounted = trunk.result("/topapi/v2/department/get", json!({ "dept_id": dept })).await;
        assert_eq!((&mounted["from_union_org"], &mounted["union_dept_ext"]), (&json!(true), &json!({ "corp_id": down, "dept_id": 1 })));
        let listed = trunk.result("/topapi/v2/department/listsub", json!({ "dept_id": below })).await;
        assert_eq!((&listed[0]["dept_id"], &listed[0]["from_union_org"]), (&dept, &json!(true)));
        let older = trunk.ok("/department/list", json!({ "id": below })).await;
        assert_eq!(older["department"][0]["isFromUnionOrg"], true);
        for (a, b) in [(&up, "nowhere"), (&up, up.as_str())] {
            w.post("/_hobnail/v1/branches", &json!({ "trunk_corp_id": a, "branch_corp_id": b })).await.refused_http(400, "InvalidCorpId");
        }
    }

    async fn cooperation_spaces(w: World) {
        let (space, owner, member) = (Directory::new(&w).await, Directory::new(&w).await, Directory::new(&w).await);
        let ids = (space.app.corp_id.clone(), owner.app.corp_id.clone(), member.app.corp_id.clone());
        let part = member.dept("采购", 1).await;
        member.user("one", "张三", 1, &[part]).await;
        let apply = json!({ "space_corp_id": ids.0, "owner_corp_id": ids.1, "member_corp_id": ids.2, "dept_ids": [part], "userids": ["one"],
            "dept_name": "供应商甲", "auth_level": 2 });
        make(&w, "spaces", apply.clone()).await;
        let seen = member.result("/topapi/union/cooperate/joined/list", json!({ "status": 0 })).await;
        assert_eq!(seen, json!([{ "corp_id": ids.0, "org_name": "甲公司", "belong_corp_id": ids.1, "belong_org_name": "甲公司" }]));
        assert_eq!(member.result("/topapi/union/cooperate/joined/list", json!({ "status": 1 })).await, json!([]));
        let waiting = space.result("/topapi/union/cooperate/info/list", json!({ "status": 0 })).await;
        assert_eq!(waiting, json!([{ "union_corp_id": ids.2, "union_org_name": "甲公司", "union_type": 2, "dept_ids": [part], "userids": ["one"],
            "dept_name": "供应商甲", "auth_level": 2 }]));

        let mut accept = apply;
        accept["joined"] = json!(true);
        let dept = make(&w, "spaces", accept).await["dept_id"].clone();
        let members = space.ok("/topapi/union/cooperate/info/list", json!({ "status": 1 })).await;
        assert_eq!((&members["result"][0]["dept_id"], &members["success"]), (&dept, &json!(true)));
        assert_eq!(space.result("/topapi/v2/department/get", json!({ "dept_id": dept })).await["name"], "供应商甲");
        assert_eq!(space.result("/topapi/union/cooperate/info/list", json!({ "status": 0 })).await, json!([]));
        let joined = member.result("/topapi/union/cooperate/joined/list", json!({ "status": 1 })).await;
        assert_eq!(joined[0]["corp_id"], json!(ids.0));
        // The owner's own app is not the space's.
        assert_eq!(owner.result("/topapi/union/cooperate/info/list", json!({ "status": 1 })).await, json!([]));
        for path in ["/topapi/union/cooperate/info/list", "/topapi/union/cooperate/joined/list"] {
            space.refuses(path, json!({}), 40035, "status").await;
            space.refuses(path, json!({ "status": 2 }), 40035, "status").await;
        }
        let stranger = json!({ "space_corp_id": ids.0, "member_corp_id": ids.2, "userids": ["nobody"] });
        w.post("/_hobnail/v1/spaces", &stranger).await.refused_http(404, "UserNotFound");
    }
}
