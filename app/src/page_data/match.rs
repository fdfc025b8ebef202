use super::{Area, Block, HeldSeat, Match, Name, PriceCategory, ReadAt, Tickets};
use jari_core::domain::UnixMillis;
use serde::{Deserialize, Serialize};

/// One match: the whole venue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatchPage {
    /// The match.
    pub info: Match,
    /// The address of the venue's geometry: where each seat is.
    pub geometry: String,
    /// What is drawn besides blocks.
    pub scenery: Scenery,
    /// The areas, in order.
    pub areas: Vec<Area>,
    /// The blocks, in order.
    pub blocks: Vec<BlockView>,
    /// What seats cost, the dearest first, each once, in the smallest unit of the match's currency.
    pub prices: Vec<i64>,
    /// The match's price categories, dearest first.
    pub categories: Vec<PriceCategory>,
    /// The first moment from which companions' seats are sold as any other; none if they always are.
    pub companions_until: Option<UnixMillis>,
    /// What is sold at the match.
    pub tickets: Tickets,
    /// What the viewer has on hold in this match.
    pub held: Vec<HeldSeat>,
    /// When it was read.
    pub now: ReadAt,
    /// The most seats that the viewer may have on hold; 0 means no cap.
    pub max_holds: u32,
}

/// What a venue's map shows besides blocks, as it stands in the markup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenery {
    /// The extent of the map: the `viewBox` of its `svg`.
    pub view_box: String,
    /// SVG elements, behind the blocks. They are ours, and what is in them from a venue's file is escaped.
    pub shapes: String,
}

/// A block on a venue's map and in the list below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockView {
    /// The block and its names.
    pub info: Block,
    /// Its available seats.
    pub free: u32,
    /// The price of its cheapest seat, in the smallest unit of the match's currency; none where no price is known.
    pub price_from: Option<i64>,
    /// How it is drawn.
    pub drawing: BlockDrawing,
}

/// A block's shape and the place of its name, as the attributes of SVG elements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockDrawing {
    /// The corners of the shape.
    pub points: String,
    /// The middle of the name.
    pub x: String,
    /// The middle of the name.
    pub y: String,
    /// The height of the name.
    pub name_size: String,
    /// The name, without what all blocks share of it.
    pub name: Name,
}

#[cfg(feature = "ssr")]
mod load {
    use super::{BlockView, MatchPage};
    use crate::page_data::{Area, Block, HeldSeat, Match, PriceCategory, ReadAt, Tickets, drawing};
    use jari_core::{
        domain::{self, BlockOverview, CartId, Language, MatchId},
        ports::AllocationError,
        services::SeatMapService,
    };

    /// What seats of these categories cost, the dearest first, each once.
    fn prices(categories: &[domain::PriceCategory]) -> Vec<i64> {
        let mut prices: Vec<_> = categories.iter().filter_map(|category| category.price).collect();
        prices.dedup();
        prices
    }

    impl MatchPage {
        /// Reads what the page of a match shows in a language to the owner of a cart, or to everybody who has nothing on hold.
        ///
        /// # Errors
        /// [`MatchNotFound`](jari_core::domain::Refusal::MatchNotFound), or a store that cannot answer.
        pub async fn load(
            seat_map: &SeatMapService,
            match_id: MatchId,
            cart: Option<&CartId>,
            language: Language,
        ) -> Result<Self, AllocationError> {
            let (info, venue) = seat_map.venue_of(match_id).await?;
            let shared = drawing::Shared::of(&venue.blocks, language);
            let drawn = venue.blocks.iter().zip(seat_map.overview(&info, &venue).await?);
            let blocks = drawn.map(|(block, BlockOverview { info, free, price_from, .. })| BlockView {
                info: Block::new(&info, language),
                free,
                price_from,
                drawing: drawing::block(block, shared, language),
            });
            let held = match cart {
                Some(cart) => seat_map.held_by(match_id, cart).await?,
                None => Vec::new(),
            };
            let geometry = seat_map.geometry_hash(&venue).await?;
            let categories = venue.categories_at(&info.prices);
            let category = |category| PriceCategory::new(category, &info.prices, language);
            Ok(Self {
                geometry: format!("/api/venues/{}/geometry/{geometry}", venue.id),
                scenery: drawing::scenery(&venue.plan, language),
                areas: venue.areas.iter().map(|area| Area::new(area, language)).collect(),
                blocks: blocks.collect(),
                prices: prices(&categories),
                categories: categories.iter().map(category).collect(),
                companions_until: seat_map.companions_until(&info),
                tickets: Tickets::new(&info.prices, language),
                held: HeldSeat::all(&held, seat_map, &venue, &info.prices, language),
                now: ReadAt::of(seat_map.now(), cart, info.sale.moments()),
                info: Match::new(&info, language),
                max_holds: seat_map.policy().max_holds,
            })
        }
    }
}
