//! Rows of `org_link`.

use hobnail_store::{Query, Tx, args, row, sql};
use hobnail_wire::{CorpId, Outcome};

sql! {
    PUT = "insert into org_link (corp_id, kind, side, other_corp_id, status, doc, created_ms) values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (corp_id, kind, side, other_corp_id) do update set status = $5, doc = $6";
    DELETE = "delete from org_link where corp_id = $1 and kind = $2 and side = $3 and other_corp_id = $4";
    FIND = "select other_corp_id, status, doc from org_link where corp_id = $1 and kind = $2 and side = $3 and other_corp_id = $4";
    LIST = "select other_corp_id, status, doc from org_link where corp_id = $1 and kind = $2 and side = $3 order by other_corp_id";
}

row! {
    /// A link, seen from one side.
    pub struct LinkRow {
        pub other: CorpId,
        pub status: i64,
        pub doc: String,
    }
}

/// One side's view of a link: whose, what kind, what the other is to it.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub corp: &'a CorpId,
    pub kind: &'static str,
    pub side: &'static str,
}

pub async fn put(tx: &mut Tx, view: View<'_>, link: &LinkRow, now_ms: i64) -> Outcome<()> {
    let View { corp, kind, side } = view;
    tx.exec(PUT, args![corp, kind, side, link.other, link.status, link.doc, now_ms]).await?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, view: View<'_>, other: &CorpId) -> Outcome<()> {
    let View { corp, kind, side } = view;
    tx.exec(DELETE, args![corp, kind, side, other]).await?;
    Ok(())
}

pub async fn find(q: &mut impl Query, view: View<'_>, other: &CorpId) -> Outcome<Option<LinkRow>> {
    let View { corp, kind, side } = view;
    Ok(q.one(FIND, args![corp, kind, side, other]).await?)
}

pub async fn list(q: &mut impl Query, view: View<'_>) -> Outcome<Vec<LinkRow>> {
    let View { corp, kind, side } = view;
    Ok(q.rows(LIST, args![corp, kind, side]).await?)
}
