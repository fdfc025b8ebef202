//! A venue's geometry, made once and kept with the venue.

use crate::compressed::{Compressed, Effort};
use jari_core::{
    domain::Venue,
    geometry::{EncodedGeometry, Geometry, decode},
    ports::StoreError,
};
use std::sync::{Arc, OnceLock};

/// Its bytes are kept twice, and compressed in two ways, of which each is smaller.
const FORMS: usize = 4;

/// What a seat takes in the arrays, about.
const BYTES_OF_SEAT: usize = 40;

/// The geometry of a venue, in all the forms that it is needed in.
pub struct VenueGeometry {
    /// As it is named.
    encoded: Arc<EncodedGeometry>,
    /// As it travels.
    content: Arc<Compressed>,
    /// As it is looked into.
    decoded: OnceLock<Option<Geometry>>,
    /// How many seats it has.
    seats: usize,
}

impl VenueGeometry {
    /// Makes a venue's, where it may take a while, and begins to compress it: whoever is told its name is about to ask for it.
    pub(super) async fn of(venue: Arc<Venue>) -> Result<Self, StoreError> {
        let seats = venue.blocks.iter().map(|block| block.seats.len()).sum();
        let encoded = tokio::task::spawn_blocking(move || EncodedGeometry::of(&venue)).await;
        let encoded = encoded.map_err(|error| StoreError::Unavailable(Box::new(error)))?;
        let content = Arc::new(Compressed::new(encoded.bytes.clone(), Effort::Most));
        content.make_ahead();
        Ok(Self { encoded: Arc::new(encoded), content, decoded: OnceLock::new(), seats })
    }

    /// The bytes and their hash.
    pub const fn encoded(&self) -> &Arc<EncodedGeometry> {
        &self.encoded
    }

    /// The bytes, plain and compressed.
    pub(crate) const fn content(&self) -> &Arc<Compressed> {
        &self.content
    }

    /// The arrays.
    ///
    /// # Errors
    /// What cannot be, as these bytes were made here.
    pub fn decoded(&self) -> Result<&Geometry, StoreError> {
        let decoded = self.decoded.get_or_init(|| decode(&self.encoded.bytes).ok());
        decoded
            .as_ref()
            .ok_or_else(|| StoreError::Inconsistent("a venue has no readable geometry".to_owned()))
    }

    /// What it takes, about, when all of it is made.
    pub(super) fn bytes(&self) -> u32 {
        u32::try_from(self.encoded.bytes.len() * FORMS + self.seats * BYTES_OF_SEAT).unwrap_or(u32::MAX)
    }
}
