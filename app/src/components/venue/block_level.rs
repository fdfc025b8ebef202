//! How full a block is, in the five levels of the map's colours.

/// 0 for none left, then 1 for nearly none up to 4 for most.
pub(super) fn level(free: u32, total: u32) -> usize {
    match (u64::from(free) * 100).checked_div(u64::from(total)) {
        _ if free == 0 => 0,
        None | Some(0..10) => 1,
        Some(10..30) => 2,
        Some(30..60) => 3,
        Some(_) => 4,
    }
}

/// The class that colours a level.
pub(super) const fn level_class(level: usize) -> &'static str {
    match level {
        0 => "level-0",
        1 => "level-1",
        2 => "level-2",
        3 => "level-3",
        _ => "level-4",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seat_left_is_not_sold_out() {
        assert_eq!(level(0, 600), 0);
        assert_eq!(level(1, 600), 1);
        assert_eq!(level(60, 600), 2);
        assert_eq!(level(180, 600), 3);
        assert_eq!(level(600, 600), 4);
        assert_eq!(level(0, 0), 0);
        assert_eq!(level(u32::MAX, u32::MAX), 4);
    }
}
