-- The tasks of one app, newest first, for its sender's page.
create index work_task_agent on work_task (corp_id, agent_id, task_id);
