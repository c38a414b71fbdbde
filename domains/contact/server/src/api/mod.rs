//! The API's handlers: what a caller may ask and do, in the words of `contact-api`, one file a resource.
//!
//! A handler decides what the caller's range allows, calls the one function that has the rule, and puts the answer into its
//! contract. Nothing here writes SQL or repeats a rule; an older generation calls the newer one's handler with its own words.

mod admin;
mod department;
mod department_v1;
mod ext;
mod import;
mod industry;
mod me_directory;
mod old_words;
mod paged;
mod role;
mod union;
mod user;
mod user_v1;

use hobnail_cx::Registry;

/// Enters every handler of this domain.
pub fn routes(r: &mut Registry) {
    r.on(user::create);
    r.on(user::update);
    r.on(user::delete);
    r.on(user::get);
    r.on(user::get_by_mobile);
    r.on(user::get_by_unionid);
    r.on(user::list);
    r.on(user::list_simple);
    r.on(user::list_ids);
    r.on(user::count);
    r.on(user_v1::create);
    r.on(user_v1::update);
    r.on(user_v1::delete);
    r.on(user_v1::get);
    r.on(user_v1::get_by_mobile);
    r.on(user_v1::get_by_unionid);
    r.on(user_v1::list_ids);
    r.on(user_v1::list_simple);
    r.on(user_v1::list_by_page);
    r.on(user_v1::list);
    r.on(user_v1::count);
    r.on(department::create);
    r.on(department::update);
    r.on(department::delete);
    r.on(department::get);
    r.on(department::list_sub);
    r.on(department::list_sub_ids);
    r.on(department::parents);
    r.on(department::parents_of_user);
    r.on(department_v1::create);
    r.on(department_v1::update);
    r.on(department_v1::delete);
    r.on(department_v1::get);
    r.on(department_v1::list);
    r.on(department_v1::list_ids);
    r.on(department_v1::parents);
    r.on(department_v1::parents_of_user);
    r.on(role::create);
    r.on(role::update);
    r.on(role::delete);
    r.on(role::create_group);
    r.on(role::get_group);
    r.on(role::list);
    r.on(role::get);
    r.on(role::list_users);
    r.on(role::add_users);
    r.on(role::remove_users);
    r.on(role::update_scope);
    r.on(ext::create);
    r.on(ext::update);
    r.on(ext::delete);
    r.on(ext::get);
    r.on(ext::list);
    r.on(ext::label_groups);
    r.on(admin::list);
    r.on(admin::list_v1);
    r.on(admin::scope);
    r.on(admin::inactive);
    r.on(admin::inactive_v1);
    r.on(industry::get_org);
    r.on(industry::get_dept);
    r.on(industry::list_depts);
    r.on(industry::list_users);
    r.on(industry::get_user);
    r.on(union::trunks);
    r.on(union::branches);
    r.on(union::spaces);
    r.on(union::members);
    r.on(me_directory::list);
    r.on(me_directory::get);
    r.on(import::upload);
    r.on(import::get);
    r.on(import::page);
    r.on(import::rows);
    r.on(import::apply);
    r.file(import::template);
    r.file(import::export);
}
