//! Signing in at outside sites.
//!
//! ```text
//! page     the browser comes with client_id and redirect_uri: the web app's page, framed by registered origins only    page
//! begin    the page shows its own address: checked, written down, a QR code for it                                     request
//! agree    by a scan and an answer on the phone, by password, or by the session of this browser                        request
//! code     the page asks how far it is and is told where to go, with a code                                            request
//! token    the site's server exchanges the code                                                                        token, oidc
//! ```
//!
//! The older generation is the same with other names; its code is exchanged by `sns/getuserinfo_bycode`, and its framed QR code
//! gives the site a `loginTmpCode` that leads through `sns_authorize` to the code. Nothing is sent to an address that the app
//! has not registered: a wrong one ends at our own page. A site in a frame can't reach the session's cookie, so everything goes
//! by the page's own key, which is no secret of the QR code: whoever photographs the code can't collect the outcome.

pub mod oidc;
pub mod page;
pub mod request;
pub mod token;

use hobnail_store::Query;
use hobnail_wire::{AgentId, CorpId, Fault, Outcome, codes};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::store::{app, entry, token as keys};

/// Which generation a request is of, and what it ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// `/oauth2/auth`: an authorization code.
    Oauth,
    /// `/connect/…`: an sns code.
    Sns,
    /// `/login/qrcode.htm`: a `loginTmpCode`.
    Framed,
}

/// What a site asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    pub form: Form,
    pub client_id: String,
    pub redirect_uri: String,
    pub state: Option<String>,
    /// Words of `scope`.
    pub scope: Vec<String>,
    pub nonce: Option<String>,
    /// PKCE, method S256.
    pub challenge: Option<String>,
    /// `iframe=true`: the page stands in a frame of the site.
    pub frame: bool,
    /// The only organisation that may be chosen.
    pub exclusive: Option<String>,
}

impl Asked {
    /// From the address of a page. Refused: an unknown page, what no browser may ask for (a wrong response_type, PKCE of another method).
    pub fn parse(path: &str, query: &str) -> Outcome<Asked> {
        let fault = |field: &str, why: &'static str| Fault::new(&codes::LOGIN_REQUEST).field(field).detail(why);
        let mut pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let form = match path {
            "/oauth2/auth" | "/oauth2/challenge.htm" => Form::Oauth,
            "/connect/qrconnect" | "/connect/oauth2/sns_authorize" => Form::Sns,
            "/login/qrcode.htm" => {
                let goto = pairs.iter().find(|(name, _)| name == "goto").map(|(_, value)| value.clone());
                let goto = goto.ok_or_else(|| fault("goto", "缺少 goto"))?;
                let inner = goto.split_once('?').map_or("", |(_, query)| query).to_owned();
                pairs = form_urlencoded::parse(inner.as_bytes()).into_owned().collect();
                Form::Framed
            }
            _ => return Err(fault("path", "没有这个登录页面")),
        };
        let get = |name: &str| pairs.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.clone());
        let id = if form == Form::Oauth { "client_id" } else { "appid" };
        if get("response_type").is_some_and(|kind| kind != "code" && kind != "none") {
            return Err(fault("response_type", "只支持 code"));
        }
        if get("code_challenge").is_some() && get("code_challenge_method").as_deref() != Some("S256") {
            return Err(fault("code_challenge_method", "只支持 S256"));
        }
        Ok(Asked {
            form,
            client_id: get(id).ok_or_else(|| Fault::new(&codes::LOGIN_REQUEST).field(id).detail("缺少该参数"))?,
            redirect_uri: get("redirect_uri").ok_or_else(|| fault("redirect_uri", "缺少该参数"))?,
            state: get("state"),
            scope: get("scope").unwrap_or_default().split([' ', '+']).filter(|w| !w.is_empty()).map(str::to_owned).collect(),
            nonce: get("nonce"),
            challenge: get("code_challenge"),
            frame: form == Form::Framed || get("iframe").as_deref() == Some("true"),
            exclusive: (get("exclusiveLogin").as_deref() == Some("true")).then(|| get("exclusiveCorpId")).flatten(),
        })
    }

    /// The site learns the organisation of the person.
    pub fn asks_corp(&self) -> bool {
        self.form == Form::Oauth && self.scope.iter().any(|word| word == "corpid")
    }

    /// Where the browser goes with the outcome.
    pub fn back(&self, outcome: &[(&str, &str)]) -> String {
        let mut pairs = outcome.to_vec();
        if let Some(state) = &self.state {
            pairs.push(("state", state));
        }
        with_query(&self.redirect_uri, &pairs)
    }

    /// Scheme, host and port of the site.
    pub fn site(&self) -> String {
        Url::parse(&self.redirect_uri).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
    }
}

/// The app that a site's request names.
pub struct Site {
    pub corp: CorpId,
    pub agent_id: AgentId,
    pub name: String,
    pub icon: Option<String>,
    pub redirects: Vec<String>,
    /// The origins that may frame the page and be told the outcome.
    pub origins: Vec<String>,
}

/// The app behind a client id; refused when there is none, or it is out of use.
pub async fn site(q: &mut impl Query, client_id: &str) -> Outcome<Site> {
    let unknown = || Fault::new(&codes::LOGIN_REQUEST).field("client_id").detail("没有这个应用，或应用已停用");
    let key = keys::by_key(q, client_id).await?.ok_or_else(unknown)?;
    let card = app::find(q, &key.corp_id, key.agent_id).await?.filter(|card| card.enabled).ok_or_else(unknown)?;
    let redirects = entry::list(q, &key.corp_id, key.agent_id, entry::REDIRECT).await?;
    let domains = entry::list(q, &key.corp_id, key.agent_id, entry::DOMAIN).await?;
    let mut origins: Vec<String> = redirects.iter().chain(&domains).filter_map(|address| origin_of(address)).collect();
    origins.sort_unstable();
    origins.dedup();
    Ok(Site { corp: key.corp_id, agent_id: key.agent_id, name: card.name, icon: card.icon, redirects, origins })
}

/// The app, if the request's `redirect_uri` is one that it registered.
pub async fn checked(q: &mut impl Query, asked: &Asked) -> Outcome<Site> {
    let site = site(q, &asked.client_id).await?;
    if site.redirects.iter().any(|registered| fits(registered, &asked.redirect_uri)) {
        return Ok(site);
    }
    Err(Fault::new(&codes::REDIRECT_URI).field("redirect_uri").help("请在开发者后台「安全中心 › 重定向 URL」中登记该地址"))
}

/// Same origin and path; a registered origin without a path stands for all of its paths. The query is the site's own business.
fn fits(registered: &str, given: &str) -> bool {
    let (Some(registered), Some(given)) = (web_address(registered), web_address(given)) else { return false };
    registered.origin() == given.origin() && (registered.path() == "/" || registered.path() == given.path())
}

/// An http or https address without a name or password in it.
pub fn web_address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let web = matches!(url.scheme(), "http" | "https") && url.has_host();
    (web && url.username().is_empty() && url.password().is_none()).then_some(url)
}

fn origin_of(address: &str) -> Option<String> {
    let address = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
    web_address(&address).map(|url| url.origin().ascii_serialization())
}

/// An address with these added to its query.
pub fn with_query(address: &str, pairs: &[(&str, &str)]) -> String {
    match Url::parse(address) {
        Ok(mut url) => {
            url.query_pairs_mut().extend_pairs(pairs);
            url.into()
        }
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_fits_only_what_was_registered() {
        for (registered, given, fit) in [
            ("https://a.example/back", "https://a.example/back", true),
            ("https://a.example/back", "https://a.example/back?x=1", true),
            ("https://a.example/back", "https://a.example/back/more", false),
            ("https://a.example/back", "http://a.example/back", false),
            ("https://a.example", "https://a.example/any/path", true),
            ("https://a.example", "https://a.example:8443/", false),
            ("https://a.example", "https://a.example.evil/", false),
            ("https://a.example", "https://a.example@evil.example/", false),
            ("https://a.example", "javascript:alert(1)", false),
            ("https://a.example", "//a.example/", false),
            ("", "", false),
        ] {
            assert_eq!(fits(registered, given), fit, "{registered} {given}");
        }
    }

    #[test]
    fn addresses_are_read_in_both_generations() {
        let asked =
            Asked::parse("/oauth2/auth", "client_id=k&redirect_uri=https%3A%2F%2Fa.example%2F&scope=openid+corpid&state=s")
                .unwrap();
        assert_eq!((asked.form, asked.scope.len(), asked.asks_corp()), (Form::Oauth, 2, true));
        assert_eq!(asked.back(&[("code", "c")]), "https://a.example/?code=c&state=s");
        let goto = "goto=https%3A%2F%2Foapi%2Fconnect%2Foauth2%2Fsns_authorize%3Fappid%3Dk%26redirect_uri%3Dhttp%253A%252F%252Fa.example";
        let asked = Asked::parse("/login/qrcode.htm", goto).unwrap();
        assert_eq!((asked.form, asked.redirect_uri.as_str(), asked.frame), (Form::Framed, "http://a.example", true));
        for query in
            ["", "client_id=k", "client_id=k&redirect_uri=x&response_type=token", "client_id=k&redirect_uri=x&code_challenge=c"]
        {
            assert!(Asked::parse("/oauth2/auth", query).is_err(), "{query}");
        }
    }
}
