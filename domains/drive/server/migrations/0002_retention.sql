-- The oldest files of a corp, for their removal.
create index media_created on media (corp_id, created_ms, media_id);
