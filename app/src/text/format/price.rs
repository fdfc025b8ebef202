//! Prices.

use super::number::grouped;
use jari_core::domain::{Currency, Language};

/// A price: so many of a currency's smallest unit.
///
/// Each language has its own mark for the currencies that it is at home with. Korean has a word after the number for won and
/// yen, and says of which dollar it speaks, `US$70.00`: `70달러` is how one says a round sum, and with cents nobody writes it.
/// Any other currency stands by its code, which nobody mistakes.
pub fn price(language: Language, amount: i64, currency: Currency) -> String {
    let number = decimal(amount.unsigned_abs(), currency.digits());
    let sign = if amount < 0 { "-" } else { "" };
    match mark(language, currency.as_str()) {
        Mark::Before(symbol) => format!("{sign}{symbol}{number}"),
        Mark::After(word) => format!("{sign}{number}{word}"),
        // The space keeps the two on one line.
        Mark::Code => format!("{sign}{currency}\u{a0}{number}"),
    }
}

/// How a currency is told.
enum Mark {
    /// By a sign before the number.
    Before(&'static str),
    /// By a word after it.
    After(&'static str),
    /// By its code.
    Code,
}

fn mark(language: Language, currency: &str) -> Mark {
    match (language, currency) {
        (Language::Ko, "KRW") => Mark::After("원"),
        (Language::Ko, "JPY") => Mark::After("엔"),
        (Language::Ko, "USD") => Mark::Before("US$"),
        (Language::En, "KRW") => Mark::Before("₩"),
        (Language::En, "JPY") => Mark::Before("¥"),
        (Language::En, "USD") => Mark::Before("$"),
        (_, "EUR") => Mark::Before("€"),
        (_, "GBP") => Mark::Before("£"),
        _ => Mark::Code,
    }
}

/// An amount with its last digits behind a point.
fn decimal(amount: u64, digits: u32) -> String {
    if digits == 0 {
        return grouped(amount);
    }
    let (unit, width) = (10_u64.pow(digits), digits as usize);
    let (whole, rest) = (grouped(amount / unit), amount % unit);
    format!("{whole}.{rest:0width$}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_price_reads_as_a_seller_writes_it() {
        for (amount, currency, korean, english) in [
            (70_000, "KRW", "70,000원", "₩70,000"),
            (0, "KRW", "0원", "₩0"),
            (-1_000, "KRW", "-1,000원", "-₩1,000"),
            (7_000, "JPY", "7,000엔", "¥7,000"),
            (7_000, "USD", "US$70.00", "$70.00"),
            (-1_234_567, "USD", "-US$12,345.67", "-$12,345.67"),
            (5, "USD", "US$0.05", "$0.05"),
            (1_050, "EUR", "€10.50", "€10.50"),
            (-99, "GBP", "-£0.99", "-£0.99"),
            (7_000, "CHF", "CHF\u{a0}70.00", "CHF\u{a0}70.00"),
            (-7_000, "CHF", "-CHF\u{a0}70.00", "-CHF\u{a0}70.00"),
            (7_000, "VND", "VND\u{a0}7,000", "VND\u{a0}7,000"),
            (1_234_005, "KWD", "KWD\u{a0}1,234.005", "KWD\u{a0}1,234.005"),
            (i64::MIN, "KRW", "-9,223,372,036,854,775,808원", "-₩9,223,372,036,854,775,808"),
            (i64::MIN, "USD", "-US$92,233,720,368,547,758.08", "-$92,233,720,368,547,758.08"),
        ] {
            let currency = Currency::from_stored(currency).unwrap();
            assert_eq!(price(Language::Ko, amount, currency), korean);
            assert_eq!(price(Language::En, amount, currency), english);
        }
    }

    proptest! {
        #[test]
        fn an_amount_is_read_back_from_its_digits(amount: i64, currency in "KRW|JPY|USD|EUR|KWD|CLF|CHF|XYZ") {
            let currency = Currency::from_stored(&currency).unwrap();
            for language in Language::ALL {
                let text = price(language, amount, currency);
                let read: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
                prop_assert_eq!(read.parse(), Ok(amount), "{}", &text);
                prop_assert_eq!(text.find('-'), (amount < 0).then_some(0), "the sign comes first: {}", &text);
                let behind = text.split_once('.').map_or(0, |(_, behind)| behind.len());
                prop_assert_eq!(behind, currency.digits() as usize, "{}", &text);
            }
        }
    }
}
