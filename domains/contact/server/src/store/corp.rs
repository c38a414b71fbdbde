//! Rows of `corp`.

use hobnail_store::{Query, Tx, args, row, sql};
use hobnail_wire::{CorpId, Outcome};

sql! {
    INSERT = "insert into corp (corp_id, name, zone, created_ms, modified_ms) values ($1, $2, $3, $4, $4)
        on conflict (corp_id) do nothing";
    FIND = "select corp_id, name, zone from corp where corp_id = $1";
    PAGE = "select corp_id, name, zone from corp where corp_id > $1 order by corp_id limit $2";
    RENAME = "update corp set name = $2, modified_ms = $3 where corp_id = $1";
}

row! {
    /// An organisation.
    pub struct Corp {
        pub corp_id: CorpId,
        pub name: String,
        /// IANA name of the zone that its days are of.
        pub zone: String,
    }
}

/// `false` when the id is taken.
pub async fn insert(tx: &mut Tx, corp: &CorpId, name: &str, zone: &str, now_ms: i64) -> Outcome<bool> {
    Ok(tx.exec(INSERT, args![corp, name, zone, now_ms]).await? == 1)
}

pub async fn find(q: &mut impl Query, corp: &CorpId) -> Outcome<Option<Corp>> {
    Ok(q.one(FIND, args![corp]).await?)
}

pub async fn page(q: &mut impl Query, after: &str, limit: i64) -> Outcome<Vec<Corp>> {
    Ok(q.rows(PAGE, args![after, limit]).await?)
}

pub async fn rename(tx: &mut Tx, corp: &CorpId, name: &str, now_ms: i64) -> Outcome<bool> {
    Ok(tx.exec(RENAME, args![corp, name, now_ms]).await? == 1)
}
