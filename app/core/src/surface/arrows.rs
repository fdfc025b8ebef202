//! Which seat the arrow keys lead to.

use crate::domain::Point;

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
    /// The direction of a key; none for any other key.
    pub fn of_key(key: &str) -> Option<Self> {
        Some(match key {
            "ArrowLeft" => Self::Left,
            "ArrowRight" => Self::Right,
            "ArrowUp" => Self::Up,
            "ArrowDown" => Self::Down,
            _ => return None,
        })
    }

    /// How far a way leads ahead, and how far to the side.
    fn ahead_and_aside(self, dx: f64, dy: f64) -> (f64, f64) {
        match self {
            Self::Left => (-dx, dy.abs()),
            Self::Right => (dx, dy.abs()),
            Self::Up => (-dy, dx.abs()),
            Self::Down => (dy, dx.abs()),
        }
    }
}

/// By how much rows are aslant: what turns them level, or upright, whichever is nearer. Where rows run at an angle, "right" is
/// then along the row, and not somewhere between it and the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slant {
    cos: f64,
    sin: f64,
}

impl Slant {
    /// Not at all.
    pub const NONE: Self = Self { cos: 1.0, sin: 0.0 };

    /// Of a row that runs from one place to another.
    pub fn of(from: Point, to: Point) -> Self {
        let (mut dx, mut dy) = (to.x - from.x, to.y - from.y);
        let length = f64::hypot(dx, dy);
        if length <= 0.0 || !length.is_finite() {
            return Self::NONE;
        }
        // Of an upright row what is left over beside the vertical counts.
        if dy.abs() > dx.abs() {
            (dx, dy) = (dy, -dx);
        }
        let sign = if dx < 0.0 { -1.0 } else { 1.0 };
        Self { cos: sign * dx / length, sin: sign * dy / length }
    }

    fn levelled(self, dx: f64, dy: f64) -> (f64, f64) {
        (dx * self.cos + dy * self.sin, dy * self.cos - dx * self.sin)
    }
}

/// Which of these lies next to a place in a direction, none at the edge.
///
/// What lies straight ahead is preferred to what is nearer but aside, and nothing outside a quarter turn counts, so
/// that in curved rows left and right stay in the row, and where rows run up and down it is up and down that do.
pub fn ahead(
    from: Point,
    slant: Slant,
    direction: Direction,
    seats: impl Iterator<Item = (usize, Point)>,
) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (index, at) in seats {
        let (dx, dy) = slant.levelled(at.x - from.x, at.y - from.y);
        let (ahead, aside) = direction.ahead_and_aside(dx, dy);
        if ahead <= 0.0 || aside > ahead {
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

    fn turned(angle: f64) -> Vec<Point> {
        let (sin, cos) = angle.sin_cos();
        let place = |x: f64, y: f64| Point { x: x * cos - y * sin, y: x * sin + y * cos };
        (0..3).flat_map(|y| (0..4).map(move |x| place(f64::from(x), f64::from(y)))).collect()
    }

    fn step(seats: &[Point], from: usize, direction: Direction) -> Option<usize> {
        let slant = Slant::of(seats[0], seats[3]);
        ahead(seats[from], slant, direction, seats.iter().copied().enumerate())
    }

    #[test]
    fn arrows_walk_a_grid_and_stop_at_its_edge() {
        // At any slant up to half a quarter turn to either side the grid is walked as if it were level.
        for degrees in [-44.0_f64, -20.0, 0.0, 20.0, 44.0] {
            let seats = turned(degrees.to_radians());
            let all = [Direction::Left, Direction::Right, Direction::Up, Direction::Down];
            assert_eq!(all.map(|way| step(&seats, 5, way)), [4, 6, 1, 9].map(Some), "{degrees}");
            assert_eq!(step(&seats, 4, Direction::Left), None);
        }
    }

    #[test]
    fn where_rows_run_up_and_down_it_is_up_and_down_that_stay_in_the_row() {
        for degrees in [60.0_f64, 90.0, 120.0] {
            let seats = turned(degrees.to_radians());
            assert_eq!(step(&seats, 5, Direction::Down), Some(6), "{degrees}");
            assert_eq!(step(&seats, 5, Direction::Up), Some(4), "{degrees}");
        }
    }

    #[test]
    fn a_row_without_length_has_no_slant() {
        let at = Point { x: 1.0, y: 1.0 };
        assert_eq!(Slant::of(at, at), Slant::NONE);
        assert_eq!(Direction::of_key("Enter"), None);
        assert_eq!(Direction::of_key("ArrowUp"), Some(Direction::Up));
    }
}
