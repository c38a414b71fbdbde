//! What is known of the media files of a corp.

use hobnail_store::{Query, Tx, args, row, sql, vals};
use hobnail_wire::{AgentId, CorpId, Outcome};

sql! {
    INSERT = "insert into media (corp_id, media_id, agent_id, kind, mime, name, key, size, width, height, preview, created_ms)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    FIND = "select media_id, agent_id, kind, mime, name, key, size, width, height, preview, created_ms
        from media where corp_id = $1 and media_id = $2";
    OLDER = "select media_id, key, preview, created_ms from media
        where corp_id = $1 and created_ms < $2 and (created_ms, media_id) > ($3, $4) order by created_ms, media_id limit $5";
    REMOVE = "delete from media where corp_id = $1 and media_id = $2";
}

row! {
    /// A media file.
    pub struct Media {
        pub media_id: String,
        pub agent_id: AgentId,
        /// `image`, `voice`, `video` or `file`.
        pub kind: String,
        pub mime: String,
        /// As the uploader named it, without a path.
        pub name: String,
        pub key: String,
        pub size: i64,
        pub width: Option<i64>,
        pub height: Option<i64>,
        /// Type of an image's preview.
        pub preview: Option<String>,
        pub created_ms: i64,
    }
}

row! {
    /// A file that may be removed.
    pub struct Old {
        pub media_id: String,
        pub key: String,
        pub preview: Option<String>,
        pub created_ms: i64,
    }
}

/// The media_id of the file under this key.
pub fn id_of(key: &str) -> String {
    format!("@lAD{key}")
}

pub async fn insert(tx: &mut Tx, corp: &CorpId, m: &Media) -> Outcome<()> {
    tx.exec(
        INSERT,
        args![corp, m.media_id, m.agent_id, m.kind, m.mime, m.name, m.key, m.size, m.width, m.height, m.preview, m.created_ms],
    )
    .await?;
    Ok(())
}

/// Those of `media_ids` that the corp has, each in its place.
pub async fn find_many(q: &mut impl Query, corp: &CorpId, media_ids: &[String]) -> Outcome<Vec<Option<Media>>> {
    let rows: Vec<_> = media_ids.iter().map(|id| vals![corp, id]).collect();
    Ok(q.rows_many(FIND, &rows).await?)
}

/// Files of before this moment, oldest first, after the last one that was looked at.
pub async fn older(q: &mut impl Query, corp: &CorpId, before_ms: i64, after: &(i64, String), limit: i64) -> Outcome<Vec<Old>> {
    Ok(q.rows(OLDER, args![corp, before_ms, after.0, after.1, limit]).await?)
}

pub async fn remove(tx: &mut Tx, corp: &CorpId, media_ids: &[String]) -> Outcome<()> {
    let rows: Vec<_> = media_ids.iter().map(|id| vals![corp, id]).collect();
    tx.exec_many(REMOVE, &rows).await?;
    Ok(())
}
