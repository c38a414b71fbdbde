//! The older API's words for what the newer one calls otherwise.

use hobnail_contact_api::user::{DeptOrder, DeptTitle};
use hobnail_wire::{DeptId, Fault, Outcome, codes};
use serde_json::{Map, Value};

const USER: [(&str, &str); 10] = [
    ("dept_id_list", "department"),
    ("telephone", "tel"),
    ("job_number", "jobnumber"),
    ("title", "position"),
    ("manager_userid", "managerUserid"),
    ("org_email", "orgEmail"),
    ("work_place", "workPlace"),
    ("extension", "extattr"),
    ("dept_order_list", "orderInDepts"),
    ("dept_title_list", "positionInDepts"),
];
const DEPT: [(&str, &str); 8] = [
    ("dept_id", "id"),
    ("parent_id", "parentid"),
    ("dept_permits", "deptPermits"),
    ("user_permits", "userPermits"),
    ("outer_permit_depts", "outerPermitDepts"),
    ("outer_permit_users", "outerPermitUsers"),
    ("dept_manager_userid_list", "deptManagerUseridList"),
    ("org_dept_owner", "orgDeptOwner"),
];

/// A refusal of a call about people names the field as its caller knows it.
pub fn of_user(fault: Fault) -> Fault {
    renamed(fault, &USER)
}

/// The same for departments.
pub fn of_dept(fault: Fault) -> Fault {
    renamed(fault, &DEPT)
}

fn renamed(fault: Fault, words: &[(&str, &'static str)]) -> Fault {
    let field = fault.field_name().and_then(|field| field.split('[').next());
    match field.and_then(|field| words.iter().find(|(new, _)| *new == field)) {
        Some((_, old)) => fault.field(*old),
        None => fault,
    }
}

/// `{1:10,2:20}`: orders by department.
pub fn orders(text: Option<&str>) -> Outcome<Option<Vec<DeptOrder>>> {
    let Some(pairs) = by_dept(text, "orderInDepts")? else { return Ok(None) };
    let orders = pairs.into_iter().map(|(dept_id, value)| {
        let order = value.parse().map_err(|_| refused("orderInDepts", format!("{value} 不是整数")))?;
        Ok(DeptOrder { dept_id, order })
    });
    orders.collect::<Outcome<_>>().map(Some)
}

/// `{1:"顾问"}`: titles by department.
pub fn titles(text: Option<&str>) -> Outcome<Option<Vec<DeptTitle>>> {
    let Some(pairs) = by_dept(text, "positionInDepts")? else { return Ok(None) };
    let titles = pairs.into_iter().map(|(dept_id, title)| match title.chars().count() {
        n if n > 200 => Err(refused("positionInDepts", format!("最长 200 个字符，实际 {n}"))),
        _ => Ok(DeptTitle { dept_id, title }),
    });
    titles.collect::<Outcome<_>>().map(Some)
}

/// Departments and values of a text that is JSON, or what the platform's own samples send: JSON without quotation marks.
fn by_dept(text: Option<&str>, field: &'static str) -> Outcome<Option<Vec<(DeptId, String)>>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let pairs: Vec<(String, String)> = match serde_json::from_str::<Map<String, Value>>(text) {
        Ok(map) => {
            map.into_iter().map(|(key, value)| (key, value.as_str().map_or_else(|| value.to_string(), str::to_owned))).collect()
        }
        Err(_) => {
            let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
            let inner = inner.ok_or_else(|| refused(field, "需要 {部门:值}".to_owned()))?;
            let bare = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
            let pairs = inner.split(',').filter(|pair| !pair.trim().is_empty());
            pairs
                .map(|pair| pair.split_once(':').map(|(key, value)| (bare(key), bare(value))))
                .collect::<Option<_>>()
                .ok_or_else(|| refused(field, "需要 {部门:值}".to_owned()))?
        }
    };
    let pairs = pairs.into_iter().map(|(key, value)| {
        let dept = key.parse().map_err(|_| refused(field, format!("{key} 不是部门id")))?;
        Ok((dept, value))
    });
    pairs.collect::<Outcome<_>>().map(Some)
}

fn refused(field: &'static str, why: String) -> Fault {
    Fault::new(&codes::INVALID_PARAM).field(field).detail(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_by_department_come_with_and_without_quotation_marks() {
        for text in [r#"{"1":10,"23":-5}"#, "{1:10,23:-5}", r#"{"1":"10","23":"-5"}"#, "{ 1 : 10 , 23 : -5 }"] {
            let orders = orders(Some(text)).unwrap().unwrap();
            let pairs: Vec<_> = orders.iter().map(|o| (o.dept_id.get(), o.order)).collect();
            assert_eq!(pairs, [(1, 10), (23, -5)], "{text}");
        }
        let titles = titles(Some("{1:技术支持}")).unwrap().unwrap();
        assert_eq!((titles[0].dept_id.get(), titles[0].title.as_str()), (1, "技术支持"));
        assert!(orders(None).unwrap().is_none() && orders(Some(" ")).unwrap().is_none());
        for bad in ["1:2", "{1}", "{a:1}", "{1:b}", "[1]"] {
            assert_eq!(orders(Some(bad)).err().unwrap().field_name(), Some("orderInDepts"), "{bad}");
        }
    }
}
