//! A person's places: which departments, and what they are there.

use std::collections::HashSet;

use hobnail_contact_api::user::{DeptOrder, DeptPosition, DeptTitle};
use hobnail_wire::{DeptId, Fault, Outcome, codes};

use crate::{fields::filled, store::place::Place};

/// Departments as given, each once; none is refused (40066).
pub fn distinct(depts: &[DeptId]) -> Outcome<Vec<DeptId>> {
    let mut seen = HashSet::new();
    let out: Vec<DeptId> = depts.iter().copied().filter(|dept| seen.insert(*dept)).collect();
    if out.is_empty() {
        return Err(Fault::new(&codes::DEPT_LIST_INVALID).field("dept_id_list").detail("至少属于一个部门"));
    }
    Ok(out)
}

/// Writes orders, titles and posts into the places that they speak of; of two for one department the later wins. Refused
/// (40066): a department that the person is not in.
pub fn apply(
    places: &mut [Place],
    orders: Option<&[DeptOrder]>,
    titles: Option<&[DeptTitle]>,
    positions: Option<&[DeptPosition]>,
) -> Outcome<()> {
    for (i, order) in orders.into_iter().flatten().enumerate() {
        at(places, order.dept_id, "dept_order_list", i)?.rank = order.order.saturating_neg();
    }
    for (i, title) in titles.into_iter().flatten().enumerate() {
        at(places, title.dept_id, "dept_title_list", i)?.title = filled(&title.title);
    }
    for (i, position) in positions.into_iter().flatten().enumerate() {
        let place = at(places, position.dept_id, "dept_position_list", i)?;
        if let Some(title) = &position.title {
            place.title = filled(title);
        }
        if let Some(work_place) = &position.work_place {
            place.work_place = filled(work_place);
        }
        if let Some(main) = position.is_main {
            place.main = main;
        }
    }
    if places.iter().filter(|place| place.main).count() > 1 {
        return Err(Fault::new(&codes::DEPT_LIST_INVALID).field("dept_position_list").detail("只能有一个主任职"));
    }
    Ok(())
}

fn at<'a>(places: &'a mut [Place], dept: DeptId, list: &str, i: usize) -> Outcome<&'a mut Place> {
    let outside = || {
        let field = format!("{list}[{i}].dept_id");
        Fault::new(&codes::DEPT_LIST_INVALID).field(field).detail(format!("员工不在部门 {dept}"))
    };
    places.iter_mut().find(|place| place.dept_id == dept).ok_or_else(outside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_speak_of_the_persons_own_departments() {
        let (a, b) = (DeptId::new(2), DeptId::new(3));
        let mut places = vec![Place::new(a, 0), Place::new(b, 0)];
        let orders = [DeptOrder { dept_id: a, order: 5 }, DeptOrder { dept_id: a, order: 9 }];
        let titles = [DeptTitle { dept_id: b, title: "顾问".into() }];
        apply(&mut places, Some(&orders), Some(&titles), None).unwrap();
        assert_eq!((places[0].order(), places[1].order(), places[1].title.as_deref()), (9, 0, Some("顾问")));
        let foreign = [DeptOrder { dept_id: DeptId::new(4), order: 1 }];
        let fault = apply(&mut places, Some(&foreign), None, None).unwrap_err();
        assert_eq!((fault.code().errcode, fault.field_name()), (40066, Some("dept_order_list[0].dept_id")));
    }

    #[test]
    fn departments_count_once() {
        let (a, b) = (DeptId::new(2), DeptId::new(3));
        assert_eq!(distinct(&[b, a, b]).unwrap(), [b, a]);
        assert_eq!(distinct(&[]).unwrap_err().code().errcode, 40066);
    }
}
