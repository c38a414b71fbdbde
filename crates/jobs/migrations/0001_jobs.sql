-- Everything that happened, written in the transaction that made it happen.
create table event (
    corp_id text not null,
    event_id bigint not null,
    kind text not null,
    key text not null,
    payload text not null,
    created_ms bigint not null,
    expanded boolean not null,
    primary key (corp_id, event_id)
);
create index event_unexpanded on event (expanded, event_id);

-- What must happen later. Installation-wide: workers claim by due time, whichever corp it is for. A claim moves due_ms to
-- the lease's end, so a worker's death needs no clean-up: the job is due again.
create table job (
    job_id bigint not null,
    kind text not null,
    due_ms bigint not null,
    corp_id text not null,
    key text not null,
    payload text not null,
    attempt bigint not null,
    owner text not null,
    primary key (job_id)
);
create index job_due on job (kind, due_ms, job_id);

-- When a recurring task runs next.
create table schedule (
    name text not null,
    next_ms bigint not null,
    primary key (name)
);
