use std::{
    net::{IpAddr, Ipv6Addr},
    str::FromStr,
    sync::Arc,
};

/// Proxies of ours: what they say of a client is believed.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Arc<[Network]>);

/// Addresses that begin with the same bits. One of IPv4 stands as IPv6 writes it, `::ffff:a.b.c.d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    first: Ipv6Addr,
    bits: u32,
}

impl TrustedProxies {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is one of them.
    pub fn contains(&self, address: IpAddr) -> bool {
        !self.0.is_empty() && self.0.iter().any(|network| network.contains(mapped(address)))
    }
}

impl FromStr for TrustedProxies {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let networks = text.split(',').map(str::trim).filter(|network| !network.is_empty());
        networks.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl Network {
    fn contains(self, address: Ipv6Addr) -> bool {
        let differing = self.first.to_bits() ^ address.to_bits();
        differing.leading_zeros() >= self.bits
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let malformed = || format!("{text} is neither an address nor a network such as 10.0.0.0/8");
        let (address, bits) =
            text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| malformed())?;
        let all = if address.is_ipv4() { 32 } else { 128 };
        let bits: u32 = bits.map_or(Ok(all), str::parse).map_err(|_| malformed())?;
        if bits > all {
            return Err(malformed());
        }
        Ok(Self { first: mapped(address), bits: bits + 128 - all })
    }
}

fn mapped(address: IpAddr) -> Ipv6Addr {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    }
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
