//! Contract of the directory: people, departments, and the organisation that they belong to.
//!
//! One file a resource, types and `endpoint!` lines only. Two generations of the platform's API stand side by side: `user`
//! and `dept` are today's, `user_v1` and `dept_v1` hold the older paths that programs still call. They describe the same state.

pub mod admin;
pub mod dept;
pub mod dept_v1;
pub mod ext;
pub mod import;
pub mod industry;
pub mod language;
pub mod me_directory;
pub mod role;
pub mod union;
pub mod user;
pub mod user_v1;

pub use language::Language;

/// Hands every endpoint of this crate to `v`.
pub fn visit(v: &mut impl hobnail_wire::endpoint::Visit) {
    user::visit(v);
    user_v1::visit(v);
    dept::visit(v);
    dept_v1::visit(v);
    role::visit(v);
    ext::visit(v);
    admin::visit(v);
    industry::visit(v);
    union::visit(v);
    me_directory::visit(v);
    import::visit(v);
}
