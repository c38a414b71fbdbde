//! Calls at the same moment: one wins, the others are told why, and nothing is half-written.

use std::sync::Arc;

use hobnail_store::Backend;
use serde_json::{Value, json};

use crate::kit::{Kit, both};

/// Sends all bodies at once and returns their errcodes, sorted.
async fn at_once(kit: &Arc<Kit>, path: &'static str, bodies: Vec<Value>) -> Vec<i64> {
    let calls: Vec<_> = bodies
        .into_iter()
        .map(|body| {
            let kit = kit.clone();
            tokio::spawn(async move { kit.full().body(path, body).await["errcode"].as_i64().unwrap() })
        })
        .collect();
    let mut codes = Vec::new();
    for call in calls {
        codes.push(call.await.unwrap());
    }
    codes.sort_unstable();
    codes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_many_gets_a_number_a_userid_a_name() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let kit = Arc::new(Kit::new(backend).await);
        let user = |i: usize, userid: &str, mobile: &str| {
            json!({ "userid": userid.replace('#', &i.to_string()), "name": "抢",
            "mobile": mobile.replace('#', &i.to_string()), "dept_id_list": "1" })
        };
        let same_mobile = (0..8).map(|i| user(i, "a#", "13900000001")).collect();
        assert_eq!(
            at_once(&kit, "/topapi/v2/user/create", same_mobile).await,
            [0, 60104, 60104, 60104, 60104, 60104, 60104, 60104]
        );
        let same_userid = (0..8).map(|i| user(i, "same", "1380000000#")).collect();
        assert_eq!(
            at_once(&kit, "/topapi/v2/user/create", same_userid).await,
            [0, 60102, 60102, 60102, 60102, 60102, 60102, 60102]
        );
        let same_name = (0..8).map(|_| json!({ "name": "抢", "parent_id": 1 })).collect();
        assert_eq!(
            at_once(&kit, "/topapi/v2/department/create", same_name).await,
            [0, 60021, 60021, 60021, 60021, 60021, 60021, 60021]
        );
        let (a, b) = (kit.full().dept("一", 1).await, kit.full().dept("二", 1).await);
        let renamed = vec![json!({ "dept_id": a, "name": "三" }), json!({ "dept_id": b, "name": "三" })];
        assert_eq!(at_once(&kit, "/topapi/v2/department/update", renamed).await, [0, 60021]);
        let different = (0..8).map(|i| user(i, "d#", "1370000000#")).collect();
        assert_eq!(at_once(&kit, "/topapi/v2/user/create", different).await, [0; 8]);
        for key in [json!({ "telephone": "77" }), json!({ "email": "a@b.cn" })] {
            let bodies = (0..8).map(|i| {
                let mut body = key.clone();
                body["userid"] = json!(format!("d{i}"));
                body
            });
            let codes = at_once(&kit, "/topapi/v2/user/update", bodies.collect()).await;
            assert!(codes[0] == 0 && codes[1..].iter().all(|code| matches!(code, 40100 | 60106)), "{codes:?}");
        }
        assert_eq!(kit.full().result("/topapi/user/count", json!({ "only_active": false })).await["count"], 10);
        let added = kit.events().await.into_iter().filter(|(kind, _)| kind == "user_add_org").count();
        assert_eq!(added, 10);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_enters_a_department_that_goes_and_no_ring_is_made() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let kit = Arc::new(Kit::new(backend).await);
        let app = kit.full();
        for round in 0..5_u32 {
            let dept = app.dept("来去", 1).await;
            let (one, two) = (kit.clone(), kit.clone());
            let enter = tokio::spawn(async move {
                let body = json!({ "userid": format!("u{round}"), "name": "某", "mobile": format!("139{round:08}"), "dept_id_list": dept });
                one.full().body("/topapi/v2/user/create", body).await["errcode"].as_i64().unwrap()
            });
            let go = tokio::spawn(async move {
                two.full().body("/topapi/v2/department/delete", json!({ "dept_id": dept })).await["errcode"].as_i64().unwrap()
            });
            let (entered, gone) = (enter.await.unwrap(), go.await.unwrap());
            assert!(matches!((entered, gone), (0, 60005) | (60003, 0)), "{entered} {gone}");
            if entered == 0 {
                app.ok("/topapi/v2/user/delete", json!({ "userid": format!("u{round}") })).await;
                app.ok("/topapi/v2/department/delete", json!({ "dept_id": dept })).await;
            }
            let (a, b) = (app.dept(&format!("甲{round}"), 1).await, app.dept(&format!("乙{round}"), 1).await);
            let ring = vec![json!({ "dept_id": a, "parent_id": b }), json!({ "dept_id": b, "parent_id": a })];
            assert_eq!(at_once(&kit, "/topapi/v2/department/update", ring).await, [0, 60010]);
        }
    }
}

#[tokio::test]
async fn many_updates_of_one_person_all_count() {
    both(async |kit| {
        let app = kit.full();
        app.user("one", "张三", 1, &[1]).await;
        let kit = Arc::new(kit);
        let bodies = (0..8)
            .map(|i| json!({ "userid": "one", "extension": { format!("k{i}"): "v" }, "ext_attrs_update_mode": 1 }))
            .collect();
        let codes = at_once(&kit, "/topapi/v2/user/update", bodies).await;
        assert_eq!(codes, [0; 8]);
        let user = kit.full().get("one").await;
        let extension: Value = serde_json::from_str(user["extension"].as_str().unwrap()).unwrap();
        assert_eq!(extension.as_object().unwrap().len(), 8);
    })
    .await;
}
