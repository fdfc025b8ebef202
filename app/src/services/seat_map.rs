//! SeatMapService: what a page or a catalogue route shows, put together from the catalogue and the allocations.

use crate::{
    domain::{
        Area, AreaId, BlockId, BlockOverview, HolderId, MatchId, MatchInfo, MatchOverview, Refusal, Section,
        SectionId, Snapshot, Venue,
    },
    drawing,
    ports::{AllocationError, Catalogue, LoadAllocationStatus, StoreError},
    services::{AllocationService, match_venue},
    text,
    view::{BlockPage, BlockView, HeldSeat, HeldSeats, MatchPage, MatchesPage},
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
        let (_, venue) = self.venue_of(match_id).await?;
        if section_id.is_some_and(|id| !venue.sections.iter().any(|section| section.id == id)) {
            return Err(Refusal::SectionNotFound.into());
        }
        let mut blocks = self.overview(match_id, &venue).await?;
        blocks.retain(|block| section_id.is_none_or(|id| block.info.section_id == id));
        Ok(blocks)
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
        self.require_block(match_id, block_id).await?;
        Ok(self.status.snapshot(match_id, block_id).await?)
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

    /// What the list of matches shows.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer.
    pub async fn matches_page(&self) -> Result<MatchesPage, StoreError> {
        Ok(MatchesPage { matches: self.matches().await?, now: self.allocation.now() })
    }

    /// What the page of a match shows to a holder.
    ///
    /// # Errors
    /// [`Refusal::MatchNotFound`], or a [`StoreError`].
    #[tracing::instrument(level = "debug", name = "seat_map.match_page", skip_all, fields(%match_id))]
    pub async fn match_page(
        &self,
        match_id: MatchId,
        holder: &HolderId,
    ) -> Result<MatchPage, AllocationError> {
        let (info, venue) = self.venue_of(match_id).await?;
        let end = text::matches::shared_end(venue.blocks.iter().map(|block| block.info.name.as_str())).len();
        let drawn = venue.blocks.iter().zip(self.overview(match_id, &venue).await?);
        let blocks = drawn.map(|(block, BlockOverview { info, free, price_from, .. })| BlockView {
            info,
            free,
            price_from,
            drawing: drawing::block(block, end),
        });
        let blocks = blocks.collect();
        Ok(MatchPage {
            info,
            scenery: drawing::scenery(&venue.plan),
            areas: venue.areas.clone(),
            blocks,
            held: self.held_seats(match_id, &venue, holder).await?,
            now: self.allocation.now(),
            max_holds: self.allocation.policy().max_holds,
        })
    }

    /// What the page of a block shows to a holder, with the revision that it shows.
    ///
    /// # Errors
    /// [`Refusal::MatchNotFound`], [`Refusal::BlockNotFound`], or a [`StoreError`].
    #[tracing::instrument(level = "debug", name = "seat_map.block_page", skip_all, fields(%match_id, %block_id))]
    pub async fn block_page(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        holder: &HolderId,
    ) -> Result<BlockPage, AllocationError> {
        let (info, venue) = self.venue_of(match_id).await?;
        let block = venue.block(block_id).ok_or(Refusal::BlockNotFound)?;
        let snapshot = self.status.snapshot(match_id, block_id).await?;
        // Read after the snapshot: a hold that the snapshot does not show yet reaches the page by its stream.
        let held = self.held_seats(match_id, &venue, holder).await?;
        let stream_id = snapshot.stream_id();
        let statuses: HashMap<_, _> = snapshot.seats.iter().map(|seat| (seat.seat_id, seat.status)).collect();
        let status_of = |seat| {
            let missing =
                || StoreError::Inconsistent(format!("match {match_id} has no allocation of seat {seat}"));
            statuses.get(&seat).copied().ok_or_else(missing)
        };
        Ok(BlockPage {
            info,
            block: block.info.clone(),
            seats: block.seats.clone(),
            statuses: block.seats.iter().map(|seat| status_of(seat.id)).collect::<Result<_, _>>()?,
            stream_id,
            categories: venue.categories.clone(),
            held,
            now: self.allocation.now(),
            max_holds: self.allocation.policy().max_holds,
        })
    }

    async fn venue_of(&self, match_id: MatchId) -> Result<(MatchInfo, Arc<Venue>), AllocationError> {
        match_venue::find(&*self.catalogue, match_id).await
    }

    /// The venue's blocks with their free seats.
    async fn overview(&self, match_id: MatchId, venue: &Venue) -> Result<Vec<BlockOverview>, StoreError> {
        let counts = self.status.block_counts(match_id, None).await?;
        let free: HashMap<_, _> = counts.blocks.iter().map(|count| (count.block_id, count.free)).collect();
        let blocks = venue.blocks.iter().map(|block| BlockOverview {
            info: block.info.clone(),
            free: free.get(&block.info.id).copied().unwrap_or(0),
            outline: block.outline.clone(),
            label: block.label,
            price_from: venue.price_from(block),
        });
        Ok(blocks.collect())
    }

    /// What a holder has on hold in a match, the oldest first.
    ///
    /// # Errors
    /// [`Refusal::MatchNotFound`], or a [`StoreError`].
    pub async fn held(&self, match_id: MatchId, holder: &HolderId) -> Result<HeldSeats, AllocationError> {
        let (_, venue) = self.venue_of(match_id).await?;
        let held = self.held_seats(match_id, &venue, holder).await?;
        Ok(HeldSeats { held, now: self.allocation.now() })
    }

    async fn held_seats(
        &self,
        match_id: MatchId,
        venue: &Venue,
        holder: &HolderId,
    ) -> Result<Vec<HeldSeat>, StoreError> {
        let held = self.allocation.held_by(match_id, holder).await?;
        Ok(held.iter().filter_map(|held| HeldSeat::new(held, venue)).collect())
    }
}
