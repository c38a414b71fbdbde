-- An organisation.
create table corp (
    corp_id text not null,
    name text not null,
    zone text not null,
    created_ms bigint not null,
    modified_ms bigint not null,
    primary key (corp_id)
);

-- A person of this installation, whatever corps they are in. Installation-wide: found by mobile number at sign-in.
create table account (
    account_id bigint not null,
    mobile text,
    password_hash text,
    activated boolean not null,
    created_ms bigint not null,
    primary key (account_id)
);
create unique index account_mobile on account (mobile) where mobile is not null;

-- The corps of an account. Installation-wide, for the same reason.
create table account_corp (
    account_id bigint not null,
    corp_id text not null,
    userid text not null,
    primary key (account_id, corp_id)
);

-- Who an account is towards a developer corp; outlives membership.
create table unionid (
    dev_corp_id text not null,
    account_id bigint not null,
    unionid text not null,
    primary key (dev_corp_id, account_id)
);
create unique index unionid_value on unionid (dev_corp_id, unionid);

-- A department. `path` is the ids from the root down, each with a dot behind it: "1.23.45.", so that what lies below is a
-- range of it. `doc` is a JSON document of what no statement asks for.
create table dept (
    corp_id text not null,
    dept_id bigint not null,
    parent_id bigint not null,
    name text not null,
    name_fold text not null,
    pinyin text not null,
    initials text not null,
    sort bigint not null,
    path text not null,
    depth bigint not null,
    owner_userid text,
    created_ms bigint not null,
    modified_ms bigint not null,
    doc text not null,
    primary key (corp_id, dept_id)
);
create unique index dept_name on dept (corp_id, parent_id, name);
create unique index dept_path on dept (corp_id, path);
create index dept_sort on dept (corp_id, parent_id, sort, dept_id);

-- A person inside a corp. `dept_ids` are the departments in the order given, "23,45", a copy of member_dept. `mobile` is 11
-- digits, or `+xx-number` outside the mainland. `admin_level` is 0 nobody special, 1 the main administrator, 2 an
-- administrator. `doc` is a JSON document of what no statement asks for.
create table member (
    corp_id text not null,
    userid text not null,
    account_id bigint not null,
    unionid text not null,
    name text not null,
    name_fold text not null,
    pinyin text not null,
    initials text not null,
    mobile text,
    telephone text,
    email text,
    job_number text,
    manager_userid text,
    dept_ids text not null,
    active boolean not null,
    admin_level bigint not null,
    limited boolean not null,
    created_ms bigint not null,
    modified_ms bigint not null,
    doc text not null,
    primary key (corp_id, userid)
);
create unique index member_account on member (corp_id, account_id);
create unique index member_unionid on member (corp_id, unionid);
create unique index member_mobile on member (corp_id, mobile) where mobile is not null;
create unique index member_telephone on member (corp_id, telephone) where telephone is not null;
create unique index member_email on member (corp_id, email) where email is not null;
create index member_manager on member (corp_id, manager_userid) where manager_userid is not null;
create index member_pinyin on member (corp_id, pinyin, userid);
create index member_active on member (corp_id, active);
create index member_admin on member (corp_id, admin_level) where admin_level > 0;

-- A person's place in a department. `rank` is the order with its sign turned, so that every list is read upwards;
-- `leader_seq` is the position among the department's managers, null for others.
create table member_dept (
    corp_id text not null,
    userid text not null,
    dept_id bigint not null,
    rank bigint not null,
    pinyin text not null,
    title text,
    work_place text,
    main boolean not null,
    leader_seq bigint,
    entered_ms bigint not null,
    modified_ms bigint not null,
    primary key (corp_id, userid, dept_id)
);
create index member_dept_people on member_dept (corp_id, dept_id, userid);
create index member_dept_rank on member_dept (corp_id, dept_id, rank, pinyin, userid);
create index member_dept_entered on member_dept (corp_id, dept_id, entered_ms, userid);
create index member_dept_modified on member_dept (corp_id, dept_id, modified_ms, userid);
create index member_dept_leader on member_dept (corp_id, dept_id, leader_seq) where leader_seq is not null;
