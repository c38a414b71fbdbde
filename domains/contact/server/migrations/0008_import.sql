-- A table of people that is being brought in, or was. `state` is reading, ready, applying, done or failed. `place` is the
-- last row that was written, of the `phase`: 0 people, 1 managers who joined later than those who report to them. `note` is a
-- JSON document of how the table was read.
create table import (
    corp_id text not null,
    import_id bigint not null,
    file_name text not null,
    file_key text,
    state text not null,
    phase bigint not null,
    place bigint not null,
    total bigint not null,
    created bigint not null,
    updated bigint not null,
    unchanged bigint not null,
    refused bigint not null,
    new_depts bigint not null,
    written bigint not null,
    note text not null,
    reason text,
    by_userid text,
    created_ms bigint not null,
    modified_ms bigint not null,
    primary key (corp_id, import_id)
);

-- What becomes, or became, of one row: `action` is create, update, unchanged or refuse. `body` is a JSON document of what the
-- row says, until it is written; `manager` is whom the person will report to once they are there.
create table import_row (
    corp_id text not null,
    import_id bigint not null,
    row_no bigint not null,
    action text not null,
    userid text,
    name text not null,
    reason text,
    body text,
    manager text,
    primary key (corp_id, import_id, row_no)
);

create index member_job_number on member (corp_id, job_number) where job_number is not null;
