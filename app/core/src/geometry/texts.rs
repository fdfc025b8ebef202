//! Row labels and numbers, each once, in an order in which what is counted follows each other: "9" before "10", "3열" before "4열".

use std::collections::HashMap;

/// What stands around a number, and the number.
type Key<'a> = (&'a str, &'a str, u64, &'a str);

fn key(text: &str) -> Key<'_> {
    let from = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let (before, rest) = text.split_at(from);
    let to = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at(to);
    (before, after, digits.parse().unwrap_or(u64::MAX), text)
}

/// The texts in their order, and the index of each.
pub(super) fn table<'a>(texts: impl Iterator<Item = &'a str>) -> (Vec<&'a str>, HashMap<&'a str, i64>) {
    let mut index: HashMap<&str, i64> = texts.map(|text| (text, 0)).collect();
    let mut table: Vec<&str> = index.keys().copied().collect();
    table.sort_unstable_by(|a, b| key(a).cmp(&key(b)));
    for (at, text) in table.iter().enumerate() {
        index.insert(text, at as i64);
    }
    (table, index)
}
