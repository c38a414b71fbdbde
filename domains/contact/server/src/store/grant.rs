//! Rows of `admin_grant`.

use hobnail_store::{Query, Tx, args, sql};
use hobnail_wire::{CorpId, Outcome, UserId};

sql! {
    PUT = "insert into admin_grant (corp_id, userid, rights, dept_ids, modified_ms) values ($1, $2, $3, $4, $5)
        on conflict (corp_id, userid) do update set rights = $3, dept_ids = $4, modified_ms = $5";
    FIND = "select rights, dept_ids from admin_grant where corp_id = $1 and userid = $2";
    DELETE = "delete from admin_grant where corp_id = $1 and userid = $2";
}

pub async fn put(tx: &mut Tx, corp: &CorpId, userid: &UserId, rights: &str, dept_ids: &str, now_ms: i64) -> Outcome<()> {
    tx.exec(PUT, args![corp, userid, rights, dept_ids, now_ms]).await?;
    Ok(())
}

/// (rights, dept_ids), each as it is stored.
pub async fn find(q: &mut impl Query, corp: &CorpId, userid: &UserId) -> Outcome<Option<(String, String)>> {
    Ok(q.one(FIND, args![corp, userid]).await?)
}

pub async fn delete(tx: &mut Tx, corp: &CorpId, userid: &UserId) -> Outcome<()> {
    tx.exec(DELETE, args![corp, userid]).await?;
    Ok(())
}
