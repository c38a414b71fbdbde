-- Blocks of ids handed to nodes: a node takes the next block and counts inside it.
create table id_block (
    name text not null,
    next bigint not null,
    primary key (name)
);

-- Single values of the whole installation: the clock's offset in dev mode, a check of the master key.
create table installation (
    name text not null,
    value text not null,
    primary key (name)
);
