//! What is seen, in an address: `at=x,y,side`, the middle of the view and the shorter side of what is seen of the plan, in its
//! own units, so that a link shows the same on any screen. Whole numbers are exact enough for it.

use super::{Camera, Extent, Window};
use crate::domain::Point;

/// The name of the view in an address.
pub const NAME: &str = "at";
/// The name of a block that is to be in the middle, for an address that says no view.
pub const BLOCK: &str = "block";
/// The name of a seat that is to be there.
pub const SEAT: &str = "seat";

/// No plan reaches farther than this.
const FARTHEST: i64 = 10_000_000;

/// What an address says of the view; none if it cannot be read.
pub fn read(text: &str) -> Option<Extent> {
    let mut numbers = text.split(',').map(|part| part.parse::<i64>().ok().filter(|n| n.abs() <= FARTHEST));
    let (x, y, side) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let is_all = numbers.next().is_none() && side > 0;
    is_all.then(|| Extent::around(Point { x: x as f64, y: y as f64 }, side as f64))
}

/// What an address has to say so that it shows the same; none where all is seen, which is what any address shows.
pub fn write(window: &Window, camera: Camera) -> Option<String> {
    if window.is_whole(camera) {
        return None;
    }
    let side = window.width.min(window.height) / camera.scale;
    let [x, y, side] = [camera.middle.x, camera.middle.y, side.max(1.0)].map(|length| length.round() as i64);
    Some(format!("{x},{y},{side}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn window(width: f64, height: f64) -> Window {
        let all = Extent { min: Point { x: 0.0, y: 0.0 }, max: Point { x: 20_000.0, y: 15_000.0 } };
        Window { all, width, height, most: 1.5 }
    }

    #[test]
    fn what_cannot_be_read_is_no_view() {
        for text in
            ["", "1", "1,2", "1,2,0", "1,2,-3", "1,2,3,4", "a,2,3", "1.5,2,3", "99999999999,2,3", "NaN,1,1"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("-10,20,6"), Some(Extent::around(Point { x: -10.0, y: 20.0 }, 6.0)));
        assert_eq!(write(&window(400.0, 400.0), window(400.0, 400.0).whole()), None);
    }

    proptest! {
        #[test]
        fn a_link_opens_the_same_view(
            (x, y) in (0.0..20_000.0_f64, 0.0..15_000.0_f64),
            scale in 0.05..1.5_f64,
            (width, height) in (300.0..1500.0_f64, 300.0..1000.0_f64),
        ) {
            let window = window(width, height);
            let camera = window.at(Point { x, y }, scale);
            let Some(text) = write(&window, camera) else { return Ok(()) };
            let opened = window.fit(read(&text).ok_or_else(|| TestCaseError::fail(text))?);
            prop_assert!((opened.scale / camera.scale - 1.0).abs() < 0.01);
            let off = f64::hypot(opened.middle.x - camera.middle.x, opened.middle.y - camera.middle.y);
            prop_assert!(off * camera.scale <= 3.0, "off by {} pixels", off * camera.scale);
        }
    }
}
