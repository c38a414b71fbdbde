//! Tickets with which H5 pages sign `dd.config`.

use hobnail_wire::{endpoint, endpoints, wire};

/// Gets the app's jsapi ticket.
#[wire]
pub struct JsapiTicketGet {}

#[wire]
pub struct JsapiTicketGetReply {
    pub ticket: String,
    /// Seconds.
    pub expires_in: i64,
}

endpoint!(JsapiTicketGet => JsapiTicketGetReply, Oapi GET "/get_jsapi_ticket", scope any);

/// The same on the newer API.
#[wire]
pub struct JsapiTicketCreate {}

#[wire(camel)]
pub struct JsapiTicketCreateReply {
    pub jsapi_ticket: String,
    /// Seconds.
    pub expire_in: i64,
}

endpoint!(JsapiTicketCreate => JsapiTicketCreateReply, V1 POST "/v1.0/oauth2/jsapiTickets", scope any);

endpoints![JsapiTicketGet, JsapiTicketCreate];
