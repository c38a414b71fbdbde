//! One row, understood: what it says of a person, or everything that is wrong with it.
//!
//! An empty cell says nothing: the field stays as it is. What a person must be (names, numbers, mail, lengths) is asked of the rules
//! that the API has; here stand only the many ways in which such things are written in a table.

use hobnail_contact_api::user::UserUpdate;
use hobnail_sheet::{Cell, Row};
use hobnail_wire::{Fault, limit::Limits as _};
use jiff::{civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{
    columns::{Column, Header},
    path,
};
use crate::{mobile::Mobile, names};

/// Departments of one person, as the APIs of people allow them.
const DEPARTMENTS: usize = 100;

/// What a row says. What is absent is left as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// In the form in which numbers are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    /// The main one first, each the names from below the root down; the root itself is empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depts: Vec<Vec<String>>,
    /// Whether the person leads, for each of `depts`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub leads: Vec<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manager: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_place: Option<String>,
    /// A day in the organisation's zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hired: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hide_mobile: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub senior: Option<bool>,
}

/// How rows of one organisation are read.
pub struct Reading {
    pub header: Header,
    /// Name of the root department, with which a path may begin.
    pub root: String,
    /// Levels of departments below the root.
    pub depth: usize,
    pub zone: TimeZone,
}

/// A person, and what is wrong with the row, each with its column; the person is of use only where nothing is.
pub struct Read {
    pub person: Person,
    pub wrong: Vec<String>,
}

impl Reading {
    pub fn row(&self, row: &Row) -> Read {
        let mut read = Read { person: Person::default(), wrong: Vec::new() };
        let mut leader = None;
        for (column, cell) in self.header.columns.iter().zip(&row.cells).filter_map(|(column, cell)| Some(((*column)?, cell))) {
            match cell {
                Cell::Broken(shown) => read.refuse(column, format!("公式出错 {shown}")),
                Cell::Text(text) if text.is_empty() => {}
                Cell::Text(text) if column == Column::Leader => leader = Some(text.as_str()),
                Cell::Text(text) => {
                    if let Err(why) = self.field(&mut read.person, column, text) {
                        read.refuse(column, why);
                    }
                }
            }
        }
        if let Some(text) = leader {
            match leads(text, read.person.depts.len()) {
                Ok(leads) => read.person.leads = leads,
                Err(why) => read.refuse(Column::Leader, why),
            }
        }
        if read.person.name.is_none() && !read.wrong.iter().any(|why| why.starts_with(Column::Name.title(false))) {
            read.refuse(Column::Name, "不能为空".into());
        }
        if read.person.manager.is_some() && read.person.manager == read.person.userid {
            read.refuse(Column::Manager, "不能是员工本人".into());
        }
        if read.wrong.is_empty()
            && let Err(fault) = read.person.as_update("x", &self.zone).check()
        {
            read.wrong.push(refusal(&fault));
        }
        read
    }

    fn field(&self, person: &mut Person, column: Column, text: &str) -> Result<(), String> {
        let owned = || Some(text.to_owned());
        match column {
            Column::Userid => {
                names::check_userid(text).map_err(|fault| reason(&fault))?;
                person.userid = owned();
            }
            Column::Name => {
                let name = one_line(text);
                names::check_person(&name).map_err(|fault| reason(&fault))?;
                person.name = Some(name);
            }
            Column::Mobile => person.mobile = Some(mobile(text)?),
            Column::Departments => person.depts = self.departments(text)?,
            Column::Leader => {}
            Column::Title => person.title = Some(one_line(text)),
            Column::JobNumber => person.job_number = Some(one_line(text)),
            Column::Manager => {
                names::check_userid(text).map_err(|fault| reason(&fault))?;
                person.manager = owned();
            }
            Column::Email | Column::OrgEmail => {
                names::check_mail(text, "email").map_err(|_| format!("{text} 不是邮箱地址"))?;
                if column == Column::Email { person.email = owned() } else { person.org_email = owned() }
            }
            Column::Telephone => person.telephone = Some(one_line(text)),
            Column::WorkPlace => person.work_place = Some(one_line(text)),
            Column::Hired => person.hired = Some(date(text)?),
            Column::Remark => person.remark = owned(),
            Column::HideMobile => person.hide_mobile = Some(yes(text)?),
            Column::Senior => person.senior = Some(yes(text)?),
        }
        Ok(())
    }

    fn departments(&self, text: &str) -> Result<Vec<Vec<String>>, String> {
        let mut out: Vec<Vec<String>> = Vec::new();
        for names in path::parse(text, &self.root)? {
            for name in &names {
                names::check_dept(name).map_err(|fault| reason(&fault))?;
            }
            if names.len() > self.depth {
                return Err(format!("部门最多 {} 级，实际 {}", self.depth, names.len()));
            }
            if out.contains(&names) {
                return Err(format!("部门 {} 重复", path::shown(&names, &self.root)));
            }
            out.push(names);
        }
        match out.len() {
            0 => Err("没有部门名称".into()),
            n if n > DEPARTMENTS => Err(format!("最多 {DEPARTMENTS} 个部门，实际 {n}")),
            _ => Ok(out),
        }
    }
}

impl Read {
    fn refuse(&mut self, column: Column, why: String) {
        self.wrong.push(format!("{}：{why}", column.title(false)));
    }
}

impl Person {
    /// Everything that the row says, as the change that would write it, departments and manager aside.
    pub fn as_update(&self, userid: &str, zone: &TimeZone) -> UserUpdate {
        UserUpdate {
            userid: userid.into(),
            name: self.name.clone(),
            mobile: self.mobile.clone(),
            hide_mobile: self.hide_mobile,
            telephone: self.telephone.clone(),
            job_number: self.job_number.clone(),
            title: self.title.clone(),
            email: self.email.clone(),
            org_email: self.org_email.clone(),
            work_place: self.work_place.clone(),
            remark: self.remark.clone(),
            senior_mode: self.senior,
            hired_date: self.hired.and_then(|day| midnight(day, zone)),
            ..UserUpdate::default()
        }
    }
}

/// When a day begins.
pub fn midnight(day: Date, zone: &TimeZone) -> Option<i64> {
    Some(day.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond())
}

/// Why, of a fault of the shared rules; the field is told by its column already.
pub fn reason(fault: &Fault) -> String {
    let (text, message) = (fault.code().text, fault.message());
    let field = fault.field_name().unwrap_or_default();
    match message.strip_prefix(&format!("{text}：{field}，")) {
        Some(detail) => detail.to_owned(),
        None => text.to_owned(),
    }
}

/// A fault that names its field by the wire's name, told with the column's.
pub fn refusal(fault: &Fault) -> String {
    let column = match fault.field_name().unwrap_or_default() {
        "userid" => Column::Userid,
        "mobile" => Column::Mobile,
        "telephone" => Column::Telephone,
        "email" => Column::Email,
        "org_email" => Column::OrgEmail,
        "job_number" => Column::JobNumber,
        "title" => Column::Title,
        "work_place" => Column::WorkPlace,
        "remark" => Column::Remark,
        "hired_date" => Column::Hired,
        "manager_userid" => Column::Manager,
        "dept_id_list" | "parent_id" => Column::Departments,
        "name" => Column::Name,
        _ => return fault.message(),
    };
    format!("{}：{}", column.title(false), reason(fault))
}

/// Line breaks inside of a cell are blanks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Digits and signs of a number, without what people put between them.
fn mobile(text: &str) -> Result<String, String> {
    let bad = || format!("{text} 不是手机号码，境外号码写作 +区号-号码");
    let narrow = names::fold(text);
    let is_space = |c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '(' | ')');
    if narrow.contains('e') && narrow.contains('.') || narrow.contains("e+") {
        return Err(format!("{text} 是科学计数法，号码已不完整，请将该列设为文本"));
    }
    // Other countries: the code ends at the first blank or dash.
    let foreign = narrow.trim_matches(is_space).strip_prefix('+').and_then(|rest| rest.split_once(['-', ' ']));
    if let Some((state, number)) = foreign
        && state != "86"
    {
        let digits: String = number.chars().filter(|c| !is_space(*c) && *c != '-').collect();
        return Mobile::parse(&format!("+{state}-{digits}")).map(|mobile| mobile.as_str().to_owned()).ok_or_else(bad);
    }
    let digits: String = narrow.chars().filter(|c| !is_space(*c) && *c != '-').collect();
    let digits = digits.strip_suffix(".0").unwrap_or(&digits);
    let number = digits.strip_prefix("+86").or_else(|| digits.strip_prefix("0086"));
    // 8613800000000, as spreadsheets keep a number with its code.
    let number = number.or_else(|| digits.strip_prefix("86").filter(|rest| rest.len() == 11)).unwrap_or(digits);
    Mobile::parse(number).map(|mobile| mobile.as_str().to_owned()).ok_or_else(bad)
}

/// A day, in the ways in which days are written.
fn date(text: &str) -> Result<Date, String> {
    let bad = || format!("{text} 不是日期，写作 2026-03-02");
    let narrow = names::fold(text);
    let day = narrow.split([' ', 't']).next().unwrap_or_default();
    let parts: Vec<&str> = day.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    let number = |part: &str| part.parse::<i16>().map_err(|_| bad());
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => (number(year)?, number(month)?, number(day)?),
        [all] if all.len() == 8 && all.is_ascii() => (number(&all[..4])?, number(&all[4..6])?, number(&all[6..])?),
        _ => return Err(bad()),
    };
    let small = |n: i16| i8::try_from(n).map_err(|_| bad());
    let date = Date::new(year, small(month)?, small(day)?).map_err(|_| bad())?;
    if (1970..=2999).contains(&year) && date > Date::constant(1970, 1, 1) { Ok(date) } else { Err(bad()) }
}

/// A mark that says yes or no.
fn yes(text: &str) -> Result<bool, String> {
    match names::fold(text).as_str() {
        "是" | "y" | "yes" | "true" | "1" | "√" | "✓" | "✔" | "对" | "有" => Ok(true),
        "否" | "n" | "no" | "false" | "0" | "×" | "x" | "✗" | "不是" | "无" | "-" => Ok(false),
        _ => Err(format!("{text} 应为 是 或 否")),
    }
}

/// One mark is for the main department; several are one for each.
fn leads(text: &str, depts: usize) -> Result<Vec<bool>, String> {
    let marks: Vec<bool> = path::entries(text).iter().map(|mark| yes(mark)).collect::<Result<_, _>>()?;
    match (marks.as_slice(), depts) {
        ([], _) => Ok(Vec::new()),
        (_, 0) => Err("没有部门，不能标记主管".into()),
        ([one], depts) => Ok((0..depts).map(|at| *one && at == 0).collect()),
        (marks, depts) if marks.len() == depts => Ok(marks.to_vec()),
        (marks, depts) => Err(format!("{} 个标记对应 {depts} 个部门", marks.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_number_however_it_is_written() {
        for text in [
            "13800000001",
            " 138 0000 0001 ",
            "138-0000-0001",
            "+86 138 0000 0001",
            "+86-13800000001",
            "86 13800000001",
            "008613800000001",
            "１３８０００００００１",
            "13800000001.0",
            "\u{202d}13800000001\u{202c}",
            "(+86)13800000001",
        ] {
            assert_eq!(mobile(text).as_deref(), Ok("13800000001"), "{text}");
        }
        assert_eq!(mobile("+852 9123 4567").as_deref(), Ok("+852-91234567"));
        for text in ["1.38E+10", "1380000000", "电话", "+85291234567", "13800000001/13800000002", "-"] {
            assert!(mobile(text).is_err(), "{text}");
        }
    }

    #[test]
    fn days_and_marks() {
        for text in
            ["2020-01-02", "2020/1/2", "2020.1.2", "2020年1月2日", "20200102", "2020-01-02 08:30:00", "2020-01-02T00:00:00"]
        {
            assert_eq!(date(text), Ok(Date::constant(2020, 1, 2)), "{text}");
        }
        for text in ["2020-13-02", "2020-02-30", "1/2/2020", "昨天", "43832", "1900-01-01", "0000-00-00", "20200102é"] {
            assert!(date(text).is_err(), "{text}");
        }
        assert_eq!(
            (leads("是", 2), leads("是，否", 2), leads("否", 1)),
            (Ok(vec![true, false]), Ok(vec![true, false]), Ok(vec![false]))
        );
        for (text, depts) in [("是,是,是", 2), ("也许", 1), ("是", 0)] {
            assert!(leads(text, depts).is_err(), "{text}");
        }
    }
}
