-- The last day of the corp's zone (20260130) on which the session was used, as it was told to contact::activity.
alter table session add column seen_day bigint not null default 0;
