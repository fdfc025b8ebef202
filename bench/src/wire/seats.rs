//! The seats of a block, as a stream or the snapshot route tells them.

use crate::error::Result;
use memchr::memmem;

/// Each seat's state as the first letter of its status; the seats of a block have ids without gaps between them, or few.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    first: u64,
    states: Vec<u8>,
}

impl Board {
    /// The board in the data of an `init`, or in a snapshot.
    ///
    /// # Errors
    /// When it is neither.
    pub fn read(json: &[u8]) -> Result<Self> {
        let malformed =
            || format!("these are no seats: {}", String::from_utf8_lossy(&json[..json.len().min(200)]));
        let value: serde_json::Value = serde_json::from_slice(json)?;
        let seats = value["data"]["seats"].as_array().ok_or_else(malformed)?;
        let seats: Option<Vec<(u64, u8)>> = seats
            .iter()
            .map(|seat| Some((seat["id"].as_u64()?, *seat["status"].as_str()?.as_bytes().first()?)))
            .collect();
        let seats = seats.ok_or_else(malformed)?;
        let first = seats.iter().map(|seat| seat.0).min().ok_or_else(malformed)?;
        let mut board = Self { first, states: Vec::new() };
        for (seat, state) in seats {
            let index = usize::try_from(seat - first)?;
            if index > 1_000_000 {
                return Err("the seats of a block are too far apart".into());
            }
            if board.states.len() <= index {
                board.states.resize(index + 1, 0);
            }
            board.states[index] = state;
        }
        Ok(board)
    }

    /// Sets a seat's state; false when the board has no such seat.
    pub fn set(&mut self, seat: u64, state: u8) -> bool {
        let index = seat.checked_sub(self.first).and_then(|index| usize::try_from(index).ok());
        let known = index.and_then(|index| self.states.get_mut(index)).filter(|known| **known != 0);
        known.map(|known| *known = state).is_some()
    }

    /// The seats, each with its state.
    pub fn states(&self) -> impl Iterator<Item = (u64, u8)> {
        (self.first..).zip(self.states.iter().copied()).filter(|(_, state)| *state != 0)
    }

    /// The ids of the seats.
    pub fn ids(&self) -> impl Iterator<Item = u64> {
        (self.first..).zip(&self.states).filter(|(_, state)| **state != 0).map(|(seat, _)| seat)
    }
}

/// The seat and the state in the data of an `update`.
pub fn read_update(json: &[u8]) -> Option<(u64, u8)> {
    let seat = number_after(json, b"\"seatId\":")?;
    let at = memmem::rfind(json, b"\"status\":\"")? + 10;
    json.get(at).map(|state| (seat, *state))
}

/// The number behind some name.
pub fn number_after(json: &[u8], name: &[u8]) -> Option<u64> {
    let digits = json.get(memmem::find(json, name)? + name.len()..)?;
    let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&digits[..length]).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_is_read_and_changed() {
        let json = br#"{"status":200,"data":{"seats":[{"id":7,"status":"AVAILABLE"},{"id":9,"status":"OCCUPIED"}]}}"#;
        let mut board = Board::read(json).unwrap();
        assert_eq!(board.ids().collect::<Vec<_>>(), [7, 9]);
        let before = board.clone();
        let update = br#"{"status":200,"data":{"seatId":7,"status":"HOLD"}}"#;
        let (seat, state) = read_update(update).unwrap();
        assert!(board.set(seat, state));
        assert_ne!(board, before);
        assert!(board.set(7, b'A'));
        assert_eq!(board, before);
        for unknown in [6, 8, 10] {
            assert!(!board.set(unknown, b'A'));
        }
        assert!(Board::read(b"{}").is_err());
    }

    #[test]
    fn numbers_are_found_by_name() {
        let json = br#"{"status":201,"data":{"seatId":12,"rev":345,"status":"HOLD"}}"#;
        assert_eq!(number_after(json, b"\"rev\":"), Some(345));
        assert_eq!(number_after(json, b"\"epoch\":"), None);
        assert_eq!(read_update(json), Some((12, b'H')));
    }
}
