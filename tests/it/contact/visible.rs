//! What people see of their organisation in the workbench's contacts room.

use hobnail_testkit::{Browser, Value, World, json, tests};

use crate::contact::kit::Directory;

async fn browser<'w>(w: &'w World, app: &Directory<'_>, userid: &str) -> Browser<'w> {
    let mut browser = w.browser();
    let picked = browser.post("/console/api/session/pick", json!({ "corpId": app.app.corp_id, "userid": userid })).await;
    browser.csrf = picked.ok()["csrfToken"].as_str().unwrap().to_owned();
    browser
}

async fn room(browser: &Browser<'_>, dept: i64) -> Value {
    browser.get(&format!("/console/api/me/directory?deptId={dept}")).await.ok()
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap()).collect()
}

tests! {
    async fn hidden_departments_and_bounded_people(w: World) {
        let app = Directory::new(&w).await;
        let (open, secret) = (app.dept("公开部", 1).await, app.dept("机密部", 1).await);
        let (below, outer) = (app.dept("机密一组", secret).await, app.dept("外包部", 1).await);
        for (userid, n, depts) in [
            ("ann", 1, vec![open]),
            ("bob", 2, vec![open]),
            ("spy", 3, vec![secret]),
            ("mole", 4, vec![below]),
            ("temp", 5, vec![outer]),
        ] {
            app.user(userid, userid, n, &depts).await;
        }
        let (ann, bob, mole, temp) = (
            browser(&w, &app, "ann").await,
            browser(&w, &app, "bob").await,
            browser(&w, &app, "mole").await,
            browser(&w, &app, "temp").await,
        );
        assert_eq!(names(&room(&ann, 1).await["departments"]), ["公开部", "机密部", "外包部"]);
        assert_eq!(names(&room(&ann, open).await["chain"]), ["甲公司", "公开部"]);
        assert_eq!(names(&room(&ann, secret).await["people"]), ["spy"]);

        let hide = json!({ "dept_id": secret, "hide_dept": true, "user_permits": "bob" });
        app.ok("/topapi/v2/department/update", hide).await;
        assert_eq!(names(&room(&ann, 1).await["departments"]), ["公开部", "外包部"]);
        for dept in [secret, below] {
            ann.get(&format!("/console/api/me/directory?deptId={dept}")).await.refused_http(404, "DepartmentNotFound");
        }
        for userid in ["spy", "mole", "nobody"] {
            ann.get(&format!("/console/api/me/directory/people/{userid}")).await.refused_http(404, "UserNotFound");
        }
        // Its own people and who is permitted still see it.
        for browser in [&bob, &mole] {
            assert_eq!(names(&room(browser, 1).await["departments"]), ["公开部", "机密部", "外包部"]);
            assert_eq!(names(&room(browser, below).await["people"]), ["mole"]);
        }
        app.ok("/topapi/v2/department/update", json!({ "dept_id": secret, "dept_permits": open, "user_permits": "" })).await;
        assert_eq!(names(&room(&ann, secret).await["people"]), ["spy"]);
        assert_eq!(names(&room(&temp, 1).await["departments"]), ["公开部", "外包部"]);

        // Bounded people see their own department and what is permitted.
        let bound = json!({ "dept_id": outer, "outer_dept": true, "outer_dept_only_self": true, "outer_permit_users": "bob" });
        app.ok("/topapi/v2/department/update", bound).await;
        assert_eq!(names(&room(&temp, 1).await["departments"]), ["外包部"]);
        temp.get(&format!("/console/api/me/directory?deptId={open}")).await.refused_http(404, "DepartmentNotFound");
        let card = temp.get("/console/api/me/directory/people/bob").await.ok();
        assert_eq!((&card["name"], &card["departments"]), (&json!("bob"), &json!([])));
        temp.get("/console/api/me/directory/people/ann").await.refused_http(404, "UserNotFound");
        app.ok("/topapi/v2/department/update", json!({ "dept_id": outer, "outer_permit_depts": open })).await;
        assert_eq!(names(&room(&temp, open).await["people"]), ["ann", "bob"]);
        // Others see the bounded ones as before.
        assert_eq!(names(&room(&ann, outer).await["people"]), ["temp"]);
    }

    async fn a_number_is_shown_to_whom_it_may(w: World) {
        let app = Directory::new(&w).await;
        for (userid, n) in [("ann", 1), ("shy", 2), ("chief", 3), ("second", 4)] {
            app.user(userid, userid, n, &[1]).await;
        }
        app.ok("/topapi/v2/user/update", json!({ "userid": "shy", "hide_mobile": true })).await;
        for userid in ["chief", "second"] {
            app.ok("/topapi/v2/user/update", json!({ "userid": userid, "senior_mode": true, "manager_userid": "ann" })).await;
        }
        let card = |browser: Value| browser;
        let ann = browser(&w, &app, "ann").await;
        let second = browser(&w, &app, "second").await;
        let of = async |browser: &Browser<'_>, userid: &str| {
            card(browser.get(&format!("/console/api/me/directory/people/{userid}")).await.ok())
        };
        assert_eq!(of(&ann, "ann").await["mobile"], "13900000001");
        assert_eq!(of(&ann, "shy").await.get("mobile"), None);
        assert_eq!(of(&ann, "chief").await.get("mobile"), None);
        assert_eq!(of(&second, "chief").await["mobile"], "13900000003");
        assert_eq!(of(&second, "chief").await["manager"]["name"], "ann");
    }

    async fn other_organisations_are_not_there(w: World) {
        let (app, theirs) = (Directory::new(&w).await, Directory::new(&w).await);
        let dept = theirs.dept("别家部", 1).await;
        theirs.user("them", "别人", 1, &[dept]).await;
        app.user("me", "自己", 2, &[1]).await;
        let me = browser(&w, &app, "me").await;
        me.get(&format!("/console/api/me/directory?deptId={dept}")).await.refused_http(404, "DepartmentNotFound");
        me.get("/console/api/me/directory/people/them").await.refused_http(404, "UserNotFound");
        assert_eq!(names(&me.get("/console/api/me/directory").await.ok()["people"]), ["自己"]);
        me.get("/console/api/me/directory?offset=-1").await.refused_http(400, "InvalidParameter");
    }
}
