//! `/topapi/v2/user/update` and `/topapi/v2/user/delete`.

use hobnail_testkit::{Value, World, json, tests};

use crate::contact::kit::Directory;

const UPDATE: &str = "/topapi/v2/user/update";

tests! {
    async fn an_update_writes_what_is_given_and_leaves_the_rest(w: World) {
        let app = Directory::new(&w).await;
        let dept = app.dept("研发部", 1).await;
        app.user("boss", "老板", 9, &[1]).await;
        app.user("one", "张三", 1, &[1]).await;
        let before = app.get("one").await;
        app.ok(UPDATE, json!({ "userid": "one" })).await;
        assert_eq!(app.get("one").await, before);

        app.ok(
            UPDATE,
            json!({
                "userid": "one", "name": "李四", "hide_mobile": true, "telephone": "1", "job_number": "7", "manager_userid": "boss",
                "title": "顾问", "email": "a@b.cn", "org_email": "c@d.cn", "org_email_type": "base", "work_place": "杭州",
                "remark": "好", "dept_id_list": [dept, 1], "dept_order_list": [{ "dept_id": dept, "order": 3 }],
                "dept_title_list": [{ "dept_id": dept, "title": "专员" }], "extension": "{\"a\":\"1\"}",
                "extension_i18n": { "a": { "en_US": "b" } }, "senior_mode": true, "hired_date": 1597573616828_i64,
                "language": "zh_CN", "mobile": "+86-13900000001",
            }),
        )
        .await;
        let user = app.get("one").await;
        let expected = json!({
            "userid": "one", "unionid": before["unionid"], "name": "李四", "state_code": "86", "manager_userid": "boss",
            "mobile": "13900000001", "hide_mobile": true, "telephone": "1", "job_number": "7", "title": "顾问", "email": "a@b.cn",
            "work_place": "杭州", "remark": "好", "exclusive_account": false, "org_email": "c@d.cn", "org_email_type": "base",
            "dept_id_list": [dept, 1], "dept_order_list": [{ "dept_id": dept, "order": 3 }, { "dept_id": 1, "order": 0 }],
            "dept_position_list": [{ "dept_id": dept, "title": "专员", "is_main": false }], "extension": "{\"a\":\"1\"}",
            "extension_i18n": { "a": { "en_US": "b" } }, "hired_date": 1597573616828_i64, "active": false, "real_authed": false,
            "senior": true, "admin": false, "boss": false,
            "leader_in_dept": [{ "dept_id": dept, "leader": false }, { "dept_id": 1, "leader": false }],
        });
        assert_eq!(user, expected);
        // An empty text clears, and the number that was given up is free again.
        let cleared = json!({ "userid": "one", "telephone": "", "email": "", "title": "", "work_place": "", "remark": "",
            "job_number": "", "org_email": "", "extension": "{}", "extension_i18n": {} });
        app.ok(UPDATE, cleared).await;
        let user = app.get("one").await;
        for field in ["telephone", "email", "title", "work_place", "remark", "job_number", "org_email", "extension", "extension_i18n"] {
            assert!(user.get(field).is_none(), "{field}: {user}");
        }
        app.ok(UPDATE, json!({ "userid": "boss", "telephone": "1", "email": "a@b.cn" })).await;
    }

    async fn a_manager_is_cleared_by_force_only(w: World) {
        let app = Directory::new(&w).await;
        app.user("boss", "老板", 9, &[1]).await;
        app.user("one", "张三", 1, &[1]).await;
        let manager = async || app.get("one").await.get("manager_userid").cloned();
        app.ok(UPDATE, json!({ "userid": "one", "manager_userid": "boss" })).await;
        app.ok(UPDATE, json!({ "userid": "one", "manager_userid": "" })).await;
        assert_eq!(manager().await, Some(json!("boss")));
        app.ok(UPDATE, json!({ "userid": "one", "manager_userid": "boss", "force_update_fields": "manager_userid" })).await;
        assert_eq!(manager().await, Some(json!("boss")));
        app.ok(UPDATE, json!({ "userid": "one", "force_update_fields": "manager_userid" })).await;
        assert_eq!(manager().await, None);
        app.refuses(UPDATE, json!({ "userid": "one", "force_update_fields": "title" }), 400002, "force_update_fields").await;
        for nobody in ["nobody", "one"] {
            app.refuses(UPDATE, json!({ "userid": "one", "manager_userid": nobody }), 60128, "manager_userid").await;
        }
    }

    async fn attributes_are_replaced_or_added_to(w: World) {
        let app = Directory::new(&w).await;
        app.user("one", "张三", 1, &[1]).await;
        let extension = async || {
            let user = app.get("one").await;
            user.get("extension").map(|text| serde_json::from_str::<Value>(text.as_str().unwrap()).unwrap())
        };
        app.ok(UPDATE, json!({ "userid": "one", "extension": { "a": "1", "b": "2" } })).await;
        app.ok(UPDATE, json!({ "userid": "one", "extension": "{\"b\":\"3\",\"c\":\"4\"}", "ext_attrs_update_mode": "1" })).await;
        assert_eq!(extension().await, Some(json!({ "a": "1", "b": "3", "c": "4" })));
        app.ok(UPDATE, json!({ "userid": "one", "extension": "{\"d\":\"5\"}", "ext_attrs_update_mode": 0 })).await;
        assert_eq!(extension().await, Some(json!({ "d": "5" })));
        app.refuses(
            UPDATE,
            json!({ "userid": "one", "extension": "{}", "ext_attrs_update_mode": 2 }),
            40035,
            "ext_attrs_update_mode",
        )
        .await;
        app.refuses(UPDATE, json!({ "userid": "one", "extension": "nope" }), 60122, "extension").await;
    }

    async fn names_and_titles_exist_in_two_languages(w: World) {
        let app = Directory::new(&w).await;
        app.user("one", "张三", 1, &[1]).await;
        app.ok(UPDATE, json!({ "userid": "one", "title": "工程师" })).await;
        let read = async |language: &str| {
            let user = app.result("/topapi/v2/user/get", json!({ "userid": "one", "language": language })).await;
            format!("{} {}", user["name"].as_str().unwrap(), user["title"].as_str().unwrap())
        };
        assert_eq!(read("en_US").await, "张三 工程师");
        app.ok(UPDATE, json!({ "userid": "one", "language": "en_US", "name": "San Zhang", "title": "Engineer" })).await;
        assert_eq!(
            (read("en_US").await.as_str(), read("zh_CN").await.as_str(), read("").await.as_str()),
            ("San Zhang Engineer", "张三 工程师", "张三 工程师")
        );
        let listed =
            app.result("/topapi/user/listsimple", json!({ "dept_id": 1, "cursor": 0, "size": 9, "language": "en_US" })).await;
        assert_eq!(listed["list"], json!([{ "userid": "one", "name": "San Zhang" }]));
        app.refuses(UPDATE, json!({ "userid": "one", "language": "fr_FR" }), 40035, "language").await;
        app.refuses("/topapi/v2/user/get", json!({ "userid": "one", "language": "fr" }), 40035, "language").await;
    }

    async fn moving_keeps_what_a_person_is_where_they_stay(w: World) {
        let app = Directory::new(&w).await;
        let (a, b, c) = (app.dept("甲", 1).await, app.dept("乙", 1).await, app.dept("丙", 1).await);
        app.user("one", "张三", 1, &[a, b]).await;
        app.ok(
            "/topapi/v2/department/update",
            json!({ "dept_id": a, "dept_manager_userid_list": "one", "org_dept_owner": "one" }),
        )
        .await;
        app.ok(
            "/topapi/v2/department/update",
            json!({ "dept_id": b, "dept_manager_userid_list": "one", "org_dept_owner": "one" }),
        )
        .await;
        app.ok(UPDATE, json!({ "userid": "one", "dept_order_list": [{ "dept_id": b, "order": 8 }] })).await;
        app.ok(UPDATE, json!({ "userid": "one", "dept_id_list": format!("{c},{b}") })).await;
        let user = app.get("one").await;
        assert_eq!(user["dept_id_list"], json!([c, b]));
        assert_eq!(user["dept_order_list"], json!([{ "dept_id": c, "order": 0 }, { "dept_id": b, "order": 8 }]));
        assert_eq!(user["leader_in_dept"], json!([{ "dept_id": c, "leader": false }, { "dept_id": b, "leader": true }]));
        let read = async |dept: i64| app.result("/topapi/v2/department/get", json!({ "dept_id": dept })).await;
        let (left, kept) = (read(a).await, read(b).await);
        assert_eq!((&left["dept_manager_userid_list"], left.get("org_dept_owner")), (&json!([]), None));
        assert_eq!((&kept["dept_manager_userid_list"], &kept["org_dept_owner"]), (&json!(["one"]), &json!("one")));
        for (change, errcode, field) in [
            (json!({ "dept_id_list": "" }), 40066, "dept_id_list"),
            (json!({ "dept_id_list": "12345" }), 60003, "dept_id_list"),
            (json!({ "dept_order_list": [{ "dept_id": a, "order": 1 }] }), 40066, "dept_order_list[0].dept_id"),
            (json!({ "dept_id_list": (1..=301).map(|n| n.to_string()).collect::<Vec<_>>().join(",") }), 40035, "dept_id_list"),
        ] {
            let mut body = change;
            body["userid"] = json!("one");
            app.refuses(UPDATE, body, errcode, field).await;
        }
        assert_eq!(app.get("one").await, user);
    }

    async fn what_an_update_cannot_do(w: World) {
        let app = Directory::new(&w).await;
        app.ok(
            "/topapi/v2/user/create",
            json!({ "userid": "two", "name": "李四", "mobile": "13900000002", "dept_id_list": "1",
            "telephone": "2222", "email": "two@b.cn" }),
        )
        .await;
        app.user("one", "张三", 1, &[1]).await;
        let before = app.get("one").await;
        for (change, errcode, field) in [
            (json!({ "userid": "nobody" }), 60121, "userid"),
            (json!({ "userid": "" }), 33012, "userid"),
            (json!({ "mobile": "13900000009" }), 40022, "mobile"),
            (json!({ "mobile": "139" }), 60103, "mobile"),
            (json!({ "name": "" }), 60112, "name"),
            (json!({ "telephone": "2222" }), 40100, "telephone"),
            (json!({ "email": "two@b.cn" }), 60106, "email"),
            (json!({ "email": "nope" }), 60105, "email"),
            (json!({ "org_email": "nope" }), 60105, "org_email"),
            (json!({ "hired_date": 0 }), 40035, "hired_date"),
            (json!({ "loginId": "zs" }), 400002, "loginId"),
            (json!({ "init_password": "x" }), 400002, "init_password"),
            // Several at once: the good ones aren't kept.
            (json!({ "title": "新", "name": "新", "dept_id_list": "77" }), 60003, "dept_id_list"),
        ] {
            let mut body = json!({ "userid": "one" });
            change.as_object().unwrap().iter().for_each(|(key, value)| body[key] = value.clone());
            app.refuses(UPDATE, body, errcode, field).await;
        }
        assert_eq!(app.get("one").await, before);
        Directory::new(&w).await.refuses(UPDATE, json!({ "userid": "one", "name": "他" }), 60121, "userid").await;
        // One's own values are no conflict.
        app.ok(UPDATE, json!({ "userid": "two", "telephone": "2222", "email": "two@b.cn" })).await;
    }

    async fn who_leaves_is_gone_and_may_come_back(w: World) {
        let app = Directory::new(&w).await;
        let dept = app.dept("研发部", 1).await;
        app.user("one", "张三", 1, &[1, dept]).await;
        app.user("two", "李四", 2, &[1]).await;
        app.ok(UPDATE, json!({ "userid": "two", "manager_userid": "one" })).await;
        app.ok(
            "/topapi/v2/department/update",
            json!({ "dept_id": dept, "dept_manager_userid_list": "one", "org_dept_owner": "one" }),
        )
        .await;
        let unionid = app.get("one").await["unionid"].clone();
        Directory::new(&w).await.refuses("/topapi/v2/user/delete", json!({ "userid": "one" }), 60121, "userid").await;

        app.ok("/topapi/v2/user/delete", json!({ "userid": "one" })).await;
        app.refuses("/topapi/v2/user/get", json!({ "userid": "one" }), 60121, "userid").await;
        app.refuses("/topapi/v2/user/delete", json!({ "userid": "one" }), 60121, "userid").await;
        app.refuses("/topapi/v2/user/getbymobile", json!({ "mobile": "13900000001" }), 60121, "mobile").await;
        app.refuses("/topapi/user/getbyunionid", json!({ "unionid": unionid }), 60121, "unionid").await;
        assert!(app.get("two").await.get("manager_userid").is_none());
        let read = app.result("/topapi/v2/department/get", json!({ "dept_id": dept })).await;
        assert_eq!(
            (&read["member_count"], &read["dept_manager_userid_list"], read.get("org_dept_owner")),
            (&json!(0), &json!([]), None)
        );
        app.ok("/topapi/v2/department/delete", json!({ "dept_id": dept })).await;

        // The same person under another userid, with the same unionid.
        app.user("back", "张三", 1, &[1]).await;
        assert_eq!(app.get("back").await["unionid"], unionid);
        app.refuses("/topapi/v2/user/delete", json!({}), 40035, "userid").await;
        app.refuses("/topapi/v2/user/delete", json!({ "userid": "" }), 33012, "userid").await;
    }

    async fn the_main_administrator_stays(w: World) {
        let app = w.app().await;
        let admin = json!({ "userid": w.demo()["admin_userid"] });
        let read = app.post("/topapi/v2/user/get", admin.clone()).await.ok();
        assert_eq!(read["result"]["admin"], true);
        app.post("/topapi/v2/user/delete", admin.clone()).await.refused_for(60011, "userid");
        app.post("/topapi/v2/user/get", admin).await.ok();
    }
}
