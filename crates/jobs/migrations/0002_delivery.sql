-- Subscribers with something to be told, or that had once. Installation-wide: nodes claim lanes by due time, whichever corp
-- they are of. While a lane is held, due_ms is the lease's end; owner 'parked' is a subscriber that is not there.
create table delivery_lane (
    bucket bigint not null,
    corp_id text not null,
    lane text not null,
    kind text not null,
    due_ms bigint not null,
    claim bigint not null,
    owner text not null,
    primary key (bucket, corp_id, lane)
);
create index delivery_lane_due on delivery_lane (kind, due_ms, corp_id, lane);

-- One event for one subscriber. state: 0 waiting, 1 done, 2 failed, 3 failed and handed out once, 4 failed and fetched.
-- due_ms: the next try; for one that waits behind another of its key, never; once it is over, when that was.
create table delivery (
    corp_id text not null,
    event_id bigint not null,
    lane text not null,
    kind text not null,
    key text not null,
    state bigint not null,
    due_ms bigint not null,
    attempt bigint not null,
    status bigint not null,
    request text not null,
    reply text not null,
    why text not null,
    took_ms bigint not null,
    primary key (corp_id, event_id, lane)
);
create index delivery_due on delivery (corp_id, lane, state, due_ms, event_id);
create index delivery_key on delivery (corp_id, lane, state, key, event_id);
