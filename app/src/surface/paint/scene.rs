use super::{look::Look, palette::Palette};
use jari_core::{
    geometry::{Geometry, SeatIndex},
    surface::Detail,
};

/// What there is to draw.
pub(in crate::surface) struct Scene<'a> {
    pub geometry: &'a Geometry,
    pub index: &'a SeatIndex,
    pub labels: &'a [RowLabel],
    pub palette: &'a Palette,
    /// How the seat at a place looks now.
    pub look: &'a dyn Fn(usize) -> Look,
}

impl Scene<'_> {
    /// The distance of the seats of the block that a place is in, in the plan's units.
    pub(super) fn spacing_at(&self, place: usize) -> f64 {
        let block = self.geometry.block_of(place).and_then(|block| self.geometry.blocks.get(block));
        block.map_or(1.0, |block| block.spacing.into())
    }
}

/// A row's label beyond one of its ends.
pub(in crate::surface) struct RowLabel {
    pub x: f32,
    pub y: f32,
    pub row: usize,
    /// The distance of the seats of its block.
    pub spacing: f32,
}

/// A label beyond each end of each row, where no seat is in its way.
pub(in crate::surface) fn row_labels(geometry: &Geometry, index: &SeatIndex) -> Vec<RowLabel> {
    let mut labels = Vec::with_capacity(2 * geometry.rows.len());
    for (row, of) in geometry.rows.iter().enumerate() {
        let spacing = geometry.blocks.get(of.block).map_or(1.0, |block| block.spacing);
        let at = |place: usize| Some((*geometry.xs.get(place)?, *geometry.ys.get(place)?));
        let last = of.seats.end.saturating_sub(1);
        let inner = (of.seats.start + 1).min(last);
        for (end, inner) in [(of.seats.start, inner), (last, last.saturating_sub(1).max(of.seats.start))] {
            let (Some((x, y)), Some((from_x, from_y))) = (at(end), at(inner)) else { continue };
            let (dx, dy) = (x - from_x, y - from_y);
            let far = dx.hypot(dy);
            let (dx, dy) = if far > 0.0 { (dx / far, dy / far) } else { (-1.0, 0.0) };
            let (x, y) = (x + dx * spacing, y + dy * spacing);
            if index.nearest(x, y, spacing * 0.75).is_none() {
                labels.push(RowLabel { x, y, row, spacing });
            }
        }
    }
    labels
}

/// How much is drawn where neighbouring seats are so many pixels of the screen apart, on a screen with so many of them to a
/// pixel of the page.
pub(super) fn detail(spacing: f64, scale: f64, density: f64) -> Detail {
    Detail::of(spacing * scale / density)
}
