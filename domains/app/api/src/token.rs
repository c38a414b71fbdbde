//! Access tokens of internal apps, in the platform's three spellings.

use hobnail_wire::{endpoint, endpoints, wire};

/// Gets the access token of an internal app, by its key or by the corp's id and one of its secrets.
#[wire]
pub struct TokenGet {
    pub appkey: Option<String>,
    pub appsecret: Option<String>,
    pub corpid: Option<String>,
    pub corpsecret: Option<String>,
}

#[wire]
pub struct TokenGetReply {
    pub access_token: String,
    /// Seconds.
    pub expires_in: i64,
}

endpoint!(TokenGet => TokenGetReply, Oapi GET "/gettoken", open);

/// The same on the newer API.
#[wire(camel)]
pub struct AccessTokenGet {
    pub app_key: String,
    pub app_secret: String,
}

#[wire(camel)]
pub struct AccessTokenGetReply {
    pub access_token: String,
    /// Seconds.
    pub expire_in: i64,
}

endpoint!(AccessTokenGet => AccessTokenGetReply, V1 POST "/v1.0/oauth2/accessToken", open);

/// The same in the form of OAuth 2 client credentials.
#[wire]
pub struct ClientTokenGet {
    #[serde(rename = "corpId")]
    pub corp_id: String,
    pub client_id: String,
    pub client_secret: String,
    /// `client_credentials`.
    pub grant_type: String,
}

#[wire]
pub struct ClientTokenGetReply {
    pub access_token: String,
    /// Seconds.
    pub expires_in: i64,
}

endpoint!(ClientTokenGet => ClientTokenGetReply, V1 POST "/v1.0/oauth2/{corpId}/token", open);

endpoints![TokenGet, AccessTokenGet, ClientTokenGet];
