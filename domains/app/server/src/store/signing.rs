//! Keys that sign id_tokens.

use hobnail_store::{Query, Tx, args, row, sql};
use hobnail_wire::Outcome;

sql! {
    NEWEST = "select kid, sealed, public_n, public_e from signing_key order by created_ms desc, kid limit 1";
    INSERT = "insert into signing_key (kid, sealed, public_n, public_e, created_ms) values ($1, $2, $3, $4, $5)";
}

row! {
    #[derive(Clone)]
    pub struct Row {
        pub kid: String,
        pub sealed: Vec<u8>,
        /// The public half, as JWKS writes it.
        pub public_n: String,
        pub public_e: String,
    }
}

pub async fn newest(q: &mut impl Query) -> Outcome<Option<Row>> {
    Ok(q.one(NEWEST, args![]).await?)
}

pub async fn insert(tx: &mut Tx, row: &Row, now_ms: i64) -> Outcome<()> {
    tx.exec(INSERT, args![&row.kid, &row.sealed, &row.public_n, &row.public_e, now_ms]).await?;
    Ok(())
}
