//! The addresses of pages.

use jari_core::{
    domain::{BlockId, Language, MatchId},
    surface::address::BLOCK,
};

/// Every match.
pub fn path_of_matches(language: Language) -> String {
    format!("/{language}")
}

/// The orders of whoever asks.
pub fn path_of_orders(language: Language) -> String {
    format!("/{language}/orders")
}

/// Where an order is looked up that was made in another browser.
#[cfg(feature = "ssr")]
pub fn path_of_find(language: Language) -> String {
    format!("/{language}/orders/find")
}

/// One match.
pub fn path_of_match(language: Language, match_id: MatchId) -> String {
    format!("/{language}/matches/{match_id}")
}

/// A block of a match.
pub fn path_of_block(language: Language, match_id: MatchId, block_id: BlockId) -> String {
    format!("/{language}/matches/{match_id}/blocks/{block_id}")
}

/// The map of a match with a block in its middle. What else a query says stays said.
pub fn path_to_block(language: Language, match_id: MatchId, block_id: BlockId, query: &str) -> String {
    let mut path = format!("{}?{BLOCK}={block_id}", path_of_match(language, match_id));
    let said = query.trim_start_matches('?').split('&');
    for pair in said.filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(BLOCK)) {
        path.push('&');
        path.push_str(pair);
    }
    path
}

/// The match and the block whose page has this path; none if it is no such page's.
pub fn block_of_path(path: &str) -> Option<(MatchId, BlockId)> {
    let mut parts = without_language(path).trim_matches('/').split('/');
    let (Some("matches"), Some(match_id), Some("blocks"), Some(block_id), None) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    Some((match_id.parse().ok()?, block_id.parse().ok()?))
}

/// The language that a path begins with; none if it begins with no language.
pub fn language_of(path: &str) -> Option<Language> {
    path.strip_prefix('/')?.split('/').next()?.parse().ok()
}

/// What is left of a path without its language, as it would follow after another: `/matches/1` of `/ko/matches/1`, and nothing
/// of `/ko`.
pub fn without_language(path: &str) -> &str {
    let rest = match language_of(path) {
        Some(language) => path.get(1 + language.as_str().len()..).unwrap_or_default(),
        None => path,
    };
    if rest == "/" { "" } else { rest }
}

/// The same place in a language: a path and its query, which may stand with its question mark or without.
pub fn in_language(language: Language, path: &str, query: &str) -> String {
    let query = query.trim_start_matches('?');
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/{language}{}{mark}{query}", without_language(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{En, Ko};

    #[test]
    fn a_path_says_its_language() {
        for (path, language, rest) in [
            ("/ko", Some(Ko), ""),
            ("/en/", Some(En), ""),
            ("/en/matches/1", Some(En), "/matches/1"),
            ("/", None, ""),
            ("", None, ""),
            ("/matches/1", None, "/matches/1"),
            ("/english", None, "/english"),
            ("/EN", None, "/EN"),
            ("en", None, "en"),
        ] {
            assert_eq!((language_of(path), without_language(path)), (language, rest), "{path}");
        }
    }

    #[test]
    fn a_block_is_found_on_the_map() {
        let to = |query| path_to_block(En, MatchId(1), BlockId(2), query);
        assert_eq!(to(""), "/en/matches/1?block=2");
        assert_eq!(to("?seat=3&party=2"), "/en/matches/1?block=2&seat=3&party=2");
        assert_eq!(to("block=9&&error=SEAT_TAKEN"), "/en/matches/1?block=2&error=SEAT_TAKEN");
        for (path, of) in [
            (path_of_block(Ko, MatchId(1), BlockId(2)).as_str(), Some((MatchId(1), BlockId(2)))),
            ("/ko/matches/1/blocks/2/", Some((MatchId(1), BlockId(2)))),
            ("/ko/matches/1/blocks/x", None),
            ("/ko/matches/1/blocks/2/seats", None),
            ("/ko/matches/1", None),
        ] {
            assert_eq!(block_of_path(path), of, "{path}");
        }
    }

    #[test]
    fn a_place_is_the_same_in_every_language() {
        assert_eq!(in_language(En, "/ko/matches/1/blocks/2", "?seat=3"), "/en/matches/1/blocks/2?seat=3");
        assert_eq!(in_language(En, "/ko/matches/1", "seat=3"), "/en/matches/1?seat=3");
        assert_eq!(in_language(En, "/ko//evil.example", "?"), "/en//evil.example");
        assert_eq!(in_language(Ko, "/en", ""), "/ko");
        assert_eq!(in_language(Ko, "/", ""), "/ko");
        assert_eq!(in_language(En, "/nowhere", ""), "/en/nowhere");
        for language in Language::ALL {
            let paths = [
                path_of_matches(language),
                path_of_match(language, MatchId(1)),
                path_of_orders(language),
                path_of_find(language),
                path_of_block(language, MatchId(1), BlockId(2)),
            ];
            for path in paths {
                assert_eq!(language_of(&path), Some(language));
                assert_eq!(in_language(language, &path, ""), path);
            }
        }
    }
}
