//! An app's range bounds what it reads and writes by name; what the documents exempt isn't bounded.

use hobnail_testkit::{Value, World, json, tests};

use crate::contact::kit::Directory;

fn range(dept_ids: &[i64], userids: &[&str]) -> Value {
    json!({ "dept_ids": dept_ids, "userids": userids })
}

tests! {
    async fn what_lies_outside_is_refused_by_name(w: World) {
        let full = Directory::new(&w).await;
        let a = full.dept("甲", 1).await;
        let (b, c) = (full.dept("乙", a).await, full.dept("丙", 1).await);
        full.user("in_a", "甲一", 1, &[a]).await;
        full.user("in_b", "乙一", 2, &[b, c]).await;
        full.user("in_c", "丙一", 3, &[c]).await;
        full.user("named", "丙二", 4, &[c]).await;
        let unionid = full.get("in_c").await["unionid"].clone();
        let app = full.with(range(&[a], &["named"]), &["fieldMobile"]).await;

        for userid in ["in_a", "in_b", "named"] {
            assert_eq!(app.get(userid).await["userid"], userid);
            assert_eq!(app.ok("/user/get", json!({ "userid": userid })).await["userid"], userid);
        }
        for path in ["/topapi/v2/user/get", "/user/get", "/topapi/v2/user/update", "/topapi/v2/user/delete"] {
            app.refuses(path, json!({ "userid": "in_c" }), 50002, "in_c").await;
            app.refuses(path, json!({ "userid": "nobody" }), 60121, "userid").await;
        }
        app.refuses("/topapi/v2/user/getbymobile", json!({ "mobile": "13900000003" }), 50002, "in_c").await;
        app.refuses("/topapi/user/getbyunionid", json!({ "unionid": unionid }), 50002, "in_c").await;
        app.refuses("/user/getUseridByUnionid", json!({ "unionid": unionid }), 50002, "in_c").await;
        app.ok("/topapi/v2/user/getbymobile", json!({ "mobile": "13900000004" })).await;

        for (dept, inside) in [(1, false), (a, true), (b, true), (c, false)] {
            for (path, body) in [
                ("/topapi/v2/user/list", json!({ "dept_id": dept, "cursor": 0, "size": 10 })),
                ("/topapi/user/listsimple", json!({ "dept_id": dept, "cursor": 0, "size": 10 })),
                ("/topapi/v2/department/get", json!({ "dept_id": dept })),
                ("/topapi/v2/department/listsub", json!({ "dept_id": dept })),
            ] {
                if inside {
                    app.ok(path, body).await;
                } else {
                    app.refuses(path, body, 50004, "dept_id").await;
                }
            }
            // Exempt by their documents.
            app.ok("/topapi/user/listid", json!({ "dept_id": dept })).await;
            app.ok("/topapi/v2/department/listsubid", json!({ "dept_id": dept })).await;
            app.ok("/topapi/v2/department/listparentbydept", json!({ "dept_id": dept })).await;
        }
        app.ok("/topapi/v2/department/listparentbyuser", json!({ "userid": "in_c" })).await;
        assert_eq!(app.result("/topapi/user/count", json!({ "only_active": false })).await["count"], 4);
        app.refuses("/topapi/v2/department/listsub", json!({}), 50004, "dept_id").await;
        app.refuses("/topapi/v2/department/get", json!({ "dept_id": 99 }), 60003, "dept_id").await;
    }

    async fn writes_stay_inside(w: World) {
        let full = Directory::new(&w).await;
        let (a, c) = (full.dept("甲", 1).await, full.dept("丙", 1).await);
        full.user("one", "甲一", 1, &[a]).await;
        let app = full.with(range(&[a], &[]), &[]).await;
        let create = |depts: &str| json!({ "name": "新", "mobile": "13900000009", "dept_id_list": depts });
        app.refuses("/topapi/v2/user/create", create(&format!("{a},{c}")), 50004, "dept_id_list").await;
        app.refuses("/topapi/v2/user/create", create("99"), 60003, "dept_id_list").await;
        app.refuses(
            "/topapi/v2/user/update",
            json!({ "userid": "one", "dept_id_list": format!("{a},{c}") }),
            50004,
            "dept_id_list",
        )
        .await;
        app.refuses("/topapi/v2/department/create", json!({ "name": "新", "parent_id": 1 }), 50004, "parent_id").await;
        app.refuses("/topapi/v2/department/create", json!({ "name": "新", "parent_id": c }), 50004, "parent_id").await;
        app.refuses("/topapi/v2/department/update", json!({ "dept_id": c, "name": "新" }), 50004, "dept_id").await;
        app.refuses("/topapi/v2/department/update", json!({ "dept_id": a, "parent_id": c }), 50004, "parent_id").await;
        app.refuses("/topapi/v2/department/delete", json!({ "dept_id": c }), 50004, "dept_id").await;
        let below = app.dept("新", a).await;
        app.ok("/topapi/v2/user/create", create(&below.to_string())).await;
        // Who stands outside too may be changed by whoever may read them, as long as nothing outside is entered.
        full.ok("/topapi/v2/user/update", json!({ "userid": "one", "dept_id_list": format!("{a},{c}") })).await;
        app.ok("/topapi/v2/user/update", json!({ "userid": "one", "title": "好", "dept_id_list": format!("{c},{a},{below}") }))
            .await;
        app.ok("/topapi/v2/user/delete", json!({ "userid": "one" })).await;
    }

    async fn an_empty_range_reads_nobody(w: World) {
        let full = Directory::new(&w).await;
        full.user("one", "甲一", 1, &[1]).await;
        let app = full.with(range(&[], &[]), &[]).await;
        app.refuses("/topapi/v2/user/get", json!({ "userid": "one" }), 50002, "one").await;
        app.refuses("/topapi/v2/department/get", json!({ "dept_id": 1 }), 50004, "dept_id").await;
        let everything = full.with(range(&[1], &[]), &[]).await;
        everything.get("one").await;
        everything.ok("/topapi/v2/department/listsub", json!({})).await;
    }
}
