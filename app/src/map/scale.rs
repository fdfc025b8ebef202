//! How large a seat map is drawn on a screen, and what one step larger or smaller is.

use super::seat_layout::PITCH;

/// How many pixels neighbouring seats are apart where nothing else is said: enough for a finger.
const START: f64 = 34.0;
/// The most that a step leads to.
const MOST: f64 = 76.0;
/// What one step makes of the distance.
const STEP: f64 = 1.35;
/// How many seats across and down a screen shows all of at once with seats that a mouse still hits well.
const ACROSS: f64 = 40.0;
const DOWN: [f64; 3] = [18.0, 29.0, 38.0];

/// How large a map is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// As a page begins: large enough for fingers, and where there is a mouse, all of it if it is not too large.
    Start,
    /// All of it.
    Fit,
    /// Neighbouring seats are so many pixels apart.
    Pitch(f64),
}

impl Scale {
    /// How wide a drawing of so many units is, in pixels. To fit, it may become narrower, never wider.
    pub fn pixels(self, width: f64) -> f64 {
        let pitch = match self {
            Self::Start | Self::Fit => START,
            Self::Pitch(pitch) => pitch,
        };
        (width * pitch / PITCH).round()
    }

    /// Whether no step leads further.
    pub fn is_most(self) -> bool {
        matches!(self, Self::Pitch(pitch) if pitch >= MOST)
    }
}

/// What of a drawing is shown to begin with, where there is a mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// As much as there is room for.
    Part,
    /// All of its width.
    Width,
    /// All of its width, and on a high screen all of it.
    HighScreen,
    /// All of its width, and on a screen of usual height all of it.
    UsualScreen,
    /// All of it on every screen.
    LowScreen,
}

impl Begin {
    /// What of a drawing of this size is shown.
    pub fn of(width: f64, height: f64) -> Self {
        let [low, usual, high] = DOWN;
        match (width / PITCH, height / PITCH) {
            (across, _) if across > ACROSS => Self::Part,
            (_, down) if down <= low => Self::LowScreen,
            (_, down) if down <= usual => Self::UsualScreen,
            (_, down) if down <= high => Self::HighScreen,
            _ => Self::Width,
        }
    }
}

/// A map as it is on the screen at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Width and height of the drawing, in its own units.
    pub drawing: (f64, f64),
    /// Width and height of the map, in pixels.
    pub map: (f64, f64),
    /// Width and height of the frame through which it is seen, in pixels.
    pub frame: (f64, f64),
}

impl Seen {
    /// One step larger.
    pub fn larger(&self) -> Scale {
        Scale::Pitch((self.pitch() * STEP).min(MOST))
    }

    /// One step smaller, until all of it is seen.
    pub fn smaller(&self) -> Scale {
        let pitch = self.pitch() / STEP;
        let fits = |drawing: f64, frame: f64| drawing * pitch / PITCH <= frame;
        if fits(self.drawing.0, self.frame.0) && fits(self.drawing.1, self.frame.1) {
            Scale::Fit
        } else {
            Scale::Pitch(pitch)
        }
    }

    /// How many pixels neighbouring seats are apart. The map keeps its proportions in whatever room it has.
    fn pitch(&self) -> f64 {
        let across = self.map.0 / self.drawing.0.max(1.0);
        let down = self.map.1 / self.drawing.1.max(1.0);
        across.min(down) * PITCH
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWING: (f64, f64) = (40.0 * PITCH, 20.0 * PITCH);

    fn seen(pitch: f64) -> Seen {
        Seen { drawing: DRAWING, map: (40.0 * pitch, 20.0 * pitch), frame: (400.0, 300.0) }
    }

    #[test]
    fn a_step_there_and_a_step_back_lead_to_the_same() {
        let Scale::Pitch(larger) = seen(20.0).larger() else { panic!("a step larger is a distance") };
        let Scale::Pitch(back) = seen(larger).smaller() else { panic!("at 20 it does not fit") };
        assert!((back - 20.0).abs() < 1e-9);
        assert_eq!(Scale::Pitch(larger).pixels(DRAWING.0), 1080.0);
    }

    #[test]
    fn steps_end_where_all_is_seen_and_where_one_seat_is_large() {
        assert_eq!(seen(12.0).smaller(), Scale::Fit);
        assert_eq!(seen(MOST).larger(), Scale::Pitch(MOST));
        assert!(Scale::Pitch(MOST).is_most() && !Scale::Start.is_most());
    }

    #[test]
    fn what_counts_is_how_large_the_drawing_is_in_its_room() {
        let narrow = Seen { map: (400.0, 300.0), ..seen(10.0) };
        assert_eq!(narrow.larger(), Scale::Pitch(10.0 * STEP));
    }

    #[test]
    fn a_page_begins_with_all_that_a_mouse_can_hit() {
        let begin = |across: f64, down: f64| Begin::of(across * PITCH, down * PITCH);
        assert_eq!(begin(41.0, 5.0), Begin::Part);
        assert_eq!(begin(40.0, 18.0), Begin::LowScreen);
        assert_eq!(begin(40.0, 19.0), Begin::UsualScreen);
        assert_eq!(begin(40.0, 30.0), Begin::HighScreen);
        assert_eq!(begin(40.0, 39.0), Begin::Width);
    }
}
