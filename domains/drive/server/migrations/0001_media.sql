-- A file that an app uploaded. Its bytes lie in the store of files under corp_id and key.
create table media (
    corp_id text not null,
    media_id text not null,
    agent_id bigint not null,
    -- image, voice, video, file.
    kind text not null,
    -- What the bytes were found to be.
    mime text not null,
    name text not null,
    key text not null,
    size bigint not null,
    -- Pixels of an image.
    width bigint,
    height bigint,
    -- Type of an image's preview, which lies beside it.
    preview text,
    created_ms bigint not null,
    primary key (corp_id, media_id)
);
