//! `GET clock` and `POST clock`: every rule and schedule follows it. The offset outlives a restart.

use hobnail_wire::{endpoint, endpoints, wire};

/// The server's time.
#[wire]
pub struct ClockGet {}

#[wire]
pub struct ClockState {
    pub now_ms: i64,
    /// How far the clock is from the machine's.
    pub offset_ms: i64,
    pub frozen: bool,
}

endpoint!(ClockGet => ClockState, Console GET "/_hobnail/v1/clock", dev);

/// Moves, sets, stops or starts the clock; `set_ms` first, then `advance_ms`, then `freeze`.
#[wire]
pub struct ClockSet {
    pub advance_ms: Option<i64>,
    pub set_ms: Option<i64>,
    /// `true` stops the clock, `false` lets it tick again.
    pub freeze: Option<bool>,
}

endpoint!(ClockSet => ClockState, Console POST "/_hobnail/v1/clock", dev);
endpoints![ClockGet, ClockSet];
