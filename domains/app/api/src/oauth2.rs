//! Signing in at outside sites: the addresses that browsers go to, the pages' own calls, people's tokens, OpenID Connect.

use hobnail_wire::{CorpId, Empty, Page, UnionId, endpoint, endpoints, wire};

/// The addresses of the sign-in page; all take the same fields.
macro_rules! pages { ($($(#[$doc:meta])* $name:ident $path:literal;)*) => { $(
    $(#[$doc])*
    #[wire]
    pub struct $name {
        pub client_id: Option<String>,
        pub appid: Option<String>,
        pub redirect_uri: Option<String>,
        /// Another of these addresses, whose fields count.
        pub goto: Option<String>,
        #[serde(rename = "loginTmpCode")]
        pub login_tmp_code: Option<String>,
        pub state: Option<String>,
    }
    endpoint!($name => Page, Console GET $path, open);
)* } }

pages! {
    /// The sign-in page for outside sites.
    AuthorizePage "/oauth2/auth";
    /// The same by the name under which many link to it.
    ChallengePage "/oauth2/challenge.htm";
    /// The sign-in page of the older generation.
    QrConnectPage "/connect/qrconnect";
    /// The same; with `loginTmpCode` it leads on to the site.
    SnsAuthorizePage "/connect/oauth2/sns_authorize";
    /// The QR code that older sites show in a frame; `goto` is one of the two before.
    QrCodePage "/login/qrcode.htm";
}

/// Ends the session of this browser and leads on: to `continue`, or to `post_logout_redirect_uri` of an app that registered it.
#[wire]
pub struct LogoutPage {
    #[serde(rename = "continue")]
    pub go_on: Option<String>,
    pub client_id: Option<String>,
    pub post_logout_redirect_uri: Option<String>,
    pub state: Option<String>,
}

endpoint!(LogoutPage => Page, Console GET "/oauth2/logout", open);

/// The script `DDLogin` for sites of the older generation.
#[wire]
pub struct DdLoginScript {}

endpoint!(DdLoginScript => Page, Console GET "/ddLogin.js", open);

/// The script `DTFrameLogin`.
#[wire]
pub struct FrameLoginScript {}

endpoint!(FrameLoginScript => Page, Console GET "/h5-dingtalk-login/0.21.0/ddlogin.js", open);

/// Begins a sign-in: what a page does when it opens, with its own address.
#[wire]
pub struct LoginBegin {
    #[limit(max_len = 64)]
    pub path: String,
    /// Without the question mark.
    #[limit(max_len = 8000)]
    pub query: String,
}

#[wire(camel)]
pub struct LoginBeginReply {
    /// The page's own key to this sign-in.
    pub key: String,
    /// What the QR code leads to: a page of the workbench on a phone.
    pub scan_url: String,
    pub expires_ms: i64,
    pub app_name: String,
    pub app_icon: Option<String>,
    pub corp_name: String,
    /// The page stands in a frame of the app's site and tells it the outcome.
    pub frame: bool,
    /// The site's page expects the old form of the outcome, a bare `loginTmpCode`.
    pub old_form: bool,
    /// The origins that may be told.
    pub origins: Vec<String>,
    /// The site will learn the person's organisation.
    pub asks_corp: bool,
    /// Who is signed in in this browser, and could go on with one click.
    pub person: Option<LoginPerson>,
}

#[wire(camel)]
pub struct LoginPerson {
    pub name: String,
    pub avatar: Option<String>,
    pub corp_name: String,
}

endpoint!(LoginBegin => LoginBeginReply, Console POST "/console/api/login/begin", open);

/// How far a sign-in is; waits a while for it to go on.
#[wire(camel)]
pub struct LoginLook {
    #[limit(max_len = 64)]
    pub key: String,
    /// What the page knows; another state is answered at once.
    pub known: Option<LoginState>,
    #[limit(min = 0, max = 25000)]
    pub wait_ms: Option<i64>,
}

#[wire]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum LoginState {
    Waiting,
    Scanned,
    Agreed,
    Refused,
}

#[wire(camel)]
pub struct LoginLookReply {
    pub state: LoginState,
    /// Who scanned.
    pub name: Option<String>,
    /// Where the browser goes now, once agreed or refused.
    pub redirect_url: Option<String>,
    /// The old form's outcome for a page in a frame.
    pub login_tmp_code: Option<String>,
}

endpoint!(LoginLook => LoginLookReply, Console POST "/console/api/login/look", open);

/// Signs in at the site with a mobile number and a password; no session of the workbench is begun.
#[wire(camel)]
pub struct LoginPassword {
    #[limit(max_len = 64)]
    pub key: String,
    #[limit(max_len = 32)]
    pub mobile: String,
    #[limit(max_len = 256)]
    pub password: String,
    /// Six digits, or a recovery code, of those who use a second factor.
    #[limit(max_len = 32)]
    pub otp: Option<String>,
    /// Which organisation, for people of several; the first when absent.
    pub corp_id: Option<CorpId>,
}

endpoint!(LoginPassword => LoginLookReply, Console POST "/console/api/login/password", open);

/// Signs in at the site as whoever is signed in in this browser.
#[wire(camel)]
pub struct LoginContinue {
    #[limit(max_len = 64)]
    pub key: String,
}

endpoint!(LoginContinue => LoginLookReply, Console POST "/console/api/login/continue", person);

/// Somebody who is signed in on a phone scanned the QR code; tells what they are asked.
#[wire(camel)]
pub struct ScanOpen {
    #[limit(max_len = 64)]
    pub ticket: String,
}

#[wire(camel)]
pub struct ScanOpenReply {
    pub app_name: String,
    pub app_icon: Option<String>,
    pub corp_name: String,
    /// Where the sign-in leads, such as `https://shop.example`.
    pub site: String,
    pub asks_corp: bool,
    pub expires_ms: i64,
}

endpoint!(ScanOpen => ScanOpenReply, Console POST "/console/api/me/scan/open", person);

/// The person's answer.
#[wire(camel)]
pub struct ScanAnswer {
    #[limit(max_len = 64)]
    pub ticket: String,
    pub agree: bool,
}

endpoint!(ScanAnswer => Empty, Console POST "/console/api/me/scan/answer", person);

/// Gets a person's token by an authorization code, or renews it.
#[wire(camel)]
pub struct UserTokenGet {
    pub client_id: String,
    pub client_secret: String,
    #[limit(max_len = 128)]
    pub code: Option<String>,
    #[limit(max_len = 128)]
    pub refresh_token: Option<String>,
    /// `authorization_code` or `refresh_token`.
    pub grant_type: String,
}

#[wire(camel)]
pub struct UserTokenGetReply {
    pub access_token: String,
    /// Good for 30 days.
    pub refresh_token: String,
    /// Seconds.
    pub expire_in: i64,
    /// The organisation that the person chose; absent unless it was asked for.
    pub corp_id: Option<CorpId>,
}

endpoint!(UserTokenGet => UserTokenGetReply, V1 POST "/v1.0/oauth2/userAccessToken", open);

/// Tells whose token it is: `me`, or the person's own unionid.
#[wire(camel)]
pub struct ContactUserGet {
    pub union_id: UnionId,
}

#[wire(camel)]
pub struct ContactUserGetReply {
    pub nick: String,
    pub avatar_url: String,
    /// Only for an app that may read the field.
    pub mobile: Option<String>,
    pub open_id: String,
    pub union_id: UnionId,
    /// Only for an app that may read the field.
    pub email: Option<String>,
    pub state_code: Option<String>,
}

endpoint!(ContactUserGet => ContactUserGetReply, V1 GET "/v1.0/contact/users/{unionId}", user);

endpoints![LoginBegin, LoginLook, LoginPassword, LoginContinue, ScanOpen, ScanAnswer, UserTokenGet, ContactUserGet,];
