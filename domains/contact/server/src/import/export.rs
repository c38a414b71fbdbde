//! The directory as a table that can be imported again.

use std::{
    collections::HashMap,
    io::{Seek, Write},
};

use hobnail_cx::{Cx, days};
use hobnail_sheet::{Format, Writer};
use hobnail_wire::{CorpId, DeptId, Fault, Outcome, codes};
use jiff::{Timestamp, tz::TimeZone};

use super::{columns::Column, path};
use crate::{
    corp, dept,
    member::Profile,
    store::{self, member::MemberRow},
};

const PAGE: i64 = 500;

/// Writes everybody of the corp, in the order of userids, and gives back what was written to and how many there were.
///
/// People who come or go meanwhile are there or not; each is written as they were at one moment.
pub async fn export<W: Write + Seek + Send>(cx: &Cx, corp: &CorpId, format: Format, english: bool, out: W) -> Outcome<(W, i64)> {
    let unknown = || Fault::new(&codes::CORP_INVALID).field("corp_id");
    let found = corp::find(&mut cx.db(), corp).await?.ok_or_else(unknown)?;
    let zone = days::zone(&found.zone);
    let names = Names::of(cx, corp).await?;
    let mut writer = Writer::new(format, out).map_err(Fault::internal)?;
    let titles: Vec<&str> = Column::all().map(|column| column.title(english)).collect();
    writer.row(&titles).map_err(Fault::internal)?;
    let (mut after, mut count) = (String::new(), 0);
    loop {
        let userids = store::member::everyone(&mut cx.db(), corp, &after, PAGE).await?;
        let Some(last) = userids.last() else { break };
        after = last.to_string();
        let rows: Vec<MemberRow> = store::member::find_many(&mut cx.db(), corp, &userids).await?.into_iter().flatten().collect();
        let places: Vec<_> = rows.iter().flat_map(|row| row.dept_ids.0.iter().map(|dept| (&row.userid, *dept))).collect();
        let mut leads = store::place::lead(&mut cx.db(), corp, &places).await?.into_iter();
        for row in &rows {
            let leads: Vec<bool> = leads.by_ref().take(row.dept_ids.0.len()).collect();
            writer.row(&line(row, &leads, &names, &zone, english)?).map_err(Fault::internal)?;
        }
        count += rows.len() as i64;
    }
    Ok((writer.finish().map_err(Fault::internal)?, count))
}

/// An empty table with one row that shows how it is filled in.
pub fn template<W: Write + Seek + Send>(format: Format, english: bool, out: W) -> Outcome<W> {
    let mut writer = Writer::new(format, out).map_err(Fault::internal)?;
    let titles: Vec<&str> = Column::all().map(|column| column.title(english)).collect();
    writer.row(&titles).map_err(Fault::internal)?;
    let example = Column::all().map(|column| match column {
        Column::Userid => "zhangsan",
        Column::Name => "张三",
        Column::Mobile => "13800000000",
        Column::Departments => "总部/研发/平台组,总部/市场",
        Column::Leader if english => "yes,no",
        Column::Leader => "是,否",
        Column::Title => "工程师",
        Column::JobNumber => "0001",
        Column::Email => "zhangsan@example.com",
        Column::Hired => "2026-03-02",
        _ => "",
    });
    writer.row(&example.collect::<Vec<_>>()).map_err(Fault::internal)?;
    writer.finish().map_err(Fault::internal)
}

/// Departments of a corp by id, as they are written in a cell.
struct Names(HashMap<DeptId, String>);

impl Names {
    async fn of(cx: &Cx, corp: &CorpId) -> Outcome<Names> {
        let (mut paths, mut shown) = (HashMap::<DeptId, Vec<String>>::new(), HashMap::new());
        let (mut after, mut root) = (String::new(), String::new());
        loop {
            let page = dept::tree(&mut cx.db(), corp, &after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.path);
            for node in page {
                let mut names = paths.get(&node.parent_id).cloned().unwrap_or_default();
                if node.dept_id == DeptId::ROOT {
                    root = node.name;
                } else {
                    names.push(node.name);
                }
                shown.insert(node.dept_id, path::shown(&names, &root));
                paths.insert(node.dept_id, names);
            }
        }
        Ok(Names(shown))
    }
}

fn line(row: &MemberRow, leads: &[bool], names: &Names, zone: &TimeZone, english: bool) -> Outcome<Vec<String>> {
    let profile = Profile::from_text(&row.doc)?;
    let mark = |yes: bool| match (yes, english) {
        (true, false) => "是",
        (false, false) => "否",
        (true, true) => "yes",
        (false, true) => "no",
    };
    let flag = |yes: bool| mark(yes).to_owned();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let day = |ms| Some(Timestamp::from_millisecond(ms).ok()?.to_zoned(zone.clone()).date().to_string());
    let cell = |column: Column| match column {
        Column::Userid => row.userid.to_string(),
        Column::Name => row.name.clone(),
        Column::Mobile => text(&row.mobile),
        Column::Departments => {
            let paths: Vec<&str> = row.dept_ids.0.iter().filter_map(|dept| names.0.get(dept).map(String::as_str)).collect();
            paths.join(",")
        }
        Column::Leader => leads.iter().map(|leads| mark(*leads)).collect::<Vec<_>>().join(","),
        Column::Title => text(&profile.title),
        Column::JobNumber => text(&row.job_number),
        Column::Manager => text(&row.manager_userid),
        Column::Email => text(&row.email),
        Column::OrgEmail => text(&profile.org_email),
        Column::Telephone => text(&row.telephone),
        Column::WorkPlace => text(&profile.work_place),
        Column::Hired => profile.hired_ms.and_then(day).unwrap_or_default(),
        Column::Remark => text(&profile.remark),
        Column::HideMobile => flag(profile.hide_mobile),
        Column::Senior => flag(profile.senior),
    };
    Ok(Column::all().map(cell).collect())
}
