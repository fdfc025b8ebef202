//! The language that a client wants, by its `Accept-Language` (RFC 9110, 12.5.4), found by lookup (RFC 4647, 3.4).

use http::{HeaderMap, header};
use jari_core::domain::Language;
use std::cmp::Reverse;

/// So many ranges of one request are looked at. Browsers send a handful.
const MOST_RANGES: usize = 64;

/// What a client says of languages: `en-GB;q=0.8`.
struct Range<'a> {
    /// A tag, or the beginning of one, or `*`.
    text: &'a [u8],
    /// In thousandths; 0 means never.
    weight: u16,
}

/// What a client says of one of our languages.
struct Wish {
    language: Language,
    /// The most that it is wanted, and how early in the list that is said; none if it is not.
    wanted: Option<(u16, Reverse<usize>)>,
    is_refused: bool,
}

/// The language that a client likes best, the first of those that it likes equally. If it names none that we speak, that is
/// the default, or where that is refused, another.
pub(super) fn accepted(headers: &HeaderMap) -> Language {
    let mut wishes = Language::ALL.map(|language| Wish { language, wanted: None, is_refused: false });
    let mut others_are_refused = false;
    for (place, range) in ranges(headers).enumerate() {
        others_are_refused |= range.text == b"*" && range.weight == 0;
        for wish in &mut wishes {
            wish.hear(&range, place);
        }
    }
    let acceptable = || wishes.iter().filter(|wish| !wish.is_refused);
    let best = acceptable().filter(|wish| wish.wanted.is_some()).max_by_key(|wish| wish.wanted);
    // Lookup passes over `*`, which says nothing of what is liked best, but for those that nothing else is known of.
    let other = || acceptable().find(|_| !others_are_refused);
    best.or_else(other).map_or_else(Language::default, |wish| wish.language)
}

impl Wish {
    fn hear(&mut self, range: &Range<'_>, place: usize) {
        let tag = self.language.as_str().as_bytes();
        // Lookup shortens a range from its end until it is a tag that there is. Ours have one part.
        let first = range.text.split(|byte| *byte == b'-').next().unwrap_or_default();
        if !first.eq_ignore_ascii_case(tag) {
            return;
        }
        match range.weight {
            // To want no British English is not to refuse English.
            0 => self.is_refused |= range.text.len() == tag.len(),
            weight => self.wanted = self.wanted.max(Some((weight, Reverse(place)))),
        }
    }
}

/// The ranges, in their order, of however many headers. What is none is passed over.
fn ranges(headers: &HeaderMap) -> impl Iterator<Item = Range<'_>> {
    let lines = headers.get_all(header::ACCEPT_LANGUAGE).iter();
    let entries = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    entries.take(MOST_RANGES).filter_map(range)
}

fn range(entry: &[u8]) -> Option<Range<'_>> {
    let mut parts = entry.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
    let text = parts.next().filter(|text| is_range(text))?;
    let weight = match parts.next() {
        None => 1_000,
        Some(parameter) => weight(parameter)?,
    };
    parts.next().is_none().then_some(Range { text, weight })
}

/// Whether it is written as a range is: `*`, or letters, and parts of letters and digits after dashes.
fn is_range(text: &[u8]) -> bool {
    let is_part = |part: &[u8]| (1..=8).contains(&part.len()) && part.iter().all(u8::is_ascii_alphanumeric);
    let mut parts = text.split(|byte| *byte == b'-');
    text == b"*"
        || parts.next().is_some_and(|first| is_part(first) && first.iter().all(u8::is_ascii_alphabetic))
            && parts.all(is_part)
}

/// `q=0.5` in thousandths, of which there are at most three digits; none if it is not written so.
fn weight(parameter: &[u8]) -> Option<u16> {
    let value = parameter.strip_prefix(b"q=").or_else(|| parameter.strip_prefix(b"Q="))?;
    let (whole, rest) = value.split_first()?;
    let digits = match rest {
        [] => rest,
        [b'.', digits @ ..] => digits,
        _ => return None,
    };
    if !matches!(whole, b'0' | b'1') || digits.len() > 3 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = |digit: &u8| u16::from(digit - b'0');
    let thousandths = digits.iter().zip([100, 10, 1]).map(|(digit, worth)| value(digit) * worth);
    Some(value(whole) * 1_000 + thousandths.sum::<u16>()).filter(|weight| *weight <= 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{En, Ko};
    use http::HeaderValue;
    use proptest::{collection::vec, prelude::*};

    fn of<T: AsRef<[u8]>>(lines: &[T]) -> Language {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::ACCEPT_LANGUAGE, HeaderValue::from_bytes(line.as_ref()).unwrap());
        }
        accepted(&headers)
    }

    #[test]
    fn a_client_gets_what_it_likes_best() {
        for (line, expected) in [
            ("ko", Ko),
            ("en", En),
            ("EN", En),
            ("en-GB", En),
            ("en-Latn-GB-x-private", En),
            ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", Ko),
            ("en-US,en;q=0.9,ko;q=0.8", En),
            ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", En),
            ("ko;q=0.5, en;q=0.501", En),
            ("ko;q=1, en;q=1.000", Ko),
            ("en, ko", En),
            ("en;q=0.1, ko;q=0.9, en-GB", En),
            (" en ; q=0.5\t,\tko ; Q=0.4 ", En),
            (",, ,en,", En),
            // Of these we speak none.
            ("fr", Ko),
            ("eng, kor, english", Ko),
            ("x-en, i-en", Ko),
            // Anything will do; what is named comes first all the same.
            ("*", Ko),
            ("*, en", En),
            ("*;q=0.9, en;q=0.5", En),
            ("fr, *;q=0.1", Ko),
            // Never.
            ("en;q=0", Ko),
            ("en;q=0, en-GB", Ko),
            ("en-GB;q=0, en", En),
            ("en-GB;q=0", Ko),
            ("ko;q=0", En),
            ("ko;q=0.000, fr", En),
            ("ko;q=0, *", En),
            ("ko;q=0, *;q=0", Ko),
            ("*;q=0", Ko),
            ("en, *;q=0", En),
            ("en;q=0, ko;q=0", Ko),
            // What is not written as it has to be is as good as not there.
            ("", Ko),
            (";", Ko),
            ("en;", Ko),
            ("en;q", Ko),
            ("en;q=", Ko),
            ("en;q=1.1", Ko),
            ("en;q=2", Ko),
            ("en;q=-1", Ko),
            ("en;q=.5", Ko),
            ("en;q=0.1234", Ko),
            ("en;q=0,5", Ko),
            ("en;q=nan", Ko),
            ("en;q=1e0", Ko),
            ("en;q = 1", Ko),
            ("en;level=1", Ko),
            ("en;q=1;q=1", Ko),
            ("en_GB", Ko),
            ("en-", Ko),
            ("-en", Ko),
            ("en--GB", Ko),
            ("en-toolongapart", Ko),
            ("*-en", Ko),
            ("e n", Ko),
            ("\"en\"", Ko),
            ("ko;q=zero, en;q=0.1", En),
        ] {
            assert_eq!(of(&[line]), expected, "{line:?}");
        }
        assert_eq!(of::<&str>(&[]), Ko);
        assert_eq!(of(&["fr", "en;q=0.5", "ko;q=0.4"]), En);
        assert_eq!(of(&[&b"\xff, en"[..], b"ko;q=0.9"]), En);
    }

    /// A head has its bound, and so have these.
    #[test]
    fn a_long_list_is_looked_at_in_its_beginning() {
        let many = "fr,".repeat(4_000);
        assert_eq!(of(&[format!("{many}en")]), Ko);
        assert_eq!(of(&[format!("en,{many}")]), En);
        assert_eq!(of(&["e".repeat(10_000)]), Ko);
        assert_eq!(of(&[format!("en{}", "-a".repeat(5_000))]), En);
    }

    fn entry() -> impl Strategy<Value = (String, u16)> {
        ("(ko|en|fr)(-[A-Z]{2})?", prop_oneof![Just(0), Just(1_000), 0_u16..=1_000])
    }

    fn written(entries: &[(String, u16)]) -> Vec<String> {
        let write = |(tag, weight): &(String, u16)| {
            let (whole, rest) = (weight / 1_000, weight % 1_000);
            if *weight == 1_000 { tag.clone() } else { format!("{tag};q={whole}.{rest:03}") }
        };
        entries.iter().map(write).collect()
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read(lines in vec(vec(prop_oneof![b' '..=126, 128..=u8::MAX], 0..200), 0..5)) {
            of(&lines);
        }

        #[test]
        fn whatever_looks_like_a_list_is_read(line in "([a-zA-Z*;,=.0-9q \t-]|en|ko|;q=0){0,60}") {
            prop_assert_eq!(of(&[&line]), of(&[line.to_ascii_uppercase()]));
        }

        /// The list in the order of its weights, without what is refused: the first that we speak.
        #[test]
        fn the_first_of_the_priority_list_is_taken(mut entries in vec(entry(), 0..12)) {
            let chosen = of(&[written(&entries).join(", ")]);
            prop_assert_eq!(of(&written(&entries)), chosen, "a header each is the same");
            entries.sort_by_key(|(_, weight)| Reverse(*weight));
            let (wanted, refused): (Vec<_>, Vec<_>) = entries.iter().partition(|(_, weight)| *weight > 0);
            let is_refused = |language: Language| refused.iter().any(|(tag, _)| tag == language.as_str());
            let spoken = wanted.iter().filter_map(|(tag, _)| tag.split('-').next()?.parse().ok());
            let mut left = spoken.chain(Language::ALL).filter(|language| !is_refused(*language));
            prop_assert_eq!(chosen, left.next().unwrap_or_default());
        }
    }
}
