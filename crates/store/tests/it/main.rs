//! Every promise and every trap of the store, on both databases where it applies.

mod api;
mod kit;
