//! Which addresses may be called.
//!
//! An address that a stranger wrote into a form must not make this server knock at doors that only it can reach: its own
//! ports, the private network around it, a cloud's metadata service. So everything that is not public is refused, unless the
//! configuration allows its network. The judgement is made on the address that is connected to, after the name was resolved
//! here; a name that answers differently the second time gains nothing, because there is no second time.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    str::FromStr,
    sync::Arc,
};

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// What may be called besides public addresses.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    allow: Vec<IpNet>,
    loopback: bool,
}

/// A network in the configuration that can't be read.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is neither an address nor a network such as 10.1.0.0/16")]
pub struct BadNetwork(String);

/// The address is not one that may be called.
#[derive(Debug, thiserror::Error)]
#[error("{host} is at {at}, which is not a public address")]
pub struct Forbidden {
    pub host: String,
    pub at: String,
}

impl Guard {
    /// `allow`: networks and addresses, separated by commas. `loopback`: this machine too, for dev mode.
    pub fn new(allow: &str, loopback: bool) -> Result<Guard, BadNetwork> {
        let networks = allow.split(',').map(str::trim).filter(|text| !text.is_empty()).map(network);
        Ok(Guard { allow: networks.collect::<Result<_, _>>()?, loopback })
    }

    pub fn permits(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        is_public(ip) || (self.loopback && ip.is_loopback()) || self.allow.iter().any(|net| net.contains(&ip))
    }
}

fn network(text: &str) -> Result<IpNet, BadNetwork> {
    IpNet::from_str(text)
        .ok()
        .or_else(|| Some(IpNet::from(IpAddr::from_str(text).ok()?)))
        .ok_or_else(|| BadNetwork(text.to_owned()))
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(a == 0
        || ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        // A public address at which one cloud answers its machines about themselves.
        || ip == Ipv4Addr::new(168, 63, 129, 16))
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let s = ip.segments();
    // Addresses that carry an IPv4 address lead to it.
    let carried = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match s {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => carried(high, low),
        [0x2002, high, low, ..] => carried(high, low),
        // Only 2000::/3 is given out; the special networks in it are named.
        _ => (s[0] & 0xe000) == 0x2000 && !(s[0] == 0x2001 && (s[1] < 0x200 || s[1] == 0xdb8)) && s[0] != 0x3fff,
    }
}

/// Resolves names with the system's resolver and gives only addresses out that may be called; the client connects to these and
/// asks nobody again.
pub(crate) struct Resolver(pub(crate) Arc<Guard>);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.0.clone();
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let (good, bad): (Vec<_>, Vec<_>) = found.into_iter().partition(|addr| guard.permits(addr.ip()));
            // One forbidden address among good ones is an attempt, not an accident.
            match bad.first() {
                None => Ok(Box::new(good.into_iter()) as Addrs),
                Some(bad) => {
                    Err(Box::new(Forbidden { host, at: bad.ip().to_string() }) as Box<dyn std::error::Error + Send + Sync>)
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_called() {
        let guard = Guard::default();
        let permits = |text: &str| guard.permits(text.parse().unwrap());
        for public in
            ["8.8.8.8", "100.128.0.1", "172.32.0.1", "2400:3200::1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
        {
            assert!(permits(public), "{public}");
        }
        for other in [
            "0.0.0.0",
            "10.0.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.9.9.9",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:a9fe:a9fe",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "::7f00:1",
        ] {
            assert!(!permits(other), "{other}");
        }
    }

    #[test]
    fn the_configuration_opens_networks_and_dev_mode_this_machine() {
        let guard = Guard::new("10.1.0.0/16, 192.168.1.5,fd00::/8", false).unwrap();
        let permits = |text: &str| guard.permits(text.parse().unwrap());
        assert!(permits("10.1.2.3") && permits("::ffff:10.1.2.3") && permits("192.168.1.5") && permits("fd12::1"));
        assert!(!permits("10.2.0.1") && !permits("192.168.1.6") && !permits("127.0.0.1"));
        let dev = Guard::new("", true).unwrap();
        assert!(dev.permits("127.0.0.1".parse().unwrap()) && dev.permits("::1".parse().unwrap()));
        assert!(!dev.permits("169.254.169.254".parse().unwrap()));
        assert!(Guard::new("internal.example", false).is_err());
    }
}
