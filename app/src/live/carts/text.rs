//! How carts are kept: a line for each, with tabs between what is known of it. What cannot be read is as if it were not there, as
//! another build may have written it.

use super::KeptCart;
use jari_core::domain::{MatchId, UnixMillis};

/// So many are kept at the most; more is no buyer's.
const MOST: usize = 20;

pub(super) fn written(carts: &[KeptCart]) -> String {
    let line = |cart: &KeptCart| {
        let KeptCart { match_id, name, seats, total, currency, ends } = cart;
        format!("{match_id}\t{seats}\t{total}\t{currency}\t{}\t{}", ends.0, name.replace(['\t', '\n'], " "))
    };
    let latest = carts.len().saturating_sub(MOST);
    carts.iter().skip(latest).map(line).collect::<Vec<_>>().join("\n")
}

pub(super) fn read(text: &str) -> Vec<KeptCart> {
    let cart = |line: &str| {
        let mut fields = line.splitn(6, '\t');
        let mut next = || fields.next();
        Some(KeptCart {
            match_id: MatchId(next()?.parse().ok()?),
            seats: next()?.parse().ok()?,
            total: next()?.parse().ok()?,
            currency: next()?.parse().ok()?,
            ends: UnixMillis(next()?.parse().ok()?),
            name: next()?.to_owned(),
        })
    };
    text.lines().take(MOST).filter_map(cart).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jari_core::domain::Currency;

    #[test]
    fn what_is_written_is_read_and_what_is_not_ours_is_passed_over() {
        let won: Currency = "KRW".parse().unwrap();
        let cart = |id: i64, name: &str| KeptCart {
            match_id: MatchId(id),
            name: name.to_owned(),
            seats: 2,
            total: 50_000,
            currency: won,
            ends: UnixMillis(1_700_000_000_000),
        };
        let carts = [cart(1, "개막전 — 홈, 원정"), cart(2, "")];
        assert_eq!(read(&written(&carts)), carts);
        assert_eq!(read(&written(&[cart(1, "a\tb\nc")])), [cart(1, "a b c")]);
        assert_eq!(read(""), []);
        let damaged = format!("1\t2\nx\t2\t3\tKRW\t4\tname\n{}\n1\t2\t3\twon\t4\tn", written(&carts[..1]));
        assert_eq!(read(&damaged), carts[..1]);
        let many: Vec<_> = (0..50).map(|id| cart(id, "n")).collect();
        assert_eq!(read(&written(&many)), many[30..]);
    }
}
