//! What other domains are promised.

use hobnail_contact::{
    account, corp, dept, directory,
    member::{self, Admin, NewMember},
};
use hobnail_wire::{DeptId, UserId};
use serde_json::{Value, json};

use crate::kit::{Kit, both, refused, some};

/// A department below `parent`.
async fn make_dept(kit: &Kit, name: &'static str, parent: DeptId) -> DeptId {
    let (cx, corp) = (kit.cx(), kit.corp.clone());
    let inside = cx.clone();
    cx.tx(async move |tx| {
        let new = dept::NewDept { name: name.into(), parent_id: parent, ..Default::default() };
        dept::create(tx, &inside, &corp, &new).await
    })
    .await
    .unwrap()
}

async fn join_many(kit: &Kit, make: impl Fn() -> Vec<NewMember> + Send + Sync + 'static) -> hobnail_wire::Outcome<Vec<UserId>> {
    let (cx, corp) = (kit.cx(), kit.corp.clone());
    let inside = cx.clone();
    cx.tx(async move |tx| member::create_many(tx, &inside, &corp, &make()).await).await
}

fn someone(userid: &str, name: &str, depts: &[DeptId]) -> NewMember {
    NewMember { userid: Some(userid.into()), name: name.into(), dept_ids: depts.to_vec(), ..Default::default() }
}

#[tokio::test]
async fn pages_below_a_department_cover_everybody_once_a_place() {
    both(async |kit| {
        let a = make_dept(&kit, "甲部", DeptId::ROOT).await;
        let b = make_dept(&kit, "乙部", a).await;
        let c = make_dept(&kit, "丙部", DeptId::ROOT).await;
        make_dept(&kit, "空部", b).await;
        join_many(&kit, move || {
            let mut all: Vec<NewMember> = (0..7).map(|i| someone(&format!("a{i}"), "甲", &[a])).collect();
            all.extend((0..5).map(|i| someone(&format!("b{i}"), "乙", &[b])));
            all.push(someone("ab", "两边", &[b, a]));
            all.push(someone("c0", "丙", &[c]));
            all
        })
        .await
        .unwrap();
        let q = &mut kit.core.db.clone();
        for limit in [1, 2, 3, 5, 100] {
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let (people, next) = directory::below(q, &kit.corp, a, after.as_ref(), limit).await.unwrap();
                assert!(people.len() as i64 <= limit);
                all.extend(people.into_iter().map(String::from));
                after = next;
                if after.is_none() {
                    break;
                }
            }
            let expected = ["a0", "a1", "a2", "a3", "a4", "a5", "a6", "ab", "ab", "b0", "b1", "b2", "b3", "b4"];
            assert_eq!(all, expected, "pages of {limit}");
        }
        let (root, _) = directory::below(q, &kit.corp, DeptId::ROOT, None, 100).await.unwrap();
        assert_eq!(root.len(), 15);
        assert_eq!(refused(directory::below(q, &kit.corp, DeptId::new(99), None, 10).await).0, 60003);
        assert_eq!(directory::count(q, &kit.corp).await.unwrap(), 14);

        let everyone = directory::everyone(q, &kit.corp, "a5", 4).await.unwrap();
        assert_eq!(everyone.iter().map(UserId::as_str).collect::<Vec<_>>(), ["a6", "ab", "b0", "b1"]);

        let ids: Vec<UserId> = ["b0", "nobody", "c0", "ab", "a1"].map(UserId::from).to_vec();
        let named = async |range| {
            let found = directory::existing(&mut kit.core.db.clone(), &kit.corp, &ids, &range).await.unwrap();
            found.into_iter().map(String::from).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(named(hobnail_cx::Range::All).await, "b0 c0 ab a1");
        assert_eq!(named(some(&[b.get()], &[])).await, "b0 ab");
        assert_eq!(named(some(&[a.get()], &["c0", "nobody"])).await, "b0 c0 ab a1");
        assert_eq!(named(some(&[], &["a1"])).await, "a1");
        assert_eq!(named(some(&[], &[])).await, "");
        assert!(!directory::in_range(q, &kit.corp, &"nobody".into(), &hobnail_cx::Range::All).await.unwrap());
        let known = directory::existing_depts(q, &kit.corp, &[c, DeptId::new(5), DeptId::ROOT]).await.unwrap();
        assert_eq!(known, [c, DeptId::ROOT]);
    })
    .await;
}

#[tokio::test]
async fn many_join_or_none_and_the_fault_says_who() {
    both(async |kit| {
        let one = |i: usize| NewMember {
            mobile: Some(format!("1380000{i:04}")),
            ..someone(&format!("u{i}"), "某人", &[DeptId::ROOT])
        };
        let userids = join_many(&kit, move || (0..500).map(one).collect()).await.unwrap();
        assert_eq!(userids.len(), 500);
        let bad =
            join_many(&kit, move || vec![one(600), one(601), NewMember { mobile: Some("13800000001".into()), ..one(602) }]).await;
        assert_eq!(refused(bad), (60104, "[2].mobile".into()));
        let twice = join_many(&kit, move || vec![one(600), one(600)]).await;
        assert_eq!(refused(twice), (60102, "[1].userid".into()));
        let lost = join_many(&kit, move || vec![one(600), someone("x", "某人", &[DeptId::new(77)])]).await;
        assert_eq!(refused(lost), (60003, "[1].dept_id_list".into()));
        let boss = join_many(&kit, move || vec![one(600), NewMember { manager_userid: Some("nobody".into()), ..one(601) }]).await;
        assert_eq!(refused(boss), (60128, "[1].manager_userid".into()));
        assert_eq!(directory::count(&mut kit.core.db.clone(), &kit.corp).await.unwrap(), 500);
        // Who joins together may point at each other.
        join_many(&kit, move || vec![NewMember { manager_userid: Some("u701".into()), ..one(700) }, one(701)]).await.unwrap();
        let events = kit.events().await;
        let added: Vec<_> = events
            .iter()
            .filter(|(kind, _)| kind == "user_add_org")
            .map(|(_, p)| p["userId"].as_array().unwrap().len())
            .collect();
        assert_eq!(added, [500, 2]);
    })
    .await;
}

#[tokio::test]
async fn a_person_is_one_account_in_all_corps() {
    both(async |kit| {
        kit.found("dingtwo", "乙公司").await;
        let make = || NewMember { mobile: Some("+86-13900000001".into()), ..someone("one", "张三", &[DeptId::ROOT]) };
        kit.join(make).await.unwrap();
        let (cx, two) = (kit.cx(), hobnail_wire::CorpId::from("dingtwo"));
        let (inside, in_two) = (cx.clone(), two.clone());
        cx.tx(async move |tx| {
            let new = NewMember { mobile: Some("13900000001".into()), ..someone("two", "张先生", &[DeptId::ROOT]) };
            member::create(tx, &inside, &in_two, &new).await
        })
        .await
        .unwrap();
        let q = &mut kit.core.db.clone();
        let found = account::by_mobile(q, "+8613900000001").await.unwrap().unwrap();
        let corps: Vec<(String, String, String)> = member::of_account(q, found.account_id)
            .await
            .unwrap()
            .into_iter()
            .map(|(corp, userid, name)| (corp.into(), userid.into(), name))
            .collect();
        let expected = [("dingone", "one", "张三"), ("dingtwo", "two", "张先生")].map(|(c, u, n)| (c.into(), u.into(), n.into()));
        assert_eq!(corps, expected);
        let card = member::card(q, &kit.corp, &"one".into()).await.unwrap().unwrap();
        let other = member::card(q, &two, &"two".into()).await.unwrap().unwrap();
        assert_eq!(card.account_id, other.account_id);
        assert_ne!(card.unionid, other.unionid);
        assert_eq!(card.unionid.len(), 22);
        assert_eq!((card.dept_names, card.active), (vec!["甲公司".to_owned()], false));
        assert_eq!(account::by_unionid(q, &two, &other.unionid).await.unwrap(), Some(found.account_id));
        assert!(account::by_unionid(q, &kit.corp, &other.unionid).await.unwrap().is_none());

        let (cx, id) = (kit.cx(), found.account_id);
        let inside = cx.clone();
        cx.tx(async move |tx| {
            account::set_password_hash(tx, id, "hash").await?;
            account::activate(tx, &inside, id).await?;
            account::activate(tx, &inside, id).await
        })
        .await
        .unwrap();
        assert!(member::card(q, &kit.corp, &"one".into()).await.unwrap().unwrap().active);
        assert_eq!(account::by_mobile(q, "13900000001").await.unwrap().unwrap().password_hash.as_deref(), Some("hash"));
        let activated = kit.events().await.into_iter().filter(|(kind, _)| kind == "user_active_org").count();
        assert_eq!(activated, 2);
    })
    .await;
}

#[tokio::test]
async fn there_is_one_main_administrator() {
    both(async |kit| {
        let boss = || NewMember { admin: Admin::Main, ..someone("boss", "老板", &[DeptId::ROOT]) };
        kit.join(boss).await.unwrap();
        kit.join(|| someone("sub", "助手", &[DeptId::ROOT])).await.unwrap();
        let set = async |userid: &'static str, admin| {
            let (cx, corp) = (kit.cx(), kit.corp.clone());
            let inside = cx.clone();
            cx.tx(async move |tx| member::set_admin(tx, &inside, &corp, &userid.into(), admin).await).await
        };
        assert_eq!(refused(set("boss", Admin::Nobody).await).0, 60011);
        assert_eq!(refused(set("nobody", Admin::Sub).await).0, 60121);
        set("sub", Admin::Main).await.unwrap();
        let q = &mut kit.core.db.clone();
        let level = async |userid: &str| {
            let q = &mut kit.core.db.clone();
            member::card(q, &kit.corp, &userid.into()).await.unwrap().unwrap().admin_level
        };
        assert_eq!((level("boss").await, level("sub").await), (Admin::Sub, Admin::Main));
        set("boss", Admin::Nobody).await.unwrap();
        assert_eq!(member::admins(q, &kit.corp).await.unwrap(), [UserId::from("sub")]);
        let kinds: Vec<String> =
            kit.events().await.into_iter().map(|(kind, _)| kind).filter(|k| k.starts_with("org_admin")).collect();
        assert_eq!(kinds, ["org_admin_add", "org_admin_add", "org_admin_remove"]);
    })
    .await;
}

#[tokio::test]
async fn people_are_found_by_any_form_of_their_name() {
    both(async |kit| {
        join_many(&kit, || {
            let one = |userid: &str, name: &str, mobile: &str| NewMember {
                mobile: Some(mobile.into()),
                ..someone(userid, name, &[DeptId::ROOT])
            };
            vec![
                one("1", "张三", "13900000001"),
                one("2", "张三丰", "13900000002"),
                one("3", "李四", "13811112222"),
                one("4", "Zoe 100%", "+852-91234567"),
                one("5", "张三", "13900000005"),
            ]
        })
        .await
        .unwrap();
        let find = async |text: &'static str, after: Option<String>, limit| {
            let after = after.as_deref();
            let (found, next) = member::search(&mut kit.core.db.clone(), &kit.corp, text, after, limit).await.unwrap();
            (found.into_iter().map(|f| String::from(f.userid)).collect::<Vec<_>>().join(" "), next)
        };
        for (text, found) in [
            ("张", "1 5 2"),
            ("三丰", "2"),
            ("三", "1 5 2"),
            ("oe1", "4"),
            ("zhangs", "1 5 2"),
            ("ZS", "1 5 2"),
            ("zsf", "2"),
            ("1381", "3"),
            ("13", ""),
            ("+852", "4"),
            ("0%", "4"),
            ("_", ""),
            ("", "3 1 5 2 4"),
            ("王", ""),
        ] {
            assert_eq!(find(text, None, 10).await, (found.to_owned(), None), "{text}");
            // However short the pages, everybody comes once.
            let (mut pages, mut next) = (Vec::new(), None);
            loop {
                let (page, after) = find(text, next.take(), 1).await;
                pages.extend(Some(page).filter(|page| !page.is_empty()));
                match after {
                    Some(after) => next = Some(after),
                    None => break,
                }
            }
            assert_eq!(pages.join(" "), found, "{text}");
        }
        assert!(member::search(&mut kit.core.db.clone(), &kit.corp, "", Some("x"), 2).await.is_err());

        // A new name is found, and the old one is not any more; who left isn't found at all.
        kit.full().ok("/topapi/v2/user/update", json!({ "userid": "2", "name": "王五" })).await;
        assert_eq!(find("三丰", None, 10).await.0, "");
        assert_eq!(find("五", None, 10).await.0, "2");
        kit.full().ok("/topapi/v2/user/delete", json!({ "userid": "2" })).await;
        assert_eq!(find("五", None, 10).await.0, "");
        assert_eq!(find("w", None, 10).await.0, "");
    })
    .await;
}

#[tokio::test]
async fn a_corp_has_a_root_department_with_its_name() {
    both(async |kit| {
        let q = &mut kit.core.db.clone();
        assert_eq!(corp::find(q, &kit.corp).await.unwrap().unwrap().name, "甲公司");
        assert_eq!(dept::name(q, &kit.corp, DeptId::ROOT).await.unwrap().as_deref(), Some("甲公司"));
        let (cx, id) = (kit.cx(), kit.corp.clone());
        let inside = cx.clone();
        cx.tx(async move |tx| corp::rename(tx, &inside, &id, "新名字").await).await.unwrap();
        assert_eq!(dept::name(q, &kit.corp, DeptId::ROOT).await.unwrap().as_deref(), Some("新名字"));
        let cx = kit.cx();
        let inside = cx.clone();
        let again = cx
            .tx(async move |tx| {
                let new = corp::NewCorp { corp_id: "dingone".into(), name: "x".into(), zone: "UTC".into() };
                corp::create(tx, &inside, &new).await
            })
            .await;
        assert_eq!(refused(again), (40013, "corp_id".into()));
        let (cx, inside) = (kit.cx(), kit.cx());
        let zone = cx
            .tx(async move |tx| {
                let new = corp::NewCorp { corp_id: "dingx".into(), name: "x".into(), zone: "no/such".into() };
                corp::create(tx, &inside, &new).await
            })
            .await;
        assert_eq!(refused(zone), (400002, "zone".into()));
        kit.found("dingtwo", "乙").await;
        let page = corp::page(q, Some(&kit.corp), 10).await.unwrap();
        assert_eq!(page.into_iter().map(|c| String::from(c.corp_id)).collect::<Vec<_>>(), ["dingtwo"]);
    })
    .await;
}

#[tokio::test]
async fn who_is_restricted_is_listed_only_when_asked_for() {
    both(async |kit| {
        let app = kit.full();
        app.user("one", "张三", 1, &[1]).await;
        app.user("two", "李四", 2, &[1]).await;
        let (cx, corp) = (kit.cx(), kit.corp.clone());
        cx.tx(async move |tx| member::set_limited(tx, &corp, &"one".into(), true).await).await.unwrap();
        for path in ["/topapi/v2/user/list", "/topapi/user/listsimple"] {
            for (flag, expected) in [(json!(false), &["two"][..]), (Value::Null, &["two"]), (json!("true"), &["two", "one"])] {
                let page = app.result(path, json!({ "dept_id": 1, "cursor": 0, "size": 10, "contain_access_limit": flag })).await;
                let list: Vec<&str> = page["list"].as_array().unwrap().iter().map(|u| u["userid"].as_str().unwrap()).collect();
                assert_eq!(list, expected, "{path} {flag}");
            }
        }
        assert_eq!(app.ok("/user/get", json!({ "userid": "one" })).await["isLimited"], true);
    })
    .await;
}
