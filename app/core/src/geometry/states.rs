//! The states of all seats of a match, two bits each, in the geometry's order; and how far each block has come.

use super::{
    MAX_SEATS,
    bytes::{Malformed, Reader, Writer},
};
use crate::domain::{Epoch, Revision, SeatStatus};
use std::ops::Range;

/// How the bytes begin: what they are, and the version of their form.
const MAGIC: [u8; 4] = *b"jss\x01";

/// So many seats share a byte, the first in its lowest bits.
const IN_BYTE: usize = 4;

/// The longest name of a geometry.
const MAX_NAME: usize = 64;

/// The states of all seats of a match. Each block's are of one revision of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct States {
    /// The hash of the geometry in whose order they are.
    pub geometry: String,
    /// The history that the revisions belong to.
    pub epoch: Epoch,
    /// The revision of each block, in the geometry's order.
    pub revs: Vec<Revision>,
    seats: usize,
    packed: Vec<u8>,
}

impl States {
    /// As many seats, all of them available.
    pub fn new(geometry: String, epoch: Epoch, revs: Vec<Revision>, seats: usize) -> Self {
        Self { geometry, epoch, revs, seats, packed: vec![0; seats.div_ceil(IN_BYTE)] }
    }

    /// How many seats there are.
    pub const fn len(&self) -> usize {
        self.seats
    }

    /// Whether there are no seats.
    pub const fn is_empty(&self) -> bool {
        self.seats == 0
    }

    /// The state of the seat at a place; taken for a place that there is not.
    pub fn get(&self, place: usize) -> SeatStatus {
        match self.packed.get(place / IN_BYTE) {
            Some(byte) if place < self.seats => of_bits(byte >> shift(place)),
            _ => SeatStatus::Occupied,
        }
    }

    /// Changes the state of the seat at a place, if there is such a place.
    pub fn set(&mut self, place: usize, status: SeatStatus) {
        if place < self.seats
            && let Some(byte) = self.packed.get_mut(place / IN_BYTE)
        {
            *byte = *byte & !(0b11 << shift(place)) | bits(status) << shift(place);
        }
    }

    /// How many of the seats at these places are available.
    pub fn free(&self, places: Range<usize>) -> u32 {
        places.map(|place| u32::from(self.get(place) == SeatStatus::Available)).sum()
    }

    /// As bytes: the same ones for the same states.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.bytes(&MAGIC);
        for text in [self.geometry.as_str(), self.epoch.as_str()] {
            out.count(text.len());
            out.bytes(text.as_bytes());
        }
        out.count(self.revs.len());
        self.revs.iter().for_each(|rev| out.unsigned(rev.0));
        out.count(self.seats);
        out.bytes(&self.packed);
        out.0
    }

    /// Reads what [`States::encode`] wrote.
    ///
    /// # Errors
    /// [`Malformed`] for anything else. Whatever it is, not more room is taken than a few times its length.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut read = Reader(bytes);
        if read.bytes(MAGIC.len())? != MAGIC {
            return Err(Malformed);
        }
        let mut text = |most| {
            let length = read.count(most)?;
            std::str::from_utf8(read.bytes(length)?).map_err(|_| Malformed)
        };
        let geometry = text(MAX_NAME)?.to_owned();
        let epoch = text(Epoch::MAX_LEN)?.parse().map_err(|_| Malformed)?;
        let revs = (0..read.listed()?).map(|_| read.unsigned().map(Revision)).collect::<Result<_, _>>()?;
        let seats = read.count(MAX_SEATS)?;
        let packed = read.bytes(seats.div_ceil(IN_BYTE))?.to_vec();
        // What is behind the last seat is nothing, so that the same states are always the same bytes.
        let behind = packed.last().map_or(0, |last| match seats % IN_BYTE {
            0 => 0,
            used => last >> (2 * used),
        });
        if !read.0.is_empty() || behind != 0 {
            return Err(Malformed);
        }
        Ok(Self { geometry, epoch, revs, seats, packed })
    }
}

const fn shift(place: usize) -> usize {
    2 * (place % IN_BYTE)
}

const fn bits(status: SeatStatus) -> u8 {
    match status {
        SeatStatus::Available => 0,
        SeatStatus::Hold => 1,
        SeatStatus::Reserved => 2,
        SeatStatus::Occupied => 3,
    }
}

const fn of_bits(bits: u8) -> SeatStatus {
    match bits & 0b11 {
        0 => SeatStatus::Available,
        1 => SeatStatus::Hold,
        2 => SeatStatus::Reserved,
        _ => SeatStatus::Occupied,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn status() -> impl Strategy<Value = SeatStatus> {
        proptest::sample::select(SeatStatus::ALL.to_vec())
    }

    fn states() -> impl Strategy<Value = (States, Vec<SeatStatus>)> {
        let revs = prop::collection::vec(any::<u64>().prop_map(Revision), 0..20);
        ("[0-9a-f]{16}", "[a-z0-9]{1,32}", revs, prop::collection::vec(status(), 0..200)).prop_map(
            |(geometry, epoch, revs, statuses)| {
                let epoch = epoch.parse().expect("an epoch");
                let mut states = States::new(geometry, epoch, revs, statuses.len());
                for (place, status) in statuses.iter().enumerate() {
                    states.set(place, *status);
                }
                (states, statuses)
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_set_is_got_and_read_back((mut states, statuses) in states(), at in 0..250_usize, to in status()) {
            let is = |states: &States| (0..states.len()).map(|place| states.get(place)).collect::<Vec<_>>();
            prop_assert_eq!(is(&states), statuses.clone());
            let bytes = states.encode();
            prop_assert_eq!(States::decode(&bytes), Ok(states.clone()));
            // What is cut short or longer is nothing, and one change changes one seat.
            prop_assert_eq!(States::decode(&bytes[..bytes.len() - 1]), Err(Malformed));
            prop_assert_eq!(States::decode(&[&bytes[..], &[0]].concat()), Err(Malformed));
            states.set(at, to);
            let mut expected = statuses;
            if let Some(status) = expected.get_mut(at) {
                *status = to;
            }
            let free = expected.iter().filter(|status| **status == SeatStatus::Available).count();
            prop_assert_eq!(is(&states), expected);
            prop_assert_eq!(states.free(0..states.len()) as usize, free);
            prop_assert_eq!(states.get(states.len()), SeatStatus::Occupied);
        }

        #[test]
        fn no_bytes_make_it_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..80), is_magic: bool) {
            if is_magic {
                bytes.splice(..0, MAGIC);
            }
            if let Ok(states) = States::decode(&bytes) {
                prop_assert_eq!(States::decode(&states.encode()), Ok(states));
            }
        }
    }
}
