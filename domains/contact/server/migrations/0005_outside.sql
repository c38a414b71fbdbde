-- Labels of outside contacts, in groups. A corp begins with the usual ones.
create table ext_label_group (
    corp_id text not null,
    group_id bigint not null,
    name text not null,
    color bigint not null,
    primary key (corp_id, group_id)
);

create table ext_label (
    corp_id text not null,
    label_id bigint not null,
    group_id bigint not null,
    name text not null,
    primary key (corp_id, label_id)
);
create unique index ext_label_name on ext_label (corp_id, group_id, name);

-- Somebody outside the corp. `mobile` is in its one written form, as in member; `account_id` is the person across corps.
-- `doc` is a JSON document of what no statement asks for, the labels among it in the order given.
create table ext_contact (
    corp_id text not null,
    userid text not null,
    account_id bigint not null,
    name text not null,
    name_fold text not null,
    pinyin text not null,
    initials text not null,
    mobile text not null,
    follower_userid text not null,
    created_ms bigint not null,
    modified_ms bigint not null,
    doc text not null,
    primary key (corp_id, userid)
);
create unique index ext_contact_mobile on ext_contact (corp_id, mobile);
create index ext_contact_account on ext_contact (corp_id, account_id);
create index ext_contact_pinyin on ext_contact (corp_id, pinyin, userid);
create index ext_contact_follower on ext_contact (corp_id, follower_userid);

insert into ext_label_group (corp_id, group_id, name, color) select corp_id, 1, '类型', -15220075 from corp;
insert into ext_label (corp_id, label_id, group_id, name) select corp_id, 1, 1, '客户' from corp;
insert into ext_label (corp_id, label_id, group_id, name) select corp_id, 2, 1, '渠道' from corp;
insert into ext_label (corp_id, label_id, group_id, name) select corp_id, 3, 1, '供应商' from corp;
insert into ext_label (corp_id, label_id, group_id, name) select corp_id, 4, 1, '合作伙伴' from corp;
insert into ext_label (corp_id, label_id, group_id, name) select corp_id, 5, 1, '其他' from corp;
