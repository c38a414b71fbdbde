//! Dev mode's view of what the server calls: in the same log as what is called, with the same faults on demand.

use std::{sync::Arc, time::Duration};

use hobnail_cx::Clock;
use hobnail_outgoing::{Injected, Made, Watch};

use crate::{Call, DevTap, calls::body};

/// Watches outgoing calls for dev mode.
pub struct OutTap {
    tap: Arc<DevTap>,
    clock: Clock,
}

impl OutTap {
    pub fn new(tap: Arc<DevTap>, clock: Clock) -> Self {
        OutTap { tap, clock }
    }
}

impl Watch for OutTap {
    fn fault(&self, address: &str) -> Option<Injected> {
        let fault = self.tap.faults.take(address)?;
        Some(Injected {
            id: fault.id,
            delay: fault.delay_ms.map(Duration::from_millis),
            drop: fault.drop,
            status: fault.http_status,
            errcode: fault.errcode,
        })
    }

    fn record(&self, call: Made<'_>) {
        let size = call.request.to_string().len() + call.reply.len() + call.address.len() + 200;
        let call = Call {
            id: 0,
            direction: "out",
            at_ms: self.clock.now_ms(),
            method: call.method.to_owned(),
            path: call.address.to_owned(),
            endpoint: call.about.to_owned(),
            request: call.request,
            status: call.status,
            reply: body(call.reply.as_bytes()),
            micros: call.took.as_micros() as u64,
            rule: call.rule.to_owned(),
            agent_id: call.agent_id,
            corp_id: call.corp_id.map(str::to_owned),
            fault_id: call.fault_id,
            field: None,
        };
        self.tap.calls.push(call, size);
    }
}
