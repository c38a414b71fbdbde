//! Outside contacts: customers, suppliers and partners of a corp, who are no members of it.
//!
//! A contact is who their mobile number is; a corp has each number once (22005). Behind the number stands the same account
//! across corps as behind a member's, so a contact has a unionid towards the corp's apps. A member looks after each contact
//! and it may be shared with people and departments; labels say what it is to the corp.
//!
//! Contacts don't sign in to this corp, receive nothing from its apps, and count as nobody's colleague.

use hobnail_cx::{
    Cx, Range,
    audit::{self, Change},
};
use hobnail_store::{Query, Tx};
use hobnail_wire::{AccountId, CorpId, DeptId, Fault, Outcome, UserId, codes};
use serde::{Deserialize, Serialize};

pub use crate::store::ext::LabelGroupRow as LabelGroup;
use crate::{
    account, directory, events, member,
    mobile::{self, Mobile},
    names,
    store::{self, ext::ExtRow},
};

/// What a contact's `doc` holds.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    pub label_ids: Vec<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub share_dept_ids: Vec<DeptId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub share_userids: Vec<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// An outside contact.
pub struct Outside {
    pub userid: UserId,
    pub account_id: AccountId,
    pub name: String,
    /// In its one written form.
    pub mobile: String,
    pub follower_userid: UserId,
    pub facts: Facts,
}

impl Outside {
    fn of(row: ExtRow) -> Outcome<Self> {
        let facts = serde_json::from_str(&row.doc).map_err(Fault::internal)?;
        let ExtRow { userid, account_id, name, mobile, follower_userid, .. } = row;
        Ok(Outside { userid, account_id, name, mobile, follower_userid, facts })
    }

    fn row(&self) -> Outcome<ExtRow> {
        Ok(ExtRow {
            userid: self.userid.clone(),
            account_id: self.account_id,
            name: self.name.clone(),
            mobile: self.mobile.clone(),
            follower_userid: self.follower_userid.clone(),
            doc: serde_json::to_string(&self.facts).map_err(Fault::internal)?,
        })
    }

    /// Country code of the number.
    pub fn state_code(&self) -> &str {
        mobile::state_code(&self.mobile)
    }

    /// The number without its country's code.
    pub fn mobile_number(&self) -> &str {
        self.mobile.split_once('-').map_or(self.mobile.as_str(), |(_, number)| number)
    }
}

/// Somebody who is to become a contact.
pub struct NewOutside {
    pub name: String,
    pub mobile: String,
    pub state_code: String,
    pub follower_userid: UserId,
    pub facts: Facts,
}

/// Gives a new corp its first labels.
pub(crate) async fn begin(tx: &mut Tx, corp: &CorpId) -> Outcome<()> {
    let group = LabelGroup { group_id: 1, name: "类型".to_owned(), color: -15_220_075 };
    let labels = [(1, "客户"), (2, "渠道"), (3, "供应商"), (4, "合作伙伴"), (5, "其他")];
    store::ext::insert_group(tx, corp, &group, &labels).await
}

/// Adds a contact on behalf of a caller who may read `range`.
///
/// Refused: a bad name (60112) or number (60103), a number that a contact has (22005), no label or an unknown one (60204), and
/// a follower, person or department that isn't there or lies outside the range.
pub async fn create(tx: &mut Tx, cx: &Cx, corp: &CorpId, new: NewOutside, range: &Range) -> Outcome<UserId> {
    names::check_person(&new.name)?;
    let invalid = || Fault::new(&codes::MOBILE_INVALID).field("mobile").detail(new.mobile.clone());
    let state = new.state_code.trim().trim_start_matches('+');
    let number = Mobile::parse(&format!("+{state}-{}", new.mobile.trim())).ok_or_else(invalid)?;
    let taken = || Fault::new(&codes::EXT_TAKEN).field("mobile").detail(new.mobile.clone());
    if store::ext::by_mobile(tx, corp, number.as_str()).await?.is_some() {
        return Err(taken());
    }
    check(tx, corp, &new.follower_userid, &new.facts, range).await?;
    let account_id = account::of_mobile(tx, cx, number.as_str()).await?;
    let unionid = account::unionid(cx, corp, account_id);
    store::account::insert_unionids(tx, corp, &[(account_id, &unionid)]).await?;
    let contact = Outside {
        userid: format!("02{}", cx.id()?).into(),
        account_id,
        name: new.name.clone(),
        mobile: number.as_str().to_owned(),
        follower_userid: new.follower_userid.clone(),
        facts: new.facts.clone(),
    };
    if !store::ext::insert(tx, corp, &contact.row()?, &names::folded(&contact.name), cx.now_ms()).await? {
        return Err(taken());
    }
    line(tx, cx, corp, "outside.create", None, Some(&contact)).await?;
    events::outside_changed(tx, cx, corp, &contact, "contact_add_org").await?;
    Ok(contact.userid)
}

/// Writes a contact that was changed; refused as in [`create`].
pub async fn update(tx: &mut Tx, cx: &Cx, corp: &CorpId, contact: &Outside, range: &Range) -> Outcome<()> {
    names::check_person(&contact.name)?;
    check(tx, corp, &contact.follower_userid, &contact.facts, range).await?;
    let before = find(tx, corp, &contact.userid).await?;
    line(tx, cx, corp, "outside.update", before.as_ref(), Some(contact)).await?;
    store::ext::update(tx, corp, &contact.row()?, &names::folded(&contact.name), cx.now_ms()).await?;
    events::outside_changed(tx, cx, corp, contact, "contact_modify_org").await
}

/// Removes a contact (33012).
pub async fn remove(tx: &mut Tx, cx: &Cx, corp: &CorpId, userid: &UserId) -> Outcome<()> {
    let unknown = || Fault::new(&codes::USERID_INVALID).field("user_id").detail(userid.to_string());
    let contact = find(tx, corp, userid).await?.ok_or_else(unknown)?;
    store::ext::delete(tx, corp, userid).await?;
    line(tx, cx, corp, "outside.remove", Some(&contact), None).await?;
    events::outside_left(tx, cx, corp, userid).await
}

pub async fn find(q: &mut impl Query, corp: &CorpId, userid: &UserId) -> Outcome<Option<Outside>> {
    store::ext::find(q, corp, userid).await?.map(Outside::of).transpose()
}

/// Contacts in the order of their ids.
pub async fn page(q: &mut impl Query, corp: &CorpId, limit: i64, offset: i64) -> Outcome<Vec<Outside>> {
    store::ext::page(q, corp, limit, offset).await?.into_iter().map(Outside::of).collect()
}

/// The contact behind a unionid that the corp's apps were given.
pub async fn by_unionid(q: &mut impl Query, corp: &CorpId, unionid: &str) -> Outcome<Option<UserId>> {
    match store::account::by_unionid(q, corp, unionid).await? {
        Some(account_id) => store::ext::by_account(q, corp, account_id).await,
        None => Ok(None),
    }
}

/// Groups of labels with id and name of each label.
pub async fn labels(
    q: &mut impl Query,
    corp: &CorpId,
    limit: i64,
    offset: i64,
) -> Outcome<Vec<(LabelGroup, Vec<(i64, String)>)>> {
    let mut out = Vec::new();
    for group in store::ext::groups(q, corp, limit, offset).await? {
        let labels = store::ext::labels(q, corp, group.group_id).await?;
        out.push((group, labels));
    }
    Ok(out)
}

async fn line(
    tx: &mut Tx,
    cx: &Cx,
    corp: &CorpId,
    action: &'static str,
    before: Option<&Outside>,
    after: Option<&Outside>,
) -> Outcome<()> {
    let Some(contact) = after.or(before) else { return Ok(()) };
    let subject = format!("outside:{}", contact.userid);
    let state = |c: &Outside| serde_json::json!({ "name": c.name, "follower": c.follower_userid, "facts": c.facts });
    let (before, after) = (before.map(state), after.map(state));
    audit::record(tx, cx, corp, Change { action, subject: &subject, subject_name: &contact.name, before, after }).await
}

async fn check(q: &mut impl Query, corp: &CorpId, follower: &UserId, facts: &Facts, range: &Range) -> Outcome<()> {
    if facts.label_ids.is_empty() {
        return Err(Fault::new(&codes::EXT_LABELS_MISSING).field("label_ids"));
    }
    if let Some(unknown) = store::ext::unknown_label(q, corp, &facts.label_ids).await? {
        return Err(Fault::new(&codes::EXT_LABELS_MISSING).field("label_ids").detail(format!("标签 {unknown} 不存在")));
    }
    if let Some(email) = facts.email.as_deref() {
        names::check_mail(email, "email")?;
    }
    for (userid, field) in
        std::iter::once((follower, "follower_user_id")).chain(facts.share_userids.iter().map(|userid| (userid, "share_user_ids")))
    {
        let row = member::find(q, corp, userid).await.map_err(|fault| fault.field(field))?;
        directory::check_user(q, corp, &row, range).await.map_err(|fault| fault.field(field))?;
    }
    directory::check_depts(q, corp, &facts.share_dept_ids, range, "share_dept_ids").await?;
    Ok(())
}
