//! How a set of measured values is spread.

/// Median, 99th percentile and largest of some times, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Half of the values are at most this.
    pub p50: u32,
    /// 99 of 100 values are at most this.
    pub p99: u32,
    /// The largest value.
    pub max: u32,
}

impl Spread {
    /// The spread of these values, which are put into another order on the way.
    pub fn of(values: &mut [u32]) -> Self {
        let Some(last) = values.len().checked_sub(1) else { return Self::default() };
        let mut at = |percent: usize| {
            // The nearest rank: the least value that has so many percent of all at or below it.
            let rank = (values.len() * percent).div_ceil(100).saturating_sub(1).min(last);
            *values.select_nth_unstable(rank).1
        };
        Self { p50: at(50), p99: at(99), max: at(100) }
    }
}

/// The middle one of some figures; of an even number the mean of the two in the middle.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match (sorted.get(middle), middle.checked_sub(1).and_then(|below| sorted.get(below))) {
        (Some(upper), Some(lower)) if sorted.len().is_multiple_of(2) => f64::midpoint(*lower, *upper),
        (Some(value), _) => *value,
        (None, _) => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let mut values: Vec<u32> = (1..=200).rev().collect();
        assert_eq!(Spread::of(&mut values), Spread { p50: 100, p99: 198, max: 200 });
        assert_eq!(Spread::of(&mut [7]), Spread { p50: 7, p99: 7, max: 7 });
        assert_eq!(Spread::of(&mut []), Spread::default());
    }

    #[test]
    fn a_median_is_in_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(&[]).is_nan());
    }
}
