//! Which seat the arrow keys lead to.

use jari_core::domain::Point;

/// A way to go on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Towards smaller x.
    Left,
    /// Towards greater x.
    Right,
    /// Towards smaller y.
    Up,
    /// Towards greater y.
    Down,
}

impl Direction {
    /// How far `to` lies ahead of `from`, and how far to the side.
    fn ahead_and_aside(self, from: Point, to: Point) -> (f64, f64) {
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        match self {
            Self::Left => (-dx, dy.abs()),
            Self::Right => (dx, dy.abs()),
            Self::Up => (-dy, dx.abs()),
            Self::Down => (dy, dx.abs()),
        }
    }
}

/// The index of the seat that lies next to `seats[from]` in a direction, none at the edge.
///
/// What lies straight ahead is preferred to what is nearer but aside, and nothing outside a quarter turn counts, so
/// that in curved rows left and right stay in the row, and where rows run up and down it is up and down that do.
pub fn neighbour(seats: &[Point], from: usize, direction: Direction) -> Option<usize> {
    let start = *seats.get(from)?;
    let mut best: Option<(usize, f64)> = None;
    for (index, seat) in seats.iter().enumerate() {
        let (ahead, aside) = direction.ahead_and_aside(start, *seat);
        if index == from || ahead <= 0.0 || aside > ahead {
            continue;
        }
        let cost = ahead + 2.0 * aside;
        if best.is_none_or(|(_, least)| cost < least) {
            best = Some((index, cost));
        }
    }
    best.map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Vec<Point> {
        (0..3).flat_map(|y| (0..4).map(move |x| Point { x: f64::from(x), y: f64::from(y) })).collect()
    }

    #[test]
    fn arrows_walk_a_grid_and_stop_at_its_edge() {
        let seats = grid();
        assert_eq!(neighbour(&seats, 5, Direction::Left), Some(4));
        assert_eq!(neighbour(&seats, 5, Direction::Right), Some(6));
        assert_eq!(neighbour(&seats, 5, Direction::Up), Some(1));
        assert_eq!(neighbour(&seats, 5, Direction::Down), Some(9));
        assert_eq!(neighbour(&seats, 4, Direction::Left), None);
        assert_eq!(neighbour(&seats, 99, Direction::Left), None);
    }

    #[test]
    fn in_a_curved_row_right_stays_in_the_row() {
        let seats: Vec<_> = [100.0_f64, 110.0]
            .into_iter()
            .flat_map(|r| {
                (0..10).map(move |i| {
                    let angle = -0.36 + 0.08 * f64::from(i);
                    Point { x: r * angle.sin(), y: -r * angle.cos() }
                })
            })
            .collect();
        for i in 0..9 {
            assert_eq!(neighbour(&seats, i, Direction::Right), Some(i + 1));
        }
    }
}
