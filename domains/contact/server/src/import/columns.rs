//! What a column is, by the words that people put above it.
//!
//! A header is compared without blanks, case, marks and what stands in brackets: `手机号（必填）*` is `手机号`. The header row is
//! looked for below titles and notes, and may be two rows high: a group's name above its columns. Columns that are not known are
//! left alone and named in the report.

use hobnail_sheet::Row;
use serde::{Deserialize, Serialize};

/// A field of a person, as a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    Userid,
    Name,
    Mobile,
    Departments,
    Leader,
    Title,
    JobNumber,
    Manager,
    Email,
    OrgEmail,
    Telephone,
    WorkPlace,
    Hired,
    Remark,
    HideMobile,
    Senior,
}

/// Column, its header in Chinese and in English, and other words for it as they are compared.
const WORDS: [(Column, &str, &str, &[&str]); 16] = [
    (Column::Userid, "员工UserID", "UserID", &["员工id", "用户id", "成员id", "账号", "帐号", "staffid", "employeeid"]),
    (Column::Name, "姓名", "Name", &["名字", "员工姓名", "成员姓名", "中文名", "fullname", "employeename"]),
    (
        Column::Mobile,
        "手机号",
        "Mobile",
        &["手机号码", "手机", "移动电话", "联系电话", "mobilephone", "mobilenumber", "phone", "phonenumber", "cellphone"],
    ),
    (
        Column::Departments,
        "部门",
        "Department",
        &["所属部门", "所在部门", "部门名称", "部门路径", "完整部门", "组织架构", "departments", "dept", "departmentpath"],
    ),
    (
        Column::Leader,
        "是否部门主管",
        "Department Leader",
        &["是否此部门主管", "是否主管", "是否负责人", "是否领导", "是否部门负责人", "leader", "isleader", "departmentmanager"],
    ),
    (Column::Title, "职位", "Title", &["岗位", "职务", "职位名称", "jobtitle", "position"]),
    (
        Column::JobNumber,
        "工号",
        "Job Number",
        &["员工编号", "员工工号", "员工号", "employeenumber", "employeeno", "staffno", "jobno"],
    ),
    (
        Column::Manager,
        "直属主管UserID",
        "Manager UserID",
        &["直属主管", "直属上级", "直接上级", "上级", "汇报对象", "manager", "supervisor", "reportsto"],
    ),
    (Column::Email, "邮箱", "Email", &["电子邮箱", "电子邮件", "个人邮箱", "mail", "emailaddress"]),
    (Column::OrgEmail, "企业邮箱", "Work Email", &["公司邮箱", "工作邮箱", "orgemail", "companyemail", "businessemail"]),
    (Column::Telephone, "分机号", "Telephone", &["座机", "办公电话", "固定电话", "tel", "extension", "officephone", "workphone"]),
    (Column::WorkPlace, "办公地点", "Work Place", &["工作地点", "办公地址", "office", "location", "worklocation"]),
    (
        Column::Hired,
        "入职时间",
        "Hired Date",
        &["入职日期", "入职日", "hiredate", "joindate", "joiningdate", "dateofjoining", "startdate"],
    ),
    (Column::Remark, "备注", "Remark", &["remarks", "note", "notes", "comment"]),
    (Column::HideMobile, "隐藏手机号", "Hide Mobile", &["号码隐藏", "是否隐藏手机号", "是否号码隐藏"]),
    (Column::Senior, "高管模式", "Senior Mode", &["是否高管", "是否高管模式", "senior", "executive"]),
];

/// Rows in which the header is looked for.
pub const HEADER_WITHIN: usize = 30;

impl Column {
    /// Every column, in the order in which they are exported.
    pub fn all() -> impl Iterator<Item = Column> {
        WORDS.iter().map(|(column, ..)| *column)
    }

    /// As the exported file and the report call it.
    pub fn title(self, english: bool) -> &'static str {
        let (_, chinese, other, _) = WORDS.iter().find(|(column, ..)| *column == self).unwrap_or(&WORDS[0]);
        if english { other } else { chinese }
    }

    fn of(header: &str) -> Option<Column> {
        let header = plain(header);
        let same = |word: &str| plain(word) == header;
        let found = |(_, chinese, english, others): &&(_, &str, &str, &[&str])| {
            same(chinese) || same(english) || others.contains(&header.as_str())
        };
        WORDS.iter().find(found).map(|(column, ..)| *column)
    }
}

/// A header as it is compared.
fn plain(header: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in crate::names::fold(header).chars() {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth == 0 && c.is_alphanumeric() => out.push(c),
            _ => {}
        }
    }
    out
}

/// Which column of the table is what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// By position.
    pub columns: Vec<Option<Column>>,
    /// Headers that nothing is known of.
    pub ignored: Vec<String>,
    /// Rows of the table up to the last of the header.
    pub rows: usize,
}

/// Why a table has no header that can be used.
#[derive(Debug, PartialEq, Eq)]
pub enum NoHeader {
    /// No row has a name and anything else that is known.
    Missing,
    /// Two columns say that they are the same.
    Twice(Column),
}

impl Header {
    /// Finds the header in the first rows of a table.
    pub fn find(rows: &[Row]) -> Result<Header, NoHeader> {
        let known = |row: &Row| -> Vec<Option<Column>> { row.cells.iter().map(|cell| Column::of(cell.text())).collect() };
        let count = |columns: &[Option<Column>]| columns.iter().flatten().count();
        let named = |columns: &[Option<Column>]| columns.contains(&Some(Column::Name)) && count(columns) >= 2;
        for (at, row) in rows.iter().enumerate().take(HEADER_WITHIN) {
            let first = known(row);
            let below = rows.get(at + 1).map(|row| (row, known(row)));
            // A row of groups above the columns: what it leaves open, the next one says.
            if let Some((next, second)) = &below
                && first.contains(&Some(Column::Name))
                && two_high(&first, second)
            {
                return Header::new(&[row, next], merged(&first, second), at + 2);
            }
            if named(&first) {
                return Header::new(&[row], first, at + 1);
            }
        }
        Err(NoHeader::Missing)
    }

    fn new(rows: &[&Row], columns: Vec<Option<Column>>, height: usize) -> Result<Header, NoHeader> {
        let mut seen = std::collections::HashSet::new();
        if let Some(twice) = columns.iter().flatten().find(|column| !seen.insert(**column)) {
            return Err(NoHeader::Twice(*twice));
        }
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        let text =
            |at: usize| rows.iter().rev().filter_map(|row| row.cells.get(at)).map(|cell| cell.text()).find(|t| !t.is_empty());
        let unknown = (0..width).filter(|at| columns.get(*at).copied().flatten().is_none());
        let ignored = unknown.filter_map(text).map(|text| text.chars().take(40).collect()).take(100).collect();
        Ok(Header { columns, ignored, rows: height })
    }
}

/// The second row names columns that the first leaves open, and contradicts it nowhere.
fn two_high(first: &[Option<Column>], second: &[Option<Column>]) -> bool {
    let pair = |at: usize| (first.get(at).copied().flatten(), second.get(at).copied().flatten());
    let pairs: Vec<_> = (0..first.len().max(second.len())).map(pair).collect();
    let more = pairs.iter().any(|pair| matches!(pair, (None, Some(_))));
    more && pairs.iter().all(|pair| !matches!(pair, (Some(a), Some(b)) if a != b))
}

fn merged(first: &[Option<Column>], second: &[Option<Column>]) -> Vec<Option<Column>> {
    let at = |row: &[Option<Column>], at: usize| row.get(at).copied().flatten();
    (0..first.len().max(second.len())).map(|i| at(second, i).or(at(first, i))).collect()
}

#[cfg(test)]
mod tests {
    use hobnail_sheet::Cell;

    use super::*;

    fn row(cells: &[&str]) -> Row {
        Row { number: 1, cells: cells.iter().map(|text| Cell::Text((*text).to_owned())).collect() }
    }

    #[test]
    fn headers_are_found_by_many_words() {
        for (word, column) in [
            ("姓名", Column::Name),
            (" 手机号（必填）* ", Column::Mobile),
            ("ＭＯＢＩＬＥ", Column::Mobile),
            ("是否此部门主管(是/否)", Column::Leader),
            ("employee_no.", Column::JobNumber),
            ("员工UserID", Column::Userid),
            ("User ID", Column::Userid),
            ("部门【多个用逗号分隔】", Column::Departments),
        ] {
            assert_eq!(Column::of(word), Some(column), "{word}");
        }
        for word in ["", "性别", "部门人数", "()", "姓名姓名"] {
            assert_eq!(Column::of(word), None, "{word}");
        }
        for column in Column::all() {
            assert_eq!((Column::of(column.title(false)), Column::of(column.title(true))), (Some(column), Some(column)));
        }
    }

    #[test]
    fn the_header_stands_below_titles_and_may_be_two_rows_high() {
        let title = row(&["甲公司员工花名册", "甲公司员工花名册"]);
        let header = Header::find(&[title.clone(), row(&["姓名", "性别", "手机"]), row(&["张三", "男", "1"])]).unwrap();
        assert_eq!((header.columns[0], header.columns[1], header.columns[2]), (Some(Column::Name), None, Some(Column::Mobile)));
        assert_eq!((header.ignored, header.rows), (vec!["性别".to_owned()], 2));
        let groups = row(&["姓名", "联系方式", "联系方式", "工号"]);
        let header =
            Header::find(&[title, groups, row(&["姓名", "手机号", "邮箱", "工号"]), row(&["张三", "1", "2", "3"])]).unwrap();
        let wanted = [Column::Name, Column::Mobile, Column::Email, Column::JobNumber].map(Some);
        assert_eq!((header.columns, header.rows), (wanted.to_vec(), 3));
        assert_eq!(Header::find(&[row(&["姓名", "手机", "手机号"])]), Err(NoHeader::Twice(Column::Mobile)));
        assert_eq!(Header::find(&[row(&["手机", "工号"])]), Err(NoHeader::Missing));
        assert_eq!(Header::find(&[]), Err(NoHeader::Missing));
    }
}
