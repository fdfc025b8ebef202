//! A model of a purchase: an order as a store has it, a gateway that takes money, and a process that may die at any step. What is
//! held against it is M2: whatever was captured has its seats or its refund once the faults are over.

use super::*;
use crate::domain::{
    BlockId, CartId, Currency, Language, MatchId, Money, OrderId, PaymentId, PaymentState, SeatId,
    UnixMillis,
    payment::{BegunCharge, ChargeReport, ChargeState},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

const BEGIN: UnixMillis = UnixMillis(1_000_000);
const END: UnixMillis = UnixMillis(1_600_000);
const MONEY: Money = Money { amount: 42_000, currency: Currency::KRW };

fn order() -> Order {
    let item =
        |seat| OrderItem { block_id: BlockId(1), seat_id: SeatId(seat), ticket_type: None, amount: 21_000 };
    Order {
        id: OrderId::from_stored("o"),
        code: OrderCode::from_random(7),
        match_id: MatchId(1),
        cart: CartId::from_verified("ann"),
        state: OrderState::Pending,
        items: vec![item(1), item(2)],
        fee: 0,
        money: MONEY,
        language: Language::Ko,
        created_at: BEGIN,
        reserved_until: END,
        reserved_at: Some(BEGIN),
        free_at: None,
        version: 1,
        payments: Vec::new(),
    }
}

/// What the seats are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seats {
    Reserved,
    Sold,
    Free,
    Anothers,
}

/// How asking a gateway goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Well,
    /// It was done, and the answer is lost.
    AnswerLost,
    /// It was done, and the process dies before it stores anything.
    Crash,
    /// It was not done.
    Unheard,
}

const WAYS: [Way; 4] = [Way::Well, Way::AnswerLost, Way::Crash, Way::Unheard];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The buyer presses the button.
    Begin(Way),
    /// The process dies after it has stored that a payment begins.
    BeginAndDie,
    BuyerPays,
    BuyerGivesUp,
    /// Whoever looks after orders does the next thing.
    Attend(Way),
    /// An answer that was lost comes after all.
    LateAnswer,
    Webhook,
    /// Shortly before the time is up the gateway is told to take the money, and whoever has told it dies.
    ConfirmAndDie,
    /// What the gateway was told then it does.
    TakenLate,
    Cancel,
    SeatsGo,
    Later(i64),
    TimeUp,
}

fn steps() -> Vec<Step> {
    let mut all = vec![
        Step::BeginAndDie,
        Step::BuyerPays,
        Step::BuyerGivesUp,
        Step::LateAnswer,
        Step::Webhook,
        Step::ConfirmAndDie,
        Step::TakenLate,
        Step::Cancel,
        Step::SeatsGo,
        Step::Later(20_000),
        Step::TimeUp,
    ];
    all.extend(WAYS.map(Step::Begin));
    all.extend(WAYS.map(Step::Attend));
    all
}

#[derive(Clone, Debug)]
struct World {
    now: UnixMillis,
    order: Order,
    seats: Seats,
    charges: BTreeMap<PaymentId, ChargeState>,
    lost: Vec<(PaymentId, Report)>,
    sold_by: Vec<PaymentId>,
    made: u128,
    /// What a gateway was told to take, and until when it does so, even if it has said otherwise before.
    to_take: Option<(PaymentId, UnixMillis)>,
}

impl World {
    fn new() -> Self {
        Self {
            now: BEGIN,
            order: order(),
            seats: Seats::Reserved,
            charges: BTreeMap::new(),
            lost: Vec::new(),
            sold_by: Vec::new(),
            made: 0,
            to_take: None,
        }
    }

    fn when(&self) -> When {
        When { now: self.now, random: 7 }
    }

    /// What the service does with a report.
    fn report(&mut self, id: &PaymentId, report: &Report) {
        match self.order.judge(id, report, self.when()) {
            Judgement::Sell(payment) => {
                assert_eq!(self.order.state, OrderState::Pending);
                if self.seats == Seats::Reserved {
                    self.seats = Seats::Sold;
                    self.order.state = self.order.state.next(OrderEvent::Paid).0;
                    self.sold_by.push(id.clone());
                    let stored = self.order.payments.iter_mut().find(|stored| stored.id == *id).unwrap();
                    *stored = payment;
                } else {
                    let Report::Charge(charge) = report else { panic!("only a charge sells: {report:?}") };
                    self.report(id, &Report::SeatsGone(charge.clone()));
                }
            }
            Judgement::Store(after) | Judgement::StoreAndTell(after) => self.order = after,
            Judgement::Nothing => panic!("a payment of its own"),
        }
    }

    fn charge(&self, id: &PaymentId) -> Report {
        let state = self.charges.get(id).cloned().unwrap_or(ChargeState::Declined("not known".into()));
        Report::Charge(ChargeReport { state, gateway_id: None })
    }

    fn answered(&mut self, id: &PaymentId, way: Way, report: Report) {
        match way {
            Way::Well => self.report(id, &report),
            Way::AnswerLost | Way::Unheard => {
                if way == Way::AnswerLost {
                    self.lost.push((id.clone(), report));
                }
                self.report(id, &Report::NoAnswer("lost".into()));
            }
            Way::Crash => {}
        }
    }

    fn begin(&mut self, way: Option<Way>) {
        if !self.order.can_be_paid(self.now) {
            return;
        }
        let id = match self.order.open_payment() {
            Some(payment) if payment.state == PaymentState::Processing => return,
            Some(payment) => payment.id.clone(),
            None => {
                self.made += 1;
                let id = PaymentId::from_random(self.made);
                self.order = self.order.with_payment(id.clone(), "test", self.now, self.now + 10_000);
                id
            }
        };
        let Some(way) = way else { return };
        if way != Way::Unheard {
            self.charges.entry(id.clone()).or_insert(ChargeState::Open);
        }
        let begun = BegunCharge { gateway_id: Some(id.to_string()), pay_url: "https://pay".into() };
        self.answered(&id, way, Report::Begun(begun));
    }

    fn attend(&mut self, way: Way) {
        match self.order.duty(self.now) {
            Duty::Nothing | Duty::Wait(_) => {}
            Duty::Ask(id) => {
                let report = self.charge(&id);
                self.answered(&id, way, report);
            }
            Duty::Close(id) => {
                let charge = self.charges.entry(id.clone()).or_insert(ChargeState::Open);
                if way != Way::Unheard && *charge == ChargeState::Open {
                    *charge = ChargeState::Declined("closed".into());
                }
                let report = self.charge(&id);
                self.answered(&id, way, report);
            }
            Duty::Refund(id) => {
                if way != Way::Unheard {
                    assert!(!self.sold_by.contains(&id), "what was sold is not refunded");
                    self.charges.insert(id.clone(), ChargeState::Refunded);
                }
                let report = self.charge(&id);
                self.answered(&id, way, report);
            }
            Duty::Expire => {
                if way != Way::Crash {
                    self.order = self.order.after(OrderEvent::TimeUp, self.now).unwrap();
                }
            }
            Duty::Free => {
                if self.seats == Seats::Reserved && way != Way::Unheard {
                    self.seats = Seats::Free;
                }
                if way == Way::Well {
                    self.order.free_at = None;
                }
            }
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Begin(way) => self.begin(Some(way)),
            Step::BeginAndDie => self.begin(None),
            Step::BuyerPays => {
                let open = self.charges.values_mut().find(|charge| **charge == ChargeState::Open);
                open.into_iter().for_each(|charge| *charge = ChargeState::Captured(MONEY));
            }
            Step::BuyerGivesUp => {
                let open = self.charges.values_mut().find(|charge| **charge == ChargeState::Open);
                open.into_iter().for_each(|charge| *charge = ChargeState::Declined("no".into()));
            }
            Step::Attend(way) => self.attend(way),
            Step::LateAnswer => {
                // What held only then, nobody believes now.
                if let Some((id, report)) = self.lost.pop()
                    && report.is_lasting()
                {
                    self.report(&id, &report);
                }
            }
            Step::Webhook => {
                if let Some(id) = self.charges.keys().next_back().cloned() {
                    self.order = self.order.with_news(&id, self.now).unwrap();
                }
            }
            Step::ConfirmAndDie => {
                self.now = self.now.max(END + -1_000);
                let Some(id) = self.order.open_payment().map(|payment| payment.id.clone()) else { return };
                let until = self.now + 10_000;
                if let Some(after) = self.order.with_confirmation(&id, self.now, until) {
                    self.order = after;
                    self.to_take = Some((id, until));
                }
            }
            Step::TakenLate => {
                if let Some((id, until)) = self.to_take.take()
                    && self.now < until
                    && !matches!(
                        self.charges.get(&id),
                        Some(ChargeState::Captured(_) | ChargeState::Refunded)
                    )
                {
                    self.charges.insert(id, ChargeState::Captured(MONEY));
                }
            }
            Step::Cancel if self.order.state == OrderState::Pending => {
                self.order = self.order.after(OrderEvent::Cancelled, self.now).unwrap();
            }
            Step::Cancel if self.order.state == OrderState::Paid => {
                self.order = self.order.cancelled(self.now).unwrap().0;
                self.seats = Seats::Free;
                self.sold_by.clear();
            }
            Step::SeatsGo if self.seats == Seats::Reserved => self.seats = Seats::Anothers,
            Step::Cancel | Step::SeatsGo => {}
            Step::Later(millis) => self.now = self.now + millis,
            Step::TimeUp => self.now = self.now.max(END),
        }
    }

    /// The faults are over: whoever looks after orders does all that is left.
    fn settle(&mut self) {
        for _ in 0..1_000 {
            match self.order.duty(self.now) {
                Duty::Nothing => return,
                Duty::Wait(until) => {
                    assert!(
                        until > self.now && until - self.now <= END - BEGIN,
                        "it waits, and not for ever"
                    );
                    self.now = until;
                }
                _ => self.attend(Way::Well),
            }
        }
        panic!("there is no end to it: {self:?}");
    }

    fn check(&self) {
        let is_captured = |charge: &&ChargeState| matches!(charge, ChargeState::Captured(_));
        let captured: Vec<_> =
            self.charges.iter().filter(|(_, charge)| is_captured(charge)).map(|(id, _)| id).collect();
        if self.order.state == OrderState::Paid {
            assert_eq!(self.seats, Seats::Sold);
            assert_eq!(captured, self.sold_by.iter().collect::<Vec<_>>(), "{self:?}");
            assert_eq!(self.sold_by.len(), 1);
        } else {
            assert_ne!(self.order.state, OrderState::Pending);
            assert_eq!(captured, Vec::<&PaymentId>::new(), "{self:?}");
            assert!(matches!(self.seats, Seats::Free | Seats::Anothers), "{self:?}");
        }
        assert!(self.charges.values().all(|charge| *charge != ChargeState::Open), "{self:?}");
        assert!(self.order.open_payment().is_none());
    }
}

fn play(steps: &[Step]) {
    let mut world = World::new();
    for step in steps {
        world.step(*step);
    }
    world.settle();
    world.check();
}

/// Every four things, in every order, after a payment was begun and before what is left is done.
#[test]
fn whatever_happens_in_whatever_order_money_has_its_seats_or_its_refund() {
    let all = steps();
    for way in WAYS {
        for &one in &all {
            for &two in &all {
                for &three in &all {
                    for &four in &all {
                        play(&[Step::Begin(way), one, two, three, four]);
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn long_histories_end_well_too(indexes in prop::collection::vec(0_usize..19, 1..60)) {
        let all = steps();
        play(&indexes.into_iter().map(|index| all[index % all.len()]).collect::<Vec<_>>());
    }
}

#[test]
fn a_reservation_does_not_run_out_under_a_payment_that_is_under_way() {
    let mut world = World::new();
    world.step(Step::Begin(Way::Well));
    world.now = END;
    let id = world.order.payments[0].id.clone();
    assert_eq!(world.order.duty(END + -1), Duty::Ask(id.clone()));
    assert_eq!(world.order.duty(END), Duty::Close(id.clone()));
    // The gateway does not answer: nobody gets the seats before it is known.
    world.attend(Way::Unheard);
    assert!(matches!(world.order.duty(END), Duty::Wait(at) if at > END && at - END <= 60_000));
    world.now = END + 60_000;
    world.step(Step::BuyerPays);
    world.attend(Way::Well);
    assert_eq!((world.order.state, world.seats), (OrderState::Paid, Seats::Sold));
}

#[test]
fn money_that_is_not_what_the_order_asks_for_pays_nothing() {
    let amount = |amount| Money { amount, ..MONEY };
    let usd = Money { currency: "USD".parse().unwrap(), ..MONEY };
    for money in [amount(41_999), amount(42_001), amount(0), usd] {
        let mut world = World::new();
        world.step(Step::Begin(Way::Well));
        let id = world.order.payments[0].id.clone();
        world.charges.insert(id.clone(), ChargeState::Captured(money));
        let report = world.charge(&id);
        world.report(&id, &report);
        assert_eq!(world.order.payments[0].state, PaymentState::Refunding);
        assert_eq!(world.order.duty(world.now), Duty::Refund(id));
        // It may still be paid otherwise.
        assert!(world.order.can_be_paid(world.now) && world.order.open_payment().is_none());
        world.settle();
        world.check();
    }
}
