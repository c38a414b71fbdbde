//! The older API of people and departments: the same state in its own words.

use hobnail_testkit::{World, json, tests};

use crate::contact::kit::Directory;

tests! {
    async fn people(w: World) {
        let app = Directory::new(&w).await;
        let (a, b) = (app.dept("甲部", 1).await, app.dept("乙部", 1).await);
        app.user("boss", "赵一", 9, &[1]).await;
        let made = app
            .ok(
                "/user/create",
                json!({
                    "userid": "one", "name": "张三", "mobile": "13900000001", "department": format!("[{a},{b}]"),
                    "orderInDepts": format!("{{{a}:10}}"), "positionInDepts": format!("{{\"{b}\":\"顾问\"}}"), "position": "工程师",
                    "tel": "8001", "workPlace": "杭州", "remark": "备注", "email": "one@example.com", "orgEmail": "o@example.com",
                    "jobnumber": "A1", "managerUserid": "boss", "isHide": "true", "isSenior": true,
                    "extattr": "{\"爱好\":\"读书\"}", "hiredDate": 1599735213000_i64,
                }),
            )
            .await;
        assert_eq!(made["userid"], "one");
        let new = app.get("one").await;
        assert_eq!(made["unionId"], new["unionid"]);
        for (field, value) in [
            ("dept_id_list", json!([a, b])),
            ("dept_order_list", json!([{ "dept_id": a, "order": 10 }, { "dept_id": b, "order": 0 }])),
            ("dept_position_list", json!([{ "dept_id": b, "title": "顾问", "is_main": false }])),
            ("title", json!("工程师")),
            ("telephone", json!("8001")),
            ("work_place", json!("杭州")),
            ("remark", json!("备注")),
            ("email", json!("one@example.com")),
            ("org_email", json!("o@example.com")),
            ("job_number", json!("A1")),
            ("manager_userid", json!("boss")),
            ("hide_mobile", json!(true)),
            ("senior", json!(true)),
            ("extension", json!("{\"爱好\":\"读书\"}")),
            ("hired_date", json!(1599735213000_i64)),
        ] {
            assert_eq!(new[field], value, "{field}");
        }
        app.ok("/user/update", json!({ "userid": "one", "name": "张三丰", "department": [b], "tel": "", "isSenior": "false" })).await;
        let new = app.get("one").await;
        assert_eq!((&new["name"], &new["dept_id_list"], &new["senior"]), (&json!("张三丰"), &json!([b]), &json!(false)));
        assert_eq!((&new["title"], new.get("telephone")), (&json!("工程师"), None));

        assert_eq!(app.ok("/user/getDeptMember", json!({ "deptId": b })).await["userIds"], json!(["one"]));
        assert_eq!(app.ok("/user/get_org_user_count", json!({ "onlyActive": 0 })).await["count"], 2);
        assert_eq!(app.ok("/user/get_org_user_count", json!({ "onlyActive": 1 })).await["count"], 0);
        app.user("two", "李四", 2, &[b]).await;
        let all = app.ok("/user/simplelist", json!({ "department_id": b })).await;
        assert_eq!(all["userlist"], json!([{ "userid": "two", "name": "李四" }, { "userid": "one", "name": "张三丰" }]));
        assert_eq!(all.get("hasMore"), None);
        let page = app.ok("/user/simplelist", json!({ "department_id": b, "offset": 0, "size": 1, "order": "entry_asc" })).await;
        assert_eq!((&page["hasMore"], page["userlist"].as_array().unwrap().len()), (&json!(true), 1));
        let page = app.ok("/user/listbypage", json!({ "department_id": b, "offset": 1, "size": 10 })).await;
        assert_eq!(page["hasMore"], false);
        let one = &page["userlist"][0];
        for (field, value) in [
            ("userid", json!("one")),
            ("department", json!([b])),
            ("workPlace", json!("杭州")),
            ("mobile", json!("13900000001")),
            ("position", json!("工程师")),
            ("extattr", json!({ "爱好": "读书" })),
            ("isHide", json!(true)),
            ("isLeader", json!(false)),
            ("isAdmin", json!(false)),
        ] {
            assert_eq!(one[field], value, "{field}");
        }
        assert_eq!(app.ok("/user/list", json!({ "department_id": b })).await["userlist"].as_array().unwrap().len(), 2);

        app.ok("/user/delete", json!({ "userid": "one" })).await;
        app.refuses("/topapi/v2/user/get", json!({ "userid": "one" }), 60121, "userid").await;
    }

    async fn departments(w: World) {
        let app = Directory::new(&w).await;
        app.user("one", "张三", 1, &[1]).await;
        app.user("two", "李四", 2, &[1]).await;
        let seen = app.dept("可见", 1).await;
        let made = app
            .ok(
                "/department/create",
                json!({
                    "name": "甲部", "parentid": "1", "order": "5", "createDeptGroup": "true", "deptHiding": true,
                    "deptPermits": format!("{seen}|1"), "userPermits": "one|two", "outerDept": true, "outerPermitDepts": seen,
                    "outerPermitUsers": "one", "outerDeptOnlySelf": true, "sourceIdentifier": "HR", "ext": "{\"a\":1}",
                }),
            )
            .await;
        let id = made["id"].as_i64().unwrap();
        let new = app.result("/topapi/v2/department/get", json!({ "dept_id": id })).await;
        for (field, value) in [
            ("hide_dept", json!(true)),
            ("dept_permits", json!([seen, 1])),
            ("user_permits", json!(["one", "two"])),
            ("outer_permit_depts", json!([seen])),
            ("order", json!(5)),
            ("source_identifier", json!("HR")),
            ("extention", json!("{\"a\":1}")),
        ] {
            assert_eq!(new[field], value, "{field}");
        }
        app.user("three", "王五", 3, &[id]).await;
        app.user("four", "赵六", 4, &[id]).await;
        let body = json!({ "id": id, "name": "乙部", "deptManagerUseridList": "four|three", "orgDeptOwner": "three", "order": 7 });
        assert_eq!(app.ok("/department/update", body).await["id"], id);
        let old = app.ok("/department/get", json!({ "id": id })).await;
        for (field, value) in [
            ("name", json!("乙部")),
            ("order", json!(7)),
            ("parentid", json!(1)),
            ("deptManagerUseridList", json!("four|three")),
            ("orgDeptOwner", json!("three")),
            ("deptHiding", json!(true)),
            ("deptPermits", json!(format!("{seen}|1"))),
            ("deptPerimits", json!(format!("{seen}|1"))),
            ("userPermits", json!("one|two")),
            ("outerDept", json!(true)),
            ("outerPermitUsers", json!("one")),
            ("outerPermitDepts", json!(seen.to_string())),
        ] {
            assert_eq!(old[field], value, "{field}");
        }
        let below = app.dept("丙部", id).await;
        let ids = |list: &hobnail_testkit::Value| -> Vec<i64> {
            list["department"].as_array().unwrap().iter().map(|dept| dept["id"].as_i64().unwrap()).collect()
        };
        assert_eq!(ids(&app.ok("/department/list", json!({})).await), [id, seen]);
        assert_eq!(ids(&app.ok("/department/list", json!({ "fetch_child": true })).await), [id, seen, below]);
        assert_eq!(ids(&app.ok("/department/list", json!({ "id": id, "fetch_child": "true" })).await), [below]);
        assert_eq!(app.ok("/department/list_ids", json!({ "id": id })).await["sub_dept_id_list"], json!([below]));
        let up = app.ok("/department/list_parent_depts_by_dept", json!({ "id": below })).await;
        assert_eq!(up["parentIds"], json!([below, id, 1]));
        app.ok("/topapi/v2/user/update", json!({ "userid": "three", "dept_id_list": format!("{below},{seen}") })).await;
        let up = app.ok("/department/list_parent_depts", json!({ "userId": "three" })).await;
        assert_eq!(up["department"], json!([below, id, 1, seen]));
        app.refuses("/department/delete", json!({ "id": id }), 60006, "id").await;
        app.ok("/user/delete", json!({ "userid": "three" })).await;
        app.ok("/department/delete", json!({ "id": below })).await;
        app.refuses("/department/get", json!({ "id": below }), 60003, "id").await;
    }

    async fn what_is_refused_is_named_in_the_older_words(w: World) {
        let app = Directory::new(&w).await;
        app.user("one", "张三", 1, &[1]).await;
        let new = |field: &str, value: hobnail_testkit::Value| {
            let mut body = json!({ "name": "新", "mobile": "13900000002", "department": "1" });
            body[field] = value;
            body
        };
        for (field, value, code) in [
            ("department", json!("99"), 60003),
            ("department", json!(""), 40066),
            ("mobile", json!("1"), 60103),
            ("mobile", json!("13900000001"), 60104),
            ("userid", json!("one"), 60102),
            ("orderInDepts", json!("{2:1}"), 40066),
            ("orderInDepts", json!("1"), 40035),
            ("positionInDepts", json!("{x:1}"), 40035),
            ("managerUserid", json!("nobody"), 60128),
            ("extattr", json!("x"), 60122),
            ("orgEmail", json!("x"), 60105),
            ("name", json!("长".repeat(65)), 40035),
            ("workPlace", json!("长".repeat(51)), 40035),
        ] {
            app.refuses("/user/create", new(field, value), code, field).await;
        }
        app.refuses("/user/update", json!({ "userid": "nobody" }), 60121, "userid").await;
        app.refuses("/user/delete", json!({ "userid": "nobody" }), 60121, "userid").await;
        app.refuses("/user/getDeptMember", json!({ "deptId": 99 }), 60003, "deptId").await;
        app.refuses("/user/simplelist", json!({ "department_id": 99 }), 60003, "department_id").await;
        app.refuses("/user/simplelist", json!({ "department_id": 1, "offset": 0, "size": 101 }), 40069, "size").await;
        app.refuses("/user/listbypage", json!({ "department_id": 1, "offset": -1, "size": 1 }), 40068, "offset").await;
        app.refuses("/user/listbypage", json!({ "department_id": 1 }), 40035, "offset").await;
        app.refuses("/user/get_org_user_count", json!({}), 40035, "onlyActive").await;
        app.refuses("/department/create", json!({ "name": "新", "parentid": 99 }), 60004, "parentid").await;
        app.refuses("/department/create", json!({ "name": "a,b", "parentid": 1 }), 60009, "name").await;
        app.refuses("/department/update", json!({ "id": 99, "name": "新" }), 60003, "id").await;
        app.refuses("/department/update", json!({ "id": 1, "name": "新" }), 60018, "id").await;
        app.refuses("/department/list", json!({ "id": 99 }), 60003, "id").await;
        app.refuses("/department/list_ids", json!({ "id": 99 }), 60003, "id").await;
        app.refuses("/department/list_parent_depts_by_dept", json!({ "id": 99 }), 60003, "id").await;
        app.refuses("/department/list_parent_depts", json!({ "userId": "nobody" }), 60121, "userId").await;
        assert_eq!(app.ok("/user/get_org_user_count", json!({ "onlyActive": 0 })).await["count"], 1, "nobody was half-made");
    }

    async fn ranges_bound_the_older_api_too(w: World) {
        let app = Directory::new(&w).await;
        let (a, b) = (app.dept("甲部", 1).await, app.dept("乙部", 1).await);
        app.user("far", "李四", 2, &[b]).await;
        let part = app.with(json!({ "dept_ids": [a], "userids": [] }), &[]).await;
        for path in ["/user/update", "/user/delete", "/user/get"] {
            part.refuses(path, json!({ "userid": "far" }), 50002, "far").await;
        }
        let new = json!({ "name": "新", "mobile": "13900000009", "department": b });
        part.refuses("/user/create", new, 50004, "department").await;
        for path in ["/user/simplelist", "/user/list"] {
            part.refuses(path, json!({ "department_id": b }), 50004, "department_id").await;
        }
        for path in ["/department/get", "/department/list", "/department/delete"] {
            part.refuses(path, json!({ "id": b }), 50004, "id").await;
        }
        part.refuses("/department/create", json!({ "name": "新", "parentid": b }), 50004, "parentid").await;
        part.refuses("/department/update", json!({ "id": b, "name": "新" }), 50004, "id").await;
        part.ok("/department/list", json!({ "id": a })).await;
        // Exempt by their documents.
        part.ok("/user/getDeptMember", json!({ "deptId": b })).await;
        part.ok("/department/list_ids", json!({ "id": b })).await;
    }
}
