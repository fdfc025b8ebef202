//! SeatMapService: reading matches, venues and seats, put together from the catalogue and the allocations.

use crate::{
    domain::{
        Area, AreaId, BlockId, BlockOverview, CartId, Counts, Held, HoldPolicy, MatchId, MatchInfo,
        MatchOverview, MatchPrices, PriceCategory, Refusal, Section, SectionId, Snapshot, UnixMillis, Venue,
    },
    ports::{AllocationError, Catalogue, LoadAllocationStatus, StoreError},
    services::{AllocationService, match_venue},
};
use std::{collections::HashMap, sync::Arc};

/// Reads matches, venues and seat maps.
#[derive(Clone)]
pub struct SeatMapService {
    catalogue: Arc<dyn Catalogue>,
    status: Arc<dyn LoadAllocationStatus>,
    allocation: AllocationService,
}

impl SeatMapService {
    /// A service over these ports; `allocation` tells the time and what the viewer holds.
    pub fn new(
        catalogue: Arc<dyn Catalogue>,
        status: Arc<dyn LoadAllocationStatus>,
        allocation: AllocationService,
    ) -> Self {
        Self { catalogue, status, allocation }
    }

    /// Every match, the soonest first.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer.
    #[tracing::instrument(level = "debug", name = "seat_map.matches", skip_all)]
    pub async fn matches(&self) -> Result<Vec<MatchOverview>, StoreError> {
        let matches = self.catalogue.matches().await?;
        let ids: Vec<_> = matches.iter().map(|info| info.id).collect();
        let free = self.status.free_seats(&ids).await?;
        let overview =
            |info: MatchInfo| MatchOverview { free: free.get(&info.id).copied().unwrap_or(0), info };
        Ok(matches.into_iter().map(overview).collect())
    }

    /// The areas of a match's venue.
    ///
    /// # Errors
    /// [`Refusal::MatchNotFound`], or a [`StoreError`].
    pub async fn areas(&self, match_id: MatchId) -> Result<Vec<Area>, AllocationError> {
        Ok(self.venue_of(match_id).await?.1.areas.clone())
    }

    /// The sections of an area.
    ///
    /// # Errors
    /// [`Refusal::MatchNotFound`], [`Refusal::AreaNotFound`], or a [`StoreError`].
    pub async fn sections(
        &self,
        match_id: MatchId,
        area_id: AreaId,
    ) -> Result<Vec<Section>, AllocationError> {
        let (_, venue) = self.venue_of(match_id).await?;
        if !venue.areas.iter().any(|area| area.id == area_id) {
            return Err(Refusal::AreaNotFound.into());
        }
        Ok(venue.sections.iter().filter(|section| section.area_id == area_id).cloned().collect())
    }

    /// The blocks of a match, of all sections or of one, with their free seats.
    ///
    /// # Errors
    /// [`Refusal::MatchNotFound`], [`Refusal::SectionNotFound`], or a [`StoreError`].
    pub async fn blocks(
        &self,
        match_id: MatchId,
        section_id: Option<SectionId>,
    ) -> Result<Vec<BlockOverview>, AllocationError> {
        let (info, venue) = self.venue_of(match_id).await?;
        if section_id.is_some_and(|id| !venue.sections.iter().any(|section| section.id == id)) {
            return Err(Refusal::SectionNotFound.into());
        }
        let mut blocks = self.overview(&info, &venue).await?;
        blocks.retain(|block| section_id.is_none_or(|id| block.info.section_id == id));
        Ok(blocks)
    }

    /// The price categories of a match's venue as the match has them, dearest first, and what types of tickets there are.
    ///
    /// # Errors
    /// [`Refusal::MatchNotFound`], or a [`StoreError`].
    pub async fn categories(
        &self,
        match_id: MatchId,
    ) -> Result<(Vec<PriceCategory>, MatchPrices), AllocationError> {
        let (info, venue) = self.venue_of(match_id).await?;
        Ok((venue.categories_at(&info.prices), info.prices))
    }

    /// A block's seats at one revision.
    ///
    /// # Errors
    /// [`Refusal::MatchNotFound`], [`Refusal::BlockNotFound`], or a [`StoreError`].
    #[tracing::instrument(level = "debug", name = "seat_map.snapshot", skip_all, fields(%match_id, %block_id))]
    pub async fn snapshot(
        &self,
        match_id: MatchId,
        block_id: BlockId,
    ) -> Result<Arc<Snapshot>, AllocationError> {
        Ok(self.block(match_id, block_id).await?.2)
    }

    /// A match, its venue, and one of its blocks' seats at one revision.
    ///
    /// # Errors
    /// [`Refusal::MatchNotFound`], [`Refusal::BlockNotFound`], or a [`StoreError`].
    pub async fn block(
        &self,
        match_id: MatchId,
        block_id: BlockId,
    ) -> Result<(MatchInfo, Arc<Venue>, Arc<Snapshot>), AllocationError> {
        let (info, venue) = self.venue_of(match_id).await?;
        venue.block(block_id).ok_or(Refusal::BlockNotFound)?;
        let snapshot = self.status.snapshot(match_id, block_id).await?;
        Ok((info, venue, snapshot))
    }

    /// That the match has this block.
    ///
    /// # Errors
    /// [`Refusal::MatchNotFound`], [`Refusal::BlockNotFound`], or a [`StoreError`].
    pub async fn require_block(&self, match_id: MatchId, block_id: BlockId) -> Result<(), AllocationError> {
        let (_, venue) = self.venue_of(match_id).await?;
        venue.block(block_id).map(drop).ok_or_else(|| Refusal::BlockNotFound.into())
    }

    /// That there is such a match.
    ///
    /// # Errors
    /// [`Refusal::MatchNotFound`], or a [`StoreError`].
    pub async fn require_match(&self, match_id: MatchId) -> Result<(), AllocationError> {
        self.venue_of(match_id).await.map(drop)
    }

    /// A match and its venue, with all that is drawn there.
    ///
    /// # Errors
    /// [`Refusal::MatchNotFound`], or a [`StoreError`].
    pub async fn venue_of(&self, match_id: MatchId) -> Result<(MatchInfo, Arc<Venue>), AllocationError> {
        match_venue::find(&*self.catalogue, match_id).await
    }

    /// The name of a venue's geometry, which is a hash of it.
    ///
    /// # Errors
    /// A [`StoreError`] when the venue cannot be read.
    pub async fn geometry_hash(&self, venue: &Venue) -> Result<String, StoreError> {
        let geometry = self.catalogue.geometry(venue.id).await?;
        let missing = || StoreError::Inconsistent(format!("there is no venue {}", venue.id));
        Ok(geometry.ok_or_else(missing)?.hash.clone())
    }

    /// The first moment from which a match's companion seats are sold as any other; none if they always are.
    pub fn companions_until(&self, info: &MatchInfo) -> Option<UnixMillis> {
        self.allocation.companion_rule().ends(info.starts_at)
    }

    /// The blocks of a match's venue, in the venue's order, with their free seats and the match's prices.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer.
    pub async fn overview(&self, info: &MatchInfo, venue: &Venue) -> Result<Vec<BlockOverview>, StoreError> {
        let counts = self.status.block_counts(info.id, None).await?;
        let free: HashMap<_, _> = counts.blocks.iter().map(|count| (count.block_id, count.free)).collect();
        let blocks = venue.blocks.iter().map(|block| BlockOverview {
            info: block.info.clone(),
            free: free.get(&block.info.id).copied().unwrap_or(0),
            outline: block.outline.clone(),
            label: block.label,
            price_from: venue.price_from(block, &info.prices),
        });
        Ok(blocks.collect())
    }

    /// A match, its venue, and how many seats of each of its blocks are free.
    ///
    /// # Errors
    /// [`Refusal::MatchNotFound`], or a [`StoreError`].
    pub async fn counts(
        &self,
        match_id: MatchId,
    ) -> Result<(MatchInfo, Arc<Venue>, Counts), AllocationError> {
        let (info, venue) = self.venue_of(match_id).await?;
        let counts = self.status.block_counts(match_id, None).await?;
        Ok((info, venue, counts))
    }

    /// What a cart has on hold in a match, what ends first before others.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer.
    pub async fn held_by(&self, match_id: MatchId, cart: &CartId) -> Result<Vec<Held>, StoreError> {
        self.allocation.held_by(match_id, cart).await
    }

    /// Which of these carts have anything on hold in a match.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer.
    pub async fn holders(&self, match_id: MatchId, carts: &[CartId]) -> Result<Vec<CartId>, StoreError> {
        self.allocation.holders(match_id, carts).await
    }

    /// When a hold ends at the latest, however often its cart is lengthened.
    pub fn latest_end(&self, held: &Held) -> UnixMillis {
        self.allocation.latest_end(held)
    }

    /// What time it is.
    pub fn now(&self) -> UnixMillis {
        self.allocation.now()
    }

    /// The rules for holds.
    pub const fn policy(&self) -> HoldPolicy {
        self.allocation.policy()
    }
}
