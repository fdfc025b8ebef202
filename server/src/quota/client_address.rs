//! By what a client is counted.

use std::{net::IpAddr, num::NonZeroU64};

/// What is one client to us, in one number: an IPv4 address, or the network that an IPv6 address is in. A household or a
/// machine has at least a /64 of IPv6 to itself, and could take another address of it for each connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(NonZeroU64);

/// Sets IPv4 addresses apart: no network of IPv6 that is in use begins with 31 zeros.
const IPV4: u64 = 1 << 32;

impl From<IpAddr> for ClientAddress {
    fn from(address: IpAddr) -> Self {
        let number = match address.to_canonical() {
            IpAddr::V4(address) => IPV4 | u64::from(address.to_bits()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                [a, b, c, d].into_iter().fold(0, |number, segment| (number << 16) | u64::from(segment))
            }
        };
        // The network of zeros is this machine's own.
        Self(NonZeroU64::new(number).unwrap_or(NonZeroU64::MIN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> ClientAddress {
        ClientAddress::from(text.parse::<IpAddr>().unwrap())
    }

    #[test]
    fn an_ipv4_address_is_one_client() {
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.1"));
        assert_ne!(of("0.0.0.0"), of("::"));
    }

    #[test]
    fn a_network_of_ipv6_is_one_client() {
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("::1"), of("127.0.0.1"));
    }
}
