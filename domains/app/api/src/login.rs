//! Who is behind a one-time code: sign-in without a form inside the workbench, in the admin console, and at outside sites.

use hobnail_wire::{AgentId, CorpId, UnionId, UserId, endpoint, endpoints, wire};

/// Tells who opened the app's page, by the code that the page was given.
#[wire]
pub struct UserByCodeGet {
    #[limit(max_len = 128)]
    pub code: String,
}

#[wire]
pub struct UserByCodeGetReply {
    pub userid: UserId,
    pub name: String,
    #[serde(rename = "deviceId")]
    pub device_id: String,
    /// An administrator, of either level.
    pub is_sys: bool,
    /// 1 main administrator, 2 sub-administrator, 100 boss, 0 anybody else.
    pub sys_level: i64,
}

endpoint!(UserByCodeGet => UserByCodeGetReply, Oapi GET "/user/getuserinfo", scope any);

/// The same on the newer API.
#[wire]
pub struct UserByCodeGetV2 {
    #[limit(max_len = 128)]
    pub code: String,
}

#[wire]
pub struct UserByCodeGetV2Reply {
    pub result: CodeUser,
}

#[wire]
pub struct CodeUser {
    pub userid: UserId,
    pub device_id: String,
    /// An administrator, of either level.
    pub sys: bool,
    /// 1 main administrator, 2 sub-administrator, 100 boss, 0 anybody else.
    pub sys_level: i64,
    pub associated_unionid: UnionId,
    pub unionid: UnionId,
    pub name: String,
}

endpoint!(UserByCodeGetV2 => UserByCodeGetV2Reply, Oapi POST "/topapi/v2/user/getuserinfo", scope "qyapi_base");

/// Gets the corp's token for the sign-in of administrators, by its SSOSecret.
#[wire]
pub struct SsoTokenGet {
    pub corpid: CorpId,
    pub corpsecret: String,
}

#[wire]
pub struct SsoTokenGetReply {
    pub access_token: String,
}

endpoint!(SsoTokenGet => SsoTokenGetReply, Oapi GET "/sso/gettoken", open);

/// The same on the newer API.
#[wire(camel)]
pub struct SsoAccessTokenGet {
    pub corpid: CorpId,
    pub sso_secret: String,
}

#[wire(camel)]
pub struct SsoAccessTokenGetReply {
    pub access_token: String,
    /// Seconds.
    pub expire_in: i64,
}

endpoint!(SsoAccessTokenGet => SsoAccessTokenGetReply, V1 POST "/v1.0/oauth2/ssoAccessToken", open);

/// Tells which administrator came from the admin console to an app's own administration.
#[wire]
pub struct SsoUserGet {
    #[limit(max_len = 128)]
    pub code: String,
}

#[wire]
pub struct SsoUserGetReply {
    pub user_info: SsoUser,
    pub corp_info: SsoCorp,
    pub is_sys: bool,
}

#[wire]
pub struct SsoUser {
    pub avatar: String,
    pub email: String,
    pub name: String,
    pub userid: UserId,
}

#[wire]
pub struct SsoCorp {
    pub corp_name: String,
    pub corpid: CorpId,
}

endpoint!(SsoUserGet => SsoUserGetReply, Oapi GET "/sso/getuserinfo", sso);

/// The same on the newer API.
#[wire]
pub struct SsoUserInfoGet {
    #[limit(max_len = 128)]
    pub code: String,
}

#[wire(camel)]
pub struct SsoUserInfoGetReply {
    pub corp_id: CorpId,
    pub corp_name: String,
    pub user_id: UserId,
    pub email: String,
    pub user_name: String,
    pub avatar: String,
    pub is_admin: bool,
}

endpoint!(SsoUserInfoGet => SsoUserInfoGetReply, V1 GET "/v1.0/oauth2/ssoUserInfo", sso);

/// Tells who signed in at an outside site. The call is signed with the app's secret: Base64(HmacSHA256(secret, timestamp)).
#[wire]
pub struct SnsUserByCodeGet {
    #[serde(rename = "accessKey")]
    pub access_key: String,
    /// Milliseconds, within a minute of the server's clock.
    pub timestamp: String,
    pub signature: String,
    #[limit(max_len = 128)]
    pub tmp_auth_code: String,
}

#[wire]
pub struct SnsUserByCodeGetReply {
    pub user_info: SnsUser,
}

#[wire]
pub struct SnsUser {
    pub nick: String,
    /// Towards the app's corp.
    pub unionid: UnionId,
    /// Towards the app alone.
    pub openid: String,
    pub main_org_auth_high_level: bool,
}

endpoint!(SnsUserByCodeGet => SnsUserByCodeGetReply, Oapi POST "/sns/getuserinfo_bycode", open);

/// Gets a code with which the app's page on the workbench finds out who opened it (`requestAuthCode`).
#[wire(camel)]
pub struct AuthCodeMake {
    pub agent_id: AgentId,
}

#[wire(camel)]
pub struct AuthCodeMakeReply {
    /// Good once, for five minutes.
    pub code: String,
}

endpoint!(AuthCodeMake => AuthCodeMakeReply, Console POST "/console/api/me/authcode", person);

/// Gets the address of an app's own administration with a code for its servers (`sso/getuserinfo`).
#[wire(camel)]
pub struct BackendOpen {
    pub agent_id: AgentId,
}

#[wire(camel)]
pub struct BackendOpenReply {
    pub url: String,
}

endpoint!(BackendOpen => BackendOpenReply, Console POST "/console/api/admin/workbench/backend", admin Workbench);

endpoints![
    UserByCodeGet,
    UserByCodeGetV2,
    SsoTokenGet,
    SsoAccessTokenGet,
    SsoUserGet,
    SsoUserInfoGet,
    SnsUserByCodeGet,
    AuthCodeMake,
    BackendOpen,
];
