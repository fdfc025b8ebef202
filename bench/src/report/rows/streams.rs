//! What it costs to tell viewers.

use super::{FLOOR, Row, row};
use crate::report::unit::Unit;

/// The scenarios.
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
];

/// Other measures than those of the table.
pub const CUSTOM: &[Row] = &[
    row("As asked for: CPU per delivery", "custom delivery", Unit::Micros, None, ("", "")),
    row("— per seat change and viewer", "custom change", Unit::Micros, None, ("", "")),
    row("— changes made", "custom rate", Unit::PerSecond, None, ("", "")),
    row("— answer to receipt, p50", "custom p50", Unit::Millis, None, ("", "")),
    row("— p99", "custom p99", Unit::Millis, None, ("", "")),
    row("— max", "custom max", Unit::Millis, None, ("", "")),
    row("— of one processor", "custom load", Unit::Percent, None, ("", "")),
];
