//! What the fields of updates mean on this platform.

use hobnail_wire::{CommaList, Fault, Outcome, codes};

/// A text that is there: an empty one clears the field.
pub fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether `force_update_fields` names the one field that can be cleared so; any other name is refused (400002).
pub fn forced(fields: Option<&CommaList<String>>, known: &str) -> Outcome<bool> {
    let fields = fields.map_or(&[][..], |list| &list.0);
    match fields.iter().find(|field| *field != known) {
        Some(field) => {
            let why = format!("不支持 {field}，可选：{known}");
            Err(Fault::new(&codes::PARAM_ERROR).field("force_update_fields").detail(why))
        }
        None => Ok(!fields.is_empty()),
    }
}
