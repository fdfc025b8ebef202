//! Carrying out a command: it is told to the one script that compares and sets, and why it cannot be done is judged here, by
//! the rules of the domain, from the states that the script answers.

use super::{
    engine::{Call, Engine, Reply, WhenMissing},
    error::malformed,
    keys, scripts,
    seat::{StoredSeat, letter},
};
use jari_core::{
    domain::{
        AllocationStatus, Command, Outcome, Refusal, Refused, UnixMillis,
        command::{CartState, Expiry, Field, Requirement, Step, Target, in_the_way, judge},
    },
    ports::{AllocationError, StoreError},
};
use std::sync::Arc;

/// How long what does not end by itself is left alone before it is looked at again, in milliseconds: what became of a
/// reservation is usually known long before.
pub(super) const LOOK_AGAIN: i64 = 30_000;

/// Carries out commands.
#[derive(Clone)]
pub(super) struct Changer {
    pub(super) engine: Arc<Engine>,
    pub(super) stream_maxlen: u64,
}

/// What has become of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Changed,
    Kept,
    LeftOut,
}

/// What a command has come to. The seats are as they are now, one for each step; none where the block has no such seat.
#[derive(Debug)]
pub(super) enum Carried {
    Out(Vec<(Mark, Option<StoredSeat>)>),
    Refused(Refused, Vec<Option<StoredSeat>>),
    /// There is no such match, or it does not have one of the blocks.
    Missing,
}

impl Changer {
    /// Carries out a command.
    pub(super) async fn run(&self, command: &Command, missing: WhenMissing) -> Result<Carried, StoreError> {
        let call = call(command, self.stream_maxlen)?;
        match self.engine.run(command.match_id, &scripts::CHANGE, &call, missing).await? {
            Reply::Done(told) => Ok(Carried::Out(read(command, told)?.1)),
            Reply::Refused(told) => refused(command, read(command, told)?),
            Reply::Missing => Ok(Carried::Missing),
        }
    }

    /// Carries out a command, and answers its seats as the port does.
    pub(super) async fn change(&self, command: &Command) -> Result<Vec<Outcome>, AllocationError> {
        match self.run(command, WhenMissing::Build).await? {
            Carried::Out(seats) => Ok(outcomes(command, seats)),
            Carried::Refused(refused, _) => Err(refused.into()),
            Carried::Missing => Err(Refusal::SeatNotFound.into()),
        }
    }
}

/// The seats of a command, without those that were left out.
pub(super) fn outcomes(command: &Command, seats: Vec<(Mark, Option<StoredSeat>)>) -> Vec<Outcome> {
    let outcome = |(step, (mark, seat)): (&Step, (Mark, Option<StoredSeat>))| {
        let StoredSeat { state, rev } = seat.filter(|_| mark != Mark::LeftOut)?;
        let (block_id, seat_id) = (step.block_id, step.seat_id);
        Some(Outcome { block_id, seat_id, state, rev, is_changed: mark == Mark::Changed })
    };
    command.steps.iter().zip(seats).filter_map(outcome).collect()
}

/// A command as `scripts/change.lua` reads it.
fn call(command: &Command, stream_maxlen: u64) -> Result<Call, StoreError> {
    let id = command.match_id;
    let mut call = Call {
        keys: vec![keys::expiry(id), keys::carts(id), keys::stream(id)],
        args: vec![
            command.now.0.to_string(),
            stream_maxlen.to_string(),
            (command.now + LOOK_AGAIN).0.to_string(),
            command.kind.to_owned(),
            command.actor.to_string(),
            if command.is_whole { "whole".to_owned() } else { String::new() },
        ],
    };
    call.args.extend(match &command.cart {
        Some(rule) => [
            rule.cart.as_str().to_owned(),
            rule.max_holds.as_ref().map(ToString::to_string).unwrap_or_default(),
            rule.seen.map(|seen| seen.seats.to_string()).unwrap_or_default(),
            rule.seen.map(|seen| seen.since.0.to_string()).unwrap_or_default(),
        ],
        None => Default::default(),
    });
    for step in &command.steps {
        call.keys.push(keys::block(id, step.block_id));
        call.args.extend([step.block_id.to_string(), step.seat_id.to_string()]);
        call.args.extend(requirement(step.unless.as_ref()));
        let [letters, cart, order, at_most] = requirement(Some(&step.requires));
        // A sign that is no state's letter.
        let letters = if step.is_optional { format!("{letters}?") } else { letters };
        call.args.extend([letters, cart, order, at_most]);
        call.args.extend(target(step.becomes.as_ref())?);
    }
    Ok(call)
}

fn requirement(requirement: Option<&Requirement>) -> [String; 4] {
    let Some(Requirement { statuses, cart, order, at_most, ended }) = requirement else {
        return Default::default();
    };
    let letters = if *ended {
        statuses.iter().filter(|status| **status == AllocationStatus::Hold).map(|_| "h").collect()
    } else {
        statuses.iter().copied().filter_map(letter).collect()
    };
    let cart = cart.as_ref().map(|cart| cart.as_str().to_owned());
    let order = order.as_ref().map(|order| order.as_str().to_owned());
    let at_most = at_most.as_ref().map(ToString::to_string);
    [letters, cart.unwrap_or_default(), order.unwrap_or_default(), at_most.unwrap_or_default()]
}

fn target(target: Option<&Target>) -> Result<[String; 5], StoreError> {
    let Some(Target { status, cart, expires_at, order, reason }) = target else {
        return Ok(Default::default());
    };
    let letter = letter(*status).ok_or_else(|| malformed("state to store", status))?;
    let order = field(order, |order| order.as_str().to_owned());
    if order.contains('|') {
        return Err(malformed("order's id", order));
    }
    Ok([
        letter.to_owned(),
        field(cart, |cart| cart.as_str().to_owned()),
        expiry(*expires_at),
        order,
        reason.clone().unwrap_or_default(),
    ])
}

fn field<T>(field: &Field<T>, text: impl FnOnce(&T) -> String) -> String {
    match field {
        Field::Same => "=".to_owned(),
        Field::Is(value) => format!(":{}", text(value)),
        Field::None => String::new(),
    }
}

fn expiry(expiry: Expiry) -> String {
    match expiry {
        Expiry::None => String::new(),
        Expiry::Same => "=".to_owned(),
        Expiry::At(end) => format!(":{end}", end = end.0),
        Expiry::WithCart(end) => format!("~{end}", end = end.0),
    }
}

/// What the cart has, without its end, and each step's mark and seat.
type Told = (CartState, Vec<(Mark, Option<StoredSeat>)>);

fn read(command: &Command, told: Vec<String>) -> Result<Told, StoreError> {
    let (held, since, seats) = match &told[..] {
        [held, since, seats @ ..] if seats.len() == command.steps.len() => (held, since, seats),
        _ => return Err(malformed("answer of a script", told)),
    };
    let seats_of_cart = held.parse().map_err(|_| malformed("count of seats", held))?;
    // No refusal depends on when they end.
    let cart = CartState { seats: seats_of_cart, ends: None, since: moment(since)? };
    let seats = seats.iter().map(|seat| marked(seat)).collect::<Result<_, _>>()?;
    Ok((cart, seats))
}

/// A moment that a script tells; none where it tells nothing.
pub(super) fn moment(text: &str) -> Result<Option<UnixMillis>, StoreError> {
    let read = |text: &str| text.parse().map(UnixMillis).map_err(|_| malformed("moment", text));
    Some(text).filter(|text| !text.is_empty()).map(read).transpose()
}

fn marked(text: &str) -> Result<(Mark, Option<StoredSeat>), StoreError> {
    let marks = [("+", Mark::Changed), ("=", Mark::Kept), ("-", Mark::LeftOut)];
    let (mark, seat) = marks
        .into_iter()
        .find_map(|(sign, mark)| Some((mark, text.strip_prefix(sign)?)))
        .ok_or_else(|| malformed("answer of a script", text))?;
    let seat = if seat.is_empty() { None } else { Some(StoredSeat::parse(seat)?) };
    Ok((mark, seat))
}

fn refused(command: &Command, (cart, seats): Told) -> Result<Carried, StoreError> {
    let seats: Vec<_> = seats.into_iter().map(|(_, seat)| seat).collect();
    let found: Vec<_> = seats.iter().map(|seat| seat.clone().map(|seat| (seat.state, seat.rev))).collect();
    match judge(command, &found, cart) {
        Err(why) => Ok(Carried::Refused(Refused { why, seats: in_the_way(command, &found) }, seats)),
        Ok(_) => {
            Err(StoreError::Inconsistent(format!("Redis refuses to {}, which can be done", command.kind)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jari_core::domain::command::{CartRule, CartSeen};
    use jari_core::domain::{BlockId, CartId, HoldPolicy, MatchId, OrderId, Revision, SeatId};

    const MATCH: MatchId = MatchId(7);
    const PLACE: (BlockId, SeatId) = (BlockId(2), SeatId(3));
    const NOW: UnixMillis = UnixMillis(100);

    fn hold(max_holds: u32) -> Command {
        let policy = HoldPolicy { ttl_millis: 50, max_holds };
        Command::hold(MATCH, [PLACE], &CartId::from_verified("ann"), NOW, policy)
    }

    #[test]
    fn a_command_is_told_as_data() {
        let call_of = |command: &Command| call(command, 9).unwrap();
        let held = call_of(&hold(4));
        assert_eq!(held.keys.last().map(String::as_str), Some("jari:{m7}:block:2"));
        let common = ["100", "9", "30100", "hold", "buyer:ann", "whole", "ann", "4", "", "", "2", "3"];
        assert_eq!(held.args[..12], common);
        assert_eq!(held.args[12..20], ["H", "ann", "", "", "A", "", "", ""]);
        assert_eq!(held.args[20..], ["H", ":ann", "~150", "", ""]);
        assert_eq!(call_of(&hold(0)).args[6..8], ["ann", ""]);
        let lengthen = Command::lengthen(MATCH, [PLACE], &CartId::from_verified("ann"), NOW, NOW + 7);
        assert_eq!(call_of(&lengthen).args[20..], ["H", "=", ":107", "", ""]);
        let expire = call_of(&Command::expire(MATCH, [(PLACE, CartId::from_verified("ann"))], NOW));
        assert_eq!(expire.args[5..10], ["", "", "", "", ""]);
        assert_eq!(expire.args[16..], ["h", "ann", "", "", "A", "", "", "", ""]);
        let ann = CartId::from_verified("ann");
        let release = Command::release(MATCH, [PLACE], &ann, NOW);
        let with = call_of(&release.releasing([(BlockId(2), SeatId(4)), PLACE], &ann));
        assert_eq!((&*with.args[16], &*with.args[31], with.args.len()), ("H", "H?", 40));
        let reserve = Command::reserve(MATCH, [PLACE], &ann, &OrderId::from_stored("o"), NOW);
        assert_eq!(call_of(&reserve).args[20..], ["R", "=", "=", ":o", ""]);
        let split = Command::reserve(MATCH, [PLACE], &ann, &OrderId::from_stored("a|b"), NOW);
        assert!(call(&split, 9).is_err());
    }

    #[test]
    fn a_refusal_is_judged_by_the_rules() {
        let told = |held: &str, seat: &str| {
            read(&hold(1), vec![held.to_owned(), String::new(), seat.to_owned()]).unwrap()
        };
        let refusal = |told| match refused(&hold(1), told) {
            Ok(Carried::Refused(refused, _)) => refused.why,
            other => panic!("a refusal, not {other:?}"),
        };
        assert_eq!(refusal(told("0", "-H|1|200||bob")), Refusal::SeatTaken);
        assert_eq!(refusal(told("1", "+A|1")), Refusal::HoldLimit { max: 1 });
        assert_eq!(refusal(told("0", "-")), Refusal::SeatNotFound);
        let ann = CartId::from_verified("ann");
        let seen = CartSeen { seats: 1, since: UnixMillis(5) };
        let rule = Some(CartRule { cart: ann.clone(), max_holds: None, seen: Some(seen) });
        let all = Command { cart: rule, ..Command::lengthen(MATCH, [PLACE], &ann, NOW, NOW + 7) };
        assert_eq!(call(&all, 9).unwrap().args[6..10], ["ann", "", "1", "5"]);
        for (seats, since) in [("2", "5"), ("1", "6")] {
            let told = [seats, since, "+H|1|200||ann"].map(str::to_owned);
            match refused(&all, read(&all, told.to_vec()).unwrap()) {
                Ok(Carried::Refused(refused, _)) => assert_eq!(refused.why, Refusal::CartChanged),
                other => panic!("a refusal, not {other:?}"),
            }
        }
        assert!(matches!(refused(&hold(1), told("0", "+A|1")), Err(StoreError::Inconsistent(_))));
    }

    #[test]
    fn what_is_no_answer_is_told() {
        for told in [
            vec![],
            vec!["0", ""],
            vec!["x", "", "+A|1"],
            vec!["0", "x", "+A|1"],
            vec!["0", "", "A|1"],
            vec!["0", "", "+A|1", "+A|2"],
        ] {
            assert!(read(&hold(1), told.into_iter().map(str::to_owned).collect()).is_err());
        }
        let told = ["3", "5", "=A|7"].map(str::to_owned);
        let (cart, seats) = read(&hold(1), told.to_vec()).unwrap();
        assert_eq!((cart.seats, cart.since, seats[0].0), (3, Some(UnixMillis(5)), Mark::Kept));
        assert_eq!(seats[0].1.as_ref().map(|seat| seat.rev), Some(Revision(7)));
    }
}
