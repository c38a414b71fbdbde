-- The oldest tasks of a corp, for their removal.
create index work_task_created on work_task (corp_id, created_ms, task_id);
create index work_media_task on work_media (corp_id, task_id);
