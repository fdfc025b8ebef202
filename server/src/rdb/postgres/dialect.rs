//! What PostgreSQL does in its own way.

use super::{
    identity,
    sql::{Connections, Lease},
};
use jari_core::{domain::MatchId, ports::StoreError};

/// The driver's types.
pub(super) type Db = sqlx::Postgres;

/// Whether there is one connection that writes, so that writes wait for each other anyhow.
pub(super) const HAS_ONE_WRITER: bool = false;

/// Begins a transaction that sees one state of the database from its first statement on. What is needed is asked for
/// each time: a database may have another default, and abort what meets.
pub(super) const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// The blocks of a match, of all or of a JSON list.
pub(super) const BLOCK_COUNTS: &str = "
    SELECT block_id, rev, free FROM match_blocks
    WHERE match_id = $1
      AND (CAST($2 AS TEXT) IS NULL
           OR block_id IN (SELECT value::BIGINT FROM json_array_elements_text($2::JSON)))
    ORDER BY block_id";

/// The free seats of each match of a JSON list.
pub(super) const FREE_SEATS: &str = "
    SELECT match_id, sum(free)::BIGINT FROM match_blocks
    WHERE match_id IN (SELECT value::BIGINT FROM json_array_elements_text($1::JSON)) GROUP BY match_id";

/// Drops some of the changes of matches that began too long ago.
pub(super) const PRUNE_EVENTS: &str = "
    DELETE FROM allocation_events WHERE ctid IN (
        SELECT e.ctid FROM allocation_events AS e JOIN matches AS m ON m.id = e.match_id WHERE m.starts_at < $1 LIMIT $2)";

/// What a cart has on hold in a match after a moment, what ends first before others.
pub(super) const HELD_BY: &str = "
    SELECT seat_id, block_id, expires_at, rev, CASE WHEN held_since_rev = rev THEN held_since END FROM allocations
    WHERE match_id = $1 AND cart = $2 AND status = 'HOLD' AND expires_at > $3
    ORDER BY expires_at, seat_id";

/// Which carts of a JSON list have anything on hold in a match after a moment.
pub(super) const HOLDERS: &str = "
    SELECT DISTINCT cart FROM allocations
    WHERE match_id = $1 AND cart = ANY (ARRAY(SELECT json_array_elements_text($2::JSON)))
      AND status = 'HOLD' AND expires_at > $3";

/// Takes the locks of a batch: of the carts of a JSON list of `[match, cart, whether it is counted]` and of the blocks of one of
/// `[match, block]`. Then reads the seats of one of `[match, block, seat]`, with their blocks' revisions, and what the carts
/// have besides. It is a function, as each statement of its own would be a journey to the server.
pub(super) const READ: &str = "SELECT * FROM read_to_change($1::JSON, $2::JSON, $3::JSON, $4, TRUE)";

/// The same, without the blocks that another transaction has locked.
pub(super) const READ_UNLOCKED: &str =
    "SELECT * FROM read_to_change($1::JSON, $2::JSON, $3::JSON, $4, FALSE)";

// PostgreSQL takes every JSON list to have a hundred rows, and would rather read a whole table than look up so many; an
// array that it cannot see into it takes to have ten.

/// Gives blocks, `[match, block, revision, change of the free seats]`, and seats their new states, and tells the log of it:
/// `[match, block, seat, revision, state before, state, cart, end, order, reason, command, actor, now, whether it is the seat's
/// last change, whether the log is told, beginning]`. One statement, as each is a journey to the server.
pub(super) const STORE: &str = "
    WITH changed AS MATERIALIZED (
        SELECT (w.e ->> 0)::BIGINT AS match_id, (w.e ->> 1)::BIGINT AS block_id, (w.e ->> 2)::BIGINT AS seat_id,
               (w.e ->> 3)::BIGINT AS rev, w.e ->> 4 AS before, w.e ->> 5 AS status, w.e ->> 6 AS cart,
               (w.e ->> 7)::BIGINT AS expires_at, w.e ->> 8 AS order_id, w.e ->> 9 AS reason, w.e ->> 10 AS command,
               w.e ->> 11 AS actor, (w.e ->> 12)::BIGINT AS at, w.e ->> 13 AS is_last, w.e ->> 14 AS is_logged, (w.e ->> 15)::BIGINT AS held_since
        FROM unnest(ARRAY(SELECT json_array_elements($2::JSON))) AS w(e)),
    moved AS (
        UPDATE match_blocks AS b SET rev = (w.e ->> 2)::BIGINT, free = b.free + (w.e ->> 3)::BIGINT
        FROM unnest(ARRAY(SELECT json_array_elements($1::JSON))) AS w(e)
        WHERE b.match_id = (w.e ->> 0)::BIGINT AND b.block_id = (w.e ->> 1)::BIGINT),
    told AS (
        INSERT INTO allocation_events (match_id, block_id, epoch, rev, seat_id, command, actor, before, status, cart, expires_at,
                                       order_id, reason, at)
        SELECT c.match_id, c.block_id, h.epoch, c.rev, c.seat_id, c.command, c.actor, c.before, c.status, c.cart, c.expires_at,
               c.order_id, c.reason, c.at
        FROM changed AS c CROSS JOIN history AS h WHERE c.is_logged = '1')
    UPDATE allocations AS a
    SET status = c.status, cart = c.cart, expires_at = c.expires_at, order_id = c.order_id, reason = c.reason, rev = c.rev,
        updated_at = c.at, held_since = c.held_since, held_since_rev = c.rev
    FROM changed AS c WHERE c.is_last = '1' AND a.match_id = c.match_id AND a.seat_id = c.seat_id";

/// Makes the orders of a JSON list of `[order, cart, now, settled, match, block, seat, amount]`, one line each, in the currencies of their matches.
pub(super) const ADD_ORDERS: &str = "
    INSERT INTO orders (id, match_id, cart, status, amount, currency, created_at, updated_at)
    SELECT e ->> 0, min(m.id), min(e ->> 1), 'PAID', sum((e ->> 7)::BIGINT), min(m.currency), min((e ->> 2)::BIGINT),
           min((e ->> 2)::BIGINT)
    FROM json_array_elements($1::JSON) AS w(e) JOIN matches AS m ON m.id = (e ->> 4)::BIGINT GROUP BY e ->> 0 ORDER BY e ->> 0 ON CONFLICT (id) DO NOTHING";

/// Adds the lines of the same list, at the prices at which they were ordered, if they were.
pub(super) const ADD_LINES: &str = "
    INSERT INTO order_lines (order_id, match_id, seat_id, block_id, amount, sold_at, valid, settled)
    SELECT e ->> 0, (e ->> 4)::BIGINT, (e ->> 6)::BIGINT, (e ->> 5)::BIGINT,
           coalesce((SELECT i.amount FROM order_items AS i WHERE i.order_id = e ->> 0 AND i.seat_id = (e ->> 6)::BIGINT),
                    (e ->> 7)::BIGINT),
           (e ->> 2)::BIGINT, TRUE, e ->> 3 = '1'
    FROM json_array_elements($1::JSON) AS w(e) ORDER BY 2, 3 ON CONFLICT DO NOTHING";

/// Whether each line of the same list is there: its order as one that is paid, and itself; what it costs, and the order's
/// currency.
pub(super) const CHECK_LINES: &str = "
    SELECT o.status = 'PAID', l.order_id IS NOT NULL, coalesce(l.amount, 0), o.currency
    FROM json_array_elements($1::JSON) WITH ORDINALITY AS w(e, place) JOIN orders AS o ON o.id = e ->> 0
    LEFT JOIN order_lines AS l ON l.order_id = o.id AND l.seat_id = (e ->> 6)::BIGINT AND l.valid
    ORDER BY w.place";

/// Ends the lines of a JSON list of `[order, seat, whether that is shown]`; answers each with what it cost.
pub(super) const VOID_LINES: &str = "
    UPDATE order_lines AS l SET valid = FALSE, settled = e ->> 2 = '1' FROM json_array_elements($1::JSON) AS w(e)
    WHERE l.order_id = e ->> 0 AND l.seat_id = (e ->> 1)::BIGINT
    RETURNING l.order_id, l.seat_id, l.amount, (SELECT o.currency FROM orders AS o WHERE o.id = l.order_id)";

/// Settles the lines of a JSON list of `[order, seat, whether it is valid]` that are as it says, and opens the others.
pub(super) const SETTLE_LINES: &str = "
    UPDATE order_lines AS l SET settled = (l.valid = (e ->> 2 = '1')) FROM json_array_elements($1::JSON) AS w(e)
    WHERE l.order_id = e ->> 0 AND l.seat_id = (e ->> 1)::BIGINT";

/// Adds what is to be told outside, a JSON list of `[destination, key, kind, payload, now]`.
pub(super) const ADD_MESSAGES: &str = "
    INSERT INTO outbox (destination, key, kind, payload, created_at, due_at)
    SELECT e ->> 0, e ->> 1, e ->> 2, e ->> 3, (e ->> 4)::BIGINT, (e ->> 4)::BIGINT
    FROM json_array_elements($1::JSON) AS w(e) ORDER BY 1, 2 ON CONFLICT (destination, key) DO NOTHING";

/// Claims what is due at a destination: at a moment, until another, so many. What another instance is claiming at this moment is
/// passed over. They are chosen before anything is changed, as a plan may otherwise choose more than once.
pub(super) const CLAIM_MESSAGES: &str = "
    WITH due AS MATERIALIZED (
        SELECT id FROM outbox
        WHERE destination = $1 AND told_at IS NULL AND given_up_at IS NULL AND due_at <= $2
          AND (claimed_until IS NULL OR claimed_until <= $2)
        ORDER BY due_at, id LIMIT $4 FOR UPDATE SKIP LOCKED)
    UPDATE outbox AS o SET claimed_until = $3, attempts = o.attempts + 1
    FROM due WHERE o.id = due.id
    RETURNING o.id, o.key, o.kind, o.payload, o.created_at, o.due_at, o.attempts";

/// Notes of a JSON list of `[id, attempts, told, given up, due, error]` how attempts have ended.
pub(super) const SETTLE_MESSAGES: &str = "
    UPDATE outbox AS o SET claimed_until = NULL, told_at = (e ->> 2)::BIGINT, given_up_at = (e ->> 3)::BIGINT,
                           due_at = coalesce((e ->> 4)::BIGINT, o.due_at), error = coalesce(e ->> 5, o.error)
    FROM json_array_elements($1::JSON) AS w(e)
    WHERE o.id = (e ->> 0)::BIGINT AND o.told_at IS NULL
      AND ((e ->> 2) IS NOT NULL OR o.attempts = (e ->> 1)::BIGINT)";

/// An order with its seats and its payments.
pub(super) const READ_ORDER: &str = "
    SELECT o.id, o.code, o.match_id, o.cart, o.status, o.fee, o.amount, o.currency, o.language, o.created_at, o.reserved_until,
           o.reserved_at, o.free_at, o.version,
           coalesce((SELECT json_agg(json_build_array(i.block_id, i.seat_id, i.ticket_type, i.amount)) FROM order_items AS i
                     WHERE i.order_id = o.id)::TEXT, '[]') AS items,
           coalesce((SELECT json_agg(json_build_object('id', p.id, 'gateway', p.gateway, 'gateway_id', p.gateway_id,
                         'status', p.status, 'amount', p.amount, 'currency', p.currency, 'pay_url', p.pay_url, 'reason', p.reason,
                         'created_at', p.created_at, 'asked_at', p.asked_at, 'ask_at', p.ask_at, 'attempts', p.attempts,
                         'confirming_until', p.confirming_until))
                     FROM payments AS p WHERE p.order_id = o.id)::TEXT, '[]') AS payments
    FROM orders AS o WHERE o.id = $1 AND o.code IS NOT NULL";

/// Where the orders of a JSON list are, and their versions.
pub(super) const READ_ORDER_STATES: &str = "
    SELECT id, status, version FROM orders WHERE id IN (SELECT json_array_elements_text($1::JSON))";

/// Adds the seats of an order, a JSON list of `[order, block, seat, kind of ticket, amount]`.
pub(super) const ADD_ITEMS: &str = "
    INSERT INTO order_items (order_id, block_id, seat_id, ticket_type, amount)
    SELECT e ->> 0, (e ->> 1)::BIGINT, (e ->> 2)::BIGINT, e ->> 3, (e ->> 4)::BIGINT FROM json_array_elements($1::JSON) AS w(e)";

/// Stores payments, a JSON list of `[id, order, gateway, id there, state, amount, currency, address, reason, made, asked, asked next,
/// attempts, being confirmed until]`.
pub(super) const SAVE_PAYMENTS: &str = "
    INSERT INTO payments (id, order_id, gateway, gateway_id, status, amount, currency, pay_url, reason, created_at, updated_at, asked_at,
                          ask_at, attempts, confirming_until)
    SELECT e ->> 0, e ->> 1, e ->> 2, e ->> 3, e ->> 4, (e ->> 5)::BIGINT, e ->> 6, e ->> 7, e ->> 8, (e ->> 9)::BIGINT,
           coalesce(e ->> 10, e ->> 9)::BIGINT, (e ->> 10)::BIGINT, (e ->> 11)::BIGINT, (e ->> 12)::BIGINT, (e ->> 13)::BIGINT
    FROM json_array_elements($1::JSON) AS w(e)
    ON CONFLICT (id) DO UPDATE SET gateway_id = excluded.gateway_id, status = excluded.status, pay_url = excluded.pay_url,
        reason = excluded.reason, updated_at = excluded.updated_at, asked_at = excluded.asked_at, ask_at = excluded.ask_at,
        attempts = excluded.attempts, confirming_until = excluded.confirming_until";

/// Claims orders that are due: at a moment, until another, so many. What another instance is claiming, or is changing, at this moment is
/// passed over.
pub(super) const CLAIM_ORDERS: &str = "
    WITH due AS MATERIALIZED (
        SELECT id FROM orders WHERE due_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
        ORDER BY due_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE orders AS o SET claimed_until = $2 FROM due WHERE o.id = due.id RETURNING o.id";

/// Notes of pending orders of a JSON list of `[order, now]` that they have their seats.
pub(super) const NOTE_RESERVED: &str = "
    UPDATE orders AS o SET reserved_at = (e ->> 1)::BIGINT, updated_at = (e ->> 1)::BIGINT, claimed_until = NULL, version = o.version + 1
    FROM json_array_elements($1::JSON) AS w(e) WHERE o.id = e ->> 0 AND o.status = 'PENDING'";

/// Makes pending orders of a JSON list of `[order, version, payment, id there, now]` paid that are as they were read.
pub(super) const NOTE_PAID: &str = "
    UPDATE orders AS o SET status = 'PAID', due_at = NULL, claimed_until = NULL, updated_at = (e ->> 4)::BIGINT, version = o.version + 1
    FROM json_array_elements($1::JSON) AS w(e)
    WHERE o.id = e ->> 0 AND o.version = (e ->> 1)::BIGINT AND o.status = 'PENDING'";

/// Makes the payments of the same list captured.
pub(super) const NOTE_CAPTURED: &str = "
    UPDATE payments AS p SET status = 'CAPTURED', gateway_id = coalesce(p.gateway_id, e ->> 3), asked_at = (e ->> 4)::BIGINT,
                             updated_at = (e ->> 4)::BIGINT, ask_at = NULL, attempts = 0
    FROM json_array_elements($1::JSON) AS w(e) WHERE p.id = e ->> 2 AND p.order_id = e ->> 0";

/// Makes paid orders of a JSON list of `[order, version, payment, now]` cancelled that are as they were read, and by which nobody has
/// entered.
pub(super) const NOTE_CANCELLED: &str = "
    UPDATE orders AS o SET status = 'CANCELLED', due_at = (e ->> 3)::BIGINT, claimed_until = NULL, updated_at = (e ->> 3)::BIGINT,
                           version = o.version + 1
    FROM json_array_elements($1::JSON) AS w(e)
    WHERE o.id = e ->> 0 AND o.version = (e ->> 1)::BIGINT AND o.status = 'PAID'
      AND NOT EXISTS (SELECT 1 FROM tickets AS t WHERE t.order_id = o.id AND t.entered_at IS NOT NULL)";

/// Notes that the payments of the same list are to be refunded.
pub(super) const NOTE_REFUNDING: &str = "
    UPDATE payments AS p SET status = 'REFUNDING', ask_at = (e ->> 3)::BIGINT, updated_at = (e ->> 3)::BIGINT, attempts = 0
    FROM json_array_elements($1::JSON) AS w(e) WHERE p.id = e ->> 2 AND p.order_id = e ->> 0 AND p.status = 'CAPTURED'";

/// Ends the tickets of a JSON list of `[order, seat, …]`.
pub(super) const VOID_TICKETS: &str = "
    UPDATE tickets AS t SET valid = FALSE FROM json_array_elements($1::JSON) AS w(e)
    WHERE t.order_id = e ->> 0 AND t.seat_id = (e ->> 1)::BIGINT AND t.valid";

/// Makes tickets, a JSON list of `[ticket, order, match, seat, now]`.
pub(super) const ADD_TICKETS: &str = "
    INSERT INTO tickets (id, order_id, match_id, seat_id, valid, issued_at)
    SELECT e ->> 0, e ->> 1, (e ->> 2)::BIGINT, (e ->> 3)::BIGINT, TRUE, (e ->> 4)::BIGINT FROM json_array_elements($1::JSON) AS w(e)";

/// Waits until nobody else is placing an order for a buyer who is known by one of these keys.
pub(super) async fn lock_buyer(
    tx: &mut Lease,
    match_id: MatchId,
    keys: [&str; 2],
) -> Result<(), sqlx::Error> {
    const LOCK: &str = "
        SELECT count(pg_advisory_xact_lock(k.key)) FROM (
            SELECT DISTINCT hashtextextended(w.e, $1) AS key FROM unnest(ARRAY['email ' || $2, 'phone ' || $3]) AS w(e)
            ORDER BY key OFFSET 0) AS k";
    let [email, phone] = keys;
    sqlx::query(LOCK).bind(match_id.0).bind(email).bind(phone).execute(tx).await.map(drop)
}

/// Begins a new epoch if the server is not the one, or not in the history, in which the epoch was begun.
pub(super) async fn verify_history(db: &Connections) -> Result<(), StoreError> {
    identity::verify(db).await
}

/// Changes something that means nothing, as a proof that it can be done. A new version of a row is written even if it is
/// the same as the old one.
pub(super) async fn touch(tx: &mut Lease) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE history SET identity = identity").execute(&mut *tx).await.map(drop)
}

/// A server is known by its address alone, and what it is is asked of itself.
#[derive(Debug)]
pub(super) struct Origin;

impl Origin {
    pub(super) const fn check_to_read(&self) -> Result<(), StoreError> {
        Ok(())
    }

    pub(super) const fn check_to_write(&self) -> Result<(), StoreError> {
        Ok(())
    }

    pub(super) async fn close(&self) {}
}
