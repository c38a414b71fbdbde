//! APIs that the platform has and this server does not, yet.

use std::collections::HashMap;

pub(crate) struct Pending {
    exact: HashMap<&'static str, &'static str>,
    templates: Vec<(Vec<&'static str>, &'static str)>,
}

impl Pending {
    /// From (method, path template).
    pub(crate) fn new(list: Vec<(&'static str, &'static str)>) -> Self {
        let (templates, exact): (Vec<_>, Vec<_>) = list.into_iter().partition(|(_, path)| path.contains('{'));
        Pending {
            exact: exact.into_iter().map(|(method, path)| (path, method)).collect(),
            templates: templates.into_iter().map(|(method, path)| (path.split('/').collect(), method)).collect(),
        }
    }

    /// The method of the API at this path.
    pub(crate) fn find(&self, path: &str) -> Option<&'static str> {
        if let Some(method) = self.exact.get(path) {
            return Some(method);
        }
        let parts: Vec<_> = path.split('/').collect();
        let fits = |template: &[&str]| {
            template.len() == parts.len() && template.iter().zip(&parts).all(|(t, p)| t.starts_with('{') || t == p)
        };
        self.templates.iter().find(|(template, _)| fits(template)).map(|(_, method)| *method)
    }
}
