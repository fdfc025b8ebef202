//! What the stores take, and what they give.

use super::{LIMIT, Row, row};
use crate::report::unit::Unit;

/// Holds, snapshots, and what a request costs where the store is far away.
pub const ROWS: &[Row] = &[
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
        "Best two seats, 200 at once, SQLite; beside holds",
        "best SQLite",
        Unit::PerSecond,
        Some((LIMIT, "best SQLite")),
        ("≥ 0.3", "≥ 0.6"),
    ),
    row("— tries for each answer", "best tries SQLite", Unit::Average, None, ("≤ 1.5", "≤ 1.1")),
    row(
        "Best two seats, 200 at once, PostgreSQL; beside holds",
        "best PostgreSQL",
        Unit::PerSecond,
        Some((LIMIT, "best PostgreSQL")),
        ("≥ 0.3", "≥ 0.6"),
    ),
    row("— tries for each answer", "best tries PostgreSQL", Unit::Average, None, ("≤ 1.5", "≤ 1.1")),
    row(
        "Best two seats, 200 at once, Redis; beside holds",
        "best Redis",
        Unit::PerSecond,
        Some((LIMIT, "best Redis")),
        ("≥ 0.3", "≥ 0.6"),
    ),
    row("— tries for each answer", "best tries Redis", Unit::Average, None, ("≤ 1.5", "≤ 1.1")),
    row(
        "Orders paid, SQLite",
        "orders SQLite",
        Unit::PerSecond,
        Some((LIMIT, "orders SQLite")),
        ("≥ 0.5", "≥ 1"),
    ),
    row(
        "Orders paid, PostgreSQL",
        "orders PostgreSQL",
        Unit::PerSecond,
        Some((LIMIT, "orders PostgreSQL")),
        ("≥ 0.5", "≥ 1"),
    ),
    row(
        "Orders paid, Redis + PostgreSQL",
        "orders Redis + PostgreSQL",
        Unit::PerSecond,
        Some((LIMIT, "orders Redis + PostgreSQL")),
        ("≥ 0.5", "≥ 1"),
    ),
    row(
        "Snapshots of 1,000 seats",
        "snapshots",
        Unit::PerSecond,
        Some((LIMIT, "snapshots")),
        ("≥ 0.5", "≥ 0.8"),
    ),
    row("A hold, PostgreSQL 5 ms away: p50", "far p50 PostgreSQL", Unit::Millis, None, ("≤ 25 ms", "")),
    row("— p99", "far p99 PostgreSQL", Unit::Millis, None, ("", "")),
    row("— round trips of a hold", "far trips hold PostgreSQL", Unit::Count, None, ("≤ 4", "")),
    row("— of a release", "far trips release PostgreSQL", Unit::Count, None, ("", "")),
    row("— of a completion", "far trips complete PostgreSQL", Unit::Count, None, ("", "")),
    row("— of a snapshot", "far trips snapshot PostgreSQL", Unit::Count, None, ("", "")),
    row("A hold, Redis 5 ms away: p50", "far p50 Redis", Unit::Millis, None, ("≤ 12 ms", "")),
    row("— p99", "far p99 Redis", Unit::Millis, None, ("", "")),
    row("— round trips of a hold", "far trips hold Redis", Unit::Count, None, ("1", "")),
    row("— of a release", "far trips release Redis", Unit::Count, None, ("", "")),
    row("— of a completion", "far trips complete Redis", Unit::Count, None, ("", "")),
    row("— of a snapshot", "far trips snapshot Redis", Unit::Count, None, ("", "")),
];
