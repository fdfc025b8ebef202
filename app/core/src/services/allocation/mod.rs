//! AllocationService: hold, lengthen, release, complete, block and unblock.

mod left_alone;

use crate::{
    domain::{
        Actor, BlockId, CartId, Command, CompanionRule, Held, HoldPolicy, Lengthened, MatchId, MatchInfo,
        OrderId, OrphanRule, Outcome, Refusal, Refused, Revision, SeatChange, SeatId, UnixMillis, Venue,
        best_available::Orphan,
        command::Place,
        companions::{self, Unaccompanied},
    },
    ports::{
        AllocationError, AllocationStore, Catalogue, ChangeHint, Clock, LoadAllocationStatus, StoreError,
    },
    services::match_venue,
};
use left_alone::{Look, look};
use std::sync::Arc;

/// How often the seats beside a choice are looked at that others take meanwhile.
const RULE_TRIES: u32 = 4;

/// How often a cart is looked at that changes while it is lengthened.
const LENGTHENING_TRIES: u32 = 4;

/// Changes seats for whoever asks: a route, a form, a command line or a test. Each change is a [`Command`].
#[derive(Clone)]
pub struct AllocationService {
    catalogue: Arc<dyn Catalogue>,
    store: Arc<dyn AllocationStore>,
    hint: Arc<dyn ChangeHint>,
    clock: Arc<dyn Clock>,
    policy: HoldPolicy,
    max_millis: i64,
    status: Option<Arc<dyn LoadAllocationStatus>>,
    companions: CompanionRule,
    new_order: fn() -> OrderId,
}

/// A seat that was let go of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    /// The block's revision that it took.
    pub rev: Revision,
    /// Companion seats of the cart's that went with it.
    pub with: Vec<SeatChange>,
}

/// Seats that are on hold now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// The seats, by block and seat.
    pub held: Vec<Held>,
    /// What was left alone beside them, where the match has whoever chose told.
    pub leaves_alone: Vec<Orphan>,
}

impl AllocationService {
    /// A service over these ports, with these rules for holds. `new_order` makes an id that nobody has seen before.
    pub fn new(
        catalogue: Arc<dyn Catalogue>,
        store: Arc<dyn AllocationStore>,
        hint: Arc<dyn ChangeHint>,
        clock: Arc<dyn Clock>,
        policy: HoldPolicy,
        new_order: fn() -> OrderId,
    ) -> Self {
        let (max_millis, companions) = (policy.ttl_millis, CompanionRule::default());
        Self { catalogue, store, hint, clock, policy, max_millis, status: None, companions, new_order }
    }

    /// The same with carts that may be lengthened, up to so many milliseconds from their first hold on.
    #[must_use]
    pub fn with_lengthening(self, max_millis: i64) -> Self {
        Self { max_millis: max_millis.max(self.policy.ttl_millis), ..self }
    }

    /// The same that reads the seats beside a choice, and so keeps the rule of matches that have one for those left alone.
    #[must_use]
    pub fn with_orphan_rule(self, status: Arc<dyn LoadAllocationStatus>) -> Self {
        Self { status: Some(status), ..self }
    }

    /// The same that sells companion seats together with their accessible seats, as the rule says.
    #[must_use]
    pub fn with_companion_rule(self, companions: CompanionRule) -> Self {
        Self { companions, ..self }
    }

    /// Until when companion seats are sold together with their accessible seats.
    pub const fn companion_rule(&self) -> CompanionRule {
        self.companions
    }

    /// What time the service takes it to be.
    pub fn now(&self) -> UnixMillis {
        self.clock.now()
    }

    /// The rules for holds.
    pub const fn policy(&self) -> HoldPolicy {
        self.policy
    }

    /// Puts a seat on hold.
    ///
    /// # Errors
    /// A [`Refusal`] when the match or seat does not exist, the sale is not open, another has the seat or the cap is
    /// reached; a [`StoreError`] when the store cannot answer, and then it is unknown whether the hold was taken:
    /// repeating it is safe.
    #[tracing::instrument(level = "debug", name = "allocation.hold", skip_all, fields(%match_id, %seat_id))]
    pub async fn hold(
        &self,
        match_id: MatchId,
        seat_id: SeatId,
        cart: &CartId,
    ) -> Result<Held, AllocationError> {
        one(self.hold_all(match_id, &[seat_id], cart).await?.held.into_iter())
    }

    /// Puts several seats on hold, all of them or none. Answers them by block and seat; those that the cart had already are as
    /// they were.
    ///
    /// # Errors
    /// As [`AllocationService::hold`] has them; a refusal names the seats that stood in the way.
    #[tracing::instrument(level = "debug", name = "allocation.hold_many", skip_all, fields(%match_id))]
    pub async fn hold_many(
        &self,
        match_id: MatchId,
        seat_ids: &[SeatId],
        cart: &CartId,
    ) -> Result<Vec<Held>, AllocationError> {
        Ok(self.hold_all(match_id, seat_ids, cart).await?.held)
    }

    /// The same for whoever wants to know what is left alone. A match that refuses that keeps its rule whatever others do at the
    /// same time: what keeps a free seat company is a condition of the hold.
    ///
    /// # Errors
    /// As [`AllocationService::hold_many`] has them, and [`Refusal::LeavesSeatAlone`] with the seats that it is about.
    #[tracing::instrument(level = "debug", name = "allocation.hold_all", skip_all, fields(%match_id))]
    pub async fn hold_all(
        &self,
        match_id: MatchId,
        seat_ids: &[SeatId],
        cart: &CartId,
    ) -> Result<Holding, AllocationError> {
        let (info, venue) = match_venue::find(&*self.catalogue, match_id).await?;
        let places = places(&venue, seat_ids)?;
        info.sale.require_open(self.clock.now())?;
        let companions = self.unaccompanied(&info, &venue, &places);
        let (rule, status) = match &self.status {
            Some(status) if info.orphan_rule != OrphanRule::Off => (info.orphan_rule, status),
            _ => {
                return Ok(Holding {
                    held: self.take(match_id, places, [], &companions, cart).await?,
                    ..Holding::default()
                });
            }
        };
        let mut tries = 0;
        loop {
            let Look { alone, company } = look(&**status, match_id, &venue, &places).await?;
            if rule == OrphanRule::Warn {
                let held = self.take(match_id, places, [], &companions, cart).await?;
                return Ok(Holding { held, leaves_alone: alone });
            }
            if let Some(first) = alone.first() {
                let why = Refusal::LeavesSeatAlone { instead_of: first.instead_of };
                let seats = alone.iter().map(|orphan| orphan.seat_id).collect();
                return Err(Refused { why, seats }.into());
            }
            tries += 1;
            match self.take(match_id, places.clone(), company, &companions, cart).await {
                Ok(held) => return Ok(Holding { held, leaves_alone: alone }),
                Err(AllocationError::Refused(mut refused)) => {
                    refused.seats.retain(|seat| seat_ids.contains(seat));
                    // Of what was asked for nothing stood in the way: it has to be looked at again what is beside it.
                    let is_beside = refused.why == Refusal::SeatTaken && refused.seats.is_empty();
                    if !is_beside || tries == RULE_TRIES {
                        return Err(refused.into());
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Holds seats that were found for whoever asks, which are left as they were found by no rule.
    pub(super) async fn hold_found(
        &self,
        match_id: MatchId,
        seat_ids: &[SeatId],
        cart: &CartId,
    ) -> Result<Vec<Held>, AllocationError> {
        let (info, venue) = match_venue::find(&*self.catalogue, match_id).await?;
        let places = places(&venue, seat_ids)?;
        info.sale.require_open(self.clock.now())?;
        let companions = self.unaccompanied(&info, &venue, &places);
        self.take(match_id, places, [], &companions, cart).await
    }

    /// Holds seats that were found in place of others that the cart has on hold, all or nothing.
    pub(super) async fn exchange_found(
        &self,
        match_id: MatchId,
        from: &[SeatId],
        to: &[SeatId],
        cart: &CartId,
    ) -> Result<Vec<Held>, AllocationError> {
        let (info, venue) = match_venue::find(&*self.catalogue, match_id).await?;
        let (from, to) = (places(&venue, from)?, places(&venue, to)?);
        let now = self.clock.now();
        info.sale.require_open(now)?;
        if let Some(refused) = companions::refusal(&self.unaccompanied(&info, &venue, &to)) {
            return Err(refused.into());
        }
        let with = self.companions_of(&info, &venue, &from);
        let exchange = Command::exchange(match_id, &from, to, cart, now, self.policy).releasing(with, cart);
        Ok(self.change(&exchange).await?.into_iter().filter_map(held_seat).collect())
    }

    /// The companion seats of a choice whose accessible seats the cart must have besides.
    fn unaccompanied(&self, info: &MatchInfo, venue: &Venue, choice: &[Place]) -> Vec<Unaccompanied> {
        if !self.companions.holds(info.starts_at, self.clock.now()) {
            return Vec::new();
        }
        companions::unaccompanied(venue, choice)
    }

    /// The companion seats that go with the accessible ones of some seats.
    fn companions_of(&self, info: &MatchInfo, venue: &Venue, seats: &[Place]) -> Vec<Place> {
        if !self.companions.holds(info.starts_at, self.clock.now()) {
            return Vec::new();
        }
        companions::companions_of(venue, seats)
    }

    /// Puts seats on hold, if those that keep others company are free, and the cart has those on hold that companions come with.
    async fn take(
        &self,
        match_id: MatchId,
        places: Vec<Place>,
        company: impl IntoIterator<Item = Place>,
        companions: &[Unaccompanied],
        cart: &CartId,
    ) -> Result<Vec<Held>, AllocationError> {
        let hold = Command::hold(match_id, places, cart, self.clock.now(), self.policy);
        let accessible = companions.iter().map(|companion| companion.accessible);
        let hold = hold.while_held(accessible, cart).while_free(company);
        match self.change(&hold).await {
            Ok(held) => {
                let is_asked = |held: &Held| !companions.iter().any(|of| of.accessible.1 == held.seat_id);
                Ok(held.into_iter().filter_map(held_seat).filter(is_asked).collect())
            }
            Err(AllocationError::Refused(refused)) => Err(companions::as_asked(refused, companions).into()),
            Err(error) => Err(error),
        }
    }

    /// When a hold ends at the latest, however often its cart is lengthened, as far as the hold itself tells.
    pub fn latest_end(&self, held: &Held) -> UnixMillis {
        let now = held.expires_at;
        Lengthened::of(std::slice::from_ref(held), now, self.policy, self.max_millis)
            .map_or(now, |to| to.latest)
    }

    /// Lets all that the cart has on hold in the match last as long from now on as a new hold would, within the cap. Answers
    /// what it has on hold, and until when it can be lengthened. It may be done after the sale as well: what is on hold then may
    /// still be bought.
    ///
    /// # Errors
    /// [`Refusal::SeatNotHeld`] when it has nothing on hold, [`Refusal::HoldsAtTheirEnd`] when the cap is reached,
    /// [`Refusal::SeatReserved`] while a seat of it is being bought, [`Refusal::CartChanged`] when it changes all the time; a
    /// [`StoreError`] when the store cannot answer, and then it is unknown whether it was done: repeating it is safe.
    #[tracing::instrument(level = "debug", name = "allocation.lengthen", skip_all, fields(%match_id))]
    pub async fn lengthen(
        &self,
        match_id: MatchId,
        cart: &CartId,
    ) -> Result<(Vec<Held>, Lengthened), AllocationError> {
        match_venue::find(&*self.catalogue, match_id).await?.0.require_taking_place()?;
        let mut why = Refusal::CartChanged.into();
        for _ in 0..LENGTHENING_TRIES {
            let now = self.clock.now();
            let held = self.store.held_by(match_id, cart, now).await?;
            let Some(to) = Lengthened::of(&held, now, self.policy, self.max_millis) else {
                return Err(Refusal::SeatNotHeld.into());
            };
            if to.is_at_its_end() {
                return Err(Refusal::HoldsAtTheirEnd { ends_at: to.ends }.into());
            }
            match self.change(&Command::lengthen_all(match_id, &held, cart, now, to)).await {
                Ok(seats) => return Ok((seats.into_iter().filter_map(held_seat).collect(), to)),
                // In another tab, or at this moment, a seat was held, let go of or freed, or the cart was lengthened.
                Err(AllocationError::Refused(refused)) => why = refused,
                Err(error) => return Err(error),
            }
        }
        Err(why.into())
    }

    /// Lets go of a seat that the cart has on hold, and of the companion seats that the cart has on hold with it: nobody keeps a
    /// companion's seat without the accessible one. It may be done after the sale as well.
    ///
    /// # Errors
    /// A [`Refusal`] when the match or seat does not exist or the cart does not hold it; a [`StoreError`] when the
    /// store cannot answer.
    #[tracing::instrument(level = "debug", name = "allocation.release", skip_all, fields(%match_id, %seat_id))]
    pub async fn release(
        &self,
        match_id: MatchId,
        seat_id: SeatId,
        cart: &CartId,
    ) -> Result<Released, AllocationError> {
        let (info, venue) = match_venue::find(&*self.catalogue, match_id).await?;
        let places = places(&venue, &[seat_id])?;
        let with = self.companions_of(&info, &venue, &places);
        let release = Command::release(match_id, places, cart, self.clock.now()).releasing(with, cart);
        let (own, with): (Vec<_>, Vec<_>) = self
            .change(&release)
            .await?
            .into_iter()
            .map(seat_change)
            .partition(|seat| seat.seat_id == seat_id);
        Ok(Released { rev: one(own.into_iter().map(|seat| seat.rev))?, with })
    }

    /// Buys seats that the cart has on hold, all of them or none. It may be done after the sale as well, as long as
    /// the holds last, but not of a match that was cancelled. Answers the seats as they are now.
    ///
    /// # Errors
    /// A [`Refusal`] when the match or a seat does not exist or the cart does not hold one of them; a [`StoreError`]
    /// when the store cannot answer, and then it is unknown whether they were bought: repeating it is safe.
    #[tracing::instrument(level = "debug", name = "allocation.complete", skip_all, fields(%match_id))]
    pub async fn complete(
        &self,
        match_id: MatchId,
        seat_ids: &[SeatId],
        cart: &CartId,
    ) -> Result<Vec<SeatChange>, AllocationError> {
        let (info, venue) = match_venue::find(&*self.catalogue, match_id).await?;
        let places = places(&venue, seat_ids)?;
        info.require_taking_place()?;
        if let Some(refused) = companions::refusal(&self.unaccompanied(&info, &venue, &places)) {
            return Err(refused.into());
        }
        let sell = Command::sell(match_id, places, cart, &(self.new_order)(), self.clock.now());
        Ok(self.change(&sell).await?.into_iter().map(seat_change).collect())
    }

    /// Keeps seats from being sold, for a reason, all of them or none.
    ///
    /// # Errors
    /// A [`Refusal`] when the match or a seat does not exist or somebody has one of them; a [`StoreError`].
    pub async fn block(
        &self,
        match_id: MatchId,
        seat_ids: &[SeatId],
        reason: &str,
        actor: Actor,
    ) -> Result<Vec<Outcome>, AllocationError> {
        let (_, places) = self.places(match_id, seat_ids).await?;
        self.change(&Command::block(match_id, places, reason, actor, self.clock.now())).await
    }

    /// Lets blocked seats be sold again, all of them or none.
    ///
    /// # Errors
    /// A [`Refusal`] when the match or a seat does not exist or one is somebody's; a [`StoreError`].
    pub async fn unblock(
        &self,
        match_id: MatchId,
        seat_ids: &[SeatId],
        actor: Actor,
    ) -> Result<Vec<Outcome>, AllocationError> {
        let (_, places) = self.places(match_id, seat_ids).await?;
        self.change(&Command::unblock(match_id, places, actor, self.clock.now())).await
    }

    /// The seats of a match that the cart has on hold, what ends first before others.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer.
    pub async fn held_by(&self, match_id: MatchId, cart: &CartId) -> Result<Vec<Held>, StoreError> {
        self.store.held_by(match_id, cart, self.clock.now()).await
    }

    /// Which of these carts have anything on hold in a match.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer.
    pub async fn holders(&self, match_id: MatchId, carts: &[CartId]) -> Result<Vec<CartId>, StoreError> {
        self.store.holders(match_id, carts, self.clock.now()).await
    }

    /// Frees at most `limit` seats whose hold has run out, and answers the blocks that changed.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer.
    pub async fn expire(&self, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError> {
        let changed = self.store.expire(self.clock.now(), limit).await?;
        for &(match_id, block_id) in &changed {
            self.hint.changed(match_id, block_id);
        }
        Ok(changed)
    }

    /// Carries out a command, and tells of the blocks that it is about.
    async fn change(&self, command: &Command) -> Result<Vec<Outcome>, AllocationError> {
        let seats = self.store.change(command).await?;
        for block_id in command.blocks() {
            self.hint.changed(command.match_id, block_id);
        }
        Ok(seats)
    }

    /// A match, and where its seats are once it is known that it has them.
    async fn places(
        &self,
        match_id: MatchId,
        seat_ids: &[SeatId],
    ) -> Result<(MatchInfo, Vec<Place>), AllocationError> {
        let (info, venue) = match_venue::find(&*self.catalogue, match_id).await?;
        Ok((info, places(&venue, seat_ids)?))
    }
}

fn places(venue: &Venue, seat_ids: &[SeatId]) -> Result<Vec<Place>, Refused> {
    let (mut places, mut missing) = (Vec::with_capacity(seat_ids.len()), Vec::new());
    for &seat_id in seat_ids {
        match venue.block_of(seat_id) {
            Some(block) => places.push((block.info.id, seat_id)),
            None => missing.push(seat_id),
        }
    }
    if missing.is_empty() { Ok(places) } else { Err(Refused { why: Refusal::SeatNotFound, seats: missing }) }
}

fn held_seat(seat: Outcome) -> Option<Held> {
    let Outcome { block_id, seat_id, state, rev, .. } = seat;
    Some(Held { seat_id, block_id, expires_at: state.expires_at?, rev, since: None })
}

fn seat_change(seat: Outcome) -> SeatChange {
    SeatChange { seat_id: seat.seat_id, status: seat.state.status.into(), rev: seat.rev }
}

/// What a command about one seat has come to.
fn one<T>(mut answers: impl Iterator<Item = T>) -> Result<T, AllocationError> {
    answers.next().ok_or_else(|| StoreError::Inconsistent("a command without an outcome".into()).into())
}
