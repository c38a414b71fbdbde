//! Departments.

use hobnail_testkit::{Value, World, json, tests};

use crate::contact::kit::Directory;

const CREATE: &str = "/topapi/v2/department/create";
const UPDATE: &str = "/topapi/v2/department/update";
const DELETE: &str = "/topapi/v2/department/delete";
const GET: &str = "/topapi/v2/department/get";

async fn get(app: &Directory<'_>, dept: i64) -> Value {
    app.result(GET, json!({ "dept_id": dept })).await
}

tests! {
    async fn everything_that_is_given_is_given_back(w: World) {
        let app = Directory::new(&w).await;
        let seen = app.dept("可见", 1).await;
        app.user("one", "张三", 1, &[1]).await;
        let made = app
            .result(
                CREATE,
                json!({
                    "name": "研发部", "parent_id": 1, "hide_dept": true, "dept_permits": format!("{seen},1"), "user_permits": "one",
                    "outer_dept": true, "outer_dept_only_self": true, "outer_permit_users": ["one"], "outer_permit_depts": seen,
                    "create_dept_group": true, "auto_approve_apply": true, "order": 10, "source_identifier": "HR部门",
                    "brief": "简介", "extension": "{\"a\":1}", "telephone": "0571",
                }),
            )
            .await;
        let dept = made["dept_id"].as_i64().unwrap();
        let expected = json!({
            "dept_id": dept, "name": "研发部", "parent_id": 1, "source_identifier": "HR部门", "create_dept_group": true,
            "auto_add_user": false, "auto_approve_apply": true, "from_union_org": false, "order": 10, "group_contain_sub_dept": false,
            "dept_manager_userid_list": [], "outer_dept": true, "outer_permit_depts": [seen], "outer_permit_users": ["one"],
            "hide_dept": true, "dept_permits": [seen, 1], "user_permits": ["one"], "member_count": 0, "owning_member_count": 0,
            "brief": "简介", "extention": "{\"a\":1}", "telephone": "0571",
        });
        assert_eq!(get(&app, dept).await, expected);

        app.ok("/topapi/v2/user/update", json!({ "userid": "one", "dept_id_list": [dept] })).await;
        app.ok(
            UPDATE,
            json!({
                "dept_id": dept, "name": "产品部", "hide_dept": false, "outer_dept": false, "auto_add_user": true, "auto_approve_apply": false,
                "create_dept_group": false, "order": 3, "source_identifier": "", "code": "10000", "dept_manager_userid_list": "one",
                "group_contain_sub_dept": true, "group_contain_outer_dept": true, "group_contain_hidden_dept": true,
                "org_dept_owner": "one",
                "brief": "新", "telephone": "", "extension": "", "language": "zh_CN",
            }),
        )
        .await;
        let expected = json!({
            "dept_id": dept, "name": "产品部", "parent_id": 1, "create_dept_group": false, "auto_add_user": true,
            "auto_approve_apply": false, "from_union_org": false, "order": 3, "group_contain_sub_dept": true, "org_dept_owner": "one",
            "dept_manager_userid_list": ["one"], "outer_dept": false, "hide_dept": false, "code": "10000", "member_count": 1,
            "owning_member_count": 1, "brief": "新",
        });
        assert_eq!(get(&app, dept).await, expected);
        // What was hidden is still known.
        app.ok(UPDATE, json!({ "dept_id": dept, "hide_dept": true })).await;
        assert_eq!(get(&app, dept).await["dept_permits"], json!([seen, 1]));
        let root = get(&app, 1).await;
        assert_eq!((&root["name"], root.get("parent_id")), (&json!("甲公司"), None));
        assert_eq!((&root["member_count"], &root["owning_member_count"]), (&json!(1), &json!(0)));
    }

    async fn lists_of_children_and_parents(w: World) {
        let app = Directory::new(&w).await;
        let a = app.dept("甲", 1).await;
        let b = app.dept("乙", 1).await;
        let below = app.dept("下", a).await;
        app.ok(UPDATE, json!({ "dept_id": b, "order": 1, "source_identifier": "B", "extension": "{}" })).await;
        app.ok(UPDATE, json!({ "dept_id": a, "language": "en_US", "name": "A team" })).await;
        let subs = app.result("/topapi/v2/department/listsub", json!({})).await;
        let brief = |dept: i64, name: &str, parent: i64| {
            json!({ "dept_id": dept, "name": name, "parent_id": parent,
            "create_dept_group": false, "auto_add_user": false, "from_union_org": false })
        };
        let mut first = brief(b, "乙", 1);
        first["source_identifier"] = json!("B");
        first["ext"] = json!("{}");
        assert_eq!(subs, json!([first, brief(a, "甲", 1)]));
        let english = app.result("/topapi/v2/department/listsub", json!({ "dept_id": "1", "language": "en_US" })).await;
        assert_eq!(english[1]["name"], "A team");
        assert_eq!(app.result(GET, json!({ "dept_id": a, "language": "en_US" })).await["name"], "A team");
        assert_eq!(get(&app, a).await["name"], "甲");
        assert_eq!(app.result("/topapi/v2/department/listsub", json!({ "dept_id": a })).await, json!([brief(below, "下", a)]));
        assert_eq!(app.result("/topapi/v2/department/listsub", json!({ "dept_id": below })).await, json!([]));
        assert_eq!(
            app.result("/topapi/v2/department/listsubid", json!({ "dept_id": 1 })).await,
            json!({ "dept_id_list": [b, a] })
        );
        let parents = app.result("/topapi/v2/department/listparentbydept", json!({ "dept_id": below })).await;
        assert_eq!(parents, json!({ "parent_id_list": [below, a, 1] }));
        assert_eq!(
            app.result("/topapi/v2/department/listparentbydept", json!({ "dept_id": 1 })).await,
            json!({ "parent_id_list": [1] })
        );
        app.user("one", "张三", 1, &[b, below]).await;
        let parents = app.result("/topapi/v2/department/listparentbyuser", json!({ "userid": "one" })).await;
        assert_eq!(
            parents,
            json!({ "parent_list": [{ "parent_dept_id_list": [b, 1] }, { "parent_dept_id_list": [below, a, 1] }] })
        );

        let other = Directory::new(&w).await;
        for path in [
            GET,
            DELETE,
            UPDATE,
            "/topapi/v2/department/listsub",
            "/topapi/v2/department/listsubid",
            "/topapi/v2/department/listparentbydept",
        ] {
            other.refuses(path, json!({ "dept_id": a }), 60003, "dept_id").await;
            app.refuses(path, json!({ "dept_id": 99 }), 60003, "dept_id").await;
            app.refuses(path, json!({ "dept_id": "x" }), 40035, "dept_id").await;
            if path != "/topapi/v2/department/listsub" {
                app.refuses(path, json!({}), 40035, "dept_id").await;
            }
        }
        other.refuses("/topapi/v2/department/listparentbyuser", json!({ "userid": "one" }), 60121, "userid").await;
        app.refuses("/topapi/v2/department/listparentbyuser", json!({ "userid": "" }), 33012, "userid").await;
        app.refuses(GET, json!({ "dept_id": a, "language": "xx" }), 40035, "language").await;
    }

    async fn people_are_counted_once_however_often_they_stand_below(w: World) {
        let app = Directory::new(&w).await;
        let a = app.dept("甲", 1).await;
        let (b, c) = (app.dept("乙", a).await, app.dept("丙", a).await);
        app.user("one", "张三", 1, &[b, c]).await;
        app.user("two", "李四", 2, &[a]).await;
        app.user("three", "王五", 3, &[1]).await;
        for (dept, all, own) in [(1, 3, 1), (a, 2, 1), (b, 1, 1), (c, 1, 1)] {
            let read = get(&app, dept).await;
            assert_eq!((&read["member_count"], &read["owning_member_count"]), (&json!(all), &json!(own)), "{dept}");
        }
    }

    async fn what_cannot_be_made(w: World) {
        let app = Directory::new(&w).await;
        app.dept("研发部", 1).await;
        let make = |change: Value| {
            let mut body = json!({ "name": "新部门", "parent_id": 1 });
            for (key, value) in change.as_object().unwrap() {
                match value {
                    Value::Null => drop(body.as_object_mut().unwrap().remove(key)),
                    value => body[key] = value.clone(),
                }
            }
            body
        };
        for (change, errcode, field) in [
            (json!({ "name": null }), 40035, "name"),
            (json!({ "name": "" }), 60001, "name"),
            (json!({ "name": "部".repeat(65) }), 60001, "name"),
            (json!({ "name": "a-b" }), 60009, "name"),
            (json!({ "name": "a,b" }), 60009, "name"),
            (json!({ "name": "甲，乙" }), 60009, "name"),
            (json!({ "name": "研发部" }), 60021, "name"),
            (json!({ "parent_id": null }), 40035, "parent_id"),
            (json!({ "parent_id": 99 }), 60004, "parent_id"),
            (json!({ "parent_id": 0 }), 60004, "parent_id"),
            (json!({ "order": -1 }), 40011, "order"),
            (json!({ "order": "x" }), 40035, "order"),
            (json!({ "hide_dept": true, "dept_permits": "99" }), 600109, "dept_permits"),
            (json!({ "user_permits": "nobody" }), 600109, "user_permits"),
            (json!({ "outer_permit_depts": "99" }), 600109, "outer_permit_depts"),
            (json!({ "outer_permit_users": "nobody" }), 600109, "outer_permit_users"),
            (json!({ "dept_permits": vec!["1"; 51].join(",") }), 600109, "dept_permits"),
            (json!({ "dept_permits": "x" }), 40035, "dept_permits"),
            (json!({ "brief": "字".repeat(256) }), 40035, "brief"),
            (json!({ "telephone": "1".repeat(51) }), 40035, "telephone"),
        ] {
            app.refuses(CREATE, make(change), errcode, field).await;
        }
        let ids = app.result("/topapi/v2/department/listsubid", json!({ "dept_id": 1 })).await;
        assert_eq!(ids["dept_id_list"].as_array().unwrap().len(), 1);
        // The same name stands well below another parent.
        let parent = app.dept("市场部", 1).await;
        app.dept("研发部", parent).await;
    }

    async fn departments_move_with_all_that_is_below(w: World) {
        let app = Directory::new(&w).await;
        let a = app.dept("甲", 1).await;
        let b = app.dept("乙", a).await;
        let c = app.dept("丙", b).await;
        let d = app.dept("丁", 1).await;
        app.dept("乙", d).await;
        app.user("one", "张三", 1, &[c]).await;
        for (dept, to) in [(a, a), (a, b), (a, c), (b, c)] {
            app.refuses(UPDATE, json!({ "dept_id": dept, "parent_id": to }), 60010, "parent_id").await;
        }
        app.refuses(UPDATE, json!({ "dept_id": b, "parent_id": 99 }), 60004, "parent_id").await;
        app.refuses(UPDATE, json!({ "dept_id": b, "parent_id": d }), 60021, "name").await;
        app.ok(UPDATE, json!({ "dept_id": b, "parent_id": d, "name": "新乙" })).await;
        let parents = app.result("/topapi/v2/department/listparentbydept", json!({ "dept_id": c })).await;
        assert_eq!(parents["parent_id_list"], json!([c, b, d, 1]));
        assert_eq!((&get(&app, a).await["member_count"], &get(&app, d).await["member_count"]), (&json!(0), &json!(1)));
        assert_eq!(get(&app, b).await["parent_id"], d);
        app.ok(DELETE, json!({ "dept_id": a })).await;
    }

    async fn thirty_levels_are_the_most(w: World) {
        let app = Directory::new(&w).await;
        let (mut chain, mut above) = (Vec::new(), 1);
        for level in 1..=30 {
            above = app.dept(&format!("第{level}级"), above).await;
            chain.push(above);
        }
        app.refuses(CREATE, json!({ "name": "更深", "parent_id": above }), 60002, "parent_id").await;
        // What is moved counts with what is below it.
        let other = app.dept("旁", 1).await;
        app.refuses(UPDATE, json!({ "dept_id": chain[0], "parent_id": other }), 60002, "parent_id").await;
        app.ok(UPDATE, json!({ "dept_id": chain[1], "parent_id": other })).await;
        app.ok(UPDATE, json!({ "dept_id": other, "parent_id": 1 })).await;
        let parents = app.result("/topapi/v2/department/listparentbydept", json!({ "dept_id": above })).await;
        let expected: Vec<i64> = chain[1..].iter().rev().copied().chain([other, 1]).collect();
        assert_eq!(parents["parent_id_list"], json!(expected));
    }

    async fn what_an_update_cannot_do(w: World) {
        let app = Directory::new(&w).await;
        let (a, b) = (app.dept("甲", 1).await, app.dept("乙", 1).await);
        app.user("one", "张三", 1, &[a]).await;
        app.user("two", "李四", 2, &[b]).await;
        let before = get(&app, a).await;
        for (change, errcode, field) in [
            (json!({ "name": "乙" }), 60021, "name"),
            (json!({ "name": "" }), 60001, "name"),
            (json!({ "name": "a-b" }), 60009, "name"),
            (json!({ "name": "a-b", "language": "en_US" }), 60009, "name"),
            (json!({ "order": -5 }), 40011, "order"),
            (json!({ "code": "1".repeat(31) }), 40035, "code"),
            (json!({ "dept_permits": "99" }), 60109, "dept_permits"),
            (json!({ "user_permits": "nobody" }), 60109, "user_permits"),
            (json!({ "dept_permits": "1", "user_permits": vec!["one"; 50].join(",") }), 60109, "dept_permits"),
            (json!({ "outer_permit_users": "nobody" }), 60109, "outer_permit_users"),
            (json!({ "dept_manager_userid_list": "one,two" }), 40031, "dept_manager_userid_list"),
            (json!({ "dept_manager_userid_list": "nobody" }), 40031, "dept_manager_userid_list"),
            (json!({ "org_dept_owner": "two" }), 40093, "org_dept_owner"),
            (json!({ "force_update_fields": "name" }), 400002, "force_update_fields"),
            (json!({ "language": "xx" }), 40035, "language"),
            (json!({ "brief": "好", "org_dept_owner": "nobody" }), 40093, "org_dept_owner"),
        ] {
            let mut body = change;
            body["dept_id"] = json!(a);
            app.refuses(UPDATE, body, errcode, field).await;
        }
        assert_eq!(get(&app, a).await, before);
        app.refuses(UPDATE, json!({ "dept_id": 1, "name": "新" }), 60018, "dept_id").await;
        // Its own name is no conflict.
        app.ok(UPDATE, json!({ "dept_id": a, "name": "甲" })).await;
    }

    async fn managers_stand_in_their_order_and_go_by_force_only(w: World) {
        let app = Directory::new(&w).await;
        let dept = app.dept("研发部", 1).await;
        for (i, userid) in ["c", "a", "b"].into_iter().enumerate() {
            app.user(userid, "某人", i as u32, &[dept]).await;
        }
        let managers = async || get(&app, dept).await["dept_manager_userid_list"].clone();
        app.ok(UPDATE, json!({ "dept_id": dept, "dept_manager_userid_list": "c,a,c" })).await;
        assert_eq!(managers().await, json!(["c", "a"]));
        app.ok(UPDATE, json!({ "dept_id": dept, "dept_manager_userid_list": "" })).await;
        assert_eq!(managers().await, json!(["c", "a"]));
        app.ok(UPDATE, json!({ "dept_id": dept, "dept_manager_userid_list": "b" })).await;
        assert_eq!(managers().await, json!(["b"]));
        app.ok(UPDATE, json!({ "dept_id": dept, "force_update_fields": "dept_manager_userid_list" })).await;
        assert_eq!(managers().await, json!([]));
    }

    async fn only_an_empty_department_goes(w: World) {
        let app = Directory::new(&w).await;
        let a = app.dept("甲", 1).await;
        let b = app.dept("乙", a).await;
        app.user("one", "张三", 1, &[b]).await;
        app.refuses(DELETE, json!({ "dept_id": 1 }), 60007, "dept_id").await;
        app.refuses(DELETE, json!({ "dept_id": a }), 60006, "dept_id").await;
        app.refuses(DELETE, json!({ "dept_id": b }), 60005, "dept_id").await;
        app.ok("/topapi/v2/user/update", json!({ "userid": "one", "dept_id_list": "1" })).await;
        app.ok(DELETE, json!({ "dept_id": b })).await;
        app.refuses(GET, json!({ "dept_id": b }), 60003, "dept_id").await;
        app.refuses(DELETE, json!({ "dept_id": b }), 60003, "dept_id").await;
        app.ok(DELETE, json!({ "dept_id": a })).await;
    }
}
