//! What an app's settings must be.

use std::collections::BTreeSet;

use hobnail_contact::directory;
use hobnail_cx::Range;
use hobnail_store::Query;
use hobnail_wire::{Code, CorpId, DeptId, Fault, Outcome, UserId, codes};

use crate::oauth2::web_address;

/// At most so many people and so many departments stand in a visible range.
pub const RANGE_LIMIT: usize = 2000;

fn wrong(code: &'static Code, field: &str, why: &'static str) -> Fault {
    Fault::new(code).field(field).detail(why)
}

/// A page's address; empty where it may be missing.
pub fn address(text: &str, field: &str, needed: bool) -> Outcome<String> {
    let text = text.trim();
    if text.is_empty() && !needed {
        return Ok(String::new());
    }
    if text.chars().count() > 1000 || web_address(text).is_none() {
        return Err(wrong(&codes::INVALID_PARAM, field, "应为 http:// 或 https:// 开头的地址"));
    }
    Ok(text.to_owned())
}

/// Both pages lie on one host.
pub fn same_host(home: &str, pc: &str, field: &str) -> Outcome<()> {
    let host = |text: &str| web_address(text).and_then(|url| url.host_str().map(str::to_owned));
    if pc.is_empty() || home.is_empty() || host(home) == host(pc) {
        return Ok(());
    }
    Err(wrong(&codes::INVALID_PARAM, field, "PC 端首页与移动端首页的域名应一致"))
}

/// Addresses of servers: IPv4, one part of which may be `*`.
pub fn egress(list: &[String], most: usize, field: &str) -> Outcome<Vec<String>> {
    let list: BTreeSet<String> = list.iter().map(|text| text.trim().to_owned()).collect();
    if list.len() > most {
        return Err(Fault::new(&codes::ILLEGAL_IP).field(field).detail(format!("最多 {most} 个")));
    }
    for (i, text) in list.iter().enumerate() {
        let parts: Vec<&str> = text.split('.').collect();
        let part = |part: &&str| {
            *part == "*" || (part.parse::<u8>().is_ok() && (part.len() == 1 || !part.starts_with('0')) && !part.starts_with('+'))
        };
        let stars = parts.iter().filter(|part| **part == "*").count();
        if parts.len() != 4 || stars > 1 || !parts.iter().all(part) {
            let why = format!("{text} 应为 IPv4 地址，可以有一段为 *");
            return Err(Fault::new(&codes::ILLEGAL_IP).field(format!("{field}[{i}]")).detail(why));
        }
    }
    Ok(list.into_iter().collect())
}

/// People and departments of the corp; each known, none twice.
pub async fn range(
    q: &mut impl Query,
    corp: &CorpId,
    userids: &[UserId],
    dept_ids: &[DeptId],
    (user_field, dept_field): (&str, &str),
) -> Outcome<Range> {
    let people: BTreeSet<&UserId> = userids.iter().collect();
    let depts: BTreeSet<&DeptId> = dept_ids.iter().collect();
    if people.len() > RANGE_LIMIT {
        return Err(wrong(&codes::INVALID_PARAM, user_field, "最多 2000 人"));
    }
    if depts.len() > RANGE_LIMIT {
        return Err(wrong(&codes::INVALID_PARAM, dept_field, "最多 2000 个部门"));
    }
    let people: Vec<UserId> = people.into_iter().cloned().collect();
    let depts: Vec<DeptId> = depts.into_iter().copied().collect();
    let known = directory::existing(q, corp, &people, &Range::All).await?;
    if let Some(unknown) = people.iter().find(|userid| !known.contains(userid)) {
        return Err(Fault::new(&codes::USER_NOT_FOUND).field(user_field).detail(unknown.to_string()));
    }
    let known = directory::existing_depts(q, corp, &depts).await?;
    if let Some(unknown) = depts.iter().find(|dept| !known.contains(dept)) {
        return Err(Fault::new(&codes::DEPT_NOT_FOUND).field(dept_field).detail(unknown.to_string()));
    }
    if depts.contains(&DeptId::ROOT) {
        return Ok(Range::All);
    }
    Ok(Range::Some {
        dept_ids: depts.into_iter().map(DeptId::get).collect(),
        userids: people.into_iter().map(String::from).collect(),
    })
}

/// A media_id or a web address; absent and empty are none.
pub fn icon(icon: Option<String>, field: &str) -> Outcome<Option<String>> {
    let Some(icon) = icon.filter(|icon| !icon.is_empty()) else { return Ok(None) };
    if icon.starts_with('@') || web_address(&icon).is_some() {
        return Ok(Some(icon));
    }
    Err(wrong(&codes::MEDIA_ID_INVALID, field, "应为 media_id 或图片地址"))
}
