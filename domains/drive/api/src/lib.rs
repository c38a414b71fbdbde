//! Contracts of files: the media that apps upload to use in messages.

pub mod media;

/// Hands every endpoint of the domain to `v`.
pub fn visit(v: &mut impl hobnail_wire::endpoint::Visit) {
    media::visit(v);
}
