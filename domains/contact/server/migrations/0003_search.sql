-- What a person is found by beside pinyin, number and userid, which have indexes of their own: every ending of the folded name
-- without blanks (张三丰, 三丰, 丰), and the initials. A search is one range of the key, whatever the size of the corp.
create table member_term (
    corp_id text not null,
    term text not null,
    userid text not null,
    primary key (corp_id, term, userid)
);
insert into member_term (corp_id, term, userid)
with recursive place (n) as (select 1 union all select n + 1 from place where n < 80)
select corp_id, substr(replace(name_fold, ' ', ''), n), userid from member join place on n <= length(replace(name_fold, ' ', ''))
union
select corp_id, initials, userid from member where initials <> '';
