-- The media file that a task's message carries.
create table work_media (
    corp_id text not null,
    media_id text not null,
    task_id bigint not null,
    primary key (corp_id, media_id, task_id)
);
