//! Tables that are written: what is there afterwards, whole or nothing, again, and back as a table.

use std::io::Cursor;

use hobnail_contact::import::{self, State};
use hobnail_sheet::Format;
use serde_json::{Value, json};

use super::{bring, crooked, dry};
use crate::kit::{Kit, both, refused};

const ROSTER: &str = "\
姓名,员工UserID,手机号,部门,是否部门主管,职位,工号,直属主管UserID,邮箱,企业邮箱,分机号,办公地点,入职时间,备注,隐藏手机号,高管模式
张三,zhang,+86 137 0000 0001,\"总部/研发/平台组,总部/市场\",\"否,是\",工程师,A001,li,zhang@a.cn,z@corp.cn,9001,杭州,2020/3/2,\"爱好：\"\"猫\"\"\",是,否
李四,li,13700000002,总部/研发,是,总监,A002,,,,,,,,,
王五,,13700000003,,,,A003,zhang,,,,,2021年5月1日,,,
Ann,ann,+852-91234567,甲公司,,,A004,,,,,,,,,
";

async fn exported(kit: &Kit, format: Format, english: bool) -> Vec<u8> {
    let out = Cursor::new(Vec::new());
    import::export(&kit.cx(), &kit.corp, format, english, out).await.unwrap().0.into_inner()
}

async fn count(kit: &Kit) -> i64 {
    hobnail_contact::directory::count(&mut kit.cx().db(), &kit.corp).await.unwrap()
}

#[tokio::test]
async fn what_a_table_says_is_there_and_a_second_run_changes_nothing() {
    both(async |kit| {
        let ran = bring(&kit, ROSTER, false).await.unwrap();
        assert_eq!((ran.counts(), ran.progress.new_depts, ran.progress.written), ((4, 0, 0, 0), 4, 4));
        let app = kit.full();
        let zhang = app.get("zhang").await;
        for (field, value) in [
            ("name", json!("张三")),
            ("mobile", json!("13700000001")),
            ("title", json!("工程师")),
            ("job_number", json!("A001")),
            ("manager_userid", json!("li")),
            ("email", json!("zhang@a.cn")),
            ("org_email", json!("z@corp.cn")),
            ("telephone", json!("9001")),
            ("work_place", json!("杭州")),
            ("remark", json!("爱好：\"猫\"")),
            ("hired_date", json!(1_583_078_400_000_i64)),
            ("hide_mobile", json!(true)),
            ("senior", json!(false)),
        ] {
            assert_eq!(zhang[field], value, "{field}: {zhang}");
        }
        let depts: Vec<i64> = serde_json::from_value(zhang["dept_id_list"].clone()).unwrap();
        let mut names = Vec::new();
        for dept in &depts {
            names.push(app.result("/topapi/v2/department/get", json!({ "dept_id": dept })).await["name"].clone());
        }
        assert_eq!(names, ["平台组", "市场"]);
        let leads: Vec<bool> = depts
            .iter()
            .map(|dept| zhang["leader_in_dept"].as_array().unwrap().iter().any(|l| l["dept_id"] == *dept && l["leader"] == true))
            .collect();
        assert_eq!(leads, [false, true]);
        let mobile = app.result("/topapi/v2/user/getbymobile", json!({ "mobile": "13700000003" })).await;
        let wang = app.get(mobile["userid"].as_str().unwrap()).await;
        assert_eq!((&wang["manager_userid"], &wang["dept_id_list"]), (&json!("zhang"), &json!([1])));
        assert_eq!(app.get("ann").await["mobile"], "+852-91234567");
        let kinds: Vec<String> = kit.events().await.into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds.iter().filter(|kind| *kind == "user_add_org").count(), 1);
        assert_eq!(kinds.iter().filter(|kind| *kind == "org_dept_create").count(), 4);

        let events = kit.events().await.len();
        assert_eq!(dry(&kit, ROSTER).await.unwrap().counts(), (0, 0, 4, 0));
        assert_eq!(bring(&kit, ROSTER, false).await.unwrap().counts(), (0, 0, 4, 0));
        assert_eq!(kit.events().await.len(), events, "nothing happened");
    })
    .await;
}

#[tokio::test]
async fn a_change_is_told_by_its_columns_and_leaves_the_rest() {
    both(async |kit| {
        bring(&kit, ROSTER, false).await.unwrap();
        let table = "姓名,手机,部门,是否主管,职位,直属主管\n张三,13700000001,总部/市场,否,架构师,\n李四,13700000002,总部/研发,,,zhang\nAnn,+852 9123 4567,,,,\n";
        let ran = bring(&kit, table, false).await.unwrap();
        assert_eq!(ran.counts(), (0, 2, 1, 0));
        assert_eq!((ran.row(2), ran.row(3).1), (("update", "职位、部门、是否部门主管"), "直属主管UserID"));
        let app = kit.full();
        let zhang = app.get("zhang").await;
        assert_eq!((&zhang["title"], &zhang["email"], &zhang["manager_userid"]), (&json!("架构师"), &json!("zhang@a.cn"), &json!("li")));
        assert_eq!((zhang["dept_id_list"].as_array().unwrap().len(), &zhang["leader_in_dept"][0]["leader"]), (1, &json!(false)));
        assert_eq!(app.get("li").await["manager_userid"], "zhang");
        assert_eq!(dry(&kit, table).await.unwrap().counts(), (0, 0, 3, 0));
    })
    .await;
}

#[tokio::test]
async fn one_refused_row_refuses_all_unless_told_otherwise() {
    both(async |kit| {
        crooked::people(&kit).await;
        let table = "姓名,手机\n张三,13700000001\n李四,x\n王五,13700000003\n";
        let (code, field) = refused(bring(&kit, table, false).await);
        assert_eq!((code, field.as_str(), count(&kit).await), (400_002, "importId", 3));
        let ran = bring(&kit, table, true).await.unwrap();
        assert_eq!((ran.counts(), ran.row(3).0, count(&kit).await), ((2, 0, 0, 1), "refuse", 5));
        // Written once is written for good.
        assert_eq!(refused(import::apply(&kit.cx(), &kit.corp, ran.progress.import_id, true).await).0, 400_002);
        assert_eq!(refused(import::apply(&kit.cx(), &"dingother".into(), ran.progress.import_id, true).await).0, 400_002);
        assert_eq!(refused(import::find(&mut kit.cx().db(), &"dingother".into(), ran.progress.import_id).await).0, 400_002);
    })
    .await;
}

/// Between the dry run and its writing the directory changes: an old opinion is asked again; a fresh one meets a row that can't be
/// written any more, which is refused alone.
#[tokio::test]
async fn what_became_impossible_meanwhile_is_not_written() {
    both(async |kit| {
        let table = "姓名,userid,手机,邮箱\n张三,a,13700000001,\n李四,b,13700000002,x@a.cn\n";
        let id = dry(&kit, table).await.unwrap().progress.import_id;
        kit.full()
            .ok(
                "/topapi/v2/user/create",
                json!({ "userid": "z", "name": "z", "mobile": "13900000009", "email": "x@a.cn", "dept_id_list": "1" }),
            )
            .await;
        import::apply(&kit.cx(), &kit.corp, id, false).await.unwrap();
        import::run_here(&kit.cx()).await.unwrap();
        let ran = super::ran(&kit, id).await;
        assert_eq!((ran.counts(), ran.row(3)), ((1, 0, 0, 1), ("refuse", "邮箱：已属于员工 z")));

        let table = "姓名,userid,手机\n王五,c,13700000003\n赵六,d,13700000004\n";
        let id = dry(&kit, table).await.unwrap().progress.import_id;
        kit.full()
            .ok("/topapi/v2/user/create", json!({ "userid": "y", "name": "y", "mobile": "13700000004", "dept_id_list": "1" }))
            .await;
        kit.core.clock.advance(120_000);
        let fault = import::apply(&kit.cx(), &kit.corp, id, false).await.unwrap_err();
        assert!(fault.message().contains("第 3 行：手机号：已属于员工 y"), "{}", fault.message());
        assert_eq!((count(&kit).await, super::ran(&kit, id).await.progress.state), (3, State::Ready));
    })
    .await;
}

#[tokio::test]
async fn an_exported_table_is_the_same_organisation() {
    both(async |kit| {
        bring(&kit, ROSTER, false).await.unwrap();
        let odd = "姓名,userid,部门,备注\n奇,odd,\"A\\/B/甲公司,甲公司/甲公司\",'=1+1\n";
        bring(&kit, odd, false).await.unwrap();
        for (format, english) in [(Format::Csv, false), (Format::Xlsx, true)] {
            let table = exported(&kit, format, english).await;
            assert_eq!(dry(&kit, table).await.unwrap().counts(), (0, 0, 5, 0), "{format:?}");
        }
        let table = exported(&kit, Format::Csv, false).await;
        kit.found("dingtwo", "甲公司").await;
        let mut other = kit;
        other.corp = "dingtwo".into();
        let ran = bring(&other, table.clone(), false).await.unwrap();
        assert_eq!(ran.counts(), (5, 0, 0, 0));
        assert_eq!(exported(&other, Format::Csv, false).await, table);
        let template = import::template(Format::Xlsx, false, Cursor::new(Vec::new())).unwrap().into_inner();
        assert_eq!(dry(&other, template).await.unwrap().counts(), (1, 0, 0, 0), "the template can be imported");
    })
    .await;
}

/// More than one chunk of everything: reading, writing, managers.
#[tokio::test]
async fn long_tables_go_in_by_chunks() {
    both(async |kit| {
        let mut table = "姓名,userid,手机,部门,直属主管\n".to_owned();
        for n in 0..1203 {
            table.push_str(&format!("人{n},u{n},137{n:08},一级{}/二级{},u{}\n", n % 7, n % 31, (n + 600) % 1203));
        }
        let ran = bring(&kit, table.clone(), false).await.unwrap();
        assert_eq!((ran.counts(), ran.progress.written, count(&kit).await), ((1203, 0, 0, 0), 1203, 1203));
        assert_eq!(ran.progress.new_depts, 7 + 217);
        assert_eq!(kit.full().get("u1202").await["manager_userid"], json!("u599"));
        assert_eq!(kit.full().get("u0").await["manager_userid"], json!("u600"));
        assert_eq!(dry(&kit, table).await.unwrap().counts(), (0, 0, 1203, 0));
        let jobs: Vec<(i64,)> = kit.core.db.rows("select job_id from job where kind = 'contact.import'", &[]).await.unwrap();
        assert!(jobs.is_empty(), "the jobs are over");
        let _: Value = kit.full().get("u1").await;
    })
    .await;
}
