//! Reads the JSON in the browser, by the browser's own parser: it is there already, and fast.

use super::{BlockFree, BlockSeatsData, BlockUpdateData, BlocksData, HeartbeatData, SeatState};
use jari_core::domain::{BlockId, SeatId, SeatStatus};
use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The greatest whole number below which a number of JavaScript stands for one whole number alone.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// A value of JSON.
pub struct Json(JsValue);

impl Json {
    /// The value of a text; none if it is no JSON.
    pub fn parse(text: &str) -> Option<Self> {
        JSON::parse(text).ok().map(Self)
    }

    /// A field of an object. What is no object has no fields, and a field that is not there has no value of any type.
    pub fn field(&self, name: &str) -> Option<Self> {
        Reflect::get(&self.0, &name.into()).ok().map(Self)
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    /// The whole number, if it is one that is exact.
    pub fn whole(&self) -> Option<i64> {
        let number = self.0.as_f64()?;
        let exact = number.fract() == 0.0 && number.abs() <= MAX_SAFE_INTEGER;
        exact.then_some(number as i64)
    }

    fn items<T: FromJson>(&self) -> Option<Vec<T>> {
        self.0.dyn_ref::<Array>()?.iter().map(|item| T::from_json(&Self(item))).collect()
    }
}

/// What can be read from JSON.
pub trait FromJson: Sized {
    /// The value; none if it is not what this version knows.
    fn from_json(json: &Json) -> Option<Self>;
}

/// Whatever is said of a seat, if it is no word that this version knows, the seat is taken.
impl FromJson for SeatStatus {
    fn from_json(json: &Json) -> Option<Self> {
        Some(json.text().map_or(Self::Occupied, |word| Self::told(&word)))
    }
}

impl FromJson for SeatId {
    fn from_json(json: &Json) -> Option<Self> {
        json.whole().map(Self)
    }
}

impl FromJson for SeatState {
    fn from_json(json: &Json) -> Option<Self> {
        let id = FromJson::from_json(&json.field("id")?)?;
        Some(Self { id, status: FromJson::from_json(&json.field("status")?)? })
    }
}

impl FromJson for BlockId {
    fn from_json(json: &Json) -> Option<Self> {
        json.whole().map(Self)
    }
}

impl FromJson for BlockSeatsData {
    fn from_json(json: &Json) -> Option<Self> {
        let block_id = FromJson::from_json(&json.field("blockId")?)?;
        Some(Self { block_id, seats: json.field("seats")?.items()? })
    }
}

impl FromJson for BlockUpdateData {
    fn from_json(json: &Json) -> Option<Self> {
        let block_id = FromJson::from_json(&json.field("blockId")?)?;
        let seat_id = FromJson::from_json(&json.field("seatId")?)?;
        Some(Self { block_id, seat_id, status: FromJson::from_json(&json.field("status")?)? })
    }
}

impl FromJson for BlockFree {
    fn from_json(json: &Json) -> Option<Self> {
        let id = FromJson::from_json(&json.field("id")?)?;
        Some(Self { id, free: json.field("free")?.whole()?.try_into().ok()? })
    }
}

impl FromJson for BlocksData {
    fn from_json(json: &Json) -> Option<Self> {
        Some(Self { blocks: json.field("blocks")?.items()? })
    }
}

impl FromJson for HeartbeatData {
    fn from_json(json: &Json) -> Option<Self> {
        Some(Self { live: json.field("live")?.0.as_bool()? })
    }
}
