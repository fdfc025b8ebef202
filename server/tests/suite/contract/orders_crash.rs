use super::Subject;
use crate::support::{
    Fixture, ScriptedGateway,
    orders::{PAY_TTL, begin, hold, parts, service, settle, status_of, wanted},
};
use async_trait::async_trait;
use jari_core::{
    domain::{
        BlockId, Buyer, CartId, Command, Held, MatchId, Order, OrderCode, OrderId, OrderState, Outcome,
        PaymentId, SeatStatus, UnixMillis,
        order::{Books, SoldPart},
        payment::ChargeState,
    },
    ports::{AllocationError, AllocationStore, Clock, NewOrder, OrderStore, Placed, StoreError},
    services::{OrderError, OrderParts, OrderService},
};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering::SeqCst},
};

/// A process that dies at one of its steps: before it is done, or after it is done and before anybody hears of it. From then on it
/// does nothing any more.
struct Mortal {
    /// Steps until it dies.
    left: AtomicI64,
    is_done_then: bool,
}

impl Mortal {
    async fn step<T, E: From<StoreError>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let dead = || Err(StoreError::Unavailable("dead".into()).into());
        match self.left.fetch_sub(1, SeqCst) {
            1.. => work.await,
            0 if self.is_done_then => {
                let _ = work.await;
                dead()
            }
            _ => dead(),
        }
    }

    fn is_dead(&self) -> bool {
        self.left.load(SeqCst) < 0
    }
}

struct MortalOrders(Arc<Mortal>, Arc<dyn OrderStore>);
struct MortalSeats(Arc<Mortal>, Arc<dyn AllocationStore>);

#[async_trait]
impl OrderStore for MortalOrders {
    async fn place(&self, new: &NewOrder) -> Result<Placed, StoreError> {
        self.0.step(self.1.place(new)).await
    }

    async fn find(&self, id: &OrderId) -> Result<Option<Order>, StoreError> {
        self.0.step(self.1.find(id)).await
    }

    async fn order_of(&self, payment: &PaymentId) -> Result<Option<OrderId>, StoreError> {
        self.0.step(self.1.order_of(payment)).await
    }

    async fn payment_called(&self, gateway: &str, id: &str) -> Result<Option<PaymentId>, StoreError> {
        self.0.step(self.1.payment_called(gateway, id)).await
    }

    async fn buyer(&self, id: &OrderId) -> Result<Option<Buyer>, StoreError> {
        self.0.step(self.1.buyer(id)).await
    }

    async fn with_code(&self, code: &OrderCode) -> Result<Option<OrderId>, StoreError> {
        self.0.step(self.1.with_code(code)).await
    }

    async fn paid_of(&self, match_id: MatchId, limit: u32) -> Result<Vec<OrderId>, StoreError> {
        self.0.step(self.1.paid_of(match_id, limit)).await
    }

    async fn called(&self, code: &OrderCode) -> Result<Option<(OrderId, Buyer)>, StoreError> {
        self.0.step(self.1.called(code)).await
    }

    async fn save(&self, order: &Order) -> Result<bool, StoreError> {
        self.0.step(self.1.save(order)).await
    }

    async fn claim(
        &self,
        now: UnixMillis,
        until: UnixMillis,
        limit: u32,
    ) -> Result<Vec<OrderId>, StoreError> {
        self.0.step(self.1.claim(now, until, limit)).await
    }

    async fn of_cart(&self, cart: &CartId, limit: u32) -> Result<Vec<Order>, StoreError> {
        self.0.step(self.1.of_cart(cart, limit)).await
    }

    async fn oldest_due(&self) -> Result<Option<UnixMillis>, StoreError> {
        self.0.step(self.1.oldest_due()).await
    }

    async fn forget(&self, code: &OrderCode) -> Result<bool, StoreError> {
        self.0.step(self.1.forget(code)).await
    }

    async fn forget_before(&self, started: UnixMillis, limit: u32) -> Result<u64, StoreError> {
        self.0.step(self.1.forget_before(started, limit)).await
    }

    async fn sold_by_type(&self, match_id: MatchId) -> Result<Vec<SoldPart>, StoreError> {
        self.0.step(self.1.sold_by_type(match_id)).await
    }

    async fn books(&self, match_id: MatchId) -> Result<Books, StoreError> {
        self.0.step(self.1.books(match_id)).await
    }
}

#[async_trait]
impl AllocationStore for MortalSeats {
    async fn change(&self, command: &Command) -> Result<Vec<Outcome>, AllocationError> {
        self.0.step(self.1.change(command)).await
    }

    async fn expire(&self, now: UnixMillis, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError> {
        self.0.step(self.1.expire(now, limit)).await
    }

    async fn held_by(&self, id: MatchId, cart: &CartId, now: UnixMillis) -> Result<Vec<Held>, StoreError> {
        self.0.step(self.1.held_by(id, cart, now)).await
    }
}

fn mortal(fixture: &Fixture, gateway: &Arc<ScriptedGateway>, life: &Arc<Mortal>) -> OrderService {
    let parts = parts(fixture, gateway);
    OrderService::new(OrderParts {
        orders: Arc::new(MortalOrders(Arc::clone(life), Arc::clone(&parts.orders))),
        allocations: Arc::new(MortalSeats(Arc::clone(life), Arc::clone(&parts.allocations))),
        ..parts
    })
}

/// What a buyer does, how far he gets with an instance that dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plan {
    Pays,
    PaysWhenItIsLate,
    GivesUp,
    Leaves,
    Cancels,
}

async fn buys(
    fixture: &Fixture,
    gateway: &ScriptedGateway,
    mortal: &OrderService,
    (key, seats): (&str, &[jari_core::domain::SeatId]),
    plan: Plan,
) -> Result<(), OrderError> {
    let ann = CartId::from_verified("ann");
    let order = mortal.place(fixture.match_id, &wanted(key, seats), &ann).await?;
    if plan == Plan::GivesUp {
        mortal.cancel(&order.id, &ann).await?;
        return mortal.attend(&order.id).await;
    }
    let page = begin(mortal, "ann", &order.id).await?;
    if plan == Plan::PaysWhenItIsLate {
        fixture.clock.advance(PAY_TTL);
    }
    if plan != Plan::Leaves {
        gateway.pay(&page.payment_id);
        mortal.returned(&order.id, &page.payment_id, &[]).await?;
    }
    if plan == Plan::Cancels {
        mortal.cancel(&order.id, &ann).await?;
    }
    mortal.attend(&order.id).await?;
    fixture.clock.advance(PAY_TTL);
    mortal.attend(&order.id).await
}

pub(super) async fn whoever_dies_at_any_step_another_goes_on(Subject { fixture, ground: _ground }: Subject) {
    let gateway = ScriptedGateway::new();
    let other = fixture.join().await;
    let living = service(&other, &gateway);
    let (mut n, mut paid) = (0, 0);
    for plan in [Plan::Pays, Plan::PaysWhenItIsLate, Plan::GivesUp, Plan::Leaves, Plan::Cancels] {
        for is_done_then in [false, true] {
            for left in 0.. {
                let key = format!("{n}");
                // What was sold stays so: the next ones.
                let seats = [fixture.seat(0, 2 * paid), fixture.seat(0, 2 * paid + 1)];
                n += 1;
                hold(&fixture, "ann", &seats).await;
                let life = Arc::new(Mortal { left: AtomicI64::new(left), is_done_then });
                let dying = mortal(&fixture, &gateway, &life);
                let _ = buys(&fixture, &gateway, &dying, (&key, &seats), plan).await;
                let case = format!("{plan:?}, dies at {left}, done then: {is_done_then}");
                // Another instance finds what is due.
                let mut orders = Vec::new();
                for _ in 0..40 {
                    orders.extend(living.claim(1, 100).await.unwrap());
                    for id in &orders {
                        living.attend(id).await.unwrap();
                    }
                    fixture.clock.advance(60_000);
                }
                settle(&other, &living, &orders).await;
                fixture.store.allocations.expire(fixture.clock.now() + 60_000, 100).await.unwrap();
                let books = living.books(fixture.match_id).await.unwrap();
                let (charged, refunded) = gateway.till();
                assert!(books.balance() && books.awaiting == 0, "{case}: {books:?}");
                assert_eq!(books.sold, charged - refunded, "{case}: {books:?}");
                assert_eq!(gateway.open(), 0, "{case}");
                let states = [status_of(&fixture, seats[0]).await, status_of(&fixture, seats[1]).await];
                let is_paid = states == [SeatStatus::Occupied; 2];
                assert!(is_paid || states == [SeatStatus::Available; 2], "{case}: {states:?}");
                if is_paid {
                    assert_ne!(plan, Plan::GivesUp);
                    assert_ne!(plan, Plan::Leaves);
                    paid += 1;
                }
                assert_eq!(books.sold, 60_000 * i64::try_from(paid).unwrap(), "{case}");
                for id in &orders {
                    let order = fixture.store.orders.find(id).await.unwrap().unwrap();
                    assert_ne!(order.state, OrderState::Pending, "{case}");
                    for payment in &order.payments {
                        let charge = gateway.charge(&payment.id);
                        let is_captured = matches!(charge, Some(ChargeState::Captured(_)));
                        assert_eq!(is_captured, order.state == OrderState::Paid, "{case}");
                    }
                }
                if !life.is_dead() {
                    assert!(left > 3, "{case}");
                    break;
                }
            }
        }
    }
}
