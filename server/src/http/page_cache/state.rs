//! What a page shows, as far as that changes: while it is the same, the page is.

use super::address::Place;
use app::{page_data::MatchesPage, server_fns::Services};
use jari_core::{
    domain::{BlockId, MatchId, MatchInfo, MatchOverview, Standing, StreamId},
    ports::{AllocationError, StoreError},
    services::SeatMapService,
};

/// What a page shows. A venue never changes.
#[derive(Debug, PartialEq, Eq)]
enum Shown {
    Matches(Vec<MatchOverview>),
    /// How many seats of each block are free.
    Match(MatchInfo, Vec<(BlockId, u32)>),
    /// Where in its history the block is.
    Block(MatchInfo, StreamId),
}

/// The state that a page is of.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PageState {
    shown: Shown,
    /// For how long it is as it is by time alone.
    pub(super) standing: Standing,
    /// Of the list of matches, those of which it shows what its viewer has on hold.
    pub(super) matches: Vec<MatchId>,
}

impl PageState {
    /// Reads the state of a page; none where there is no such page.
    pub(super) async fn read(services: &Services, place: Place) -> Result<Option<Self>, StoreError> {
        match services.within(Self::of(&services.seat_map, place)).await {
            Ok(state) => Ok(Some(state)),
            Err(AllocationError::Refused(_)) => Ok(None),
            Err(AllocationError::Store(error)) => Err(error),
        }
    }

    async fn of(seat_map: &SeatMapService, place: Place) -> Result<Self, AllocationError> {
        Ok(match place {
            Place::Matches => {
                let (all, now) = (seat_map.matches().await?, seat_map.now());
                Self {
                    standing: Standing::at(now, all.iter().flat_map(|overview| overview.info.sale.moments())),
                    matches: MatchesPage::looked_at(&all, now).collect(),
                    shown: Shown::Matches(all),
                }
            }
            Place::Match(id) => {
                let (info, _, counts) = seat_map.counts(id).await?;
                let free = counts.blocks.iter().map(|count| (count.block_id, count.free)).collect();
                Self {
                    standing: Standing::at(seat_map.now(), info.sale.moments()),
                    matches: Vec::new(),
                    shown: Shown::Match(info, free),
                }
            }
            Place::Block(id, block_id) => {
                let (info, _, snapshot) = seat_map.block(id, block_id).await?;
                let moments = info.sale.moments().chain(seat_map.companions_until(&info));
                Self {
                    standing: Standing::at(seat_map.now(), moments),
                    matches: Vec::new(),
                    shown: Shown::Block(info, snapshot.stream_id()),
                }
            }
        })
    }
}
