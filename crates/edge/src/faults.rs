//! Faults on demand, in dev mode: the next calls of an API fail as asked.
//!
//! A fault is taken by the first call whose path fits, before the call is read or identified, and is over after `times`. What
//! it does, in this order: wait, then cut the connection, or answer with the errcode or the HTTP status; a fault that only
//! waits lets the call go on.

use std::sync::{Mutex, PoisonError};

/// One fault.
#[derive(Clone)]
pub struct InjectedFault {
    /// Made by [`Faults::add`].
    pub id: i64,
    /// Exact, a template such as `/v1.0/oauth2/{corpId}/token`, or a beginning that ends with `*`.
    pub path: String,
    /// How many calls are left to fail.
    pub times: i64,
    pub errcode: Option<i64>,
    pub http_status: Option<u16>,
    pub delay_ms: Option<u64>,
    pub drop: bool,
}

/// The faults that are waiting, shared by the edge and the control API.
#[derive(Default)]
pub struct Faults(Mutex<(i64, Vec<InjectedFault>)>);

impl Faults {
    /// Adds a fault; its id.
    pub fn add(&self, mut fault: InjectedFault) -> i64 {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.0 += 1;
        fault.id = inner.0;
        inner.1.push(fault);
        inner.0
    }

    /// Those with calls left to fail, oldest first.
    pub fn list(&self) -> Vec<InjectedFault> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }

    /// Forgets one; nothing happens when it has ended.
    pub fn remove(&self, id: i64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.retain(|fault| fault.id != id);
    }

    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.clear();
    }

    /// The fault for a call of this path, counted down.
    pub(crate) fn take(&self, path: &str) -> Option<InjectedFault> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = inner.1.iter().position(|fault| fits(&fault.path, path))?;
        let fault = &mut inner.1[at];
        fault.times -= 1;
        let taken = fault.clone();
        if taken.times <= 0 {
            inner.1.remove(at);
        }
        Some(taken)
    }
}

/// Whether a path is meant: exact, a template, or a beginning with `*`.
pub(crate) fn fits(pattern: &str, path: &str) -> bool {
    if let Some(beginning) = pattern.strip_suffix('*') {
        return path.starts_with(beginning);
    }
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(w), Some(g)) if w == g || (w.starts_with('{') && w.ends_with('}')) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_fits_its_path_and_ends_after_its_times() {
        let faults = Faults::default();
        let fault = |path: &str| InjectedFault {
            id: 0,
            path: path.into(),
            times: 2,
            errcode: Some(1),
            http_status: None,
            delay_ms: None,
            drop: false,
        };
        faults.add(fault("/v1.0/oauth2/{corpId}/token"));
        assert!(faults.take("/v1.0/oauth2/a/b/token").is_none());
        assert!(faults.take("/v1.0/oauth2/a/token").is_some());
        assert_eq!(faults.list()[0].times, 1);
        assert!(faults.take("/v1.0/oauth2/b/token").is_some());
        assert!(faults.take("/v1.0/oauth2/b/token").is_none());
        faults.add(fault("/topapi/*"));
        assert!(faults.take("/topapi/v2/user/get").is_some() && faults.take("/gettoken").is_none());
    }
}
