//! What is to become of rows, given the directory as it is: the one judgement of the dry run and of writing.
//!
//! A row is about the person with its userid; without one, about whom its number, else its mail, else its job number finds. What is
//! asked of the directory is asked for all rows of a chunk together, each kind in one round.

use std::collections::HashMap;

use hobnail_contact_api::user::UserUpdate;
use hobnail_store::Query;
use hobnail_wire::{CommaList, CorpId, DeptId, Outcome, UserId};
use jiff::{Timestamp, tz::TimeZone};

use super::{columns::Column, person::Person, tree::Known};
use crate::{
    member::Profile,
    store::{
        self,
        member::{Key, MemberRow},
    },
};

/// What is to become of one row.
pub enum Verdict {
    Create {
        manager_later: bool,
    },
    Update(Box<Change>),
    Unchanged(UserId),
    /// An earlier row of the same chunk is about the same person.
    Again(UserId),
    Refused {
        userid: Option<UserId>,
        why: String,
    },
}

/// How somebody who is there changes.
pub struct Change {
    pub row: MemberRow,
    /// What is given differs from what is there.
    pub req: UserUpdate,
    pub leads: Vec<(DeptId, bool)>,
    /// The manager isn't there yet.
    pub manager_later: bool,
    pub columns: Vec<Column>,
}

/// What the judgement rests on beside the directory.
pub struct Given<'a> {
    pub corp: &'a CorpId,
    pub zone: &'a TimeZone,
    pub known: &'a Known,
}

/// Whom a row is about.
#[derive(Clone)]
enum Who {
    Newcomer,
    Member(UserId),
    Unclear(String),
}

/// One verdict for each row, in their order. Managers who aren't there are left for later: [`Verdict::Create`] and [`Change`].
pub async fn judge(q: &mut impl Query, given: &Given<'_>, people: &[Person]) -> Outcome<Vec<Verdict>> {
    let corp = given.corp;
    let who = identify(q, corp, people).await?;
    let userids: Vec<UserId> =
        who.iter().filter_map(|who| if let Who::Member(userid) = who { Some(userid.clone()) } else { None }).collect();
    let rows = store::member::find_many(q, corp, &userids).await?;
    let mut rows: HashMap<UserId, MemberRow> = rows.into_iter().flatten().map(|row| (row.userid.clone(), row)).collect();

    let mobiles = holders(q, corp, Key::Mobile, people, |p| p.mobile.as_deref()).await?;
    let emails = holders(q, corp, Key::Email, people, |p| p.email.as_deref()).await?;
    let telephones = holders(q, corp, Key::Telephone, people, |p| p.telephone.as_deref()).await?;
    let managers: Vec<&str> = people.iter().filter_map(|p| p.manager.as_deref()).collect();
    let there = store::member::depts(q, corp, &managers).await?;
    let managers: HashMap<&str, bool> = managers.into_iter().zip(there.iter().map(Option::is_some)).collect();
    let leading = leading(q, given, people, &who).await?;

    let mut out = Vec::with_capacity(people.len());
    for (at, (person, who)) in people.iter().zip(who).enumerate() {
        let userid = match who {
            Who::Newcomer => None,
            Who::Member(userid) => Some(userid),
            Who::Unclear(why) => {
                out.push(Verdict::Refused { userid: None, why });
                continue;
            }
        };
        let taken = [
            (Column::Mobile, &person.mobile, &mobiles),
            (Column::Email, &person.email, &emails),
            (Column::Telephone, &person.telephone, &telephones),
        ]
        .into_iter()
        .find_map(|(column, value, holders)| {
            let holder = holders.get(value.as_deref()?)?;
            (Some(holder) != userid.as_ref()).then(|| format!("{}：已属于员工 {holder}", column.title(false)))
        });
        if let Some(why) = taken {
            out.push(Verdict::Refused { userid, why });
            continue;
        }
        if person.manager.is_some() && person.manager.as_deref() == userid.as_ref().map(UserId::as_str) {
            let why = format!("{}：不能是员工本人", Column::Manager.title(false));
            out.push(Verdict::Refused { userid, why });
            continue;
        }
        let manager_later = person.manager.as_deref().is_some_and(|manager| managers.get(manager) != Some(&true));
        let Some(userid) = userid else {
            out.push(Verdict::Create { manager_later });
            continue;
        };
        out.push(match rows.remove(&userid) {
            None => Verdict::Again(userid),
            Some(row) if person.mobile.is_some() && person.mobile != row.mobile => {
                let why = format!("{}：与通讯录中的号码不一致，号码不能修改", Column::Mobile.title(false));
                Verdict::Refused { userid: Some(row.userid), why }
            }
            Some(row) => {
                let change = compare(given, person, row, &leading[at], manager_later)?;
                match change.columns.is_empty() {
                    true => Verdict::Unchanged(change.row.userid),
                    false => Verdict::Update(Box::new(change)),
                }
            }
        });
    }
    Ok(out)
}

async fn identify(q: &mut impl Query, corp: &CorpId, people: &[Person]) -> Outcome<Vec<Who>> {
    let mut who = vec![Who::Newcomer; people.len()];
    let with: Vec<(usize, &str)> = people.iter().enumerate().filter_map(|(at, p)| Some((at, p.userid.as_deref()?))).collect();
    let texts: Vec<&str> = with.iter().map(|(_, userid)| *userid).collect();
    for ((at, userid), found) in with.iter().zip(store::member::depts(q, corp, &texts).await?) {
        if found.is_some() {
            who[*at] = Who::Member((*userid).into());
        }
    }
    type Value = fn(&Person) -> Option<&str>;
    let keys: [(Key, Value); 2] = [(Key::Mobile, |p| p.mobile.as_deref()), (Key::Email, |p| p.email.as_deref())];
    for (key, value) in keys {
        let open = open(people, &who, value);
        let texts: Vec<&str> = open.iter().map(|(_, value)| *value).collect();
        for ((at, _), found) in open.iter().zip(store::member::by_many(q, corp, key, &texts).await?) {
            if let Some(userid) = found {
                who[*at] = Who::Member(userid);
            }
        }
    }
    let open = open(people, &who, |p| p.job_number.as_deref());
    let texts: Vec<&str> = open.iter().map(|(_, value)| *value).collect();
    for ((at, _), (userid, count)) in open.iter().zip(store::member::by_job_numbers(q, corp, &texts).await?) {
        match (userid, count) {
            (Some(userid), 1) => who[*at] = Who::Member(userid),
            (Some(_), count) => {
                who[*at] = Who::Unclear(format!(
                    "{}：通讯录中有 {count} 人使用此工号，请补充手机号或员工UserID",
                    Column::JobNumber.title(false)
                ));
            }
            (None, _) => {}
        }
    }
    Ok(who)
}

/// Rows without a userid of which it isn't known yet whom they are about.
fn open<'a>(people: &'a [Person], who: &[Who], value: fn(&Person) -> Option<&str>) -> Vec<(usize, &'a str)> {
    let newcomer = |at: usize| matches!(who[at], Who::Newcomer);
    people
        .iter()
        .enumerate()
        .filter(|(at, person)| person.userid.is_none() && newcomer(*at))
        .filter_map(|(at, person)| Some((at, value(person)?)))
        .collect()
}

async fn holders<'a>(
    q: &mut impl Query,
    corp: &CorpId,
    key: Key,
    people: &'a [Person],
    value: fn(&'a Person) -> Option<&'a str>,
) -> Outcome<HashMap<&'a str, UserId>> {
    let values: Vec<&str> = people.iter().filter_map(value).collect();
    let found = store::member::by_many(q, corp, key, &values).await?;
    Ok(values.into_iter().zip(found).filter_map(|(value, holder)| Some((value, holder?))).collect())
}

/// For each row with marks: whether the person leads each of its departments now.
async fn leading(q: &mut impl Query, given: &Given<'_>, people: &[Person], who: &[Who]) -> Outcome<Vec<Vec<bool>>> {
    let mut asked = Vec::new();
    for (person, who) in people.iter().zip(who).filter(|(person, _)| !person.leads.is_empty()) {
        if let Who::Member(userid) = who {
            // A department that isn't there is led by nobody.
            asked.extend(person.depts.iter().map(|path| (userid, given.known.get(path).copied().unwrap_or(DeptId::new(0)))));
        }
    }
    let mut answers = store::place::lead(q, given.corp, &asked).await?.into_iter();
    let of = |(person, who): (&Person, &Who)| match who {
        Who::Member(_) if !person.leads.is_empty() => answers.by_ref().take(person.depts.len()).collect(),
        _ => Vec::new(),
    };
    Ok(people.iter().zip(who).map(of).collect())
}

/// A text that the row says, what the directory says, where a change is put.
type Said<'a> = (Column, Option<String>, Option<&'a str>, &'a mut Option<String>);

/// What the row says and the directory doesn't.
fn compare(given: &Given<'_>, person: &Person, row: MemberRow, leading: &[bool], manager_later: bool) -> Outcome<Change> {
    let profile = Profile::from_text(&row.doc)?;
    let said = person.as_update(row.userid.as_str(), given.zone);
    let mut req = UserUpdate { userid: row.userid.clone(), ..UserUpdate::default() };
    let mut columns = Vec::new();
    let texts: [Said<'_>; 8] = [
        (Column::Name, said.name, Some(row.name.as_str()), &mut req.name),
        (Column::Title, said.title, profile.title.as_deref(), &mut req.title),
        (Column::JobNumber, said.job_number, row.job_number.as_deref(), &mut req.job_number),
        (Column::Email, said.email, row.email.as_deref(), &mut req.email),
        (Column::OrgEmail, said.org_email, profile.org_email.as_deref(), &mut req.org_email),
        (Column::Telephone, said.telephone, row.telephone.as_deref(), &mut req.telephone),
        (Column::WorkPlace, said.work_place, profile.work_place.as_deref(), &mut req.work_place),
        (Column::Remark, said.remark, profile.remark.as_deref(), &mut req.remark),
    ];
    for (column, said, is, change) in texts {
        if said.is_some() && said.as_deref() != is {
            *change = said;
            columns.push(column);
        }
    }
    let flags = [
        (Column::HideMobile, person.hide_mobile, profile.hide_mobile, &mut req.hide_mobile),
        (Column::Senior, person.senior, profile.senior, &mut req.senior_mode),
    ];
    for (column, said, is, change) in flags {
        if said.is_some_and(|said| said != is) {
            *change = said;
            columns.push(column);
        }
    }
    let hired = profile.hired_ms.and_then(|ms| Some(Timestamp::from_millisecond(ms).ok()?.to_zoned(given.zone.clone()).date()));
    if person.hired.is_some() && person.hired != hired {
        req.hired_date = said.hired_date;
        columns.push(Column::Hired);
    }
    let mut leads = Vec::new();
    if !person.depts.is_empty() {
        let depts: Vec<Option<DeptId>> = person.depts.iter().map(|path| given.known.get(path).copied()).collect();
        if depts.iter().copied().ne(row.dept_ids.0.iter().copied().map(Some)) {
            // Those that are missing are made before anything is written.
            req.dept_id_list = Some(CommaList(depts.iter().flatten().copied().collect()));
            columns.push(Column::Departments);
        }
        let differ = person.leads.iter().zip(leading).map(|(said, is)| said != is);
        if differ.clone().any(|differs| differs) {
            leads = depts.iter().zip(&person.leads).filter_map(|(dept, leads)| Some(((*dept)?, *leads))).collect();
            columns.push(Column::Leader);
        }
    }
    if person.manager.is_some() && person.manager != row.manager_userid {
        if !manager_later {
            req.manager_userid.clone_from(&person.manager);
        }
        columns.push(Column::Manager);
    }
    Ok(Change { row, req, leads, manager_later, columns })
}
