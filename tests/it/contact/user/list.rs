//! Lists of people: of one department, in five orders, page by page; their ids; their number.

use hobnail_testkit::{Value, World, json, tests};

use crate::contact::kit::Directory;

const LIST: &str = "/topapi/v2/user/list";
const SIMPLE: &str = "/topapi/user/listsimple";

fn userids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|user| user["userid"].as_str().unwrap()).collect()
}

tests! {
    async fn pages_cover_a_department_once(w: World) {
        let app = Directory::new(&w).await;
        let (dept, below) = {
            let d = app.dept("研发部", 1).await;
            (d, app.dept("一组", d).await)
        };
        for i in 0..7 {
            app.user(&format!("u{i}"), &format!("员工{i}"), i, &[dept]).await;
        }
        app.user("below", "下级", 50, &[below]).await;
        for path in [LIST, SIMPLE] {
            for size in [1, 3, 7, 100] {
                let (mut all, mut cursor) = (Vec::new(), 0);
                loop {
                    let page = app.result(path, json!({ "dept_id": dept, "cursor": cursor, "size": size })).await;
                    all.extend(userids(&page["list"]).into_iter().map(str::to_owned));
                    if page["has_more"] == false {
                        assert!(page.get("next_cursor").is_none());
                        break;
                    }
                    assert_eq!(page["next_cursor"], cursor + size);
                    cursor = page["next_cursor"].as_i64().unwrap();
                }
                assert_eq!(all, ["u0", "u1", "u2", "u3", "u4", "u5", "u6"], "{path} {size}");
            }
            let end = app.result(path, json!({ "dept_id": dept, "cursor": 100000, "size": 10 })).await;
            assert_eq!(end, json!({ "has_more": false, "list": [] }));
        }
        let page = app.result(SIMPLE, json!({ "dept_id": below, "cursor": 0, "size": 10 })).await;
        assert_eq!(page["list"], json!([{ "userid": "below", "name": "下级" }]));
        let ids = app.result("/topapi/user/listid", json!({ "dept_id": dept })).await;
        assert_eq!(ids, json!({ "userid_list": ["u0", "u1", "u2", "u3", "u4", "u5", "u6"] }));
        assert_eq!(app.result("/topapi/user/listid", json!({ "dept_id": 1 })).await, json!({ "userid_list": [] }));
    }

    async fn five_orders(w: World) {
        let app = Directory::new(&w).await;
        let dept = app.dept("研发部", 1).await;
        for (i, (userid, name)) in [("c", "张三"), ("a", "李四"), ("d", "王五"), ("b", "安六")].into_iter().enumerate() {
            app.user(userid, name, i as u32, &[dept, 1]).await;
            w.advance(1000).await;
        }
        let order = async |field: Value| {
            let mut body = json!({ "dept_id": dept, "cursor": 0, "size": 10 });
            body["order_field"] = field;
            let (full, simple) = (app.result(LIST, body.clone()).await, app.result(SIMPLE, body).await);
            assert_eq!(userids(&full["list"]), userids(&simple["list"]));
            userids(&full["list"]).join("")
        };
        // By pinyin where no order is set: an, li, wang, zhang.
        assert_eq!(order(Value::Null).await, "badc");
        assert_eq!(order(json!("custom")).await, "badc");
        assert_eq!((order(json!("entry_asc")).await, order(json!("entry_desc")).await), ("cadb".into(), "bdac".into()));
        let update = |userid: &str, change: Value| {
            let mut body = change;
            body["userid"] = json!(userid);
            app.ok("/topapi/v2/user/update", body)
        };
        update("d", json!({ "dept_order_list": [{ "dept_id": dept, "order": 5 }] })).await;
        w.advance(1000).await;
        update("c", json!({ "dept_order_list": [{ "dept_id": dept, "order": 9 }] })).await;
        w.advance(1000).await;
        assert_eq!(order(json!("custom")).await, "cdba");
        assert_eq!((order(json!("modify_asc")).await, order(json!("modify_desc")).await), ("abdc".into(), "cdba".into()));
        // A new name is a new place; a department that is kept isn't entered again.
        update("a", json!({ "name": "赵四", "dept_id_list": [dept] })).await;
        assert_eq!((order(json!("custom")).await, order(json!("entry_asc")).await), ("cdba".into(), "cadb".into()));
        update("b", json!({ "name": "周六" })).await;
        assert_eq!(order(json!("custom")).await, "cdab");
        assert_eq!(order(json!("modify_desc")).await, "bacd");
        app.refuses(LIST, json!({ "dept_id": dept, "cursor": 0, "size": 10, "order_field": "name" }), 40035, "order_field").await;
    }

    async fn a_list_shows_the_person_in_that_department(w: World) {
        let app = Directory::new(&w).await;
        let dept = app.dept("研发部", 1).await;
        app.ok(
            "/topapi/v2/user/create",
            json!({ "userid": "one", "name": "张三", "mobile": "13900000001", "dept_id_list": [1, dept], "title": "总监", "job_number": "4",
                "dept_order_list": [{ "dept_id": dept, "order": 7 }], "hired_date": 1597573616828_i64, "telephone": "12",
                "email": "a@b.cn", "org_email": "c@d.cn", "work_place": "杭州", "remark": "好", "extension": "{\"a\":\"1\"}" }),
        )
        .await;
        app.ok("/topapi/v2/department/update", json!({ "dept_id": dept, "dept_manager_userid_list": ["one"] })).await;
        let unionid = app.get("one").await["unionid"].clone();
        let page = app.result(LIST, json!({ "dept_id": dept, "cursor": 0, "size": 10 })).await;
        assert_eq!(
            page["list"],
            json!([{
                "userid": "one", "unionid": unionid, "name": "张三", "state_code": "86", "mobile": "13900000001", "hide_mobile": false,
                "telephone": "12", "job_number": "4", "title": "总监", "email": "a@b.cn", "org_email": "c@d.cn", "work_place": "杭州",
                "remark": "好", "dept_id_list": [1, dept], "dept_order": 7, "extension": "{\"a\":\"1\"}", "hired_date": 1597573616828_i64,
                "active": false, "admin": false, "boss": false, "leader": true, "exclusive_account": false,
            }])
        );
        let root = app.result(LIST, json!({ "dept_id": 1, "cursor": 0, "size": 10 })).await;
        assert_eq!((&root["list"][0]["dept_order"], &root["list"][0]["leader"]), (&json!(0), &json!(false)));
    }

    async fn limits_and_unknown_departments(w: World) {
        let app = Directory::new(&w).await;
        for (path, cursor, size) in [(LIST, 40035, 40035), (SIMPLE, 40068, 40069)] {
            app.refuses(path, json!({ "dept_id": 1, "cursor": -1, "size": 10 }), cursor, "cursor").await;
            app.refuses(path, json!({ "dept_id": 1, "cursor": 100001, "size": 10 }), cursor, "cursor").await;
            app.refuses(path, json!({ "dept_id": 1, "cursor": 0, "size": 0 }), size, "size").await;
            app.refuses(path, json!({ "dept_id": 1, "cursor": 0, "size": 101 }), size, "size").await;
            app.refuses(path, json!({ "dept_id": 1, "cursor": 0 }), 40035, "size").await;
            app.refuses(path, json!({ "dept_id": 1, "size": 10 }), 40035, "cursor").await;
            app.refuses(path, json!({ "cursor": 0, "size": 10 }), 40035, "dept_id").await;
            app.refuses(path, json!({ "dept_id": 99, "cursor": 0, "size": 10 }), 60003, "dept_id").await;
        }
        app.refuses("/topapi/user/listid", json!({ "dept_id": 99 }), 60003, "dept_id").await;
        app.refuses("/topapi/user/listid", json!({}), 40035, "dept_id").await;
        let theirs = Directory::new(&w).await.dept("研发部", 1).await;
        app.refuses(LIST, json!({ "dept_id": theirs, "cursor": 0, "size": 10 }), 60003, "dept_id").await;
        app.refuses("/topapi/user/listid", json!({ "dept_id": theirs }), 60003, "dept_id").await;
    }

    async fn people_are_counted_in_their_own_corp(w: World) {
        let app = Directory::new(&w).await;
        Directory::new(&w).await.user("x", "他", 7, &[1]).await;
        app.user("one", "张三", 1, &[1]).await;
        app.user("two", "李四", 2, &[1]).await;
        let count = async |only: Value| app.result("/topapi/user/count", json!({ "only_active": only })).await["count"].clone();
        assert_eq!((count(json!(false)).await, count(json!("true")).await), (json!(2), json!(0)));
        w.member(json!({ "corp_id": app.app.corp_id, "userid": "three", "name": "王五", "mobile": "13900000003" })).await;
        assert_eq!((count(json!(false)).await, count(json!(true)).await), (json!(3), json!(1)));
        // Who signs in once is active from then on.
        assert_eq!(app.get("one").await["active"], false);
        w.browser().post("/console/api/session/pick", json!({ "corpId": app.app.corp_id, "userid": "one" })).await.ok();
        assert_eq!((count(json!(false)).await, count(json!(true)).await), (json!(3), json!(2)));
        assert_eq!(app.get("one").await["active"], true);
        app.refuses("/topapi/user/count", json!({}), 40035, "only_active").await;
        app.refuses("/topapi/user/count", json!({ "only_active": "x" }), 40035, "only_active").await;
    }
}
