//! `GET clock` and `POST clock`: every rule and schedule follows it. The offset outlives a restart.

use hobnail_control_api::clock::{ClockGet, ClockSet, ClockState};
use hobnail_cx::{Core, Cx};
use hobnail_store::{args, sql};
use hobnail_wire::{Fault, Outcome, codes};
use std::sync::Arc;

sql! {
    LOAD = "select value from installation where name = 'clock'";
    SAVE = "insert into installation (name, value) values ('clock', $1) on conflict (name) do update set value = excluded.value";
}

/// 1970 to 9999: what dates can be made of.
const RANGE: std::ops::Range<i64> = 0..253_402_300_800_000;

fn state(core: &Core) -> ClockState {
    ClockState { now_ms: core.clock.now_ms(), offset_ms: core.clock.offset_ms(), frozen: core.clock.is_frozen() }
}

pub async fn get(cx: Cx, _: ClockGet) -> Outcome<ClockState> {
    Ok(state(&cx.core))
}

pub async fn set(cx: Cx, req: ClockSet) -> Outcome<ClockState> {
    let clock = &cx.core.clock;
    let target = req.set_ms.unwrap_or_else(|| clock.now_ms()).checked_add(req.advance_ms.unwrap_or(0));
    let Some(target) = target.filter(|ms| RANGE.contains(ms)) else {
        let field = if req.set_ms.is_some() { "set_ms" } else { "advance_ms" };
        return Err(Fault::new(&codes::INVALID_PARAM).field(field).detail("时间须在 1970 至 9999 年之间"));
    };
    // Stopped first, so that it stands at the very moment that was asked for.
    if req.freeze == Some(true) {
        clock.freeze(true);
    }
    if req.set_ms.is_some() || req.advance_ms.is_some() {
        clock.set(target);
    }
    if req.freeze == Some(false) {
        clock.freeze(false);
    }
    let saved =
        serde_json::json!({ "offset_ms": clock.offset_ms(), "frozen_ms": clock.is_frozen().then(|| clock.now_ms()) }).to_string();
    cx.tx(async move |tx| Ok(tx.exec(SAVE, args![saved]).await?)).await?;
    Ok(state(&cx.core))
}

/// The clock ticks as the machine's.
pub fn reset(core: &Core) {
    core.clock.freeze(false);
    core.clock.advance(-core.clock.offset_ms());
}

/// At start: the clock goes on as it was left.
pub async fn restore(core: &Arc<Core>) -> Outcome<()> {
    let Some((saved,)) = core.db.one::<(String,)>(LOAD, args![]).await? else { return Ok(()) };
    let saved: serde_json::Value = serde_json::from_str(&saved).map_err(Fault::internal)?;
    match (saved["frozen_ms"].as_i64(), saved["offset_ms"].as_i64()) {
        (Some(still), _) => {
            core.clock.freeze(true);
            core.clock.set(still);
        }
        (None, Some(offset)) => core.clock.advance(offset),
        (None, None) => {}
    }
    Ok(())
}
