//! Departments of paths: found level by level, made where they are missing.

use std::collections::{BTreeSet, HashMap};

use hobnail_cx::Cx;
use hobnail_store::{Query, Tx};
use hobnail_wire::{CorpId, DeptId, Outcome};

use super::person::Person;
use crate::{
    dept::{self, NewDept},
    store,
};

/// Departments by their names from below the root down; the root is empty.
pub type Known = HashMap<Vec<String>, DeptId>;

/// What is known of the departments of some people, and of what lies above them.
pub fn part(known: &Known, people: &[Person]) -> Known {
    let paths = people.iter().flat_map(|person| &person.depts);
    let heads = paths.flat_map(|path| (1..=path.len()).map(|level| &path[..level]));
    heads.filter_map(|head| Some((head.to_vec(), *known.get(head)?))).collect()
}

/// Adds what there is of these paths, and of what lies above them, to `known`.
pub async fn find<'a>(
    q: &mut impl Query,
    corp: &CorpId,
    paths: impl Iterator<Item = &'a Vec<String>>,
    known: &mut Known,
) -> Outcome<()> {
    known.insert(Vec::new(), DeptId::ROOT);
    let mut wanted: BTreeSet<&[String]> = paths.filter(|path| !known.contains_key(*path)).map(Vec::as_slice).collect();
    let mut level = 1;
    while !wanted.is_empty() {
        let heads: BTreeSet<&[String]> =
            wanted.iter().map(|path| &path[..level]).filter(|head| !known.contains_key(*head)).collect();
        let asked: Vec<(&[String], DeptId)> =
            heads.iter().filter_map(|head| Some((*head, *known.get(&head[..level - 1])?))).collect();
        let names: Vec<(DeptId, &str)> = asked.iter().map(|(head, parent)| (*parent, head[level - 1].as_str())).collect();
        let found = store::dept::named_many(q, corp, &names).await?;
        for ((head, _), dept) in asked.iter().zip(found) {
            if let Some(dept) = dept {
                known.insert(head.to_vec(), dept);
            }
        }
        wanted.retain(|path| path.len() > level && known.contains_key(&path[..level]));
        level += 1;
    }
    Ok(())
}

/// The same, and makes what is missing. What was known but has gone meanwhile is made again.
pub async fn find_or_make<'a>(
    tx: &mut Tx,
    cx: &Cx,
    corp: &CorpId,
    paths: impl Iterator<Item = &'a Vec<String>> + Clone,
    known: &mut Known,
) -> Outcome<()> {
    let (seen, ids): (Vec<Vec<String>>, Vec<DeptId>) = known.drain().unzip();
    let there = store::dept::paths(tx, corp, &ids).await?;
    known.extend(seen.into_iter().zip(ids).zip(there).filter(|(_, path)| path.is_some()).map(|(entry, _)| entry));
    find(tx, corp, paths.clone(), known).await?;
    for path in paths {
        for level in 1..=path.len() {
            if known.contains_key(&path[..level]) {
                continue;
            }
            let parent_id = known.get(&path[..level - 1]).copied().unwrap_or(DeptId::ROOT);
            let new = NewDept { name: path[level - 1].clone(), parent_id, ..NewDept::default() };
            known.insert(path[..level].to_vec(), dept::create(tx, cx, corp, &new).await?);
        }
    }
    Ok(())
}
