use super::*;

#[test]
fn a_finger_that_hardly_moves_taps() {
    let mut gestures = Gestures::default();
    assert_eq!(gestures.down(1, (50.0, 50.0), 0.0, true), Step::Stop);
    assert_eq!(gestures.moved(1, (55.0, 53.0), 20.0), Step::None);
    assert!(!gestures.is_dragging());
    assert_eq!(gestures.up(1, 60.0), Step::Tap { at: (50.0, 50.0), is_second: false });
    gestures.down(1, (52.0, 51.0), 200.0, true);
    assert_eq!(gestures.up(1, 240.0), Step::Tap { at: (52.0, 51.0), is_second: true });
    // Three taps are one more, and no second one twice.
    gestures.down(1, (52.0, 51.0), 400.0, true);
    assert_eq!(gestures.up(1, 440.0), Step::Tap { at: (52.0, 51.0), is_second: false });
}

#[test]
fn taps_that_are_late_or_far_are_two() {
    let mut gestures = Gestures::default();
    for (at, down, up) in [((0.0, 0.0), 0.0, 50.0), ((0.0, 0.0), 500.0, 550.0), ((90.0, 0.0), 600.0, 650.0)] {
        gestures.down(1, at, down, false);
        assert_eq!(gestures.up(1, up), Step::Tap { at, is_second: false });
    }
}

#[test]
fn a_drag_moves_the_plan_as_far_as_the_finger_and_may_throw_it() {
    let mut gestures = Gestures::default();
    gestures.down(1, (0.0, 0.0), 0.0, true);
    assert_eq!(gestures.moved(1, (12.0, 0.0), 16.0), Step::None, "it does not jump");
    assert!(gestures.is_dragging());
    assert_eq!(gestures.moved(1, (30.0, 5.0), 32.0), Step::Drag { dx: 18.0, dy: 5.0 });
    assert_eq!(gestures.moved(1, (48.0, 5.0), 48.0), Step::Drag { dx: 18.0, dy: 0.0 });
    assert_eq!(gestures.up(1, 50.0), Step::Throw { velocity: (48.0 / 50.0, 5.0 / 50.0) });
    assert!(!gestures.is_dragging());
}

#[test]
fn whoever_stops_before_letting_go_does_not_throw() {
    let mut gestures = Gestures::default();
    gestures.down(1, (0.0, 0.0), 0.0, false);
    gestures.moved(1, (40.0, 0.0), 16.0);
    assert_eq!(gestures.up(1, 400.0), Step::None);
}

#[test]
fn two_fingers_drag_and_pinch_and_one_goes_on_alone() {
    let mut gestures = Gestures::default();
    gestures.down(1, (100.0, 100.0), 0.0, true);
    assert_eq!(gestures.down(2, (200.0, 100.0), 5.0, true), Step::Stop);
    assert_eq!(gestures.down(3, (300.0, 100.0), 6.0, true), Step::None, "a third finger says nothing");
    let step = gestures.moved(2, (300.0, 100.0), 20.0);
    assert_eq!(step, Step::Pinch { at: (200.0, 100.0), dx: 50.0, dy: 0.0, factor: 2.0 });
    assert_eq!(gestures.up(1, 30.0), Step::None);
    assert_eq!(gestures.moved(2, (310.0, 110.0), 40.0), Step::Drag { dx: 10.0, dy: 10.0 });
    assert!(matches!(gestures.up(2, 42.0), Step::Throw { .. }));
}

#[test]
fn what_the_browser_takes_for_something_else_is_no_tap() {
    let mut gestures = Gestures::default();
    gestures.down(1, (0.0, 0.0), 0.0, true);
    gestures.cancel(1);
    assert_eq!(gestures.up(1, 10.0), Step::None);
    assert_eq!(gestures.moved(7, (0.0, 0.0), 10.0), Step::None);
}
