/// A length in a drawing as SVG takes it, in tenths at most. To write any number that a float may be takes tables and
/// code of several kilobytes, for digits that nobody sees.
pub(crate) fn tenths(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    match (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, part) => format!("{sign}{whole}.{part}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_written_as_short_as_it_can_be() {
        let written =
            [(0.0, "0"), (-0.04, "0"), (20.0, "20"), (12.34, "12.3"), (-0.5, "-0.5"), (-17.96, "-18")];
        for (value, text) in written {
            assert_eq!(tenths(value), text);
        }
    }
}
