-- Where an organisation with an industry directory (a school, a village) is. `region_location` is "中国_浙江省_杭州市".
create table industry_org (
    corp_id text not null,
    region_id text not null,
    region_type text not null,
    region_location text not null,
    contact_type text not null,
    primary key (corp_id)
);

-- A department of the industry directory, which is a tree of its own below the root 1. `feature` is a JSON document.
create table industry_dept (
    corp_id text not null,
    dept_id bigint not null,
    parent_id bigint not null,
    name text not null,
    dept_type text not null,
    feature text not null,
    primary key (corp_id, dept_id)
);
create index industry_dept_parent on industry_dept (corp_id, parent_id, dept_id);

-- Somebody in a department of the industry directory: members, and pupils or villagers who are none. `roles` is a list with
-- commas, "teacher,guardian".
create table industry_person (
    corp_id text not null,
    dept_id bigint not null,
    userid text not null,
    name text not null,
    unionid text not null,
    roles text not null,
    feature text not null,
    primary key (corp_id, dept_id, userid)
);

-- A link between two organisations of this installation, one row for each side. `kind` is union (关联组织) or space (上下游);
-- `side` says what the other one is to this one: trunk or branch, space or member, owner. `status` is 0 applied, 1 linked.
-- `doc` is a JSON document of how it is linked.
create table org_link (
    corp_id text not null,
    kind text not null,
    side text not null,
    other_corp_id text not null,
    status bigint not null,
    doc text not null,
    created_ms bigint not null,
    primary key (corp_id, kind, side, other_corp_id)
);
