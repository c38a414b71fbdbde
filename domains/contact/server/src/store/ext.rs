//! Rows of `ext_contact`, `ext_label_group` and `ext_label`.

use hobnail_store::{Query, Tx, Val, args, row, sql, vals};
use hobnail_wire::{AccountId, CorpId, Outcome, UserId};

use super::all_written;
use crate::names::Folded;

sql! {
    INSERT = "insert into ext_contact (corp_id, userid, account_id, name, name_fold, pinyin, initials, mobile, follower_userid,
        created_ms, modified_ms, doc) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11) on conflict do nothing";
    UPDATE = "update ext_contact set name = $3, name_fold = $4, pinyin = $5, initials = $6, follower_userid = $7,
        modified_ms = $8, doc = $9 where corp_id = $1 and userid = $2";
    DELETE = "delete from ext_contact where corp_id = $1 and userid = $2";
    FIND = "select userid, account_id, name, mobile, follower_userid, doc from ext_contact where corp_id = $1 and userid = $2";
    BY_MOBILE = "select userid from ext_contact where corp_id = $1 and mobile = $2";
    BY_ACCOUNT = "select userid from ext_contact where corp_id = $1 and account_id = $2 limit 1";
    PAGE = "select userid, account_id, name, mobile, follower_userid, doc from ext_contact where corp_id = $1
        order by userid limit $2 offset $3";
    INSERT_GROUP = "insert into ext_label_group (corp_id, group_id, name, color) values ($1, $2, $3, $4) on conflict do nothing";
    INSERT_LABEL = "insert into ext_label (corp_id, label_id, group_id, name) values ($1, $2, $3, $4) on conflict do nothing";
    GROUPS = "select group_id, name, color from ext_label_group where corp_id = $1 order by group_id limit $2 offset $3";
    LABELS = "select label_id, name from ext_label where corp_id = $1 and group_id = $2 order by label_id";
    LABEL = "select name from ext_label where corp_id = $1 and label_id = $2";
}

row! {
    /// An outside contact as it is stored; `doc` is a [`crate::outside::Facts`].
    pub struct ExtRow {
        pub userid: UserId,
        pub account_id: AccountId,
        pub name: String,
        pub mobile: String,
        pub follower_userid: UserId,
        pub doc: String,
    }

    pub struct LabelGroupRow {
        pub group_id: i64,
        pub name: String,
        pub color: i64,
    }
}

/// `false` when somebody has the number already.
pub async fn insert(tx: &mut Tx, corp: &CorpId, row: &ExtRow, folded: &Folded, now_ms: i64) -> Outcome<bool> {
    let ExtRow { userid, account_id, name, mobile, follower_userid, doc } = row;
    let Folded { fold, pinyin, initials } = folded;
    let args = args![corp, userid, account_id, name, fold, pinyin, initials, mobile, follower_userid, now_ms, doc];
    Ok(tx.exec(INSERT, args).await? == 1)
}

pub async fn update(tx: &mut Tx, corp: &CorpId, row: &ExtRow, folded: &Folded, now_ms: i64) -> Outcome<()> {
    let ExtRow { userid, name, follower_userid, doc, .. } = row;
    let Folded { fold, pinyin, initials } = folded;
    tx.exec(UPDATE, args![corp, userid, name, fold, pinyin, initials, follower_userid, now_ms, doc]).await?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, corp: &CorpId, userid: &UserId) -> Outcome<()> {
    tx.exec(DELETE, args![corp, userid]).await?;
    Ok(())
}

pub async fn find(q: &mut impl Query, corp: &CorpId, userid: &UserId) -> Outcome<Option<ExtRow>> {
    Ok(q.one(FIND, args![corp, userid]).await?)
}

pub async fn by_mobile(q: &mut impl Query, corp: &CorpId, mobile: &str) -> Outcome<Option<UserId>> {
    Ok(q.one::<(UserId,)>(BY_MOBILE, args![corp, mobile]).await?.map(|(userid,)| userid))
}

pub async fn by_account(q: &mut impl Query, corp: &CorpId, account_id: AccountId) -> Outcome<Option<UserId>> {
    Ok(q.one::<(UserId,)>(BY_ACCOUNT, args![corp, account_id]).await?.map(|(userid,)| userid))
}

pub async fn page(q: &mut impl Query, corp: &CorpId, limit: i64, offset: i64) -> Outcome<Vec<ExtRow>> {
    Ok(q.rows(PAGE, args![corp, limit, offset]).await?)
}

pub async fn insert_group(tx: &mut Tx, corp: &CorpId, group: &LabelGroupRow, labels: &[(i64, &str)]) -> Outcome<()> {
    let LabelGroupRow { group_id, name, color } = group;
    all_written(tx.exec(INSERT_GROUP, args![corp, group_id, name, color]).await?, 1)?;
    let rows: Vec<Vec<Val<'_>>> = labels.iter().map(|(id, label)| vals![corp, id, group_id, label]).collect();
    all_written(tx.exec_many(INSERT_LABEL, &rows).await?, rows.len())
}

pub async fn groups(q: &mut impl Query, corp: &CorpId, limit: i64, offset: i64) -> Outcome<Vec<LabelGroupRow>> {
    Ok(q.rows(GROUPS, args![corp, limit, offset]).await?)
}

/// Id and name of a group's labels.
pub async fn labels(q: &mut impl Query, corp: &CorpId, group_id: i64) -> Outcome<Vec<(i64, String)>> {
    Ok(q.rows(LABELS, args![corp, group_id]).await?)
}

/// The first of these labels that the corp hasn't.
pub async fn unknown_label(q: &mut impl Query, corp: &CorpId, label_ids: &[i64]) -> Outcome<Option<i64>> {
    let rows: Vec<Vec<Val<'_>>> = label_ids.iter().map(|id| vals![corp, id]).collect();
    let found = q.rows_many::<(String,)>(LABEL, &rows).await?;
    Ok(label_ids.iter().zip(found).find(|(_, name)| name.is_none()).map(|(id, _)| *id))
}
