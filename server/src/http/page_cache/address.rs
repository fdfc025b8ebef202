//! Which page an address is of, and what of the address matters to it.

use http::Uri;
use jari_core::domain::{BlockId, Language, MatchId};
use std::{borrow::Cow, fmt::Display, str::FromStr};

/// The longest address, in bytes, whose page is kept.
const MOST: usize = 512;

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The list of matches.
    Matches,
    /// A match.
    Match(MatchId),
    /// A block of a match.
    Block(MatchId, BlockId),
}

impl Place {
    /// The one match that it is of; none of the list of all.
    pub(super) const fn match_id(self) -> Option<MatchId> {
        match self {
            Self::Matches => None,
            Self::Match(id) | Self::Block(id, _) => Some(id),
        }
    }
}

/// The address of a page that may be the same for everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageAddress {
    pub(super) language: Language,
    pub(super) place: Place,
    /// The path, and what matters of the query. Pages with the same one are the same.
    pub(super) text: String,
}

impl PageAddress {
    /// What an address is of. Another way to write it is none of these: its page says how it was asked for.
    pub(super) fn of(address: &Uri) -> Option<Self> {
        let path = address.path();
        let mut parts = path.strip_prefix('/')?.split('/');
        let language = parts.next()?.parse::<Language>().ok()?;
        let place = match (parts.next(), parts.next(), parts.next(), parts.next(), parts.next()) {
            (None, ..) => Place::Matches,
            (Some("matches"), Some(id), None, ..) => Place::Match(as_written(id)?),
            (Some("matches"), Some(id), Some("blocks"), Some(block), None) => {
                Place::Block(as_written(id)?, as_written(block)?)
            }
            _ => return None,
        };
        let query = mattering(address.query().unwrap_or_default());
        let text = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        (text.len() <= MOST).then_some(Self { language, place, text })
    }
}

/// An id that is written as we write it.
fn as_written<T: FromStr + Display>(text: &str) -> Option<T> {
    text.parse().ok().filter(|id: &T| id.to_string() == text)
}

/// A query without what advertisers and newsletters add to addresses: no page of ours looks at that, and it may be another one
/// for each who comes. All else may matter.
fn mattering(query: &str) -> Cow<'_, str> {
    let is_added = |pair: &str| {
        let name = pair.split('=').next().unwrap_or_default();
        name.is_empty()
            || name.starts_with("utm_")
            || [
                "fbclid", "gclid", "gbraid", "wbraid", "msclkid", "igshid", "ttclid", "twclid", "mc_cid",
                "mc_eid",
            ]
            .contains(&name)
    };
    if query.split('&').any(is_added) {
        query.split('&').filter(|pair| !is_added(pair)).collect::<Vec<_>>().join("&").into()
    } else {
        query.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Option<(Language, Place, String)> {
        let found = PageAddress::of(&address.parse().unwrap())?;
        Some((found.language, found.place, found.text))
    }

    #[test]
    fn an_address_says_which_page_it_is_of() {
        let (id, block) = (MatchId(12), BlockId(3));
        for (address, language, place, text) in [
            ("/ko", Language::Ko, Place::Matches, "/ko"),
            ("/en?", Language::En, Place::Matches, "/en"),
            ("/en/matches/12", Language::En, Place::Match(id), "/en/matches/12"),
            ("http://jari.kr/ko/matches/12", Language::Ko, Place::Match(id), "/ko/matches/12"),
            ("/ko/matches/12/blocks/3", Language::Ko, Place::Block(id, block), "/ko/matches/12/blocks/3"),
            (
                "/ko/matches/12/blocks/3?seat=4&utm_source=mail&gclid=x",
                Language::Ko,
                Place::Block(id, block),
                "/ko/matches/12/blocks/3?seat=4",
            ),
            ("/ko?utm_id=7&&fbclid", Language::Ko, Place::Matches, "/ko"),
            ("/ko?b=2&a=1&utm=1", Language::Ko, Place::Matches, "/ko?b=2&a=1&utm=1"),
        ] {
            assert_eq!(of(address), Some((language, place, text.to_owned())), "{address}");
        }
    }

    #[test]
    fn what_is_written_in_another_way_is_none() {
        let long = format!("/ko?{}", "a".repeat(MOST));
        for address in [
            "/",
            "/ko/",
            "/KO",
            "/fr",
            "/matches/12",
            "/ko/matches",
            "/ko/matches/",
            "/ko/matches/12/",
            "/ko/matches/012",
            "/ko/matches/+12",
            "/ko/matches/first",
            "/ko/matches/%31",
            "/ko/matches/99999999999999999999",
            "/ko/matches/12/order",
            "/ko/matches/12/blocks",
            "/ko/matches/12/blocks/x",
            "/ko/matches/12/blocks/3/4",
            "/ko/orders",
            "*",
            &long,
        ] {
            assert_eq!(of(address), None, "{address}");
        }
    }
}
