-- How an app is told of events: one way an app.
create table event_subscription (
    corp_id text not null,
    agent_id bigint not null,
    way text not null,
    -- Every event; else those of event_subscribed.
    all_events boolean not null,
    -- Of HTTP callbacks; empty for stream mode.
    url text not null,
    key_id text not null,
    token_sealed bytea,
    aes_key_sealed bytea,
    changed_ms bigint not null,
    primary key (corp_id, agent_id)
);

create table event_subscribed (
    corp_id text not null,
    agent_id bigint not null,
    kind text not null,
    primary key (corp_id, agent_id, kind)
);

-- Tickets of stream connections, found before any corp is known, used once.
create table stream_ticket (
    ticket_hash bytea not null,
    corp_id text not null,
    agent_id bigint not null,
    app_key text not null,
    -- The secret's keyed hash when the ticket was made: a ticket does not outlive it.
    secret_hash bytea not null,
    -- JSON text.
    topics text not null,
    expires_ms bigint not null,
    primary key (ticket_hash)
);
create index stream_ticket_expires on stream_ticket (expires_ms);
