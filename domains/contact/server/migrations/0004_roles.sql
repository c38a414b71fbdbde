-- A group of roles. The default group (1, `system`) holds the roles that follow from what people are; nobody edits them.
create table role_group (
    corp_id text not null,
    group_id bigint not null,
    name text not null,
    system boolean not null,
    created_ms bigint not null,
    primary key (corp_id, group_id)
);
create unique index role_group_name on role_group (corp_id, name);

-- A role. `kind` is null for one that the corp made, else what the platform calls it: 101 main administrator, 102
-- administrator, 103 head of the corp, 104 manager of a department.
create table role (
    corp_id text not null,
    role_id bigint not null,
    group_id bigint not null,
    name text not null,
    kind bigint,
    created_ms bigint not null,
    primary key (corp_id, role_id)
);
create unique index role_name on role (corp_id, group_id, name);

-- Who holds a role. `scoped`: the role reaches the departments in role_scope only, which may be none any more.
create table role_member (
    corp_id text not null,
    role_id bigint not null,
    userid text not null,
    scoped boolean not null,
    since_ms bigint not null,
    primary key (corp_id, role_id, userid)
);
create index role_member_person on role_member (corp_id, userid, role_id);

create table role_scope (
    corp_id text not null,
    role_id bigint not null,
    userid text not null,
    dept_id bigint not null,
    primary key (corp_id, role_id, userid, dept_id)
);
create index role_scope_dept on role_scope (corp_id, dept_id);

insert into role_group (corp_id, group_id, name, system, created_ms) select corp_id, 1, '默认', true, created_ms from corp;
insert into role (corp_id, role_id, group_id, name, kind, created_ms) select corp_id, 101, 1, '主管理员', 101, created_ms from corp;
insert into role (corp_id, role_id, group_id, name, kind, created_ms) select corp_id, 102, 1, '子管理员', 102, created_ms from corp;
insert into role (corp_id, role_id, group_id, name, kind, created_ms) select corp_id, 103, 1, '负责人', 103, created_ms from corp;
insert into role (corp_id, role_id, group_id, name, kind, created_ms) select corp_id, 104, 1, '部门主管', 104, created_ms from corp;
