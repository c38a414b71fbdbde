//! Each change tells the outbox what happened, with the platform's names and fields; a refusal tells nothing.

use serde_json::{Value, json};

use crate::kit::{Kit, both};

/// The events since `before`, without their time.
async fn told(kit: &Kit, before: usize) -> Vec<(String, Value)> {
    let mut events = kit.events().await.split_off(before);
    for (_, payload) in &mut events {
        if let Some(time) = payload.as_object_mut().unwrap().remove("timeStamp") {
            assert!(time.as_str().unwrap().parse::<i64>().unwrap() > 0);
        }
    }
    events
}

fn event(kind: &str, payload: Value) -> (String, Value) {
    (kind.to_owned(), payload)
}

#[tokio::test]
async fn people_join_change_and_leave() {
    both(async |kit| {
        let app = kit.full();
        let dept = app.dept("研发部", 1).await;
        assert_eq!(told(&kit, 0).await, [event("org_dept_create", json!({ "deptId": [dept] }))]);
        app.user("boss", "老板", 9, &[1]).await;
        app.user("one", "张三", 1, &[1]).await;
        assert_eq!(told(&kit, 2).await, [event("user_add_org", json!({ "userId": ["one"] }))]);

        let changes = json!({ "userid": "one", "name": "李四", "telephone": "1", "job_number": "7", "manager_userid": "boss",
            "email": "a@b.cn", "work_place": "杭州", "hired_date": 1597573616828_i64, "title": "顾问" });
        app.ok("/topapi/v2/user/update", changes).await;
        let curr = json!({ "name": "李四", "managerUserid": "boss", "hiredDate": "2020-08-16", "telephone": "1", "email": "a@b.cn",
            "jobNumber": "7", "workPlace": "杭州" });
        let diff = json!({ "prev": { "name": "张三" }, "curr": curr, "userid": "one" });
        assert_eq!(told(&kit, 3).await, [event("user_modify_org", json!({ "userId": ["one"], "diffInfo": diff }))]);

        app.ok("/topapi/v2/department/update", json!({ "dept_id": dept, "order": 3 })).await;
        app.ok("/topapi/v2/user/delete", json!({ "userid": "one" })).await;
        app.ok("/topapi/v2/department/delete", json!({ "dept_id": dept })).await;
        assert_eq!(
            told(&kit, 4).await,
            [
                event("org_dept_modify", json!({ "deptId": [dept] })),
                event("user_leave_org", json!({ "userId": ["one"] })),
                event("org_dept_remove", json!({ "deptId": [dept] })),
            ]
        );
        // Reads and refusals say nothing.
        app.get("boss").await;
        app.body("/topapi/v2/user/create", json!({ "name": "x", "mobile": "+86-13900000009", "dept_id_list": "1" })).await;
        app.body("/topapi/v2/user/update", json!({ "userid": "boss", "title": "x", "dept_id_list": "77" })).await;
        app.body("/topapi/v2/department/delete", json!({ "dept_id": 1 })).await;
        assert_eq!(told(&kit, 7).await, []);
    })
    .await;
}
