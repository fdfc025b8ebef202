//! Which of the encodings that there are a client wants, by its `Accept-Encoding`.

use crate::site::Encoding;
use http::{HeaderMap, header};

/// The weights that a client gives: thousandths, of which 0 means never.
#[derive(Clone, Copy, Debug, Default)]
struct Weights {
    brotli: Option<u16>,
    gzip: Option<u16>,
    identity: Option<u16>,
    /// What all those have that are not named.
    any: Option<u16>,
}

/// The encoding that the client likes best, the smallest of those that it likes equally; none if that is to have it
/// plain, which is also what it gets if it says nothing, or refuses everything.
pub(super) fn preferred(headers: &HeaderMap, is_there: impl Fn(Encoding) -> bool) -> Option<Encoding> {
    let weights = Weights::read(headers);
    let there = Encoding::ALL.into_iter().filter(|encoding| is_there(*encoding));
    // The first of several that are equal.
    let best = there.rev().map(|encoding| (weights.of(encoding), encoding)).max_by_key(|(weight, _)| *weight);
    best.filter(|(weight, _)| *weight > 0 && *weight >= weights.identity()).map(|(_, encoding)| encoding)
}

impl Weights {
    fn read(headers: &HeaderMap) -> Self {
        let mut weights = Self::default();
        let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        for entry in values.flat_map(|value| value.split(',')) {
            let mut parts = entry.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let weight = parts.find_map(weight).unwrap_or(1_000);
            let place = match name {
                name if name.eq_ignore_ascii_case("br") => &mut weights.brotli,
                name if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") => {
                    &mut weights.gzip
                }
                name if name.eq_ignore_ascii_case("identity") => &mut weights.identity,
                "*" => &mut weights.any,
                _ => continue,
            };
            *place = Some(weight);
        }
        weights
    }

    fn of(&self, encoding: Encoding) -> u16 {
        let named = match encoding {
            Encoding::Brotli => self.brotli,
            Encoding::Gzip => self.gzip,
        };
        named.or(self.any).unwrap_or(0)
    }

    /// Plain is always acceptable unless it is refused, but less than what the client has asked for.
    fn identity(&self) -> u16 {
        self.identity.unwrap_or(0)
    }
}

/// `q=0.5` in thousandths. What is no weight is as good as none: zero, so that nothing is sent that may be refused.
fn weight(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let value: f32 = value.trim().parse().unwrap_or(0.0);
    Some(if (0.0..=1.0).contains(&value) { (value * 1_000.0) as u16 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(accepted: &[&str], there: &[Encoding]) -> Option<Encoding> {
        let mut headers = HeaderMap::new();
        for value in accepted {
            headers.append(header::ACCEPT_ENCODING, value.parse().unwrap());
        }
        preferred(&headers, |encoding| there.contains(&encoding))
    }

    #[test]
    fn a_client_gets_what_it_likes_best() {
        use Encoding::{Brotli, Gzip};
        for (accepted, expected) in [
            (&["gzip, deflate, br, zstd"][..], Some(Brotli)),
            (&["gzip"], Some(Gzip)),
            (&["x-GZIP"], Some(Gzip)),
            (&["gzip", "br"], Some(Brotli)),
            (&["br;q=0.5, gzip;q=0.9"], Some(Gzip)),
            (&["br; q=0, gzip; Q=0.001"], Some(Gzip)),
            (&["br;q=0, gzip;q=0"], None),
            (&["br;q=0.0, *"], Some(Gzip)),
            (&["*"], Some(Brotli)),
            (&["*;q=0"], None),
            (&["identity"], None),
            (&["identity, br;q=0.5"], None),
            (&["identity;q=0.2, br;q=0.5"], Some(Brotli)),
            (&["identity;q=0, br;q=0.1"], Some(Brotli)),
            (&["br;q=1.5"], None),
            (&["br;q=nan"], None),
            (&["br;q="], None),
            (&["br;q=-1"], None),
            (&["deflate"], None),
            (&["brotli, gzippy"], None),
            (&[""], None),
            (&[], None),
        ] {
            assert_eq!(of(accepted, &[Brotli, Gzip]), expected, "{accepted:?}");
        }
        assert_eq!(of(&["gzip, br"], &[Gzip]), Some(Gzip));
        assert_eq!(of(&["gzip, br"], &[]), None);
    }
}
