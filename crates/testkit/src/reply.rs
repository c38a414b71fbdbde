//! What came back, and what a test says about it. Every assertion shows the whole reply when it fails.

use std::ops::Index;

use serde_json::Value;

/// An HTTP reply with any bytes.
pub struct Fetched {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Fetched {
    /// A header's text; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// An HTTP reply with a JSON body.
pub struct Reply {
    pub status: u16,
    pub body: Value,
    pub(crate) asked: String,
}

impl Reply {
    /// Success in any of the three styles; gives the body.
    #[track_caller]
    pub fn ok(self) -> Value {
        let good = self.status == 200 && self.body["errcode"].as_i64().unwrap_or(0) == 0;
        assert!(good, "{} should succeed: HTTP {} {}", self.asked, self.status, self.body);
        self.body
    }

    /// Refused on oapi with this errcode; a code of the gateway may be wrapped in 88.
    #[track_caller]
    pub fn refused(self, errcode: i64) -> Value {
        let plain = self.body["errcode"].as_i64();
        let wrapped = (plain == Some(88)).then(|| self.body["sub_code"].as_str().and_then(|c| c.parse().ok())).flatten();
        assert!(
            self.status == 200 && (plain == Some(errcode) || wrapped == Some(errcode)),
            "{} should be refused with {errcode}: HTTP {} {}",
            self.asked,
            self.status,
            self.body
        );
        assert!(self.body["request_id"].is_string(), "{}: a refusal carries a request_id: {}", self.asked, self.body);
        self.body
    }

    /// Refused with this errcode, and the message names the field.
    #[track_caller]
    pub fn refused_for(self, errcode: i64, field: &str) -> Value {
        let asked = self.asked.clone();
        let body = self.refused(errcode);
        let message = body["errmsg"].as_str().unwrap_or_default();
        assert!(message.contains(field), "{asked}: the message should name {field}: {body}");
        body
    }

    /// Refused on v1.0 or on a console with this HTTP status and code.
    #[track_caller]
    pub fn refused_http(self, status: u16, code: &str) -> Value {
        let fits = self.status == status && self.body["code"] == code;
        assert!(fits, "{} should be refused with {status} {code}: HTTP {} {}", self.asked, self.status, self.body);
        self.body
    }
}

impl Index<&str> for Reply {
    type Output = Value;
    fn index(&self, key: &str) -> &Value {
        &self.body[key]
    }
}
