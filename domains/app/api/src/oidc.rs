//! OpenID Connect beside the platform's own sign-in, for products that bring a client of it.

use hobnail_wire::{CorpId, UnionId, UserId, endpoint, endpoints, wire};

/// Tells clients where everything is.
#[wire]
pub struct DiscoveryGet {}

#[wire]
pub struct DiscoveryGetReply {
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub userinfo_endpoint: String,
    pub jwks_uri: String,
    pub end_session_endpoint: String,
    pub response_types_supported: Vec<String>,
    pub grant_types_supported: Vec<String>,
    pub subject_types_supported: Vec<String>,
    pub id_token_signing_alg_values_supported: Vec<String>,
    pub token_endpoint_auth_methods_supported: Vec<String>,
    pub code_challenge_methods_supported: Vec<String>,
    pub scopes_supported: Vec<String>,
    pub claims_supported: Vec<String>,
}

endpoint!(DiscoveryGet => DiscoveryGetReply, Oauth GET "/.well-known/openid-configuration", open);

/// The public keys that id_tokens are signed with.
#[wire]
pub struct JwksGet {}

#[wire]
pub struct JwksGetReply {
    pub keys: Vec<Jwk>,
}

#[wire]
pub struct Jwk {
    pub kty: String,
    #[serde(rename = "use")]
    pub purpose: String,
    pub alg: String,
    pub kid: String,
    pub n: String,
    pub e: String,
}

endpoint!(JwksGet => JwksGetReply, Oauth GET "/oauth2/jwks", open);

/// Exchanges a code or a refresh token, by the words of OpenID Connect.
#[wire]
pub struct OidcToken {
    pub grant_type: String,
    #[limit(max_len = 128)]
    pub code: Option<String>,
    pub redirect_uri: Option<String>,
    /// PKCE.
    #[limit(max_len = 128)]
    pub code_verifier: Option<String>,
    #[limit(max_len = 128)]
    pub refresh_token: Option<String>,
    /// Unless the client proves itself in the Authorization header.
    pub client_id: Option<String>,
    pub client_secret: Option<String>,
}

#[wire]
pub struct OidcTokenReply {
    pub access_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// Seconds.
    pub expires_in: i64,
    pub refresh_token: String,
    pub scope: String,
    /// For requests with the scope `openid`.
    pub id_token: Option<String>,
}

endpoint!(OidcToken => OidcTokenReply, Oauth POST "/oauth2/token", open);

/// Tells whose token it is.
#[wire]
pub struct UserinfoGet {}

/// What an id_token and `userinfo` say of a person.
#[wire]
pub struct UserinfoGetReply {
    /// The person towards the app's corp: their unionid.
    pub sub: UnionId,
    pub name: String,
    pub picture: Option<String>,
    /// With the scope `email`, for an app that may read the field.
    pub email: Option<String>,
    /// With the scope `phone`, for an app that may read the field.
    pub phone_number: Option<String>,
    /// With the scope `corpid`: the organisation that the person chose, and who they are there.
    pub corp_id: Option<CorpId>,
    pub corp_name: Option<String>,
    pub userid: Option<UserId>,
}

endpoint!(UserinfoGet => UserinfoGetReply, Oauth GET "/oauth2/userinfo", user);

endpoints![DiscoveryGet, JwksGet, OidcToken, UserinfoGet];
