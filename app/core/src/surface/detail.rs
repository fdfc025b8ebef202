//! How much is drawn of a seat, by how large it is on the screen.

/// So many pixels apart seats are a cloud of dots.
const DOTS: f64 = 3.6;
/// So many pixels apart a seat's shape can be told.
const MARKS: f64 = 10.0;
/// So many pixels apart there is room for a number.
const NUMBERS: f64 = 25.0;
/// A seat that is smaller than this would be taken by mistake.
const TAPPABLE: f64 = 24.0;

/// How many pixels neighbouring seats are apart where one has come to choose.
pub const COMFORTABLE: f64 = 32.0;
/// The same at the largest scale.
pub const NEAREST: f64 = 64.0;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Blocks alone, coloured by what is left.
    Shapes,
    /// A dot for each seat, in the colour of its price.
    Dots,
    /// Seats, with shape and mark for their state.
    Marks,
    /// The same, with numbers and row labels.
    Numbers,
}

impl Detail {
    /// What there is room for where neighbouring seats are so many pixels apart.
    pub fn of(pitch: f64) -> Self {
        match pitch {
            _ if pitch >= NUMBERS => Self::Numbers,
            _ if pitch >= MARKS => Self::Marks,
            _ if pitch >= DOTS => Self::Dots,
            _ => Self::Shapes,
        }
    }
}

/// Whether a tap can be meant for one seat. Otherwise it leads nearer.
pub fn is_tappable(pitch: f64) -> bool {
    pitch >= TAPPABLE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearer_the_more_is_drawn() {
        let details = [1.0, 3.6, 9.9, 10.0, 24.9, 25.0, 64.0].map(Detail::of);
        let expected = [
            Detail::Shapes,
            Detail::Dots,
            Detail::Dots,
            Detail::Marks,
            Detail::Marks,
            Detail::Numbers,
            Detail::Numbers,
        ];
        assert_eq!(details, expected);
        assert_eq!(Detail::of(f64::NAN), Detail::Shapes);
    }

    #[test]
    fn a_seat_that_a_finger_would_miss_is_not_for_tapping() {
        assert!(!is_tappable(23.9) && is_tappable(24.0) && !is_tappable(f64::NAN));
        assert!(is_tappable(COMFORTABLE) && Detail::of(COMFORTABLE) == Detail::Numbers);
    }
}
