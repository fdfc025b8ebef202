use super::Name;
use jari_core::domain::{BlockId, Held, Revision, SeatId, SeatNotes, UnixMillis};
use serde::{Deserialize, Serialize};

/// A seat that the viewer has on hold, with the names to show it by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldSeat {
    /// The seat.
    pub seat_id: SeatId,
    /// Its block.
    pub block_id: BlockId,
    /// What the block is called.
    pub block_name: Name,
    /// Its row's label.
    pub row: String,
    /// Its number in the row.
    pub number: String,
    /// What there is to say of it.
    pub notes: SeatNotes,
    /// What it usually costs, in the smallest unit of the match's currency; none where no price is known.
    pub price: Option<i64>,
    /// What it costs for each type of ticket, in their order.
    pub prices: Vec<Option<i64>>,
    /// When the hold ends by itself.
    pub expires_at: UnixMillis,
    /// When it ends at the latest, if it is lengthened.
    pub latest: UnixMillis,
    /// The block's revision that the hold took: a change of the seat above it has ended the hold.
    pub rev: Revision,
}

/// A hold that the viewer has just been given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldTaken {
    /// When it ends by itself.
    pub expires_at: UnixMillis,
    /// When it ends at the latest, if it is lengthened.
    pub latest: UnixMillis,
    /// The block's revision that it took.
    pub rev: Revision,
    /// A free seat beside it that it leaves alone, where the match has that told.
    pub leaves_alone: Option<SeatId>,
}

/// Seats that the viewer has just been given together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatsTaken {
    /// Each of them.
    pub seats: Vec<(SeatId, HoldTaken)>,
    /// A free seat beside them that they leave alone, where the match has that told.
    pub leaves_alone: Option<SeatId>,
}

/// A seat that the viewer has just let go of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatReleased {
    /// The block's revision that it took.
    pub rev: Revision,
    /// The companions' seats that went with it, each with the revision that it took.
    pub with: Vec<(SeatId, Revision)>,
}

impl HoldTaken {
    /// A hold that ends then at the latest.
    pub const fn new(
        Held { expires_at, rev, .. }: Held,
        latest: UnixMillis,
        leaves_alone: Option<SeatId>,
    ) -> Self {
        Self { expires_at, latest, rev, leaves_alone }
    }
}

/// The seats that a group has just been given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BestTaken {
    /// The block that they are in.
    pub block_id: BlockId,
    /// The seats.
    pub seats: Vec<SeatId>,
    /// Whether they are side by side; otherwise they are in two neighbouring rows.
    pub is_side_by_side: bool,
}

/// What the viewer has on hold in a match, for a page that is open already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldSeats {
    /// The seats, what ends first before others.
    pub held: Vec<HeldSeat>,
    /// The server's time when it was read.
    pub now: UnixMillis,
}

#[cfg(feature = "ssr")]
mod load {
    use super::{HeldSeat, HeldSeats, Name};
    use jari_core::{
        domain::{CartId, Held, Language, MatchId, MatchPrices, UnixMillis, Venue},
        ports::AllocationError,
        services::SeatMapService,
    };

    impl HeldSeat {
        /// Puts the venue's names in a language and the match's price to a hold; none if the venue has no such seat.
        pub fn new(
            held: &Held,
            latest: UnixMillis,
            venue: &Venue,
            prices: &MatchPrices,
            language: Language,
        ) -> Option<Self> {
            let block = venue.block(held.block_id)?;
            let seat = block.seats.iter().find(|seat| seat.id == held.seat_id)?;
            let category = venue.categories.iter().find(|category| Some(category.id) == seat.category_id);
            Some(Self {
                seat_id: held.seat_id,
                block_id: held.block_id,
                block_name: Name::new(&block.info.name, language),
                row: seat.row.clone(),
                number: seat.number.clone(),
                notes: seat.notes(),
                price: venue.price_of(seat, prices),
                prices: category.map(|category| prices.by_type(category)).unwrap_or_default(),
                expires_at: held.expires_at,
                latest,
                rev: held.rev,
            })
        }

        /// The same for several. Those that the venue does not have are left out.
        pub fn all(
            held: &[Held],
            seat_map: &SeatMapService,
            venue: &Venue,
            prices: &MatchPrices,
            language: Language,
        ) -> Vec<Self> {
            let named = |held| Self::new(held, seat_map.latest_end(held), venue, prices, language);
            held.iter().filter_map(named).collect()
        }
    }

    impl HeldSeats {
        /// Reads what a cart has on hold in a match, what ends first before others, with names in a language.
        ///
        /// # Errors
        /// [`MatchNotFound`](jari_core::domain::Refusal::MatchNotFound), or a store that cannot answer.
        pub async fn load(
            seat_map: &SeatMapService,
            match_id: MatchId,
            cart: &CartId,
            language: Language,
        ) -> Result<Self, AllocationError> {
            let (info, venue) = seat_map.venue_of(match_id).await?;
            let held = seat_map.held_by(match_id, cart).await?;
            let held = HeldSeat::all(&held, seat_map, &venue, &info.prices, language);
            Ok(Self { held, now: seat_map.now() })
        }
    }
}
