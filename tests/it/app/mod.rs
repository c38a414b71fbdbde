//! Apps and identity.

mod token;
