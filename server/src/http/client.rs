//! Who a client is: the other end of its connection, or whom a proxy of ours names.

use crate::{config::TrustedProxies, quota::ClientAddress};
use axum::{Router, body::Body, extract::FromRequestParts};
use http::{HeaderMap, Request, Response, request::Parts};
use hyper::{body::Incoming, service::Service};
use hyper_util::service::TowerToHyperService;
use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

/// The client that a request is counted for; none if it comes from a proxy of ours that names nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Client(pub(super) Option<ClientAddress>);

impl<S: Send + Sync> FromRequestParts<S> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or(Self(None)))
    }
}

/// The other end of a connection.
#[derive(Clone, Debug)]
pub(super) enum Peer {
    /// Somebody who speaks for themselves.
    Client(ClientAddress),
    /// One of these, who speaks for others.
    Proxy(TrustedProxies),
}

impl Peer {
    pub(super) fn new(address: IpAddr, proxies: &TrustedProxies) -> Self {
        if proxies.contains(address) { Self::Proxy(proxies.clone()) } else { Self::Client(address.into()) }
    }

    /// Whom the connection is counted for. A proxy's are everybody's.
    pub(super) const fn of_connection(&self) -> Client {
        match self {
            Self::Client(address) => Client(Some(*address)),
            Self::Proxy(_) => Client(None),
        }
    }

    /// Whom a request is counted for. Each proxy adds to the right whom it was asked by. So the first from there that is
    /// no proxy of ours is the client, and what stands before is that client's own word.
    pub(super) fn of_request(&self, headers: &HeaderMap) -> Client {
        let Self::Proxy(proxies) = self else { return self.of_connection() };
        let lines = headers.get_all("x-forwarded-for").iter().rev();
        let entries = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(',').map(address));
        let client = entries.map_while(|address| address).find(|address| !proxies.contains(*address));
        Client(client.map(ClientAddress::from))
    }
}

/// The router for the requests of one connection, each of which is told whom it is counted for.
pub(super) struct PeerRouter {
    router: TowerToHyperService<Router>,
    peer: Peer,
}

impl PeerRouter {
    pub(super) fn new(router: Router, peer: Peer) -> Self {
        Self { router: TowerToHyperService::new(router), peer }
    }

    /// Whom a request is counted for.
    pub(super) fn client<B>(&self, request: &Request<B>) -> Client {
        self.peer.of_request(request.headers())
    }

    /// Answers a request.
    pub(super) fn answer(
        &self,
        mut request: Request<Incoming>,
    ) -> impl Future<Output = Result<Response<Body>, Infallible>> + Send + use<> {
        let client = self.client(&request);
        request.extensions_mut().insert(client);
        self.router.call(request)
    }
}

/// The address in an entry, which may have a port.
fn address(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let with_port = || entry.parse().map(|address: SocketAddr| address.ip());
    let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
    bare.parse().or_else(|_| with_port()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &[&str]) -> Option<ClientAddress> {
        let proxies = "10.0.0.0/8, fd00::/8".parse().unwrap();
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        Peer::new(peer.parse().unwrap(), &proxies).of_request(&headers).0
    }

    fn is(address: &str) -> Option<ClientAddress> {
        Some(address.parse::<IpAddr>().unwrap().into())
    }

    #[test]
    fn who_is_no_proxy_speaks_for_itself() {
        assert_eq!(seen("192.0.2.1", &[]), is("192.0.2.1"));
        assert_eq!(seen("192.0.2.1", &["198.51.100.1"]), is("192.0.2.1"));
        assert_eq!(seen("::ffff:192.0.2.1", &["10.0.0.1"]), is("192.0.2.1"));
    }

    #[test]
    fn a_proxy_names_the_client() {
        assert_eq!(seen("10.0.0.1", &["198.51.100.1"]), is("198.51.100.1"));
        assert_eq!(seen("10.0.0.1", &["198.51.100.1, 10.0.0.2"]), is("198.51.100.1"));
        assert_eq!(seen("fd00::1", &["198.51.100.1", "10.0.0.3,10.0.0.2"]), is("198.51.100.1"));
        assert_eq!(seen("10.0.0.1", &["198.51.100.1:4711"]), is("198.51.100.1"));
        assert_eq!(seen("10.0.0.1", &["[2001:db8::1]:4711"]), is("2001:db8::1"));
        assert_eq!(seen("10.0.0.1", &["[2001:db8::1]"]), is("2001:db8::1"));
    }

    #[test]
    fn what_a_client_says_before_it_does_not_count() {
        for forged in ["203.0.113.9, 198.51.100.1", "10.0.0.9, 198.51.100.1", "?, 198.51.100.1, 10.0.0.2"] {
            assert_eq!(seen("10.0.0.1", &[forged]), is("198.51.100.1"), "{forged}");
        }
        assert_eq!(seen("10.0.0.1", &["203.0.113.9", "198.51.100.1"]), is("198.51.100.1"));
    }

    #[test]
    fn a_proxy_that_names_nobody_is_not_counted() {
        for nobody in [&[][..], &[""], &["10.0.0.2"], &["unknown"], &["192.0.2.1, unknown"], &["é"]] {
            assert_eq!(seen("10.0.0.1", nobody), None, "{nobody:?}");
        }
    }
}
