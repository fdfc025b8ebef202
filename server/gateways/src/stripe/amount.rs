//! Amounts as Stripe writes them. Its smallest unit is not always that of ISO 4217, in which we reckon.
//!
//! After its page of currencies: most have two decimals; of those without any, some are given so, and the króna, which it once
//! gave decimals, still with two that are always `00`; of those with three, the last digit is always `0`.

use jari_core::domain::{Currency, Money};

/// Given without decimals.
const NO_DECIMALS: &[&str] = &[
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF",
];

/// Given with three, of which the last is `0`.
const THREE_DECIMALS: &[&str] = &["BHD", "JOD", "KWD", "OMR", "TND"];

/// Of these the page says two things, or nothing although they have three decimals: a tenth or a hundred times what was meant
/// would be taken.
const UNCERTAIN: &[&str] = &["IQD", "LYD", "UGX"];

/// What Stripe cannot be told, or has told and cannot be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the amount cannot be written in the gateway's unit of the currency")]
pub(super) struct NoAmount;

/// How many decimals Stripe gives a currency.
fn decimals(currency: Currency) -> Option<u32> {
    let code = currency.as_str();
    if UNCERTAIN.contains(&code) {
        return None;
    }
    let has = |list: &[&str]| list.contains(&code);
    Some(if has(NO_DECIMALS) {
        0
    } else if has(THREE_DECIMALS) {
        3
    } else {
        2
    })
}

/// An amount of ours as Stripe has it.
pub(super) fn to_stripe(money: Money) -> Result<i64, NoAmount> {
    let Money { amount, currency } = money;
    let (theirs, ours) = (decimals(currency).ok_or(NoAmount)?, currency.digits());
    let rounds_to = if theirs == 3 { 10 } else { 1 };
    let amount = rescaled(amount, ours, theirs)?;
    if amount % rounds_to == 0 { Ok(amount) } else { Err(NoAmount) }
}

/// An amount of Stripe's as we have it.
pub(super) fn from_stripe(amount: i64, currency: &str) -> Result<Money, NoAmount> {
    let currency: Currency = currency.to_ascii_uppercase().parse().map_err(|_| NoAmount)?;
    let amount = rescaled(amount, decimals(currency).ok_or(NoAmount)?, currency.digits())?;
    Ok(Money { amount, currency })
}

fn rescaled(amount: i64, from: u32, to: u32) -> Result<i64, NoAmount> {
    if to >= from {
        return amount.checked_mul(10_i64.pow(to - from)).ok_or(NoAmount);
    }
    let divisor = 10_i64.pow(from - to);
    if amount % divisor == 0 { Ok(amount / divisor) } else { Err(NoAmount) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back(amount: i64, code: &str) -> Result<i64, NoAmount> {
        let money = Money { amount, currency: code.parse().unwrap() };
        let stripes = to_stripe(money)?;
        assert_eq!(from_stripe(stripes, &code.to_ascii_lowercase()), Ok(money));
        Ok(stripes)
    }

    #[test]
    fn amounts_are_those_of_the_reference() {
        assert_eq!(there_and_back(1_000, "USD"), Ok(1_000), "10 USD");
        assert_eq!(there_and_back(500, "JPY"), Ok(500), "500 JPY");
        assert_eq!(there_and_back(15_000, "KRW"), Ok(15_000));
        assert_eq!(there_and_back(5, "ISK"), Ok(500), "5 ISK are 500");
        assert_eq!(there_and_back(5_120, "KWD"), Ok(5_120), "5.12 KWD are 5120");
        assert_eq!(there_and_back(1_045, "HUF"), Ok(1_045), "charged with two decimals");
        assert_eq!(there_and_back(80_045, "TWD"), Ok(80_045), "charged with two decimals");
        assert_eq!(there_and_back(500, "MGA"), Ok(5), "has decimals in ISO 4217 and none there");
    }

    #[test]
    fn what_would_be_rounded_is_none() {
        for (amount, code) in
            [(5_124, "KWD"), (501, "MGA"), (5, "UGX"), (10, "IQD"), (10, "LYD"), (i64::MAX, "ISK")]
        {
            assert_eq!(there_and_back(amount, code), Err(NoAmount), "{amount} {code}");
        }
        for (amount, code) in [(5, "isk"), (100, "xyz"), (100, ""), (100, "ugx"), (i64::MAX, "mga")] {
            assert_eq!(from_stripe(amount, code), Err(NoAmount), "{amount} {code}");
        }
    }
}
