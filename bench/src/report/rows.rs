//! The rows of the table: which figure stands beside which, and what is to be reached.

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
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// What it says.
    pub title: &'static str,
    /// The figure's name in the book.
    pub what: &'static str,
    /// How it is written.
    pub unit: Unit,
    /// What Jari's figure is divided by: the floor's, or that of whatever sets the limit, and its name.
    pub against: Option<(&'static str, &'static str)>,
    /// What is to be reached, and what is better still.
    pub goals: (&'static str, &'static str),
}

/// Jari.
pub const JARI: &str = "Jari";
/// The bare loop.
pub const FLOOR: &str = "floor";
/// The nginx module.
pub const NCHAN: &str = "nchan";
/// The store by itself, or nginx with a file.
pub const LIMIT: &str = "limit";

const fn row(
    title: &'static str,
    what: &'static str,
    unit: Unit,
    against: Option<(&'static str, &'static str)>,
    goals: (&'static str, &'static str),
) -> Row {
    Row { title, what, unit, against, goals }
}

/// All rows.
pub const ROWS: &[Row] = &[
    row(
        "CPU per delivery, 1,000 viewers × 20/s",
        "fan1000 delivery",
        Unit::Micros,
        Some((FLOOR, "fan1000 delivery")),
        ("≤ 1.30", "≤ 1.15"),
    ),
    row("— without making the changes", "fan1000 net", Unit::Micros, Some((FLOOR, "fan1000 net")), ("", "")),
    row("— answer to receipt, p50", "fan1000 p50", Unit::Millis, None, ("", "")),
    row("— p99", "fan1000 p99", Unit::Millis, None, ("", "")),
    row("— max", "fan1000 max", Unit::Millis, None, ("", "")),
    row(
        "CPU per delivery, 4,000 viewers × 8/s",
        "fan4000 delivery",
        Unit::Micros,
        Some((FLOOR, "fan4000 delivery")),
        ("≤ 1.30", "≤ 1.15"),
    ),
    row("— without making the changes", "fan4000 net", Unit::Micros, Some((FLOOR, "fan4000 net")), ("", "")),
    row("— answer to receipt, p50", "fan4000 p50", Unit::Millis, None, ("", "")),
    row("— p99", "fan4000 p99", Unit::Millis, None, ("", "")),
    row("— max", "fan4000 max", Unit::Millis, None, ("", "")),
    row(
        "The rush, 2,000 viewers × 500/s: CPU per seat change and viewer",
        "rush change",
        Unit::Micros,
        Some((FLOOR, "fan1000 delivery")),
        ("≤ 0.15", "≤ 0.05"),
    ),
    row("— without making the changes", "rush net", Unit::Micros, Some((FLOOR, "fan1000 net")), ("", "")),
    row("— changes made", "rush rate", Unit::PerSecond, None, ("500", "")),
    row("— answer to receipt, p50", "rush p50", Unit::Millis, None, ("", "")),
    row("— p99", "rush p99", Unit::Millis, None, ("≤ 150 ms", "≤ 60 ms")),
    row("— max", "rush max", Unit::Millis, None, ("", "")),
    row("— of one processor", "rush load", Unit::Percent, None, ("", "")),
    row(
        "The same rush over Redis: CPU per seat change and viewer",
        "redis rush change",
        Unit::Micros,
        Some((FLOOR, "fan1000 delivery")),
        ("≤ 0.15", "≤ 0.05"),
    ),
    row(
        "— without making the changes",
        "redis rush net",
        Unit::Micros,
        Some((FLOOR, "fan1000 net")),
        ("", ""),
    ),
    row("— changes made", "redis rush rate", Unit::PerSecond, None, ("500", "")),
    row("— answer to receipt, p50", "redis rush p50", Unit::Millis, None, ("", "")),
    row("— p99", "redis rush p99", Unit::Millis, None, ("≤ 150 ms", "≤ 60 ms")),
    row("— max", "redis rush max", Unit::Millis, None, ("", "")),
    row("— of one processor", "redis rush load", Unit::Percent, None, ("", "")),
    row("Memory per idle viewer, of 5,000", "memory", Unit::Kilobytes, None, ("≤ 4 KB", "≤ 1 KB")),
    row("5,000 viewers come back at once", "storm time", Unit::Millis, Some((FLOOR, "storm time")), ("", "")),
    row("— CPU per viewer", "storm viewer", Unit::Micros, Some((FLOOR, "storm viewer")), ("", "")),
    row(
        "2,000 viewers of a quiet block, of one processor",
        "quiet load",
        Unit::Percent,
        None,
        ("heartbeat", ""),
    ),
    row("Viewers of one instance", "many viewers", Unit::Count, None, ("19,000", "")),
    row("— CPU per delivery, 2/s", "many delivery", Unit::Micros, None, ("", "")),
    row("— answer to receipt, p99", "many p99", Unit::Millis, None, ("", "")),
    row("Viewers of five instances", "fleet viewers", Unit::Count, None, ("75,000", "")),
    row("— answer to receipt, p99", "fleet p99", Unit::Millis, None, ("", "")),
    row("Holds, SQLite", "holds SQLite", Unit::PerSecond, Some((LIMIT, "holds SQLite")), ("≥ 0.7", "> 1")),
    row(
        "Holds, PostgreSQL",
        "holds PostgreSQL",
        Unit::PerSecond,
        Some((LIMIT, "holds PostgreSQL")),
        ("≥ 0.7", "> 1"),
    ),
    row("Holds, Redis", "holds Redis", Unit::PerSecond, Some((LIMIT, "holds Redis")), ("≥ 0.4", "≥ 0.7")),
    row(
        "Snapshots of 1,000 seats",
        "snapshots",
        Unit::PerSecond,
        Some((LIMIT, "snapshots")),
        ("≥ 0.5", "≥ 0.8"),
    ),
    row("As asked for: CPU per delivery", "custom delivery", Unit::Micros, None, ("", "")),
    row("— per seat change and viewer", "custom change", Unit::Micros, None, ("", "")),
    row("— changes made", "custom rate", Unit::PerSecond, None, ("", "")),
    row("— answer to receipt, p50", "custom p50", Unit::Millis, None, ("", "")),
    row("— p99", "custom p99", Unit::Millis, None, ("", "")),
    row("— max", "custom max", Unit::Millis, None, ("", "")),
    row("— of one processor", "custom load", Unit::Percent, None, ("", "")),
];

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
    }
}
