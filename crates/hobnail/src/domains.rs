//! Every domain, in one list each: what they serve, store, do in the background and tell browsers.

use std::sync::Arc;

use hobnail_cx::Registry;
use hobnail_edge::{Feeds, Identify, Sockets};
use hobnail_jobs::Worker;
use hobnail_store::Migration;

pub fn routes(r: &mut Registry) {
    hobnail_contact::routes(r);
    hobnail_app::routes(r);
    hobnail_drive::routes(r);
    hobnail_im::routes(r);
    hobnail_events::routes(r);
}

pub fn migrations() -> Vec<Migration> {
    [
        hobnail_cx::MIGRATIONS,
        hobnail_jobs::MIGRATIONS,
        hobnail_contact::MIGRATIONS,
        hobnail_app::MIGRATIONS,
        hobnail_drive::MIGRATIONS,
        hobnail_im::MIGRATIONS,
        hobnail_events::MIGRATIONS,
    ]
    .concat()
}

pub fn work(worker: &mut Worker) {
    hobnail_contact::work(worker);
    hobnail_app::work(worker);
    hobnail_drive::work(worker, vec![hobnail_im::carries]);
    hobnail_im::work(worker);
    hobnail_events::work(worker);
}

pub fn feeds() -> Feeds {
    let mut feeds = Feeds::default();
    hobnail_im::feeds(&mut feeds);
    feeds
}

pub fn sockets() -> Arc<dyn Sockets> {
    hobnail_events::sockets()
}

pub fn identity() -> Arc<dyn Identify> {
    Arc::new(hobnail_app::identity::Identity::default())
}

/// Every SQL statement by name: a test prepares each on both databases.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [
        hobnail_cx::statements(),
        crate::operation::STATEMENTS.to_vec(),
        hobnail_jobs::statements(),
        hobnail_contact::statements(),
        hobnail_app::statements(),
        hobnail_drive::statements(),
        hobnail_im::statements(),
        hobnail_events::statements(),
    ]
    .concat()
}
