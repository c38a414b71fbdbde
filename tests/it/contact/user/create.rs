//! `/topapi/v2/user/create`.

use hobnail_testkit::{Value, World, json, tests};

use crate::contact::kit::Directory;

const CREATE: &str = "/topapi/v2/user/create";

/// A valid request with some fields changed; null takes a field out.
fn with(changes: Value) -> Value {
    let mut body = json!({ "name": "张三", "mobile": "13900000001", "dept_id_list": "1" });
    for (key, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(body.as_object_mut().unwrap().remove(key)),
            value => body[key] = value.clone(),
        }
    }
    body
}

/// Nobody but those named is in the corp.
async fn only(app: &Directory<'_>, count: i64) {
    assert_eq!(app.result("/topapi/user/count", json!({ "only_active": false })).await["count"], count);
}

tests! {
    async fn everything_that_is_given_is_given_back(w: World) {
        let app = Directory::new(&w).await;
        let (a, b) = (app.dept("研发部", 1).await, app.dept("市场部", 1).await);
        app.user("boss", "老板", 9, &[1]).await;
        let made = app
            .result(
                CREATE,
                with(json!({
                    "userid": "zhangsan", "hide_mobile": true, "telephone": "010-86123456-2345", "job_number": "4", "title": "技术总监",
                    "email": "test@xxx.com", "org_email": "work@xxx.com", "org_email_type": "profession", "work_place": "未来park",
                    "remark": "备注备注", "dept_id_list": format!("{b},{a}"), "senior_mode": true, "hired_date": 1597573616828_i64,
                    "dept_order_list": [{ "dept_id": a, "order": 1 }, { "dept_id": b, "order": 176294951612497512_i64 }],
                    "dept_title_list": [{ "dept_id": a, "title": "资深产品经理" }],
                    "dept_position_list": [{ "dept_id": b, "is_main": true, "work_place": "三楼" }],
                    "extension": "{\"爱好\":\"旅游\",\"年龄\":\"24\"}", "extension_i18n": { "爱好": { "zh_CN": "旅游", "en_US": "travel" } },
                    "manager_userid": "boss", "login_email": "login@xxx.com",
                })),
            )
            .await;
        let user = app.get("zhangsan").await;
        assert_eq!(
            user,
            json!({
                "userid": "zhangsan", "unionid": made["unionId"], "name": "张三", "state_code": "86", "mobile": "13900000001",
                "manager_userid": "boss", "hide_mobile": true, "telephone": "010-86123456-2345", "job_number": "4",
                "title": "技术总监", "email": "test@xxx.com", "org_email": "work@xxx.com", "org_email_type": "profession",
                "work_place": "未来park", "remark": "备注备注", "exclusive_account": false, "dept_id_list": [b, a],
                "dept_order_list": [{ "dept_id": b, "order": 176294951612497512_i64 }, { "dept_id": a, "order": 1 }],
                "dept_position_list": [
                    { "dept_id": b, "is_main": true, "work_place": "三楼" },
                    { "dept_id": a, "is_main": false, "title": "资深产品经理" },
                ],
                "extension": "{\"爱好\":\"旅游\",\"年龄\":\"24\"}",
                "extension_i18n": { "爱好": { "zh_CN": "旅游", "en_US": "travel" } },
                "hired_date": 1597573616828_i64, "active": false, "real_authed": false, "senior": true, "admin": false, "boss": false,
                "leader_in_dept": [{ "dept_id": b, "leader": false }, { "dept_id": a, "leader": false }],
            })
        );
    }

    async fn a_userid_is_made_when_none_is_given(w: World) {
        let app = Directory::new(&w).await;
        let one = app.result(CREATE, with(json!({}))).await;
        let two = app.result(CREATE, with(json!({ "mobile": "13900000002", "userid": "" }))).await;
        let (one, two) = (one["userid"].as_str().unwrap(), two["userid"].as_str().unwrap());
        assert_ne!(one, two);
        for userid in [one, two] {
            assert!(userid.starts_with("01") && userid.bytes().all(|b| b.is_ascii_digit()), "{userid}");
            assert_eq!(app.get(userid).await["userid"], userid);
        }
    }

    async fn numbers_of_other_countries_keep_their_code(w: World) {
        let app = Directory::new(&w).await;
        for (sent, mobile, state) in [
            ("+86-13900000001", "13900000001", "86"),
            ("+852-91234567", "+852-91234567", "852"),
            ("+1-2025550123", "+1-2025550123", "1"),
        ] {
            let made = app.result(CREATE, with(json!({ "mobile": sent }))).await;
            let user = app.get(made["userid"].as_str().unwrap()).await;
            assert_eq!((&user["mobile"], &user["state_code"]), (&json!(mobile), &json!(state)));
            let found = app.result("/topapi/v2/user/getbymobile", json!({ "mobile": sent })).await;
            assert_eq!(found["userid"], made["userid"]);
        }
    }

    async fn what_is_taken_is_refused(w: World) {
        let app = Directory::new(&w).await;
        app.ok(CREATE, with(json!({ "userid": "one", "telephone": "1234", "email": "a@b.cn" }))).await;
        for (change, errcode, field) in [
            (json!({ "userid": "one", "mobile": "13900000002" }), 60102, "userid"),
            (json!({ "mobile": "13900000001" }), 60104, "mobile"),
            (json!({ "mobile": "+86-13900000001" }), 60104, "mobile"),
            (json!({ "mobile": "13900000002", "telephone": "1234" }), 40100, "telephone"),
            (json!({ "mobile": "13900000002", "email": "a@b.cn" }), 60106, "email"),
        ] {
            app.refuses(CREATE, with(change), errcode, field).await;
        }
        only(&app, 1).await;
        // Another corp is another directory.
        let other = Directory::new(&w).await;
        other.ok(CREATE, with(json!({ "userid": "one", "telephone": "1234", "email": "a@b.cn" }))).await;
        only(&other, 1).await;
    }

    async fn what_cannot_be_is_refused_with_its_field(w: World) {
        let app = Directory::new(&w).await;
        let dept = app.dept("研发部", 1).await;
        let theirs = Directory::new(&w).await.dept("研发部", 1).await;
        let long = |n: usize| "字".repeat(n);
        for (change, errcode, field) in [
            (json!({ "name": null }), 40035, "name"),
            (json!({ "name": " " }), 60112, "name"),
            (json!({ "name": long(81) }), 40035, "name"),
            (json!({ "name": "a\u{7}b" }), 60112, "name"),
            (json!({ "mobile": null }), 40035, "mobile"),
            (json!({ "mobile": "" }), 60103, "mobile"),
            (json!({ "mobile": "1390000000" }), 60103, "mobile"),
            (json!({ "mobile": "+852-" }), 60103, "mobile"),
            (json!({ "dept_id_list": null }), 40035, "dept_id_list"),
            (json!({ "dept_id_list": "" }), 40066, "dept_id_list"),
            (json!({ "dept_id_list": "1,x" }), 40035, "dept_id_list"),
            (json!({ "dept_id_list": (1..=101).map(|n| n.to_string()).collect::<Vec<_>>().join(",") }), 40035, "dept_id_list"),
            (json!({ "dept_id_list": "1,999" }), 60003, "dept_id_list"),
            (json!({ "dept_id_list": theirs }), 60003, "dept_id_list"),
            (json!({ "userid": "a b" }), 33012, "userid"),
            (json!({ "userid": "x".repeat(65) }), 33012, "userid"),
            (json!({ "userid": "张三" }), 33012, "userid"),
            (json!({ "email": "no mail" }), 60105, "email"),
            (json!({ "email": format!("{}@b.cn", "a".repeat(50)) }), 40035, "email"),
            (json!({ "org_email": "x@" }), 60105, "org_email"),
            (json!({ "org_email_type": "other" }), 40035, "org_email_type"),
            (json!({ "telephone": "1".repeat(51) }), 40035, "telephone"),
            (json!({ "job_number": "1".repeat(51) }), 40035, "job_number"),
            (json!({ "title": long(201) }), 40035, "title"),
            (json!({ "work_place": long(101) }), 40035, "work_place"),
            (json!({ "remark": long(2001) }), 40035, "remark"),
            (json!({ "login_email": "a".repeat(65) }), 40035, "login_email"),
            (json!({ "extension": "x" }), 60122, "extension"),
            (json!({ "extension": "[1]" }), 60122, "extension"),
            (json!({ "extension": long(2001) }), 40035, "extension"),
            (json!({ "hired_date": 0 }), 40035, "hired_date"),
            (json!({ "hired_date": "soon" }), 40035, "hired_date"),
            (json!({ "hide_mobile": "maybe" }), 40035, "hide_mobile"),
            (json!({ "manager_userid": "nobody" }), 60128, "manager_userid"),
            (json!({ "userid": "me", "manager_userid": "me" }), 60128, "manager_userid"),
            (json!({ "dept_order_list": [{ "dept_id": dept, "order": 1 }] }), 40066, "dept_order_list[0].dept_id"),
            (json!({ "dept_order_list": [{ "dept_id": 1, "order": "x" }] }), 40035, "dept_order_list[0].order"),
            (json!({ "dept_title_list": [{ "dept_id": 1, "title": long(201) }] }), 40035, "dept_title_list"),
            (json!({ "dept_position_list": [{ "dept_id": dept, "is_main": true }] }), 40066, "dept_position_list[0].dept_id"),
            (json!({ "exclusive_account": true }), 400002, "exclusive_account"),
            (json!({ "login_id": "zs" }), 400002, "login_id"),
            (json!({ "init_password": "secret" }), 400002, "init_password"),
        ] {
            app.refuses(CREATE, with(change), errcode, field).await;
        }
        only(&app, 0).await;
        // What says nothing is no reason to refuse.
        app.ok(CREATE, with(json!({ "exclusive_account": false, "login_id": "", "extension": "", "unknown": 1, "title": "" })))
            .await;
    }
}
