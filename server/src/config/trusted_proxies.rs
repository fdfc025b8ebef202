use ipnet::IpNet;
use std::{net::IpAddr, str::FromStr, sync::Arc};

/// Proxies of ours: what they say of a client is believed.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Arc<[IpNet]>);

impl TrustedProxies {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is one of them. An address of IPv4 may stand as IPv6 writes it, `::ffff:a.b.c.d`.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl FromStr for TrustedProxies {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let networks = text.split(',').map(str::trim).filter(|network| !network.is_empty());
        networks.map(network).collect::<Result<_, _>>().map(Self)
    }
}

fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    let malformed = |_| format!("{text} is neither an address nor a network such as 10.0.0.0/8");
    text.parse().or_else(|_| address()).map_err(malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusted(networks: &str, address: &str) -> bool {
        networks.parse::<TrustedProxies>().unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn networks_and_addresses() {
        assert!(!trusted("", "127.0.0.1"));
        assert!(trusted("127.0.0.1", "127.0.0.1") && !trusted("127.0.0.1", "127.0.0.2"));
        let private = "10.0.0.0/8, 172.16.0.0/12,192.168.0.0/16, fd00::/8";
        for address in ["10.255.0.1", "172.31.9.9", "192.168.0.1", "fd12::1", "::ffff:10.1.1.1"] {
            assert!(trusted(private, address), "{address}");
        }
        for address in ["11.0.0.1", "172.32.0.1", "192.169.0.1", "fe80::1", "::1", "2001:db8::a00:1"] {
            assert!(!trusted(private, address), "{address}");
        }
        assert!(trusted("0.0.0.0/0", "198.51.100.7") && !trusted("0.0.0.0/0", "2001:db8::1"));
        assert!(trusted("::/0", "2001:db8::1") && trusted("2001:db8::1/128", "2001:db8::1"));
    }

    #[test]
    fn what_is_neither_is_refused() {
        for text in
            ["proxy", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "fd00::/129", "10.0.0.1:80", "10.0.0/8"]
        {
            assert!(text.parse::<TrustedProxies>().is_err(), "{text}");
        }
    }
}
