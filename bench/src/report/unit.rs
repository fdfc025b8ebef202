//! How figures are written.

/// How a figure is written.
#[derive(Clone, Copy, Debug)]
pub enum Unit {
    /// Microseconds of processor time.
    Micros,
    /// Milliseconds.
    Millis,
    /// Kilobytes.
    Kilobytes,
    /// So many a second.
    PerSecond,
    /// Parts of a hundred.
    Percent,
    /// A number of something.
    Count,
    /// The same on average.
    Average,
}

impl Unit {
    /// A figure as people read it.
    pub fn write(self, value: f64) -> String {
        match self {
            Self::Micros if value < 10.0 => format!("{value:.2} µs"),
            Self::Micros => format!("{value:.1} µs"),
            Self::Millis if value < 10.0 => format!("{value:.1} ms"),
            Self::Millis => format!("{value:.0} ms"),
            Self::Kilobytes => format!("{value:.1} KB"),
            Self::PerSecond => format!("{}/s", thousands(value)),
            Self::Percent => format!("{value:.1} %"),
            Self::Count => thousands(value),
            Self::Average => format!("{value:.2}"),
        }
    }
}

fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_for_people() {
        assert_eq!(Unit::PerSecond.write(1_234_567.4), "1,234,567/s");
        assert_eq!(Unit::Count.write(19_000.0), "19,000");
        assert_eq!(Unit::Count.write(500.0), "500");
        assert_eq!(Unit::Micros.write(7.756), "7.76 µs");
        assert_eq!(Unit::Millis.write(61.2), "61 ms");
        assert_eq!(Unit::Average.write(1.049), "1.05");
    }
}
