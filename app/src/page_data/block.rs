use super::{Block, HeldSeat, Match, PriceCategory, ReadAt, Seat, Tickets};
use jari_core::domain::{SeatStatus, StreamId, UnixMillis};

/// One block: every seat. The server alone renders its page, so that it never travels.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockPage {
    /// The match.
    pub info: Match,
    /// The block and what it is part of.
    pub block: Block,
    /// The address of the venue's geometry, which the map needs that takes the page's place.
    pub geometry: String,
    /// Its seats, ordered by id.
    pub seats: Vec<Seat>,
    /// Their states, in the order of `seats`.
    pub statuses: Vec<SeatStatus>,
    /// The place in the block's history that `statuses` shows.
    pub stream_id: StreamId,
    /// The match's price categories, dearest first.
    pub categories: Vec<PriceCategory>,
    /// What is sold at the match.
    pub tickets: Tickets,
    /// What the viewer has on hold in this match, in this block or another.
    pub held: Vec<HeldSeat>,
    /// When it was read.
    pub now: ReadAt,
    /// The most seats that the viewer may have on hold; 0 means no cap.
    pub max_holds: u32,
    /// The first moment from which companions' seats are sold as any other; none if they always are.
    pub companions_until: Option<UnixMillis>,
}

mod load {
    use super::BlockPage;
    use crate::page_data::{Block, HeldSeat, Match, PriceCategory, ReadAt, Tickets};
    use jari_core::{
        domain::{BlockId, CartId, Language, MatchId, Refusal},
        ports::{AllocationError, StoreError},
        services::SeatMapService,
    };
    use std::collections::HashMap;

    impl BlockPage {
        /// Reads what the page of a block shows in a language to the owner of a cart, or to everybody who has nothing on hold,
        /// with the revision that it shows.
        ///
        /// # Errors
        /// [`Refusal::MatchNotFound`], [`Refusal::BlockNotFound`], or a [`StoreError`].
        pub async fn load(
            seat_map: &SeatMapService,
            match_id: MatchId,
            block_id: BlockId,
            cart: Option<&CartId>,
            language: Language,
        ) -> Result<Self, AllocationError> {
            let (info, venue, snapshot) = seat_map.block(match_id, block_id).await?;
            let block = venue.block(block_id).ok_or(Refusal::BlockNotFound)?;
            let held = match cart {
                Some(cart) => seat_map.held_by(match_id, cart).await?,
                None => Vec::new(),
            };
            let statuses: HashMap<_, _> =
                snapshot.seats.iter().map(|seat| (seat.seat_id, seat.status)).collect();
            let status_of = |seat| {
                let missing =
                    || StoreError::Inconsistent(format!("match {match_id} has no allocation of seat {seat}"));
                statuses.get(&seat).copied().ok_or_else(missing)
            };
            let geometry = seat_map.geometry_hash(&venue).await?;
            let categories = venue.categories_at(&info.prices);
            let companions_until = seat_map.companions_until(&info);
            Ok(Self {
                block: Block::new(&block.info, language),
                geometry: format!("/api/venues/{}/geometry/{geometry}", venue.id),
                seats: block.seats.iter().map(Into::into).collect(),
                statuses: block.seats.iter().map(|seat| status_of(seat.id)).collect::<Result<_, _>>()?,
                stream_id: snapshot.stream_id(),
                categories: categories
                    .iter()
                    .map(|category| PriceCategory::new(category, &info.prices, language))
                    .collect(),
                tickets: Tickets::new(&info.prices, language),
                companions_until,
                held: HeldSeat::all(&held, seat_map, &venue, &info.prices, language),
                now: ReadAt::of(seat_map.now(), cart, info.sale.moments().chain(companions_until)),
                info: Match::new(&info, language),
                max_holds: seat_map.policy().max_holds,
            })
        }
    }
}
