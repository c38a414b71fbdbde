//! The older gateway's one address, `/router/rest`, which `dingtalk-sdk` from PyPI still sends its work notifications to.
//!
//! Everything is in the query: `method=dingtalk.oapi.message.corpconversation.asyncsend_v2` names the API, `session` is the
//! access token. The call is carried on as the API's own path; the reply is the API's own, which those clients accept.

/// Path and query of the API that a call of the router is for; `None` for every other path.
pub(crate) fn route(path: &str, query: Option<&str>) -> Option<(String, String)> {
    if path != "/router/rest" {
        return None;
    }
    let mut target = String::from("/topapi/");
    let mut rest = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        match &*name {
            "method" => {
                let plain = value.strip_prefix("dingtalk.oapi.").or_else(|| value.strip_prefix("dingtalk.corp."));
                target.push_str(&plain.unwrap_or(&value).replace('.', "/"));
            }
            "session" => {
                rest.append_pair("access_token", &value);
            }
            _ => {
                rest.append_pair(&name, &value);
            }
        }
    }
    Some((target, rest.finish()))
}

#[cfg(test)]
mod tests {
    use super::route;

    #[test]
    fn a_call_of_the_router_is_one_of_the_api() {
        let query = "method=dingtalk.oapi.message.corpconversation.asyncsend_v2&session=T%2B1&agent_id=7&v=2.0";
        let (path, query) = route("/router/rest", Some(query)).unwrap();
        assert_eq!(path, "/topapi/message/corpconversation/asyncsend_v2");
        assert_eq!(query, "access_token=T%2B1&agent_id=7&v=2.0");
        let progress = route("/router/rest", Some("method=dingtalk.corp.message.corpconversation.getsendprogress"));
        assert_eq!(progress.unwrap().0, "/topapi/message/corpconversation/getsendprogress");
        assert!(route("/topapi/x", None).is_none());
    }
}
