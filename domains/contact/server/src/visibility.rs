//! Which part of the directory a person sees: one view for every reader that shows people to people.
//!
//! Two settings of departments decide. A hidden department is not shown with anything below it, but to its own people, to those
//! of the departments that its permits name (with all below) and to the people named. A bounded department (`outer_dept`) lets
//! its people see only their own departments with all below (`outer_dept_only_self`), and what its permits name; of several on
//! the way down from the root the uppermost decides, as on the platform. Who stands in several departments sees what any of
//! them lets them see. Everybody sees themselves; the main administrator sees everything.
//!
//! Nothing here walks the tree: what lies above a department stands in its path, and the settings of those few are read once.
//! Apps are not people: what they read is their range ([`crate::directory`]) and never this.

use std::collections::{HashMap, HashSet};

use hobnail_store::Query;
use hobnail_wire::{CorpId, DeptId, Outcome, UserId};

use crate::{
    dept::Facts,
    member,
    store::{self, member::MemberRow},
};

/// What one person sees of their organisation.
pub struct View {
    viewer: UserId,
    everything: bool,
    senior: bool,
    /// Paths of the viewer's departments.
    own: Vec<String>,
    /// Where the viewer is bounded to; `None` when they are not.
    bounds: Option<Bounds>,
    settings: HashMap<DeptId, Setting>,
}

#[derive(Default)]
struct Bounds {
    paths: Vec<String>,
    people: HashSet<UserId>,
}

/// The settings of a department that hide or bound.
#[derive(Default)]
struct Setting {
    hidden: bool,
    dept_permits: Vec<DeptId>,
    user_permits: Vec<UserId>,
}

fn ids(path: &str) -> impl Iterator<Item = DeptId> + '_ {
    path.split('.').filter_map(|id| id.parse().ok())
}

impl View {
    /// The view of a member (60121 for who is none).
    pub async fn of(q: &mut impl Query, corp: &CorpId, viewer: &UserId) -> Outcome<View> {
        let row = member::find(q, corp, viewer).await?;
        let own: Vec<String> = store::dept::paths(q, corp, &row.dept_ids.0).await?.into_iter().flatten().collect();
        let profile = member::Profile::from_text(&row.doc)?;
        let everything = member::Admin::of(row.admin_level) == member::Admin::Main;
        let bounds = if everything { None } else { bounds(q, corp, &own).await? };
        Ok(View { viewer: viewer.clone(), everything, senior: profile.senior, own, bounds, settings: HashMap::new() })
    }

    /// Reads the settings that decide about these paths; call it before asking about them.
    pub async fn prepare(&mut self, q: &mut impl Query, corp: &CorpId, paths: &[String]) -> Outcome<()> {
        let mut missing: Vec<DeptId> =
            paths.iter().flat_map(|path| ids(path)).filter(|id| !self.settings.contains_key(id)).collect();
        missing.sort_unstable();
        missing.dedup();
        let docs = store::dept::docs(q, corp, &missing).await?;
        for (id, doc) in missing.into_iter().zip(docs) {
            let setting = match doc {
                Some(doc) => {
                    let Facts { hide_dept, dept_permits, user_permits, .. } = Facts::from_text(&doc)?;
                    Setting { hidden: hide_dept, dept_permits, user_permits }
                }
                None => Setting::default(),
            };
            self.settings.insert(id, setting);
        }
        Ok(())
    }

    /// Whether the department with this path, and so who stands in it, is seen.
    pub fn sees_dept(&self, path: &str) -> bool {
        let inside = self.bounds.as_ref().is_none_or(|bounds| bounds.paths.iter().any(|within| path.starts_with(within)));
        self.everything || (inside && self.is_shown(path))
    }

    /// Whether the department is seen, or something below it: the way down is shown.
    pub fn leads_somewhere(&self, path: &str) -> bool {
        self.sees_dept(path)
            || (self.is_shown(path)
                && self.bounds.as_ref().is_some_and(|bounds| bounds.paths.iter().any(|within| within.starts_with(path))))
    }

    /// Whether a person is seen: themselves, somebody named, or somebody in a department that is seen.
    pub fn sees_person(&self, userid: &UserId, paths: &[String]) -> bool {
        self.everything
            || *userid == self.viewer
            || (self.bounds.as_ref().is_some_and(|bounds| bounds.people.contains(userid))
                && paths.iter().any(|p| self.is_shown(p)))
            || paths.iter().any(|path| self.sees_dept(path))
    }

    /// Whether a person's number is shown to the viewer: not when it is hidden, and a senior's only to seniors.
    pub fn sees_mobile(&self, person: &MemberRow) -> Outcome<bool> {
        let profile = member::Profile::from_text(&person.doc)?;
        Ok(self.everything || person.userid == self.viewer || (!profile.hide_mobile && (!profile.senior || self.senior)))
    }

    /// Nothing on the way down hides it from the viewer.
    fn is_shown(&self, path: &str) -> bool {
        ids(path).all(|id| {
            let Some(setting) = self.settings.get(&id).filter(|setting| setting.hidden) else { return true };
            let stands_below = |above: DeptId| self.own.iter().any(|own| ids(own).any(|id| id == above));
            stands_below(id)
                || setting.user_permits.contains(&self.viewer)
                || setting.dept_permits.iter().any(|d| stands_below(*d))
        })
    }
}

/// What the viewer's departments bound them to; `None` when one of them doesn't.
async fn bounds(q: &mut impl Query, corp: &CorpId, own: &[String]) -> Outcome<Option<Bounds>> {
    let mut above: Vec<DeptId> = own.iter().flat_map(|path| ids(path)).collect();
    above.sort_unstable();
    above.dedup();
    let docs = store::dept::docs(q, corp, &above).await?;
    let mut facts = HashMap::new();
    for (id, doc) in above.into_iter().zip(docs) {
        if let Some(doc) = doc {
            facts.insert(id, Facts::from_text(&doc)?);
        }
    }
    let (mut out, mut named) = (Bounds::default(), Vec::new());
    for path in own {
        let Some(bounding) = ids(path).filter_map(|id| facts.get(&id)).find(|facts| facts.outer_dept) else { return Ok(None) };
        if bounding.outer_dept_only_self {
            out.paths.push(path.clone());
        }
        named.extend(bounding.outer_permit_depts.iter().copied());
        out.people.extend(bounding.outer_permit_users.iter().cloned());
    }
    out.paths.extend(store::dept::paths(q, corp, &named).await?.into_iter().flatten());
    Ok(Some(out))
}
