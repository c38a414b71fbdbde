//! Any table ends in a report. What it brought in is there the second time.

use hobnail_contact::corp::NewCorp;
use hobnail_store::Backend;
use proptest::{prelude::*, test_runner::TestRunner};

use super::{bring, dry};
use crate::kit::Kit;

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "", "", "张三", "李四", "a", "b", "c", "13700000001", "137 0000 0002", "+86-13700000003", "x@a.cn", "y@a.cn", "研发",
            "研发/平台", "平台,研发/平台", "/", "是", "否", "是,否", "2020-01-02", "2020/13/1", "=1", "0",
        ]).prop_map(str::to_owned),
        1 => "[a-c张/,\\\\\\-'\" \\PC]{0,6}",
    ]
}

fn table() -> impl Strategy<Value = String> {
    let headers = prop::sample::subsequence(
        vec!["userid", "手机", "部门", "是否主管", "职位", "工号", "直属主管", "邮箱", "分机号", "入职时间", "备注", "其他"],
        1..12,
    );
    headers.prop_flat_map(|headers| {
        let width = headers.len() + 1;
        prop::collection::vec(prop::collection::vec(cell(), width..width + 1), 1..6).prop_map(move |rows| {
            let mut text = format!("姓名,{}\n", headers.join(","));
            for row in rows {
                let quoted: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
                text.push_str(&quoted.join(","));
                text.push('\n');
            }
            text
        })
    })
}

#[test]
fn any_table_ends_in_a_report_and_a_second_run_changes_nothing() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let mut kit = runtime.block_on(Kit::new(Backend::Sqlite));
    let kit = std::cell::RefCell::new(&mut kit);
    let number = std::cell::Cell::new(0);
    let config = ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() };
    let run = |text: String| {
        let kit = &mut **kit.borrow_mut();
        number.set(number.get() + 1);
        kit.corp = format!("ding{}", number.get()).into();
        runtime.block_on(async {
            let (cx, corp_id) = (kit.cx(), kit.corp.clone());
            let inside = cx.clone();
            let new = async move |tx: &mut hobnail_store::Tx| {
                let new = NewCorp { corp_id: corp_id.clone(), name: "甲公司".into(), zone: "Asia/Shanghai".into() };
                hobnail_contact::corp::create(tx, &inside, &new).await
            };
            cx.tx(new).await.unwrap();
            let Ok(first) = dry(kit, text.clone()).await else { return };
            let (.., refused) = first.counts();
            let ran = bring(kit, text.clone(), true).await.unwrap();
            assert_eq!(ran.counts(), first.counts(), "what was judged is what was done:\n{text}");
            let again = dry(kit, text.clone()).await.unwrap();
            let (created, updated, _, refused_again) = again.counts();
            assert_eq!((created, updated, refused_again), (0, 0, refused), "{text}\n{:?}", again.rows);
        });
        Ok(())
    };
    TestRunner::new(config).run(&table(), run).unwrap();
}
