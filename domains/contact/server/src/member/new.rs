//! People join a corp, one or many in one transaction.
//!
//! Flow: what can be judged without the database is judged first, for all; then what must be unique is asked for, each kind
//! in one round; then accounts are found or made by mobile number, and everything is written. One event names all who joined.
//!
//! On failure nothing is written, and the fault names the field, with `[n].` before it when several people were given.

use std::collections::{HashMap, HashSet};

use hobnail_contact_api::user::{DeptOrder, DeptPosition, DeptTitle, OrgEmailType};
use hobnail_cx::Cx;
use hobnail_store::Tx;
use hobnail_wire::{AccountId, Code, CorpId, DeptId, Fault, JsonObject, Outcome, UserId, codes};

use super::{Admin, Profile, extension, places};
use crate::{
    account, events,
    fields::filled,
    mobile::Mobile,
    names::{self, Folded},
    role,
    store::{
        self,
        account::Account,
        member::{DeptIds, Key, NewRow},
        place::Place,
    },
};

/// A person who is to join. The name and one department must be given; an empty text is none.
#[derive(Default)]
pub struct NewMember {
    /// Made when absent: `01` and an id's digits.
    pub userid: Option<UserId>,
    pub name: String,
    pub mobile: Option<String>,
    /// The first is the main one.
    pub dept_ids: Vec<DeptId>,
    pub title: Option<String>,
    pub job_number: Option<String>,
    pub telephone: Option<String>,
    pub email: Option<String>,
    pub org_email: Option<String>,
    pub org_email_type: Option<OrgEmailType>,
    pub login_email: Option<String>,
    pub work_place: Option<String>,
    pub remark: Option<String>,
    pub avatar: Option<String>,
    pub manager_userid: Option<String>,
    pub hired_ms: Option<i64>,
    pub extension: Option<String>,
    pub extension_i18n: Option<JsonObject>,
    pub hide_mobile: bool,
    pub senior: bool,
    pub boss: bool,
    pub dept_orders: Option<Vec<DeptOrder>>,
    pub dept_titles: Option<Vec<DeptTitle>>,
    pub dept_positions: Option<Vec<DeptPosition>>,
    /// Departments that the person leads, of those in `dept_ids`.
    pub leads: Vec<DeptId>,
    pub admin: Admin,
    /// Counts as signed in once. Who has signed in to another corp is active anyway.
    pub active: bool,
}

/// Who joined.
pub struct Added {
    pub userid: UserId,
    pub unionid: String,
}

/// What one person will be stored as.
struct Draft {
    userid: String,
    folded: Folded,
    mobile: Option<Mobile>,
    telephone: Option<String>,
    email: Option<String>,
    job_number: Option<String>,
    manager_userid: Option<String>,
    doc: String,
    places: Vec<Place>,
}

impl Draft {
    fn new(cx: &Cx, new: &NewMember) -> Outcome<Draft> {
        names::check_person(&new.name)?;
        let userid = match &new.userid {
            Some(userid) => {
                names::check_userid(userid.as_str())?;
                userid.to_string()
            }
            None => format!("01{}", cx.id()?),
        };
        let mobile = match new.mobile.as_deref().filter(|mobile| !mobile.is_empty()) {
            Some(text) => Some(Mobile::parse(text).ok_or_else(|| invalid_mobile(text))?),
            None => None,
        };
        let text = |text: &Option<String>| text.as_deref().and_then(filled);
        let (email, org_email, manager_userid) = (text(&new.email), text(&new.org_email), text(&new.manager_userid));
        for (mail, field) in [(&email, "email"), (&org_email, "org_email")] {
            mail.as_deref().map_or(Ok(()), |mail| names::check_mail(mail, field))?;
        }
        if manager_userid.as_deref() == Some(userid.as_str()) {
            return Err(Fault::new(&codes::MANAGER_INVALID).field("manager_userid").detail("不能是员工本人"));
        }
        let profile = Profile {
            avatar: text(&new.avatar),
            title: text(&new.title),
            title_en: None,
            name_en: None,
            org_email,
            org_email_type: new.org_email_type,
            login_email: text(&new.login_email),
            work_place: text(&new.work_place),
            remark: text(&new.remark),
            extension: new.extension.as_deref().map_or(Ok(None), extension)?,
            extension_i18n: new.extension_i18n.clone().filter(|map| !map.0.is_empty()),
            hired_ms: new.hired_ms,
            hide_mobile: new.hide_mobile,
            senior: new.senior,
            boss: new.boss,
            real_authed: false,
        };
        let mut places: Vec<Place> =
            places::distinct(&new.dept_ids)?.into_iter().map(|dept| Place::new(dept, cx.now_ms())).collect();
        places::apply(&mut places, new.dept_orders.as_deref(), new.dept_titles.as_deref(), new.dept_positions.as_deref())?;
        for dept in &new.leads {
            if let Some(place) = places.iter_mut().find(|place| place.dept_id == *dept) {
                place.leader_seq = Some(0);
            }
        }
        Ok(Draft {
            userid,
            folded: names::folded(&new.name),
            mobile,
            telephone: text(&new.telephone),
            email,
            job_number: text(&new.job_number),
            manager_userid,
            doc: profile.to_text()?,
            places,
        })
    }
}

pub(super) fn invalid_mobile(text: &str) -> Fault {
    Fault::new(&codes::MOBILE_INVALID).field("mobile").detail(text.to_owned())
}

/// Lets people join. At most some hundred in one transaction.
pub async fn add(tx: &mut Tx, cx: &Cx, corp: &CorpId, members: &[NewMember]) -> Outcome<Vec<Added>> {
    join(tx, cx, corp, members, true).await
}

/// The same for people of whom it is known, in this transaction, that what must be unique is and what they point at exists.
pub(crate) async fn add_checked(tx: &mut Tx, cx: &Cx, corp: &CorpId, members: &[NewMember]) -> Outcome<Vec<Added>> {
    join(tx, cx, corp, members, false).await
}

async fn join(tx: &mut Tx, cx: &Cx, corp: &CorpId, members: &[NewMember], ask: bool) -> Outcome<Vec<Added>> {
    let place = |i: usize, fault: Fault| if members.len() > 1 { fault.under(&format!("[{i}]")) } else { fault };
    let mut drafts = Vec::with_capacity(members.len());
    for (i, new) in members.iter().enumerate() {
        drafts.push(Draft::new(cx, new).map_err(|fault| place(i, fault))?);
    }
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    if ask {
        check(tx, corp, &drafts, place).await?;
    }

    let now = cx.now_ms();
    let accounts = accounts(tx, cx, &drafts).await?;
    let unionids: Vec<String> = accounts.iter().map(|account| account::unionid(cx, corp, account.account_id)).collect();
    let rows: Vec<NewRow<'_>> = (0..drafts.len())
        .map(|i| NewRow {
            userid: &drafts[i].userid,
            account_id: accounts[i].account_id,
            unionid: &unionids[i],
            name: &members[i].name,
            folded: &drafts[i].folded,
            mobile: drafts[i].mobile.as_ref().map(Mobile::as_str),
            telephone: drafts[i].telephone.as_deref(),
            email: drafts[i].email.as_deref(),
            job_number: drafts[i].job_number.as_deref(),
            manager_userid: drafts[i].manager_userid.as_deref(),
            dept_ids: DeptIds::text(&drafts[i].places.iter().map(|p| p.dept_id).collect::<Vec<_>>()),
            active: members[i].active || accounts[i].activated,
            admin_level: Admin::Nobody.level(),
            limited: false,
            doc: &drafts[i].doc,
        })
        .collect();
    store::member::insert_many(tx, corp, &rows, now).await?;
    let placed: Vec<(&str, &str, &Place)> =
        drafts.iter().flat_map(|d| d.places.iter().map(|p| (d.userid.as_str(), d.folded.pinyin.as_str(), p))).collect();
    store::place::insert_many(tx, corp, &placed, now).await?;
    let terms: Vec<Vec<String>> = drafts.iter().map(|draft| super::terms(&draft.folded)).collect();
    let found_by = drafts.iter().zip(&terms).map(|(draft, terms)| (draft.userid.as_str(), terms.as_slice()));
    store::term::insert_many(tx, corp, found_by).await?;
    let joined: Vec<(AccountId, &str)> = rows.iter().map(|row| (row.account_id, row.userid)).collect();
    store::account::join_many(tx, corp, &joined).await?;
    let known: Vec<(AccountId, &str)> = rows.iter().map(|row| (row.account_id, row.unionid)).collect();
    store::account::insert_unionids(tx, corp, &known).await?;
    let userids: Vec<&str> = rows.iter().map(|row| row.userid).collect();
    events::users_added(tx, cx, corp, &userids).await?;

    drop(rows);
    let added: Vec<Added> =
        drafts.into_iter().zip(unionids).map(|(draft, unionid)| Added { userid: draft.userid.into(), unionid }).collect();
    for (new, added) in members.iter().zip(&added) {
        if new.boss {
            store::role::give(tx, corp, role::BOSS, added.userid.as_str(), now).await?;
        }
        if new.admin != Admin::Nobody {
            super::set_admin(tx, cx, corp, &added.userid, new.admin).await?;
        }
    }
    Ok(added)
}

/// What must be unique is, and what is pointed at exists.
async fn check(tx: &mut Tx, corp: &CorpId, drafts: &[Draft], place: impl Fn(usize, Fault) -> Fault) -> Outcome<()> {
    let userids = pick(drafts, |d| Some(d.userid.as_str()));
    let texts: Vec<&str> = userids.iter().map(|(_, userid)| *userid).collect();
    let held = store::member::depts(tx, corp, &texts).await?.into_iter().map(|row| row.is_some()).collect();
    unique(&userids, held, &codes::USERID_TAKEN, "userid", &place)?;

    let mobiles = pick(drafts, |d| d.mobile.as_ref().map(Mobile::as_str));
    free(tx, corp, Key::Mobile, &mobiles, &codes::MOBILE_TAKEN, "mobile", &place).await?;
    let telephones = pick(drafts, |d| d.telephone.as_deref());
    free(tx, corp, Key::Telephone, &telephones, &codes::TELEPHONE_TAKEN, "telephone", &place).await?;
    let emails = pick(drafts, |d| d.email.as_deref());
    free(tx, corp, Key::Email, &emails, &codes::EMAIL_TAKEN, "email", &place).await?;

    let mut depts: Vec<DeptId> = drafts.iter().flat_map(|d| d.places.iter().map(|p| p.dept_id)).collect();
    depts.sort_unstable();
    depts.dedup();
    let paths = store::dept::paths(tx, corp, &depts).await?;
    if let Some((dept, _)) = depts.iter().zip(paths).find(|(_, path)| path.is_none()) {
        let i = drafts.iter().position(|d| d.places.iter().any(|p| p.dept_id == *dept)).unwrap_or_default();
        return Err(place(i, Fault::new(&codes::DEPT_NOT_FOUND).field("dept_id_list").detail(dept.to_string())));
    }

    let together: HashSet<&str> = drafts.iter().map(|d| d.userid.as_str()).collect();
    let managers = pick(drafts, |d| d.manager_userid.as_deref().filter(|manager| !together.contains(manager)));
    let texts: Vec<&str> = managers.iter().map(|(_, manager)| *manager).collect();
    let found = store::member::depts(tx, corp, &texts).await?;
    if let Some(((i, manager), _)) = managers.iter().zip(found).find(|(_, row)| row.is_none()) {
        return Err(place(*i, unknown_manager(manager)));
    }
    Ok(())
}

pub(super) fn unknown_manager(manager: &str) -> Fault {
    Fault::new(&codes::MANAGER_INVALID).field("manager_userid").detail(manager.to_owned())
}

fn pick<'a>(drafts: &'a [Draft], value: impl Fn(&'a Draft) -> Option<&'a str>) -> Vec<(usize, &'a str)> {
    drafts.iter().enumerate().filter_map(|(i, draft)| Some((i, value(draft)?))).collect()
}

/// Nobody of the corp, and nobody twice in the batch, has one of these values.
async fn free(
    tx: &mut Tx,
    corp: &CorpId,
    key: Key,
    values: &[(usize, &str)],
    code: &'static Code,
    field: &'static str,
    place: &impl Fn(usize, Fault) -> Fault,
) -> Outcome<()> {
    let texts: Vec<&str> = values.iter().map(|(_, value)| *value).collect();
    let held = store::member::by_many(tx, corp, key, &texts).await?.into_iter().map(|row| row.is_some()).collect();
    unique(values, held, code, field, place)
}

/// Refuses the first value that is held already, or that an earlier person of the batch has.
fn unique(
    values: &[(usize, &str)],
    held: Vec<bool>,
    code: &'static Code,
    field: &'static str,
    place: &impl Fn(usize, Fault) -> Fault,
) -> Outcome<()> {
    let mut seen = HashSet::new();
    for ((i, value), held) in values.iter().zip(held) {
        if held || !seen.insert(*value) {
            return Err(place(*i, Fault::new(code).field(field).detail((*value).to_owned())));
        }
    }
    Ok(())
}

/// The account of each, found by number or made.
async fn accounts(tx: &mut Tx, cx: &Cx, drafts: &[Draft]) -> Outcome<Vec<Account>> {
    let mobiles: Vec<&str> = drafts.iter().filter_map(|d| d.mobile.as_ref().map(Mobile::as_str)).collect();
    let found = store::account::by_mobiles(tx, &mobiles).await?;
    let mut known: HashMap<&str, Account> = mobiles.iter().copied().zip(found).filter_map(|(m, a)| Some((m, a?))).collect();
    let mut accounts = Vec::with_capacity(drafts.len());
    let mut made = Vec::new();
    for draft in drafts {
        let mobile = draft.mobile.as_ref().map(Mobile::as_str);
        match mobile.and_then(|mobile| known.remove(mobile)) {
            Some(account) => accounts.push(account),
            None => {
                let account_id = AccountId::new(cx.id()?);
                made.push((account_id, mobile));
                accounts.push(Account { account_id, password_hash: None, activated: false });
            }
        }
    }
    store::account::insert_many(tx, &made, cx.now_ms()).await?;
    Ok(accounts)
}
