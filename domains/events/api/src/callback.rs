//! HTTP callbacks of an app: one address, the events it is told of, and what could not be told.

use hobnail_wire::{Empty, endpoint, endpoints, serde_json::Value, wire};

/// Subscribes the app to events at an address, which must answer a `check_url` event before anything is saved.
#[wire]
pub struct CallbackRegister {
    /// Event types.
    #[limit(min_items = 1, max_items = 500)]
    pub call_back_tag: Vec<String>,
    /// What requests and answers are signed with: 3 to 63 characters.
    pub token: String,
    /// 43 letters and digits.
    pub aes_key: String,
    #[limit(max_len = 1024)]
    pub url: String,
}

endpoint!(CallbackRegister => Empty, Oapi POST "/call_back/register_call_back", scope any);

/// Changes a subscription; the address is checked again, and until it has answered the old one stays.
#[wire]
pub struct CallbackUpdate {
    /// Event types.
    #[limit(min_items = 1, max_items = 500)]
    pub call_back_tag: Vec<String>,
    /// What requests and answers are signed with: 3 to 63 characters.
    pub token: String,
    /// 43 letters and digits.
    pub aes_key: String,
    #[limit(max_len = 1024)]
    pub url: String,
}

endpoint!(CallbackUpdate => Empty, Oapi POST "/call_back/update_call_back", scope any);

/// The app's subscription.
#[wire]
pub struct CallbackGet {}

#[wire]
pub struct CallbackGetReply {
    pub call_back_tag: Vec<String>,
    pub token: String,
    pub aes_key: String,
    pub url: String,
}

endpoint!(CallbackGet => CallbackGetReply, Oapi GET "/call_back/get_call_back", scope any);

/// Ends the app's subscription; what it has not been told yet is dropped.
#[wire]
pub struct CallbackDelete {}

endpoint!(CallbackDelete => Empty, Oapi GET "/call_back/delete_call_back", scope any);

/// Up to 200 events that could not be told. What one call gives out the next one clears.
#[wire]
pub struct CallbackFailedList {}

#[wire]
pub struct CallbackFailedListReply {
    /// Each with `call_back_tag`, `event_time` and, under the event's type, what it was about.
    pub failed_list: Vec<Value>,
    pub has_more: bool,
}

endpoint!(CallbackFailedList => CallbackFailedListReply, Oapi GET "/call_back/get_call_back_failed_result", scope "qyapi_base");

endpoints![CallbackRegister, CallbackUpdate, CallbackGet, CallbackDelete, CallbackFailedList];
