//! Where a call comes from.
//!
//! A peer's own address, unless the peer is a proxy that the configuration trusts: then the last address of `X-Forwarded-For`
//! that is not itself a trusted proxy. Whatever stands further to the left was written by the caller and is not believed;
//! from anybody else the header counts for nothing. What can't be read as an address ends the search at the proxy before it.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// A list of networks.
#[derive(Clone, Debug, Default)]
pub struct Networks(Vec<IpNet>);

impl Networks {
    /// Addresses and networks, such as `10.0.0.0/8`; `Err` is the one that is neither.
    pub fn read<T: AsRef<str>>(list: &[T]) -> Result<Networks, String> {
        let one = |text: &T| {
            let text = text.as_ref().trim();
            text.parse::<IpNet>()
                .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
                .map_err(|_| format!("{text} is neither an address nor a network such as 10.0.0.0/8"))
        };
        list.iter().map(one).collect::<Result<_, _>>().map(Networks)
    }

    pub fn contains(&self, ip: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&ip))
    }
}

/// The caller's address; see the module's essay.
pub fn client(peer: SocketAddr, headers: &HeaderMap, trusted: &Networks) -> IpAddr {
    let mut ip = peer.ip().to_canonical();
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let forwarded: Vec<&str> = forwarded.flat_map(|value| value.split(',')).collect();
    for text in forwarded.into_iter().rev() {
        if !trusted.contains(ip) {
            break;
        }
        match address(text.trim()) {
            Some(before) => ip = before,
            None => break,
        }
    }
    ip
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let ip = text.parse().or_else(|_| text.parse::<SocketAddr>().map(|addr| addr.ip()));
    ip.or_else(|_| text.trim_start_matches('[').trim_end_matches(']').parse()).ok().map(|ip: IpAddr| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_trusted_proxy_says_counts() {
        let trusted = Networks::read(&["10.0.0.0/8", "127.0.0.1", "fd00::/8"]).unwrap();
        let cases: [(&str, &[&str], &str); 11] = [
            ("127.0.0.1:1", &[], "127.0.0.1"),
            ("127.0.0.1:1", &["203.0.113.7"], "203.0.113.7"),
            ("127.0.0.1:1", &["1.2.3.4, 203.0.113.7"], "203.0.113.7"),
            ("127.0.0.1:1", &["203.0.113.7, 10.1.1.1"], "203.0.113.7"),
            ("127.0.0.1:1", &["203.0.113.7", "10.1.1.1"], "203.0.113.7"),
            ("127.0.0.1:1", &["10.2.2.2, 10.1.1.1"], "10.2.2.2"),
            ("127.0.0.1:1", &["203.0.113.7:4711"], "203.0.113.7"),
            ("127.0.0.1:1", &["1.2.3.4, unknown"], "127.0.0.1"),
            ("[fd00::1]:1", &["[2001:db8::1]:80"], "2001:db8::1"),
            ("203.0.113.9:1", &["1.2.3.4"], "203.0.113.9"),
            ("[::ffff:127.0.0.1]:1", &["::ffff:203.0.113.7"], "203.0.113.7"),
        ];
        for (peer, headers, expected) in cases {
            let mut map = HeaderMap::new();
            for value in headers {
                map.append("x-forwarded-for", value.parse().unwrap());
            }
            let found = client(peer.parse().unwrap(), &map, &trusted);
            assert_eq!(found, expected.parse::<IpAddr>().unwrap(), "{peer} {headers:?}");
        }
        assert!(Networks::read(&["10.0.0.0/33"]).is_err() && Networks::read(&["example.com"]).is_err());
    }
}
