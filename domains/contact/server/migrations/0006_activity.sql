-- Who signed in on which day of the corp's zone, 20260130. Days beyond a month are forgotten.
create table login_day (
    corp_id text not null,
    day bigint not null,
    userid text not null,
    primary key (corp_id, day, userid)
);
