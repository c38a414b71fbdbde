//! Every promise and every trap of the store, on both databases where it applies.

mod api;
mod cluster;
mod full_disk;
mod kill;
mod kit;
mod migrations;
mod postgres;
mod reads;
mod rules;
mod safety;
mod sqlite;
