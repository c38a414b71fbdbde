//! Bodies, readable and not. What a value becomes is tested in `hobnail-wire`; here is what reaches an API.

use hobnail_testkit::{App, Reply, Start, Value, World, json, tests};

const GET_USER: &str = "/topapi/v2/user/get";

async fn raw(w: &World, app: &App<'_>, path: &str, kind: &str, body: impl Into<Vec<u8>>) -> Reply {
    w.raw(&format!("{path}?access_token={}", app.token), kind, body.into()).await
}

/// The names of the root's departments: what a refused call must not have changed.
async fn departments(app: &App<'_>) -> Value {
    app.post("/topapi/v2/department/listsub", json!({ "dept_id": 1 })).await.ok()["result"].take()
}

tests! {
    /// JSON, a form and JSON under a wrong name say the same.
    async fn a_body_is_read_by_what_it_looks_like(w: World) {
        let app = w.app().await;
        let user = &w.demo()["users"][1];
        let (userid, name) = (user["userid"].as_str().unwrap(), &user["name"]);
        let json_body = format!("{{\"userid\":\"{userid}\"}}");
        for (kind, body) in [
            ("application/json", json_body.clone()),
            ("application/json; charset=utf-8", format!("\u{feff}{json_body}")),
            ("application/x-www-form-urlencoded", format!("userid={userid}&language=zh_CN")),
            ("application/x-www-form-urlencoded", json_body.clone()),
            ("text/plain", json_body.clone()),
            ("application/octet-stream", format!("userid={userid}")),
            ("application/xml", json_body.clone()),
        ] {
            assert_eq!(raw(&w, &app, GET_USER, kind, body).await.ok()["result"]["name"], *name, "{kind}");
        }
    }

    /// What stands in the body goes before the query.
    async fn the_body_goes_before_the_query(w: World) {
        let app = w.app().await;
        let (one, two) = (&w.demo()["users"][1]["userid"], &w.demo()["users"][2]["userid"]);
        let path = format!("{GET_USER}?userid={}&access_token={}", one.as_str().unwrap(), app.token);
        assert_eq!(w.post(&path, &json!({})).await.ok()["result"]["userid"], *one, "the query is read too");
        assert_eq!(w.post(&path, &json!({ "userid": two })).await.ok()["result"]["userid"], *two);
    }

    /// A token in the form is as good as one in the query.
    async fn a_token_may_stand_in_the_form(w: World) {
        let app = w.app().await;
        let userid = w.demo()["users"][1]["userid"].as_str().unwrap();
        let body = format!("access_token={}&userid={userid}", app.token);
        let reply = w.raw(GET_USER, "application/x-www-form-urlencoded", body).await.ok();
        assert_eq!(reply["result"]["userid"], userid);
    }

    /// What can't be read is refused with its own code, and nothing is half-written.
    async fn unreadable_bodies_are_refused(w: World) {
        let app = w.app().await;
        let create = "/topapi/v2/department/create";
        let before = departments(&app).await;
        let deep = format!("{{\"name\":\"a\",\"parent_id\":1,\"x\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
        let json_kind = "application/json";
        let form = "application/x-www-form-urlencoded";
        let rows: Vec<(&str, Vec<u8>, i64)> = vec![
            (json_kind, b"{".to_vec(), 47001),
            (json_kind, b"{\"name\":\"a\",\"parent_id\":1".to_vec(), 47001),
            (json_kind, b"{\"name\":\"a\",\"parent_id\":1}}".to_vec(), 47001),
            (json_kind, b"name=a&parent_id=1".to_vec(), 47001),
            (json_kind, b"null".to_vec(), 47001),
            (json_kind, b"\"text\"".to_vec(), 47001),
            (json_kind, b"12".to_vec(), 47001),
            (json_kind, deep.into_bytes(), 47001),
            (form, b"{'name':'a'}".to_vec(), 47001),
            ("application/xml", b"<name>a</name>".to_vec(), 40038),
            ("text/xml", b" \n<?xml version=\"1.0\"?><a/>".to_vec(), 40038),
            (json_kind, b"<name>a</name>".to_vec(), 40038),
            ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\na\r\n--x--".to_vec(), 40038),
            (json_kind, b"{\"name\":\"\xff\",\"parent_id\":1}".to_vec(), 40033),
            (json_kind, b"{\"name\":\"\xed\xa0\x80\",\"parent_id\":1}".to_vec(), 40033),
            (form, b"name=%FF&parent_id=1".to_vec(), 40033),
            (form, b"name=\xff&parent_id=1".to_vec(), 40033),
            (json_kind, b"{\"name\":\"a\\u0000\",\"parent_id\":1}".to_vec(), 40033),
            (json_kind, b"{\"name\":\"a\",\"parent_id\":1,\"\\u0000\":1}".to_vec(), 40033),
            (form, b"name=a%00&parent_id=1".to_vec(), 40033),
            (form, b"name=a\0&parent_id=1".to_vec(), 40033),
            (json_kind, b"{\"name\":\"a\0\",\"parent_id\":1}".to_vec(), 47001),
        ];
        for (kind, body, code) in rows {
            let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
            let reply = raw(&w, &app, create, kind, body).await;
            assert_eq!(reply["errcode"], code, "{kind}: {shown}: {}", reply.body);
            reply.refused(code);
        }
        w.post(&format!("{create}?name=a%00&parent_id=1&access_token={}", app.token), &json!({})).await.refused_for(40033, "name");
        w.post(&format!("{create}?name=%C3%28&parent_id=1&access_token={}", app.token), &json!({})).await.refused(40033);
        assert_eq!(departments(&app).await, before);
    }

    /// Ten megabytes are read; one byte more is refused before it is all read.
    async fn a_body_of_more_than_ten_megabytes_is_refused(w: World) {
        let app = w.app().await;
        let userid = w.demo()["users"][1]["userid"].as_str().unwrap();
        let padded = |size: usize| {
            let mut body = format!("{{\"userid\":\"{userid}\",\"x\":\"").into_bytes();
            body.resize(size - 2, b'x');
            body.extend(b"\"}");
            body
        };
        let limit = 10 * 1024 * 1024;
        raw(&w, &app, GET_USER, "application/json", padded(limit)).await.ok();
        raw(&w, &app, GET_USER, "application/json", padded(limit + 1)).await.refused(41101);
        raw(&w, &app, GET_USER, "application/json", padded(limit + 1_000_000)).await.refused(41101);
    }

    /// The limit is the configuration's.
    async fn the_limit_of_bodies_is_configured(w: World, start = Start::env(&[("HOBNAIL_LIMITS_BODY_BYTES", "200")])) {
        let app = w.app().await;
        raw(&w, &app, GET_USER, "application/json", format!("{{\"x\":\"{}\"}}", "y".repeat(200))).await.refused_for(41101, "200");
        w.raw("/v1.0/oauth2/accessToken", "application/json", "{".repeat(300)).await.refused_http(413, "InvalidParameter.TooLong");
    }

    /// A value of the wrong type, too long, or one too many: the message names the field.
    async fn a_wrong_value_is_named(w: World) {
        let app = w.app().await;
        let before = departments(&app).await;
        let send = "/topapi/message/corpconversation/asyncsend_v2";
        let list = |n: i64| (1..=n).map(|i| i.to_string()).collect::<Vec<_>>().join(",");
        for (path, body, code, field) in [
            ("/topapi/v2/department/create", json!({ "name": "a", "parent_id": "x" }), 40035, "parent_id"),
            ("/topapi/v2/department/create", json!({ "name": "a", "parent_id": 1.5 }), 40035, "parent_id"),
            ("/topapi/v2/department/create", json!({ "name": "a", "parent_id": 1, "hide_dept": "perhaps" }), 40035, "hide_dept"),
            ("/topapi/v2/department/create", json!({ "name": "a", "parent_id": 1, "brief": "字".repeat(256) }), 40035, "brief"),
            ("/topapi/v2/department/create", json!({ "parent_id": 1 }), 40035, "name"),
            ("/topapi/v2/department/create", json!({ "name": null, "parent_id": 1 }), 40035, "name"),
            (GET_USER, json!({}), 40035, "userid"),
            (send, json!({ "agent_id": "x" }), 40035, "agent_id"),
            (send, json!({ "agent_id": app.agent_id }), 40035, "msg"),
            (send, json!({ "agent_id": app.agent_id, "userid_list": "a", "msg": 7 }), 40035, "msg"),
            (send, json!({ "agent_id": app.agent_id, "dept_id_list": "1,x", "msg": {} }), 40035, "dept_id_list"),
            (send, json!({ "agent_id": app.agent_id, "userid_list": list(101), "msg": {} }), 40032, "userid_list"),
            (send, json!({ "agent_id": app.agent_id, "dept_id_list": list(21), "msg": {} }), 40066, "dept_id_list"),
        ] {
            app.post(path, body).await.refused_for(code, field);
        }
        assert_eq!(departments(&app).await, before);
    }

    /// Fields that nobody knows are passed over, as the platform does.
    async fn unknown_fields_are_ignored(w: World) {
        let app = w.app().await;
        let userid = &w.demo()["users"][1]["userid"];
        let body = json!({ "userid": userid, "new_in_2031": { "deep": [1, { "a": null }] }, "": 1 });
        assert_eq!(app.post(GET_USER, body).await.ok()["result"]["userid"], *userid);
    }
}
