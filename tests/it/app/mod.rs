//! Apps and identity.

mod admins;
mod token;
