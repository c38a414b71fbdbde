//! The groups of a corp's workbench.

use hobnail_store::{Query, Tx, args, sql};
use hobnail_wire::{CorpId, Outcome};

sql! {
    FIND = "select doc from workbench where corp_id = $1";
    PUT = "insert into workbench (corp_id, doc, modified_ms) values ($1, $2, $3)
        on conflict (corp_id) do update set doc = excluded.doc, modified_ms = excluded.modified_ms";
}

pub async fn find(q: &mut impl Query, corp: &CorpId) -> Outcome<Option<String>> {
    Ok(q.one::<(String,)>(FIND, args![corp]).await?.map(|(doc,)| doc))
}

pub async fn put(tx: &mut Tx, corp: &CorpId, doc: &str, now_ms: i64) -> Outcome<()> {
    tx.exec(PUT, args![corp, doc, now_ms]).await?;
    Ok(())
}
