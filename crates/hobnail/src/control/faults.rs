//! Faults on demand.

use hobnail_control_api::faults::{FaultEnd, FaultMake, FaultMakeReply, FaultsEnd, FaultsGet, FaultsGetReply, WaitingFault};
use hobnail_cx::Cx;
use hobnail_edge::InjectedFault;
use hobnail_wire::{Empty, Fault, Outcome, codes};

use super::tap;

pub async fn make(_: Cx, req: FaultMake) -> Outcome<FaultMakeReply> {
    let drop = req.drop.unwrap_or(false);
    if req.errcode.is_none() && req.http_status.is_none() && req.delay_ms.is_none() && !drop {
        return Err(Fault::new(&codes::MISSING_PARAM).field("errcode").detail("errcode、http_status、delay_ms、drop 至少一个"));
    }
    let outgoing = req.path.starts_with("http://") || req.path.starts_with("https://");
    if req.path.starts_with("/_hobnail") || !(req.path.starts_with('/') || outgoing) {
        return Err(Fault::new(&codes::INVALID_PARAM).field("path").detail("应为平台接口的路径，或回调地址"));
    }
    let id = tap()?.faults.add(InjectedFault {
        id: 0,
        path: req.path,
        times: req.times.unwrap_or(1),
        errcode: req.errcode,
        http_status: req.http_status.and_then(|s| u16::try_from(s).ok()),
        delay_ms: req.delay_ms.and_then(|ms| u64::try_from(ms).ok()),
        drop,
    });
    Ok(FaultMakeReply { id })
}

pub async fn list(_: Cx, _: FaultsGet) -> Outcome<FaultsGetReply> {
    let faults = tap()?.faults.list().into_iter().map(|fault| WaitingFault {
        id: fault.id,
        path: fault.path,
        times: fault.times,
        errcode: fault.errcode,
        http_status: fault.http_status.map(i64::from),
        delay_ms: fault.delay_ms.map(|ms| ms as i64),
        drop: fault.drop,
    });
    Ok(FaultsGetReply { faults: faults.collect() })
}

pub async fn end(_: Cx, _: FaultsEnd) -> Outcome<Empty> {
    tap()?.faults.clear();
    Ok(Empty {})
}

pub async fn end_one(_: Cx, req: FaultEnd) -> Outcome<Empty> {
    tap()?.faults.remove(req.id);
    Ok(Empty {})
}
