-- One call of the work notification API. It holds the message once for all its receivers, and how far the fan-out is.
create table work_task (
    corp_id text not null,
    task_id bigint not null,
    agent_id bigint not null,
    msg text not null,
    content_hash text not null,
    -- The receivers as they were asked for: JSON.
    receivers text not null,
    created_ms bigint not null,
    -- 0 not begun, 1 being sent, 2 done.
    state bigint not null,
    -- Where the fan-out goes on: JSON, empty at the beginning.
    place text not null,
    -- People looked at so far, and an estimate of how many there are.
    done bigint not null,
    total bigint not null,
    recalled_ms bigint,
    primary key (corp_id, task_id)
);

-- One person's copy, or why there is none. state: 0 unread, 1 read, 3 forbidden (reason says why).
create table work_delivery (
    corp_id text not null,
    task_id bigint not null,
    userid text not null,
    agent_id bigint not null,
    message_id bigint not null,
    state bigint not null,
    reason bigint not null,
    delivered_ms bigint not null,
    read_ms bigint,
    primary key (corp_id, task_id, userid)
);
create index work_delivery_inbox on work_delivery (corp_id, userid, agent_id, message_id);

-- Receivers that were asked for and do not exist (or are out of the app's reach). kind: user, dept.
create table work_invalid (
    corp_id text not null,
    task_id bigint not null,
    kind text not null,
    id text not null,
    primary key (corp_id, task_id, kind, id)
);

-- What one app did with one person: today's count and contents for the limits, and the unread messages.
create table work_person (
    corp_id text not null,
    userid text not null,
    agent_id bigint not null,
    day bigint not null,
    today bigint not null,
    seen text not null,
    unread bigint not null,
    primary key (corp_id, userid, agent_id)
);

-- People reached by one app in one minute.
create table work_minute (
    corp_id text not null,
    agent_id bigint not null,
    minute bigint not null,
    n bigint not null,
    primary key (corp_id, agent_id, minute)
);

-- Sends to everyone by one app on one day.
create table work_to_all (
    corp_id text not null,
    agent_id bigint not null,
    day bigint not null,
    n bigint not null,
    primary key (corp_id, agent_id, day)
);
