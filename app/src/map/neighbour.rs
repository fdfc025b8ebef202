//! Which seat of a block the arrow keys lead to, where the block is turned so that its rows are level.

use jari_core::{
    domain::Point,
    surface::arrows::{Slant, ahead},
};

pub use jari_core::surface::arrows::Direction;

/// The index of the seat that lies next to `seats[from]` in a direction, none at the edge.
pub fn neighbour(seats: &[Point], from: usize, direction: Direction) -> Option<usize> {
    let start = *seats.get(from)?;
    ahead(start, Slant::NONE, direction, seats.iter().copied().enumerate())
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
