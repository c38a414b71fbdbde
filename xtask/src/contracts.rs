//! Every contract of the repository, in the order of its path.

use hobnail_wire::{
    Meta,
    endpoint::{Described, Visit},
    schemars::{Schema, SchemaGenerator, generate::SchemaSettings},
};

/// One endpoint with its schemas.
pub struct Contract {
    pub meta: Meta,
    pub request: Schema,
    pub reply: Schema,
}

struct Collect<'a> {
    generator: &'a mut SchemaGenerator,
    wanted: &'a dyn Fn(&Meta) -> bool,
    found: Vec<Contract>,
}

impl Visit for Collect<'_> {
    fn endpoint<E: Described>(&mut self) {
        if (self.wanted)(&E::META) {
            let (request, reply) = E::schemas(self.generator);
            self.found.push(Contract { meta: E::META, request, reply });
        }
    }
}

/// A generator whose shared definitions lie where OpenAPI looks for them.
pub fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().with(|s| s.definitions_path = "/components/schemas".into()).into_generator()
}

/// The contracts that are wanted.
pub fn collect(generator: &mut SchemaGenerator, wanted: &dyn Fn(&Meta) -> bool) -> Vec<Contract> {
    let mut visitor = Collect { generator, wanted, found: Vec::new() };
    hobnail_contact_api::visit(&mut visitor);
    hobnail_app_api::visit(&mut visitor);
    hobnail_drive_api::visit(&mut visitor);
    hobnail_im_api::visit(&mut visitor);
    hobnail_events_api::visit(&mut visitor);
    hobnail_control_api::visit(&mut visitor);
    let mut found = visitor.found;
    found.sort_by_key(|contract| (contract.meta.path, contract.meta.method.as_str()));
    found
}
