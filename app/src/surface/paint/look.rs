use crate::live::Face;
use jari_core::geometry::{ACCESSIBLE, COMPANION, RESTRICTED_VIEW};

/// How a seat looks: its state, its category, what there is to say of it, and whether it is what is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::surface) struct Look {
    /// Its state.
    pub face: Face,
    /// Its category's number.
    pub category: u8,
    /// Its marks.
    pub marks: u8,
    /// Whether it is not what is looked for.
    pub is_faded: bool,
}

impl Look {
    /// A number for each look that is drawn in its own way: a category and marks are seen of seats that can be had alone.
    pub(super) fn key(self) -> u32 {
        let faded = u32::from(self.is_faded) << 20;
        let face = match self.face {
            Face::Available => {
                let marks = self.marks & (ACCESSIBLE | COMPANION | RESTRICTED_VIEW);
                return faded | u32::from(marks) << 8 | u32::from(self.category);
            }
            Face::Held => 1,
            Face::Reserved => 2,
            Face::Occupied => 3,
            Face::Own => 4,
            Face::Pending => 5,
        };
        faded | face << 12
    }
}
