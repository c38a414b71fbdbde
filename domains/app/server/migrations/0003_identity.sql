-- What an app is, and how it is worked on. The addresses are those that are being developed; `live` is the published
-- version's settings (JSON), absent for an app that is in use as it stands.
alter table app add column kind text not null default 'h5';
alter table app add column home_url text not null default '';
alter table app add column pc_home_url text not null default '';
alter table app add column backend_url text not null default '';
-- A quick link: an address on the workbench without credentials.
alter table app add column link boolean not null default false;
alter table app add column admin_only boolean not null default false;
-- Not published: seen by its developers and test people only.
alter table app add column published boolean not null default true;
alter table app add column live text;
-- When it goes for good; 0 while nobody removes it.
alter table app add column gone_ms bigint not null default 0;

-- The lists of an app: 'egress' (addresses of its servers), 'redirect' (where sign-ins may lead), 'domain' (safe domains),
-- 'developer' and 'tester' (userids).
create table app_entry (
    corp_id text not null,
    agent_id bigint not null,
    list text not null,
    value text not null,
    primary key (corp_id, agent_id, list, value)
);
create index app_entry_value on app_entry (corp_id, list, value);

-- Published and test versions of an app.
create table app_version (
    corp_id text not null,
    agent_id bigint not null,
    version_id bigint not null,
    number text not null,
    note text not null,
    -- 'test', 'live' or 'past'
    state text not null,
    -- JSON: the settings that it was made with.
    doc text not null,
    author text not null,
    created_ms bigint not null,
    published_ms bigint not null,
    primary key (corp_id, agent_id, version_id)
);

-- The secret before the last reset is good for a while.
alter table app_key add column old_hash bytea;
alter table app_key add column old_sealed bytea;
alter table app_key add column old_until_ms bigint not null default 0;

-- The secret with which a corp's servers ask who administers it, and its one token.
create table sso (
    corp_id text not null,
    secret_hash bytea not null,
    secret_sealed bytea not null,
    serial bigint not null,
    token_hash bytea,
    expires_ms bigint not null,
    primary key (corp_id)
);
create index sso_token on sso (token_hash);

-- One-time codes. `purpose` is free, admin, sns or oauth; app_corp and agent_id are whom the code is for; an admin code is for
-- every server of the corp.
create table auth_code (
    code_hash bytea not null,
    purpose text not null,
    app_corp text not null,
    agent_id bigint not null,
    account_id bigint not null,
    corp_id text not null,
    userid text not null,
    -- JSON: what the request asked for.
    doc text not null,
    expires_ms bigint not null,
    primary key (code_hash)
);
create index auth_code_expires on auth_code (expires_ms);

-- A sign-in page that is open somewhere: found by the page's own key, and by the ticket that its QR code shows.
create table login_request (
    key_hash bytea not null,
    ticket_hash bytea not null,
    app_corp text not null,
    agent_id bigint not null,
    -- JSON: what the request asked for.
    doc text not null,
    -- 'waiting', 'scanned', 'agreed' or 'refused'
    state text not null,
    account_id bigint not null,
    corp_id text not null,
    userid text not null,
    expires_ms bigint not null,
    primary key (key_hash)
);
create index login_request_ticket on login_request (ticket_hash);
create index login_request_expires on login_request (expires_ms);

-- Tokens of people that apps hold: one row for a person, an app and what was asked for; made from the serial.
create table user_token (
    app_corp text not null,
    agent_id bigint not null,
    account_id bigint not null,
    chosen text not null,
    scope text not null,
    serial bigint not null,
    token_hash bytea not null,
    refresh_hash bytea not null,
    expires_ms bigint not null,
    refresh_until_ms bigint not null,
    primary key (app_corp, agent_id, account_id, chosen, scope)
);
create index user_token_token on user_token (token_hash);
create index user_token_refresh on user_token (refresh_hash);

-- Keys that sign id_tokens; the private half is sealed.
create table signing_key (
    kid text not null,
    sealed bytea not null,
    public_n text not null,
    public_e text not null,
    created_ms bigint not null,
    primary key (kid)
);

-- The groups of a corp's workbench, JSON.
create table workbench (
    corp_id text not null,
    doc text not null,
    modified_ms bigint not null,
    primary key (corp_id)
);
