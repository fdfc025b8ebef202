//! BestAvailableService: holds the best seats together that there are.
//!
//! It reads which seats are free, looks for the best ones, and holds them as anybody would. Somebody else may have been faster
//! by then, and it tries again. Those who ask the same instance at the same moment are kept from each other's seats by
//! [`Promises`], so that they need no second try.

mod boards;
mod promises;
mod ranked_venues;

use crate::{
    domain::{
        CartId, Held, MatchId, Refusal, SeatId,
        best_available::{Proposal, RankedVenue, Search, States, Wanted, Wish, search},
    },
    ports::{AllocationError, Catalogue, CountTries, LoadAllocationStatus},
    services::{AllocationService, match_venue},
};
use boards::Boards;
use promises::{Promise, Promises};
use ranked_venues::RankedVenues;
use std::{collections::HashMap, sync::Arc};

/// So often somebody may be faster. Each time at least one of those who ask gets something; eight were too few on a machine that
/// is short of time, where what one instance reads another has changed long since.
const MAX_TRIES: u32 = 32;

/// Finds seats that go well together, and holds them.
#[derive(Clone)]
pub struct BestAvailableService {
    catalogue: Arc<dyn Catalogue>,
    status: Arc<dyn LoadAllocationStatus>,
    allocation: AllocationService,
    tries: Arc<dyn CountTries>,
    venues: Arc<RankedVenues>,
    boards: Arc<Boards>,
    promises: Arc<Promises>,
}

/// The seats that a group was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BestSeats {
    /// The seats, all of one block, on hold.
    pub held: Vec<Held>,
    /// Whether they are side by side; otherwise they are in two neighbouring rows.
    pub is_side_by_side: bool,
}

impl BestAvailableService {
    /// A service over these ports; `allocation` holds what was found.
    pub fn new(
        catalogue: Arc<dyn Catalogue>,
        status: Arc<dyn LoadAllocationStatus>,
        allocation: AllocationService,
        tries: Arc<dyn CountTries>,
    ) -> Self {
        let (venues, boards, promises) = (Arc::default(), Arc::default(), Arc::default());
        Self { catalogue, status, allocation, tries, venues, boards, promises }
    }

    /// Holds the best seats together that fit a wish.
    ///
    /// # Errors
    /// [`Refusal::NoSeatsTogether`] when there are none; [`Refusal::SeatTaken`] when others were faster each time; another
    /// [`Refusal`] as for [`AllocationService::hold`]; a [`crate::ports::StoreError`], and then it is unknown whether seats are held.
    #[tracing::instrument(level = "debug", name = "best_available.hold", skip_all, fields(%match_id, count = wish.count))]
    pub async fn hold(
        &self,
        match_id: MatchId,
        wish: &Wish,
        cart: &CartId,
    ) -> Result<BestSeats, AllocationError> {
        self.hold_instead(match_id, wish, &[], cart).await
    }

    /// The same, and others than what the cart was given before, which it lets go of at the same moment as far as it has that on
    /// hold still.
    ///
    /// # Errors
    /// As for [`BestAvailableService::hold`]; then the cart keeps what it has.
    pub async fn hold_instead(
        &self,
        match_id: MatchId,
        wish: &Wish,
        before: &[SeatId],
        cart: &CartId,
    ) -> Result<BestSeats, AllocationError> {
        let mut tries = 0;
        let answer = self.hold_best(match_id, wish, before, cart, &mut tries).await;
        self.tries.answered(tries, answer.as_ref().map(drop));
        answer
    }

    async fn hold_best(
        &self,
        match_id: MatchId,
        wish: &Wish,
        before: &[SeatId],
        cart: &CartId,
        tries: &mut u32,
    ) -> Result<BestSeats, AllocationError> {
        let (info, venue) = match_venue::find(&*self.catalogue, match_id).await?;
        info.sale.require_open(self.allocation.now())?;
        let max = self.allocation.policy().max_holds;
        if max != 0 && wish.count > max as usize {
            return Err(Refusal::HoldLimit { max }.into());
        }
        let ranked = self.venues.of(&venue);
        let is_together = self.allocation.companion_rule().holds(info.starts_at, self.allocation.now());
        let wanted = Wanted::new(wish, &venue, &ranked, &info.prices, is_together);
        let held = match before {
            [] => Vec::new(),
            _ => self.allocation.held_by(match_id, cart).await?,
        };
        let given_back: Vec<_> =
            held.iter().map(|held| held.seat_id).filter(|seat| before.contains(seat)).collect();
        loop {
            let mut promise = self.promises.begin(match_id);
            let proposal = self.propose(&mut promise, &ranked, &wanted, before, salt(cart, *tries)).await?;
            let Some(Proposal { seats, is_side_by_side, .. }) = proposal else {
                return Err(Refusal::NoSeatsTogether.into());
            };
            *tries += 1;
            let held = if given_back.is_empty() {
                self.allocation.hold_found(match_id, &seats, cart).await
            } else {
                self.allocation.exchange_found(match_id, &given_back, &seats, cart).await
            };
            match held {
                Ok(held) => {
                    // Before the promise ends: whoever looks then knows of it.
                    if given_back.is_empty() {
                        self.boards.held(match_id, &held);
                    }
                    return Ok(BestSeats { held, is_side_by_side });
                }
                Err(AllocationError::Refused(refused))
                    if refused.why == Refusal::SeatTaken && *tries < MAX_TRIES => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The best seats by what the store had after this was asked.
    async fn propose(
        &self,
        promise: &mut Promise,
        venue: &RankedVenue,
        wanted: &Wanted,
        but: &[SeatId],
        salt: u64,
    ) -> Result<Option<Proposal>, AllocationError> {
        let match_id = promise.match_id();
        let counts = self.status.block_counts(match_id, None).await?;
        let free: HashMap<_, _> = counts.blocks.iter().map(|count| (count.block_id, count.free)).collect();
        let mut known = self.boards.known(match_id, &counts);
        loop {
            let look = |is_promised: &dyn Fn(SeatId) -> bool| {
                let is_promised = &|seat| is_promised(seat) || but.contains(&seat);
                search(venue, wanted, &States { free: &free, known: &known, is_promised }, salt)
            };
            match promise.make(look) {
                Search::Found(proposal) => return Ok(Some(proposal)),
                Search::Nothing => return Ok(None),
                Search::Unknown(blocks) => {
                    for block_id in blocks {
                        let board = self.boards.of(&*self.status, match_id, block_id, &counts).await?;
                        known.insert(block_id, board);
                    }
                }
            }
        }
    }
}

/// What a cart is proposed of what is equally good depends on it and on the try, and on no instance: those who ask different
/// instances at the same moment are mostly proposed other seats.
fn salt(cart: &CartId, tries: u32) -> u64 {
    // FNV-1a.
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    cart.as_str().as_bytes().iter().chain(&tries.to_le_bytes()).fold(0xcbf2_9ce4_8422_2325, mix)
}
