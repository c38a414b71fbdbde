-- An app inside a corp.
create table app (
    corp_id text not null,
    agent_id bigint not null,
    name text not null,
    icon text,
    description text not null,
    enabled boolean not null,
    -- Everyone sees it and can be reached by it; else the rows of app_range with list = 'visible'.
    visible_all boolean not null,
    -- It may read the whole directory; else the rows of app_range with list = 'directory'.
    directory_all boolean not null,
    created_ms bigint not null,
    primary key (corp_id, agent_id)
);

create table app_range (
    corp_id text not null,
    agent_id bigint not null,
    list text not null,
    kind text not null,
    id text not null,
    primary key (corp_id, agent_id, list, kind, id)
);

-- Permission points granted to an app.
create table app_scope (
    corp_id text not null,
    agent_id bigint not null,
    scope text not null,
    primary key (corp_id, agent_id, scope)
);

-- Credentials, found before any corp is known. The serial counts tokens: a token is made from it, and is good while it is
-- the newest and not past expires_ms.
create table app_key (
    app_key text not null,
    corp_id text not null,
    agent_id bigint not null,
    secret_hash bytea not null,
    secret_sealed bytea not null,
    serial bigint not null,
    expires_ms bigint not null,
    primary key (app_key)
);
create index app_key_secret on app_key (corp_id, secret_hash);
create index app_key_agent on app_key (corp_id, agent_id);

-- Tokens by their keyed hash.
create table access_token (
    token_hash bytea not null,
    app_key text not null,
    serial bigint not null,
    primary key (token_hash)
);
create index access_token_key on access_token (app_key, serial);

-- The jsapi ticket of an app, made from its serial like a token.
create table jsapi_ticket (
    corp_id text not null,
    agent_id bigint not null,
    serial bigint not null,
    expires_ms bigint not null,
    primary key (corp_id, agent_id)
);

-- Sessions by the keyed hash of their cookie.
create table session (
    session_hash bytea not null,
    account_id bigint not null,
    corp_id text not null,
    userid text not null,
    created_ms bigint not null,
    expires_ms bigint not null,
    primary key (session_hash)
);
create index session_account on session (account_id);

-- Wrong passwords by account or address, so that guessing has to wait, also after a restart.
create table login_failure (
    subject text not null,
    failures bigint not null,
    wait_until_ms bigint not null,
    primary key (subject)
);
