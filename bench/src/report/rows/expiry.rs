//! Holds while others run out.

use super::{JARI, Row, row};
use crate::report::unit::Unit;

/// Each mode, and then with the store 5 ms away.
pub const ROWS: &[Row] = &[
    row("200 holds/s, SQLite: p99", "expiry quiet p99 SQLite", Unit::Millis, None, ("", "")),
    row(
        "— while 25,000 run out",
        "expiry p99 SQLite",
        Unit::Millis,
        Some((JARI, "expiry quiet p99 SQLite")),
        ("≤ 3", ""),
    ),
    row("— max", "expiry max SQLite", Unit::Millis, None, ("", "")),
    row("— until all are free", "expiry freed SQLite", Unit::Millis, None, ("", "")),
    row("— holds answered 503", "expiry unavailable SQLite", Unit::Count, None, ("0", "")),
    row("200 holds/s, PostgreSQL: p99", "expiry quiet p99 PostgreSQL", Unit::Millis, None, ("", "")),
    row(
        "— while 25,000 run out",
        "expiry p99 PostgreSQL",
        Unit::Millis,
        Some((JARI, "expiry quiet p99 PostgreSQL")),
        ("≤ 3", ""),
    ),
    row("— max", "expiry max PostgreSQL", Unit::Millis, None, ("", "")),
    row("— until all are free", "expiry freed PostgreSQL", Unit::Millis, None, ("", "")),
    row("— holds answered 503", "expiry unavailable PostgreSQL", Unit::Count, None, ("0", "")),
    row("200 holds/s, Redis: p99", "expiry quiet p99 Redis", Unit::Millis, None, ("", "")),
    row(
        "— while 25,000 run out",
        "expiry p99 Redis",
        Unit::Millis,
        Some((JARI, "expiry quiet p99 Redis")),
        ("≤ 3", ""),
    ),
    row("— max", "expiry max Redis", Unit::Millis, None, ("", "")),
    row("— until all are free", "expiry freed Redis", Unit::Millis, None, ("", "")),
    row("— holds answered 503", "expiry unavailable Redis", Unit::Count, None, ("0", "")),
    row(
        "200 holds/s, PostgreSQL 5 ms away: p99",
        "far expiry quiet p99 PostgreSQL",
        Unit::Millis,
        None,
        ("", ""),
    ),
    row(
        "— while 25,000 run out",
        "far expiry p99 PostgreSQL",
        Unit::Millis,
        Some((JARI, "far expiry quiet p99 PostgreSQL")),
        ("≤ 3", ""),
    ),
    row("— max", "far expiry max PostgreSQL", Unit::Millis, None, ("", "")),
    row("— until all are free", "far expiry freed PostgreSQL", Unit::Millis, None, ("", "")),
    row("— holds answered 503", "far expiry unavailable PostgreSQL", Unit::Count, None, ("0", "")),
    row("200 holds/s, Redis 5 ms away: p99", "far expiry quiet p99 Redis", Unit::Millis, None, ("", "")),
    row(
        "— while 25,000 run out",
        "far expiry p99 Redis",
        Unit::Millis,
        Some((JARI, "far expiry quiet p99 Redis")),
        ("≤ 3", ""),
    ),
    row("— max", "far expiry max Redis", Unit::Millis, None, ("", "")),
    row("— until all are free", "far expiry freed Redis", Unit::Millis, None, ("", "")),
    row("— holds answered 503", "far expiry unavailable Redis", Unit::Count, None, ("0", "")),
];
