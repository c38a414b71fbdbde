//! Permission points: the platform's list, and what an app holds.
//!
//! The list is data (`catalogue/permission-points.tsv`). An app that holds a point which the list does not know, from an earlier
//! list, keeps it until it is taken away.

use std::{collections::BTreeSet, sync::OnceLock};

use hobnail_app_api::permission::{AppPermissionList, AppPermissionListReply, AppPermissionSet, Permission};
use hobnail_cx::Cx;
use hobnail_store::Query;
use hobnail_wire::{CorpId, Fault, Outcome, codes};
use serde_json::json;

use super::console::{changed, guarded, read_range, shown_range};
use crate::store::app::{self, Card};

/// One permission point.
pub struct Point {
    pub scope: &'static str,
    pub group: &'static str,
    pub group_en: &'static str,
    pub name: &'static str,
    pub name_en: &'static str,
}

/// Every permission point, group by group.
pub fn points() -> &'static [Point] {
    static POINTS: OnceLock<Vec<Point>> = OnceLock::new();
    POINTS.get_or_init(|| {
        let lines = include_str!("../../../../../catalogue/permission-points.tsv").lines().skip(1);
        lines
            .filter_map(|line| {
                let mut words = line.split('\t');
                Some(Point {
                    scope: words.next()?,
                    group: words.next()?,
                    group_en: words.next()?,
                    name: words.next()?,
                    name_en: words.next()?,
                })
            })
            .collect()
    })
}

pub async fn list(cx: Cx, req: AppPermissionList) -> Outcome<AppPermissionListReply> {
    let inner = cx.clone();
    cx.read(async move |q| {
        let card = guarded(q, &inner, req.agent_id).await?;
        let mut reply = of(q, &inner.corp()?, &card).await?;
        if let Some(text) = req.q.as_deref().map(|q| q.trim().to_lowercase()).filter(|q| !q.is_empty()) {
            reply.items.retain(|p| {
                [&p.scope, &p.name, &p.name_en, &p.group, &p.group_en].iter().any(|field| field.to_lowercase().contains(&text))
            });
        }
        if req.granted.unwrap_or(false) {
            reply.items.retain(|point| point.granted);
        }
        Ok(reply)
    })
    .await
}

async fn of(q: &mut impl Query, corp: &CorpId, card: &Card) -> Outcome<AppPermissionListReply> {
    let held = app::scopes(q, corp, card.agent_id).await?;
    let point = |p: &Point| Permission {
        scope: p.scope.to_owned(),
        group: p.group.to_owned(),
        group_en: p.group_en.to_owned(),
        name: p.name.to_owned(),
        name_en: p.name_en.to_owned(),
        granted: held.iter().any(|scope| scope == p.scope),
    };
    let mut items: Vec<Permission> = points().iter().map(point).collect();
    let unknown = held.iter().filter(|scope| !points().iter().any(|p| p.scope == scope.as_str()));
    items.extend(unknown.map(|scope| Permission {
        scope: scope.clone(),
        group: String::new(),
        group_en: String::new(),
        name: scope.clone(),
        name_en: scope.clone(),
        granted: true,
    }));
    let (_, directory) = app::ranges(q, corp, card).await?;
    Ok(AppPermissionListReply { items, range: shown_range(&directory) })
}

pub async fn set(cx: Cx, req: AppPermissionSet) -> Outcome<AppPermissionListReply> {
    let add = req.add.unwrap_or_default();
    if let Some((i, scope)) = add.iter().enumerate().find(|(_, scope)| !points().iter().any(|p| p.scope == scope.as_str())) {
        return Err(Fault::new(&codes::INVALID_PARAM).field(format!("add[{i}]")).detail(format!("没有权限点 {scope}")));
    }
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let card = guarded(tx, &inner, req.agent_id).await?;
        let corp = inner.corp()?;
        if card.link {
            return Err(Fault::new(&codes::AGENT_NOT_IN_CORP).field("agentId").detail("快捷链接没有权限"));
        }
        let before = app::scopes(tx, &corp, card.agent_id).await?;
        let (_, range_before) = app::ranges(tx, &corp, &card).await?;
        let mut held: BTreeSet<String> = before.iter().cloned().collect();
        held.extend(add.iter().cloned());
        for scope in req.remove.iter().flatten() {
            held.remove(scope);
        }
        let after: Vec<String> = held.into_iter().collect();
        app::set_scopes(tx, &corp, card.agent_id, &after).await?;
        let mut range_after = range_before.clone();
        if let Some(range) = &req.range {
            range_after = read_range(tx, &corp, range, "range").await?;
            app::set_directory(tx, &corp, card.agent_id, &range_after).await?;
        }
        let told = |scopes: &[String], range| json!({ "scopes": scopes, "range": shown_range(range) });
        let change = (told(&before, &range_before), told(&after, &range_after));
        changed(tx, &inner, &card, "app.permission.update", Some(change.0), Some(change.1)).await?;
        let card = guarded(tx, &inner, req.agent_id).await?;
        of(tx, &corp, &card).await
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_has_its_names_and_stands_once() {
        let mut seen = BTreeSet::new();
        assert!(points().len() > 200);
        for p in points() {
            assert!(seen.insert(p.scope), "{} stands twice", p.scope);
            for text in [p.scope, p.group, p.group_en, p.name, p.name_en] {
                assert!(!text.is_empty(), "{}", p.scope);
            }
        }
    }

    #[test]
    fn every_point_that_an_endpoint_asks_for_can_be_granted() {
        struct Walk(Vec<&'static str>);
        impl hobnail_wire::endpoint::Visit for Walk {
            fn endpoint<E: hobnail_wire::endpoint::Described>(&mut self) {
                if let hobnail_wire::Access::App { scopes } = E::META.access {
                    self.0.extend(scopes);
                }
            }
        }
        let mut walk = Walk(Vec::new());
        hobnail_app_api::visit(&mut walk);
        for scope in walk.0 {
            assert!(points().iter().any(|p| p.scope == scope), "{scope} is not in the list");
        }
    }
}
