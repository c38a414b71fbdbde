//! Crooked files: each is refused, whole or by rows, with a reason that names row and column; or is read as it was meant.

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

use super::{Ran, dry};
use crate::kit::{Kit, both};

enum Expect {
    /// The table as a whole, for this reason.
    Fails(&'static str),
    /// Rows with what becomes of them and a part of the reason; all others are created.
    Rows(&'static [(i64, &'static str, &'static str)]),
}
use Expect::{Fails, Rows};

fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

fn cells(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (at, row) in (0_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip(*row) {
            if !text.is_empty() {
                sheet.write(at, column, *text).unwrap();
            }
        }
    }
}

fn wide(columns: usize) -> String {
    let more: String = (0..columns).map(|n| format!(",备用{n}")).collect();
    format!("姓名,手机{more}\n张三,13700000001{}\n", ",x".repeat(columns))
}

/// Name, table, what is to become of it. In the organisation: `boss` (13900000001, boss@a.cn, 8001, job number 0001) and `mate`
/// (13900000002, mate@a.cn, job number 0002) with `twin` who has the same job number.
fn tables() -> Vec<(&'static str, Vec<u8>, Expect)> {
    let deep = (0..31).map(|n| format!("d{n}")).collect::<Vec<_>>().join("/");
    let many = (0..101).map(|n| format!("d{n}")).collect::<Vec<_>>().join(",");
    let long = |n: usize| "长".repeat(n);
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let mut all: Vec<(&'static str, Vec<u8>, Expect)> = vec![
        ("gb18030", gb("姓名,手机号\n张三,13700000001\n"), Rows(&[])),
        (
            "gb18030 cut in a character",
            {
                let mut b = gb("姓名,手机号\n张三,1\n李");
                b.pop();
                b
            },
            Fails("编码"),
        ),
        ("latin-1", b"Name,Mobile\nJos\xe9,13700000001\n".to_vec(), Fails("编码")),
        ("utf-16", "\u{feff}姓名\t手机号\n张三\t13700000001\n".encode_utf16().flat_map(u16::to_le_bytes).collect(), Rows(&[])),
        ("old excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on".to_vec(), Fails("旧版 Excel")),
        (
            "half a workbook",
            {
                let b = book(|s| cells(s, &[&["姓名", "手机"], &["张三", "1"]]));
                b[..b.len() / 2].to_vec()
            },
            Fails("损坏"),
        ),
        ("200 columns", wide(200).into_bytes(), Rows(&[])),
        ("600 columns", wide(600).into_bytes(), Fails("超过 512 列")),
        ("two columns of one kind", "姓名,手机,手机号码\na,1,2\n".into(), Fails("有两列都是 手机号")),
        (
            "merged headers",
            book(|sheet| {
                let plain = Format::new();
                sheet.merge_range(0, 0, 0, 3, "甲公司花名册", &plain).unwrap();
                sheet.merge_range(1, 0, 2, 0, "姓名", &plain).unwrap();
                sheet.merge_range(1, 1, 1, 2, "联系方式", &plain).unwrap();
                sheet.write(2, 1, "手机").unwrap();
                sheet.write(2, 2, "邮箱").unwrap();
                sheet.merge_range(1, 3, 2, 3, "部门", &plain).unwrap();
                sheet.merge_range(3, 3, 4, 3, "研发/平台组", &plain).unwrap();
                sheet.write(3, 0, "张三").unwrap();
                sheet.write(3, 1, 13_700_000_001_f64).unwrap();
                sheet.write(4, 0, "李四").unwrap();
                sheet.write(4, 2, "li@a.cn").unwrap();
            }),
            Rows(&[]),
        ),
        (
            "formulas",
            book(|sheet| {
                cells(sheet, &[&["姓名", "手机", "职位"], &["张三", "13700000001"], &["李四", "13700000002"]]);
                sheet.write(1, 2, Formula::new("=\"工程\"&\"师\"").set_result("工程师")).unwrap();
                sheet.write(2, 2, Formula::new("=VLOOKUP(A3,Z1:Z9,1)").set_result("#N/A")).unwrap();
            }),
            Rows(&[(3, "refuse", "职位：公式出错 #N/A")]),
        ),
        (
            "a formula's error in a column that nobody reads",
            book(|sheet| {
                cells(sheet, &[&["姓名", "手机", "年龄"], &["张三", "13700000001"]]);
                sheet.write(1, 2, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
            }),
            Rows(&[]),
        ),
        ("a text that does not end", "姓名,手机\n张三,13700000001\n李四,\"1370000".into(), Fails("第 3 行：引号没有结束")),
        (
            "a department too deep",
            format!("姓名,手机,部门\na,13700000001,{deep}\n").into_bytes(),
            Rows(&[(2, "refuse", "部门最多 30 级，实际 31")]),
        ),
        (
            "too many departments",
            format!("姓名,手机,部门\na,13700000001,\"{many}\"\n").into_bytes(),
            Rows(&[(2, "refuse", "最多 100 个部门")]),
        ),
        (
            "texts that are too long",
            format!(
                "姓名,手机,职位,备注\n{},13700000001,,\nb,13700000002,{},\nc,13700000003,,{}\n",
                long(81),
                long(201),
                long(2001)
            )
            .into_bytes(),
            Rows(&[(2, "refuse", "姓名：最长 80"), (3, "refuse", "职位：最长 200"), (4, "refuse", "备注：最长 2000")]),
        ),
    ];
    let texts: [(&str, &str, Expect); 38] = [
        ("nothing", "", Fails("空的")),
        ("blank lines", "\n\n , ,\n", Fails("没有找到表头")),
        ("a header alone", "姓名,手机\n", Fails("没有数据")),
        ("no header", "张三,13700000001\n李四,13700000002\n", Fails("没有找到表头")),
        ("a header without names", "手机,部门\n13700000001,研发\n", Fails("没有找到表头")),
        (
            "titles and notes above",
            "甲公司员工花名册\n填写须知：带*为必填\n\n姓名*,手机号（必填）\n张三,13700000001\n",
            Rows(&[]),
        ),
        ("semicolons", "Name;Mobile;Department\nAnn;13700000001;A/B\n", Rows(&[])),
        (
            "one number twice, written differently",
            "姓名,手机\n张三,137 0000 0001\n李四,+86-13700000001\n",
            Rows(&[(3, "refuse", "手机号：13700000001 与第 2 行重复")]),
        ),
        ("one userid twice", "姓名,userid\n张三,a\n李四,a\n", Rows(&[(3, "refuse", "与第 2 行重复")])),
        (
            "one mail and one extension twice",
            "姓名,手机,邮箱,分机号\na,13700000001,x@a.cn,9\nb,13700000002,x@a.cn,9\n",
            Rows(&[(3, "refuse", "邮箱：x@a.cn 与第 2 行重复；分机号：9 与第 2 行重复")]),
        ),
        (
            "a number that somebody else has",
            "姓名,userid,手机\n张三,new,13900000001\n",
            Rows(&[(2, "refuse", "手机号：已属于员工 boss")]),
        ),
        (
            "a mail that somebody else has",
            "姓名,userid,邮箱\n张三,new,boss@a.cn\n",
            Rows(&[(2, "refuse", "邮箱：已属于员工 boss")]),
        ),
        ("a column that nothing is known of", "姓名,手机,分机\n张三,13700000001,8001\n", Rows(&[])),
        (
            "an extension that somebody else has, known as such",
            "姓名,手机,分机号\n张三,13700000001,8001\n",
            Rows(&[(2, "refuse", "分机号：已属于员工 boss")]),
        ),
        ("a number that changed", "姓名,userid,手机\n老板,boss,13700000009\n", Rows(&[(2, "refuse", "号码不能修改")])),
        (
            "one person by two keys",
            "姓名,userid,邮箱\n老板,boss,\n老板,,boss@a.cn\n",
            Rows(&[(2, "update", "姓名"), (3, "refuse", "与第 2 行是同一人")]),
        ),
        ("nothing that tells who", "姓名,职位\n张三,工程师\n", Rows(&[(2, "refuse", "需要员工UserID、手机号、邮箱或工号")])),
        ("a job number of one", "姓名,工号,职位\n老板,0001,总裁\n", Rows(&[(2, "update", "姓名、职位")])),
        ("a job number of two", "姓名,工号\n谁,0002\n", Rows(&[(2, "refuse", "有 2 人使用此工号")])),
        ("a new job number twice", "姓名,工号\na,77\nb,77\n", Rows(&[(3, "refuse", "与第 2 行重复")])),
        (
            "half a row",
            "姓名,手机,部门\n,,研发\n张三\n,13700000001\n",
            Rows(&[(2, "refuse", "姓名：不能为空"), (3, "refuse", "需要员工UserID"), (4, "refuse", "姓名：不能为空")]),
        ),
        (
            "numbers that are none",
            "姓名,手机\na,1.37E+10\nb,1370000000\nc,电话\nd,+85291234567\n",
            Rows(&[
                (2, "refuse", "科学计数法"),
                (3, "refuse", "手机号：1370000000 不是"),
                (4, "refuse", "不是手机号码"),
                (5, "refuse", "+区号-号码"),
            ]),
        ),
        (
            "mails that are none",
            "姓名,手机,邮箱,企业邮箱\na,13700000001,x@,\nb,13700000002,,b@b\n",
            Rows(&[(2, "refuse", "邮箱：x@"), (3, "refuse", "企业邮箱：b@b")]),
        ),
        (
            "days that are none",
            "姓名,手机,入职时间\na,13700000001,2020-02-30\nb,13700000002,43832\nc,13700000003,2020年3月1日\n",
            Rows(&[(2, "refuse", "入职时间：2020-02-30"), (3, "refuse", "入职时间：43832")]),
        ),
        (
            "marks",
            "姓名,手机,部门,是否部门主管\na,13700000001,\"研发,市场\",\"是,否\"\nb,13700000002,研发,也许\nc,13700000003,研发,\"是,是\"\nd,13700000004,,是\n",
            Rows(&[(3, "refuse", "也许 应为"), (4, "refuse", "2 个标记对应 1 个部门"), (5, "refuse", "没有部门，不能标记主管")]),
        ),
        (
            "managers",
            "姓名,userid,直属主管\na,a,b\nb,b,c\nc,c,nobody\nd,d,boss\ne,e,e\nf,f,a\n",
            Rows(&[
                (2, "refuse", "b 不在通讯录中"),
                (3, "refuse", "c 不在通讯录中"),
                (4, "refuse", "nobody 不在通讯录中"),
                (6, "refuse", "不能是员工本人"),
                (7, "refuse", "a 不在通讯录中"),
            ]),
        ),
        ("managers in a ring, further down", "姓名,userid,直属主管\na,a,b\nb,b,a\n", Rows(&[])),
        (
            "a manager who is refused",
            "姓名,userid,手机,直属主管\na,a,13700000001,b\nb,b,x,\n",
            Rows(&[(2, "refuse", "b 不在"), (3, "refuse", "手机号")]),
        ),
        (
            "paths that come back to themselves",
            "姓名,手机,部门\na,13700000001,研发/平台/研发\nb,13700000002,平台/研发\nc,13700000003,甲公司/甲公司\n",
            Rows(&[]),
        ),
        (
            "a level without a name",
            "姓名,手机,部门\na,13700000001,总部//平台\nb,13700000002,\" / / \"\n",
            Rows(&[(2, "refuse", "缺少一级"), (3, "refuse", "缺少一级")]),
        ),
        (
            "names that departments can't have",
            "姓名,手机,部门\na,13700000001,总部/研发-一部\nb,13700000002,总部-研发\n",
            Rows(&[(2, "refuse", "部门：不能包含")]),
        ),
        (
            "one department twice",
            "姓名,手机,部门\na,13700000001,\"研发,甲公司/研发\"\n",
            Rows(&[(2, "refuse", "部门 研发 重复")]),
        ),
        (
            "userids that can't be",
            "姓名,userid\na,a b\nb,张三\nc,a/b\n",
            Rows(&[(2, "refuse", "员工UserID"), (3, "refuse", "员工UserID"), (4, "refuse", "员工UserID")]),
        ),
        (
            "control characters",
            "姓名,手机\n张\u{7}三,13700000001\n\"李\n四\",13700000002\n",
            Rows(&[(2, "refuse", "姓名：不能包含控制字符")]),
        ),
        (
            "what other programs would run",
            "姓名,手机,备注,职位\n<script>alert(1)</script>,13700000001,'; drop table member; --,'=cmd|x\n",
            Rows(&[]),
        ),
        ("invisible marks", "\u{feff}姓名\u{200b},手机\n\u{200e}张三\u{3000},\u{202d}13700000001\u{202c}\n", Rows(&[])),
        (
            "everything wrong at once",
            "姓名,手机,邮箱,入职时间\n,x,y,z\n",
            Rows(&[(
                2,
                "refuse",
                "手机号：x 不是手机号码，境外号码写作 +区号-号码；邮箱：y 不是邮箱地址；入职时间：z 不是日期，写作 2026-03-02；姓名：不能为空",
            )]),
        ),
        ("columns that are swapped", "手机,姓名\n张三,13700000001\n", Rows(&[(2, "refuse", "手机号：张三")])),
    ];
    all.extend(texts.into_iter().map(|(name, text, expect)| (name, text.as_bytes().to_vec(), expect)));
    all
}

pub async fn people(kit: &Kit) {
    let app = kit.full();
    let make = async |userid: &str, mobile: &str, mail: &str, more: &str| {
        let body =
            format!(r#"{{"userid":"{userid}","name":"{userid}","mobile":"{mobile}","email":"{mail}","dept_id_list":"1"{more}}}"#);
        app.ok("/topapi/v2/user/create", serde_json::Value::String(body)).await;
    };
    make("boss", "13900000001", "boss@a.cn", r#","telephone":"8001","job_number":"0001""#).await;
    make("mate", "13900000002", "mate@a.cn", r#","job_number":"0002""#).await;
    make("twin", "13900000003", "twin@a.cn", r#","job_number":"0002""#).await;
}

#[tokio::test]
async fn crooked_files_are_told_apart_row_by_row() {
    both(async |kit| {
        people(&kit).await;
        let before = kit.events().await.len();
        let tables = tables();
        assert!(tables.len() >= 30);
        for (name, table, expect) in tables {
            match (dry(&kit, table).await, expect) {
                (Err(fault), Fails(why)) => assert!(fault.message().contains(why), "{name}: {}", fault.message()),
                (Ok(ran), Rows(wanted)) => {
                    ran.counts();
                    for Ran { rows, .. } in [&ran] {
                        assert!(!rows.is_empty(), "{name}");
                        for row in rows {
                            let (_, action, why) =
                                wanted.iter().find(|(number, ..)| *number == row.row_no).unwrap_or(&(0, "create", ""));
                            let reason = row.reason.as_deref().unwrap_or_default();
                            assert!(row.action == *action && reason.contains(why), "{name}: {row:?}, not {action} {why}");
                        }
                    }
                }
                (got, _) => panic!("{name}: {got:?}"),
            }
        }
        assert_eq!(kit.events().await.len(), before, "a dry run changes nothing");
    })
    .await;
}
