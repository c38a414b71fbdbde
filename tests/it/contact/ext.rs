//! Outside contacts.

use hobnail_testkit::{Value, World, json, tests};

use crate::contact::kit::Directory;

const CREATE: &str = "/topapi/extcontact/create";
const UPDATE: &str = "/topapi/extcontact/update";
const DELETE: &str = "/topapi/extcontact/delete";
const GET: &str = "/topapi/extcontact/get";
const LIST: &str = "/topapi/extcontact/list";
const LABELS: &str = "/topapi/extcontact/listlabelgroups";

fn contact(mobile: &str) -> Value {
    json!({
        "name": "客户王", "mobile": mobile, "state_code": "86", "label_ids": [1, 3], "follower_user_id": "one",
    })
}

async fn create(app: &Directory<'_>, contact: Value) -> String {
    app.ok(CREATE, json!({ "contact": contact })).await["userid"].as_str().unwrap().to_owned()
}

tests! {
    async fn everything_that_is_given_is_given_back(w: World) {
        let app = Directory::new(&w).await;
        let dept = app.dept("销售", 1).await;
        app.user("one", "张三", 1, &[dept]).await;
        app.user("two", "李四", 2, &[dept]).await;
        let labels = app.ok(LABELS, json!({ "size": 20, "offset": 0 })).await["results"].take();
        assert_eq!((&labels[0]["name"], &labels[0]["labels"][0]), (&json!("类型"), &json!({ "id": 1, "name": "客户" })));

        let mut new = contact("13700000001");
        for (name, value) in [
            ("title", json!("采购")),
            ("company_name", json!("钉子厂")),
            ("address", json!("北京市")),
            ("remark", json!("备注")),
            ("email", json!("w@example.com")),
            ("share_dept_ids", json!([dept])),
            ("share_user_ids", json!(["two"])),
        ] {
            new[name] = value;
        }
        let userid = create(&app, new.clone()).await;
        let mut expected = new;
        expected["userid"] = json!(userid);
        assert_eq!(app.result(GET, json!({ "user_id": userid })).await, expected);

        // Another country's number; the whole body as JSON text, as an SDK sends it.
        let abroad = contact("91234567").to_string().replace("\"86\"", "\"852\"");
        let second = app.ok(CREATE, json!({ "contact": abroad })).await["userid"].as_str().unwrap().to_owned();
        let got = app.result(GET, json!({ "user_id": second })).await;
        assert_eq!((&got["mobile"], &got["state_code"]), (&json!("91234567"), &json!("852")));

        let list = app.ok(LIST, json!({ "size": 100, "offset": 0 })).await["results"].take();
        assert_eq!(list.as_array().unwrap().len(), 2);
        assert_eq!(list[0], expected);
        let rest = app.ok(LIST, json!({ "size": 1, "offset": 1 })).await["results"].take();
        assert_eq!(rest[0]["userid"], second);

        let change = json!({
            "user_id": userid, "name": "客户李", "label_ids": [2], "follower_user_id": "two", "title": "", "company_name": "锤子厂",
            "share_user_ids": [],
        });
        app.ok(UPDATE, json!({ "contact": change })).await;
        expected["name"] = json!("客户李");
        expected["label_ids"] = json!([2]);
        expected["follower_user_id"] = json!("two");
        expected["company_name"] = json!("锤子厂");
        expected["share_user_ids"] = json!([]);
        expected.as_object_mut().unwrap().remove("title");
        assert_eq!(app.result(GET, json!({ "user_id": userid })).await, expected);

        app.ok(DELETE, json!({ "user_id": userid })).await;
        app.refuses(GET, json!({ "user_id": userid }), 33012, "user_id").await;
        app.refuses(DELETE, json!({ "user_id": userid }), 33012, "user_id").await;
        // The number is free again.
        create(&app, contact("13700000001")).await;
    }

    async fn a_contact_is_one_person_across_organisations(w: World) {
        let app = Directory::new(&w).await;
        app.user("one", "张三", 1, &[1]).await;
        let userid = create(&app, contact("13900000077")).await;
        // Who joins later is the same account, and the same unionid towards this corp's apps.
        app.user("seven", "王七", 77, &[1]).await;
        let unionid = app.get("seven").await["unionid"].clone();
        let found = app.result("/topapi/user/getbyunionid", json!({ "unionid": unionid })).await;
        assert_eq!(found, json!({ "contact_type": 0, "userid": "seven" }));
        app.ok("/topapi/v2/user/delete", json!({ "userid": "seven" })).await;
        let found = app.result("/topapi/user/getbyunionid", json!({ "unionid": unionid })).await;
        assert_eq!(found, json!({ "contact_type": 1, "userid": userid }));
        let found = app.ok("/user/getUseridByUnionid", json!({ "unionid": unionid })).await;
        assert_eq!((&found["contactType"], &found["userid"]), (&json!(1), &json!(userid)));
        // A contact is no member.
        app.refuses("/topapi/v2/user/get", json!({ "userid": userid }), 60121, "userid").await;
    }

    async fn what_is_refused(w: World) {
        let app = Directory::new(&w).await;
        app.user("one", "张三", 1, &[1]).await;
        let taken = create(&app, contact("13700000001")).await;
        for (field, value, code) in [
            ("name", json!(""), 60112),
            ("mobile", json!(""), 40036),
            ("mobile", json!("123"), 60103),
            ("mobile", json!("13700000001"), 22005),
            ("state_code", json!(null), 40036),
            ("label_ids", json!([]), 60204),
            ("label_ids", json!([99]), 60204),
            ("label_ids", json!((1..=21).collect::<Vec<_>>()), 40035),
            ("follower_user_id", json!(""), 40036),
            ("follower_user_id", json!("nobody"), 60121),
            ("share_user_ids", json!(["nobody"]), 60121),
            ("share_dept_ids", json!([99]), 60003),
            ("email", json!("x"), 60105),
        ] {
            let mut new = contact("13700000002");
            new[field] = value;
            app.refuses(CREATE, json!({ "contact": new }), code, &format!("contact.{field}")).await;
        }
        app.refuses(CREATE, json!({}), 40035, "contact").await;
        for (change, code, field) in [
            (json!({ "name": "王", "label_ids": [1], "follower_user_id": "one" }), 40003, "contact.user_id"),
            (json!({ "user_id": "02x", "name": "王", "label_ids": [1], "follower_user_id": "one" }), 60121, "contact.user_id"),
            (json!({ "user_id": taken, "label_ids": [1], "follower_user_id": "one" }), 60112, "contact.name"),
            (json!({ "user_id": taken, "name": "王", "follower_user_id": "one" }), 60204, "contact.label_ids"),
            (json!({ "user_id": taken, "name": "王", "label_ids": [1] }), 40036, "contact.follower_user_id"),
        ] {
            app.refuses(UPDATE, json!({ "contact": change }), code, field).await;
        }
        app.refuses(LIST, json!({ "size": 101, "offset": 0 }), 40069, "size").await;
        app.refuses(LIST, json!({ "size": 1, "offset": -1 }), 40068, "offset").await;
        app.refuses(LABELS, json!({ "size": 0, "offset": 0 }), 41101, "size").await;
        app.refuses(LABELS, json!({ "size": 1, "offset": -1 }), 40068, "offset").await;
        app.refuses(GET, json!({ "user_id": "x".repeat(65) }), 40035, "user_id").await;
        assert_eq!(app.ok(LIST, json!({})).await["results"].as_array().unwrap().len(), 1, "nothing was half-written");
    }

    async fn other_tenants_and_ranges(w: World) {
        let app = Directory::new(&w).await;
        let (a, b) = (app.dept("甲部", 1).await, app.dept("乙部", 1).await);
        app.user("one", "张三", 1, &[a]).await;
        app.user("far", "李四", 2, &[b]).await;
        let userid = create(&app, contact("13700000001")).await;
        let part = app.with(json!({ "dept_ids": [a], "userids": [] }), &[]).await;
        let mut new = contact("13700000002");
        new["follower_user_id"] = json!("far");
        part.refuses(CREATE, json!({ "contact": new }), 50002, "contact.follower_user_id").await;
        let mut new = contact("13700000002");
        new["share_dept_ids"] = json!([b]);
        part.refuses(CREATE, json!({ "contact": new }), 50004, "contact.share_dept_ids").await;

        let theirs = Directory::new(&w).await;
        theirs.user("one", "王五", 3, &[1]).await;
        theirs.refuses(GET, json!({ "user_id": userid }), 33012, "user_id").await;
        theirs.refuses(DELETE, json!({ "user_id": userid }), 33012, "user_id").await;
        let change = json!({ "user_id": userid, "name": "改", "label_ids": [1], "follower_user_id": "one" });
        theirs.refuses(UPDATE, json!({ "contact": change }), 60121, "contact.user_id").await;
        assert!(theirs.ok(LIST, json!({})).await["results"].as_array().unwrap().is_empty());
        create(&theirs, contact("13700000001")).await;
        assert_eq!(app.result(GET, json!({ "user_id": userid })).await["name"], "客户王");
    }
}
