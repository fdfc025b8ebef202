//! Numbers.

/// A number with a comma after each thousand, which is how both languages write it.
pub fn count(number: impl Into<i64>) -> String {
    let number: i64 = number.into();
    let digits = grouped(number.unsigned_abs());
    if number < 0 { format!("-{digits}") } else { digits }
}

/// The same without a sign.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (-30_000, "-30,000"), (-1, "-1")] {
            assert_eq!(count(number), text);
        }
        assert_eq!(count(i64::MIN), "-9,223,372,036,854,775,808");
        assert_eq!(count(i64::MAX), "9,223,372,036,854,775,807");
    }

    proptest! {
        #[test]
        fn a_number_is_read_back_and_no_group_is_longer_than_three(number: i64) {
            let text = count(number);
            prop_assert_eq!(text.replace(',', "").parse(), Ok(number));
            let groups: Vec<_> = text.trim_start_matches('-').split(',').map(str::len).collect();
            prop_assert!((1..=3).contains(&groups[0]) && groups[1..].iter().all(|length| *length == 3));
        }
    }
}
