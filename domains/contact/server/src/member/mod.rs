//! People of a corp: the facade of this domain for people, and the rules behind the API.
//!
//! Everything that makes, changes or removes a person passes through here, whether it comes from the API, a console, an
//! import or a seed, so each rule exists once. Functions take the caller's transaction: a caller may put more into it.

mod change;
mod new;
mod places;
mod profile;
mod search;

use hobnail_cx::Cx;
use hobnail_store::{Query, Tx};
use hobnail_wire::{AccountId, CorpId, DeptId, Fault, Outcome, UserId, codes};

pub use change::{remove, update};
pub(crate) use new::add_checked;
pub use new::{Added, NewMember, add};
pub use profile::Profile;
use profile::{extend, extension};
pub use search::search;
pub(crate) use search::terms;

use crate::{
    events,
    grant::{self, Grant},
    mobile::Mobile,
    store::{self, member::MemberRow, place::Whole},
};

/// Lets one person join and returns their userid; the rules are those of `/topapi/v2/user/create`, without its obligation to
/// give a number.
pub async fn create(tx: &mut Tx, cx: &Cx, corp: &CorpId, new: &NewMember) -> Outcome<UserId> {
    let added = add(tx, cx, corp, std::slice::from_ref(new)).await?;
    added.into_iter().next().map(|added| added.userid).ok_or_else(|| Fault::internal("one joined, none came back"))
}

/// Lets many people join by the same rules, all or none. For seeds and imports: up to 500 in one transaction.
pub async fn create_many(tx: &mut Tx, cx: &Cx, corp: &CorpId, members: &[NewMember]) -> Outcome<Vec<UserId>> {
    Ok(add(tx, cx, corp, members).await?.into_iter().map(|added| added.userid).collect())
}

/// What may be done in the corp's administration.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub enum Admin {
    #[default]
    Nobody,
    /// There is one at most, and they can't be removed.
    Main,
    Sub,
}

impl Admin {
    /// As stored, and as `sys_level` of the sign-in APIs: 0, 1, 2.
    pub const fn level(self) -> i64 {
        match self {
            Admin::Nobody => 0,
            Admin::Main => 1,
            Admin::Sub => 2,
        }
    }

    pub(crate) const fn of(level: i64) -> Self {
        match level {
            1 => Admin::Main,
            2 => Admin::Sub,
            _ => Admin::Nobody,
        }
    }
}

/// Makes somebody an administrator, or not any more.
///
/// A new main administrator makes the one before a sub administrator with every right; who is the main one can't just stop being it (60011).
pub async fn set_admin(tx: &mut Tx, cx: &Cx, corp: &CorpId, userid: &UserId, admin: Admin) -> Outcome<()> {
    let member = find(tx, corp, userid).await?;
    let before = Admin::of(member.admin_level);
    if before == admin {
        return Ok(());
    }
    if before == Admin::Main {
        return Err(Fault::new(&codes::ROOT_ADMIN).field("userid").detail("请先指定新的主管理员"));
    }
    if admin == Admin::Main
        && let Some(main) = store::member::main_admin(tx, corp).await?
    {
        store::member::set_admin(tx, corp, &main, Admin::Sub.level()).await?;
        grant::write(tx, cx, corp, &main, &Grant::full()).await?;
    }
    store::member::set_admin(tx, corp, userid, admin.level()).await?;
    match (before, admin) {
        (Admin::Nobody, _) => events::admin_added(tx, cx, corp, userid).await,
        (_, Admin::Nobody) => events::admin_removed(tx, cx, corp, userid).await,
        _ => Ok(()),
    }
}

/// Userids of the corp's administrators, the main one first.
pub async fn admins(q: &mut impl Query, corp: &CorpId) -> Outcome<Vec<UserId>> {
    store::member::admins(q, corp).await
}

/// Restricts somebody's access, or not any more; lists leave out who is restricted unless asked (`contain_access_limit`).
pub async fn set_limited(tx: &mut Tx, corp: &CorpId, userid: &UserId, limited: bool) -> Outcome<()> {
    if store::member::set_limited(tx, corp, userid, limited).await? { Ok(()) } else { Err(unknown(userid)) }
}

/// What other parts of the server show of a person.
#[derive(Clone)]
pub struct Card {
    pub userid: UserId,
    /// Towards the corp's own apps.
    pub unionid: String,
    pub account_id: AccountId,
    pub name: String,
    pub avatar: Option<String>,
    pub title: Option<String>,
    pub mobile: Option<String>,
    pub email: Option<String>,
    pub active: bool,
    /// An administrator of either level.
    pub admin: bool,
    pub admin_level: Admin,
    pub boss: bool,
    /// The main department first.
    pub dept_ids: Vec<DeptId>,
    /// In the order of `dept_ids`.
    pub dept_names: Vec<String>,
}

pub async fn card(q: &mut impl Query, corp: &CorpId, userid: &UserId) -> Outcome<Option<Card>> {
    match store::member::find(q, corp, userid).await? {
        Some(row) => Ok(cards(q, corp, vec![row]).await?.pop()),
        None => Ok(None),
    }
}

/// Cards of those of `userids` who are in the corp, in the order given.
pub async fn cards_of(q: &mut impl Query, corp: &CorpId, userids: &[UserId]) -> Outcome<Vec<Card>> {
    let rows = store::member::find_many(q, corp, userids).await?;
    cards(q, corp, rows.into_iter().flatten().collect()).await
}

async fn cards(q: &mut impl Query, corp: &CorpId, rows: Vec<MemberRow>) -> Outcome<Vec<Card>> {
    let mut depts: Vec<DeptId> = rows.iter().flat_map(|row| row.dept_ids.0.iter().copied()).collect();
    depts.sort_unstable();
    depts.dedup();
    let names = store::dept::names(q, corp, &depts).await?;
    let name_of = |dept: &DeptId| depts.binary_search(dept).ok().and_then(|i| names[i].clone()).unwrap_or_default();
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let profile = Profile::from_text(&row.doc)?;
        out.push(Card {
            userid: row.userid,
            unionid: row.unionid,
            account_id: row.account_id,
            name: row.name,
            avatar: profile.avatar,
            title: profile.title,
            mobile: row.mobile,
            email: row.email,
            active: row.active,
            admin: row.admin_level > 0,
            admin_level: Admin::of(row.admin_level),
            boss: profile.boss,
            dept_names: row.dept_ids.0.iter().map(name_of).collect(),
            dept_ids: row.dept_ids.0,
        });
    }
    Ok(out)
}

/// The corps that an account is in: corp, userid, name there.
pub async fn of_account(q: &mut impl Query, account_id: AccountId) -> Outcome<Vec<(CorpId, UserId, String)>> {
    let mut out = Vec::new();
    for (corp, userid) in store::account::corps(q, account_id).await? {
        if let Some(row) = store::member::find(q, &corp, &userid).await? {
            out.push((corp, userid, row.name));
        }
    }
    Ok(out)
}

/// A person to pick.
pub struct Found {
    pub userid: UserId,
    pub name: String,
    pub avatar: Option<String>,
    pub title: Option<String>,
    /// Of the main department.
    pub dept_name: Option<String>,
}

/// A number in the form in which it is kept (60103 when it is none).
pub fn normal_mobile(mobile: &str) -> Outcome<String> {
    Mobile::parse(mobile).map(|mobile| mobile.as_str().to_owned()).ok_or_else(|| new::invalid_mobile(mobile))
}

/// The person, or 60121.
pub(crate) async fn find(q: &mut impl Query, corp: &CorpId, userid: &UserId) -> Outcome<MemberRow> {
    given(userid)?;
    store::member::find(q, corp, userid).await?.ok_or_else(|| unknown(userid))
}

/// The person with all their places, or 60121.
pub(crate) async fn whole(q: &mut impl Query, corp: &CorpId, userid: &UserId) -> Outcome<Whole> {
    given(userid)?;
    store::place::whole(q, corp, userid).await?.ok_or_else(|| unknown(userid))
}

fn given(userid: &UserId) -> Outcome<()> {
    if userid.as_str().is_empty() {
        return Err(Fault::new(&codes::USERID_INVALID).field("userid").detail("不能为空"));
    }
    Ok(())
}

fn unknown(userid: &UserId) -> Fault {
    Fault::new(&codes::USER_NOT_FOUND).field("userid").detail(userid.to_string())
}
