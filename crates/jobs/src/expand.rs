//! Hands committed events to whoever subscribed: one transaction for each corp in a batch, all of them at once.

use std::{collections::BTreeMap, sync::Arc};

use futures_util::future::join_all;
use hobnail_cx::{Cx, Notice, crash};
use hobnail_wire::{CorpId, Outcome};

use crate::{
    delivery::{self, Subscribers},
    event::{self, Event},
};

/// One batch, oldest first; how many events it had.
pub(crate) async fn batch(cx: &Cx, subscribers: Option<&Arc<dyn Subscribers>>) -> Outcome<usize> {
    let events = event::unexpanded(&mut cx.db(), 500).await?;
    let count = events.len();
    let mut corps: BTreeMap<CorpId, Vec<Event>> = BTreeMap::new();
    for event in events {
        corps.entry(event.corp_id.clone()).or_default().push(event);
    }
    let done = corps.into_iter().map(|(corp, events)| expand(cx, subscribers.cloned(), corp, events));
    join_all(done).await.into_iter().collect::<Outcome<()>>()?;
    Ok(count)
}

async fn expand(cx: &Cx, subscribers: Option<Arc<dyn Subscribers>>, corp: CorpId, events: Vec<Event>) -> Outcome<()> {
    let inner = cx.clone();
    let events = Arc::new(events);
    cx.tx(async move |tx| {
        // Another node may have been first with some of them.
        let ours = event::mark_expanded(tx, &events).await?;
        let Some(subscribers) = &subscribers else { return Ok(()) };
        let events: Vec<Event> = events.iter().zip(ours).filter(|(_, ours)| *ours).map(|(event, _)| event.clone()).collect();
        let told = subscribers.of(tx, &corp, &events).await?;
        let told: Vec<_> = events.iter().zip(told).flat_map(|(event, to)| to.into_iter().map(move |to| (event, to))).collect();
        if !told.is_empty() {
            delivery::write(tx, &corp, &told, inner.now_ms()).await?;
            inner.left_work();
            inner.after_commit(Notice::Deliveries { corp: corp.clone() });
        }
        crash::point("delivery.expanding");
        Ok(())
    })
    .await
}
