//! What real clients send: scalars as texts, lists as JSON text, forms, nulls, odd texts.

use hobnail_testkit::{Value, World, json, tests};

use crate::contact::kit::Directory;

tests! {
    async fn the_java_sdk_sends_texts(w: World) {
        let app = Directory::new(&w).await;
        let made = app
            .result(
                "/topapi/v2/department/create",
                json!({ "name": "研发部", "parent_id": "1", "hide_dept": "false", "order": "10", "create_dept_group": "true" }),
            )
            .await;
        let dept = made["dept_id"].as_i64().unwrap();
        app.ok(
            "/topapi/v2/user/create",
            json!({
                "userid": "002", "name": "测试", "mobile": "18480600000", "dept_id_list": format!("{dept},1"), "senior_mode": "false",
                "dept_order_list": [{ "dept_id": dept.to_string(), "order": "1" }, { "dept_id": dept.to_string(), "order": "2" }],
                "dept_title_list": "[{\"dept_id\":1,\"title\":\"专员\"}]", "hired_date": "1615219200000", "hide_mobile": "true",
                "extension": "{\"爱好\":\"[爱好](http://test.com?userid=#userid#&corpid=#corpid#)\"}",
            }),
        )
        .await;
        let user = app.get("002").await;
        let seen = (&user["dept_id_list"], &user["hired_date"], &user["hide_mobile"]);
        assert_eq!(seen, (&json!([dept, 1]), &json!(1615219200000_i64), &json!(true)));
        assert_eq!(user["dept_order_list"][0], json!({ "dept_id": dept, "order": 2 }));
        assert_eq!(user["dept_position_list"], json!([{ "dept_id": 1, "title": "专员", "is_main": false }]));
        let page = json!({ "dept_id": dept.to_string(), "cursor": "0", "size": "10", "contain_access_limit": "false" });
        let page = app.result("/topapi/v2/user/list", page).await;
        assert_eq!(page["list"][0]["userid"], "002");
        // A userid that looks like a number stays what it is, sent as a number too.
        assert_eq!(app.result("/topapi/v2/user/get", json!({ "userid": "002", "language": null })).await["userid"], "002");
        app.refuses("/topapi/v2/user/get", json!({ "userid": 2 }), 60121, "userid").await;
    }

    async fn forms_and_the_documents_own_samples(w: World) {
        let app = Directory::new(&w).await;
        let (a, b) = (app.dept("甲", 1).await, app.dept("乙", 1).await);
        // The sample's list carries quotation marks, even escaped ones.
        let form =
            format!("name=%E5%BC%A0%E4%B8%89&mobile=18513027676&dept_id_list=%5C%22{a}%2C{b}%5C%22&userid=zs&hide_mobile=false");
        app.ok("/topapi/v2/user/create", json!(form)).await;
        let user = app.get("zs").await;
        assert_eq!((&user["name"], &user["dept_id_list"]), (&json!("张三"), &json!([a, b])));
        app.ok("/topapi/v2/user/update", json!("userid=zs&title=%E6%80%BB%E7%9B%91&manager_userid=&dept_id_list=%5B1%5D")).await;
        let user = app.get("zs").await;
        assert_eq!((&user["title"], &user["dept_id_list"]), (&json!("总监"), &json!([1])));
        app.ok("/topapi/user/listsimple", json!("dept_id=1&cursor=0&size=10&order_field=&language=")).await;
        app.refuses("/topapi/v2/user/get", json!("userid=%FF"), 40033, "").await;
        app.refuses("/topapi/v2/user/get", json!("{\"userid\":"), 47001, "").await;
        app.refuses("/topapi/v2/user/get", json!({ "userid": ["zs"] }), 60121, "userid").await;
    }

    async fn text_is_kept_as_it_is(w: World) {
        let app = Directory::new(&w).await;
        for (i, odd) in ["'; drop table member; --", "<b>粗</b>", "名 $1 {x} %_!", "👩‍💻 Ünï", "\\u0041", "a\"b\\c"].into_iter().enumerate() {
            let (userid, mobile) = (format!("odd{i}"), format!("1390000000{i}"));
            let body = json!({ "userid": userid, "name": odd, "mobile": mobile, "dept_id_list": "1",
                "title": odd, "remark": odd, "extension": { odd: odd } });
            app.ok("/topapi/v2/user/create", body).await;
            let user = app.get(&userid).await;
            assert_eq!((&user["name"], &user["title"], &user["remark"]), (&json!(odd), &json!(odd), &json!(odd)));
            let extension: Value = serde_json::from_str(user["extension"].as_str().unwrap()).unwrap();
            assert_eq!(extension[odd], odd);
        }
        app.refuses("/topapi/v2/user/update", json!({ "userid": "odd0", "title": "a\u{0}b" }), 40033, "title").await;
    }
}
