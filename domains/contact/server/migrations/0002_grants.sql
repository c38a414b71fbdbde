-- What a sub-administrator may do. `rights` is a list with commas, "directory,workbench"; `dept_ids` the departments that they
-- manage with all below, "23,45", empty for the whole organisation. The main administrator has no row and every right.
create table admin_grant (
    corp_id text not null,
    userid text not null,
    rights text not null,
    dept_ids text not null,
    modified_ms bigint not null,
    primary key (corp_id, userid)
);
