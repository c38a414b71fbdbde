-- Who changed what in an organisation. `actor_kind` is person, app or server; `before` and `after` are JSON documents of what
-- the change touched, null where there was or is nothing.
create table audit (
    corp_id text not null,
    id bigint not null,
    at_ms bigint not null,
    actor_kind text not null,
    actor text not null,
    action text not null,
    subject text not null,
    subject_name text not null,
    before text,
    after text,
    address text,
    primary key (corp_id, id)
);
create index audit_actor on audit (corp_id, actor, id);
create index audit_subject on audit (corp_id, subject, id);
create index audit_action on audit (corp_id, action, id);
