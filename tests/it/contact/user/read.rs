//! Reading one person: by userid, number and unionid, in both generations of the API.

use hobnail_testkit::{World, json, tests};

use crate::contact::kit::Directory;

tests! {
    async fn both_generations_tell_the_same(w: World) {
        let app = Directory::new(&w).await;
        let dept = app.dept("研发部", 1).await;
        app.user("boss", "老板", 9, &[1]).await;
        app.ok(
            "/topapi/v2/user/create",
            json!({ "userid": "one", "name": "张三", "mobile": "+852-91234567", "dept_id_list": format!("{dept},1"),
                "dept_order_list": [{ "dept_id": 1, "order": 5 }], "title": "技术支持", "job_number": "1", "telephone": "86",
                "email": "1@example.com", "org_email": "1@dingtalk.com", "work_place": "杭州", "remark": "测试用户",
                "extension": "{\"爱好\":\"读书\"}", "hired_date": 1599235200000_i64, "manager_userid": "boss", "hide_mobile": true,
                "senior_mode": true }),
        )
        .await;
        app.ok("/topapi/v2/department/update", json!({ "dept_id": dept, "dept_manager_userid_list": "one" })).await;
        let user = app.get("one").await;
        let old = app.ok("/user/get", json!({ "userid": "one" })).await;
        assert_eq!(
            old,
            json!({
                "errcode": 0, "errmsg": "ok", "request_id": old["request_id"], "userid": "one", "unionid": user["unionid"], "name": "张三",
                "avatar": "", "managerUserid": "boss", "hiredDate": 1599235200000_i64, "tel": "86", "remark": "测试用户",
                "workPlace": "杭州", "position": "技术支持", "mobile": "+852-91234567", "stateCode": "852", "email": "1@example.com",
                "orgEmail": "1@dingtalk.com", "jobnumber": "1", "extattr": { "爱好": "读书" }, "department": [dept, 1],
                "orderInDepts": format!("{{{dept}:0,1:5}}"), "isLeaderInDepts": format!("{{{dept}:true,1:false}}"), "active": false,
                "roles": [{ "id": 104, "name": "部门主管", "type": 104, "groupName": "默认" }],
                "isAdmin": false, "isBoss": false, "isSenior": true, "isHide": true, "isLimited": false, "realAuthed": false,
            })
        );
        assert_eq!(user["leader_in_dept"], json!([{ "dept_id": dept, "leader": true }, { "dept_id": 1, "leader": false }]));

        let by = app.ok("/user/get_by_mobile", json!({ "mobile": "+852-91234567" })).await;
        assert_eq!((&by["userid"], by.get("result")), (&json!("one"), None));
        let by = app.ok("/user/getUseridByUnionid", json!({ "unionid": user["unionid"] })).await;
        assert_eq!((&by["userid"], &by["contactType"]), (&json!("one"), &json!(0)));
        let by = app.result("/topapi/user/getbyunionid", json!({ "unionid": user["unionid"] })).await;
        assert_eq!(by, json!({ "userid": "one", "contact_type": 0 }));
        let search = json!({ "mobile": "+852-91234567", "support_exclusive_account_search": true });
        let by = app.result("/topapi/v2/user/getbymobile", search).await;
        assert_eq!(by, json!({ "userid": "one", "exclusive_account_userid_list": [] }));

        app.ok("/topapi/v2/user/update", json!({ "userid": "one", "language": "en_US", "name": "San" })).await;
        assert_eq!(app.ok("/user/get", json!({ "userid": "one", "lang": "en_US" })).await["name"], "San");
        app.refuses("/user/get", json!({ "userid": "one", "lang": "xx" }), 40035, "lang").await;
    }

    async fn unknown_people_and_those_of_other_corps_are_not_found(w: World) {
        let app = Directory::new(&w).await;
        app.user("one", "张三", 1, &[1]).await;
        let unionid = app.get("one").await["unionid"].clone();
        let other = Directory::new(&w).await;
        for path in ["/topapi/v2/user/get", "/user/get"] {
            other.refuses(path, json!({ "userid": "one" }), 60121, "userid").await;
            app.refuses(path, json!({ "userid": "nobody" }), 60121, "userid").await;
            app.refuses(path, json!({ "userid": "" }), 33012, "userid").await;
            app.refuses(path, json!({}), 40035, "userid").await;
        }
        for path in ["/topapi/v2/user/getbymobile", "/user/get_by_mobile"] {
            other.refuses(path, json!({ "mobile": "13900000001" }), 60121, "mobile").await;
            app.refuses(path, json!({ "mobile": "13900000002" }), 60121, "mobile").await;
            app.refuses(path, json!({ "mobile": "139" }), 40104, "mobile").await;
            app.refuses(path, json!({ "mobile": "" }), 40104, "mobile").await;
            app.refuses(path, json!({}), 40035, "mobile").await;
        }
        for path in ["/topapi/user/getbyunionid", "/user/getUseridByUnionid"] {
            other.refuses(path, json!({ "unionid": unionid }), 60121, "unionid").await;
            app.refuses(path, json!({ "unionid": "x" }), 60121, "unionid").await;
            app.refuses(path, json!({ "unionid": "x".repeat(101) }), 40035, "unionid").await;
            app.refuses(path, json!({}), 40035, "unionid").await;
        }
    }

    async fn what_is_private_takes_a_permission_point(w: World) {
        let app = Directory::new(&w).await;
        app.ok(
            "/topapi/v2/user/create",
            json!({ "userid": "one", "name": "张三", "mobile": "13900000001", "dept_id_list": "1", "email": "a@b.cn", "org_email": "c@d.cn",
                "work_place": "杭州", "remark": "好", "extension": "{\"a\":\"1\"}", "title": "顾问", "telephone": "12" }),
        )
        .await;
        let personal = ["email", "work_place", "remark", "extension"];
        for (scopes, mobile, mail) in [(&[][..], false, false), (&["fieldMobile"], true, false), (&["fieldEmail"], false, true)] {
            let app = app.with(json!({}), scopes).await;
            let user = app.get("one").await;
            let old = app.ok("/user/get", json!({ "userid": "one" })).await;
            let listed = app.result("/topapi/v2/user/list", json!({ "dept_id": 1, "cursor": 0, "size": 10 })).await["list"][0].take();
            for seen in [&user, &listed] {
                assert!(["mobile", "state_code"].iter().all(|field| seen.get(field).is_some() == mobile), "{scopes:?} {seen}");
                assert!(personal.iter().all(|field| seen.get(field).is_some() == mail), "{scopes:?} {seen}");
                assert_eq!((&seen["title"], &seen["telephone"]), (&json!("顾问"), &json!("12")));
            }
            assert_eq!((user.get("org_email").is_some(), listed.get("org_email").is_some()), (true, mail));
            assert_eq!((old.get("mobile").is_some(), old.get("email").is_some(), old.get("extattr").is_some()), (mobile, mail, mail));
        }
        // Finding somebody by number shows no number.
        let found = app.with(json!({}), &[]).await.result("/topapi/v2/user/getbymobile", json!({ "mobile": "13900000001" })).await;
        assert_eq!(found, json!({ "userid": "one" }));
    }
}
