//! What SQLite does in its own way.

pub(super) use super::origin::Origin;

use super::sql::{Connections, Lease};
use jari_core::{domain::MatchId, ports::StoreError};
use sqlx::AssertSqlSafe;

/// The driver's types.
pub(super) type Db = sqlx::Sqlite;

/// Whether there is one connection that writes, so that writes wait for each other anyhow.
pub(super) const HAS_ONE_WRITER: bool = true;

/// Begins a transaction that sees one state of the database from its first statement on.
pub(super) const BEGIN_READ: &str = "BEGIN";

/// The blocks of a match, of all or of a JSON list.
pub(super) const BLOCK_COUNTS: &str = "
    SELECT block_id, rev, free FROM match_blocks
    WHERE match_id = $1 AND ($2 IS NULL OR block_id IN (SELECT value FROM json_each($2)))
    ORDER BY block_id";

/// The free seats of each match of a JSON list.
pub(super) const FREE_SEATS: &str = "
    SELECT match_id, sum(free) FROM match_blocks
    WHERE match_id IN (SELECT value FROM json_each($1)) GROUP BY match_id";

/// Drops some of the changes of matches that began too long ago.
pub(super) const PRUNE_EVENTS: &str = "
    DELETE FROM allocation_events WHERE (match_id, epoch, at, block_id, rev) IN (
        SELECT e.match_id, e.epoch, e.at, e.block_id, e.rev FROM allocation_events AS e JOIN matches AS m ON m.id = e.match_id
        WHERE m.starts_at < $1 LIMIT $2)";

// SQLite would rather read a whole match than trust an index that leaves rows out, unless it is told to.

/// What a cart has on hold in a match after a moment, what ends first before others.
pub(super) const HELD_BY: &str = "
    SELECT seat_id, block_id, expires_at, rev, CASE WHEN held_since_rev = rev THEN held_since END
    FROM allocations INDEXED BY allocations_by_cart
    WHERE match_id = $1 AND cart = $2 AND status = 'HOLD' AND expires_at > $3
    ORDER BY expires_at, seat_id";

/// Which carts of a JSON list have anything on hold in a match after a moment.
pub(super) const HOLDERS: &str = "
    SELECT DISTINCT w.value FROM json_each($2) AS w CROSS JOIN allocations AS a INDEXED BY allocations_by_cart
    WHERE a.match_id = $1 AND a.cart = w.value AND a.status = 'HOLD' AND a.expires_at > $3";

/// Reads the seats of a JSON list of `[match, block, seat]`, with their blocks' revisions. Of the carts of one of `[match, cart,
/// whether it is counted]`, if it is, what is reserved and the holds that end after a moment; if not, of what is in no such
/// list and ends after it what ends last. There is nothing to lock: the one writer has the whole database to itself from its
/// `BEGIN IMMEDIATE` on.
pub(super) const READ: &str = "
    SELECT 0 AS what, a.match_id, a.block_id, b.rev AS block_rev, a.seat_id, a.status, a.cart, a.expires_at,
           CASE WHEN a.held_since_rev = a.rev THEN a.held_since END AS held_since, a.order_id, a.reason, a.rev
    FROM jsonb_each($3) AS w CROSS JOIN allocations AS a CROSS JOIN match_blocks AS b
    WHERE a.match_id = w.value ->> 0 AND a.block_id = w.value ->> 1 AND a.seat_id = w.value ->> 2
      AND b.match_id = a.match_id AND b.block_id = a.block_id
    UNION ALL
    SELECT 1, a.match_id, a.block_id, 0, a.seat_id, a.status, a.cart, a.expires_at,
           CASE WHEN a.held_since_rev = a.rev THEN a.held_since END, a.order_id, a.reason, a.rev
    FROM jsonb_each($1) AS w CROSS JOIN allocations AS a INDEXED BY allocations_by_cart
    WHERE w.value ->> 2 = 1 AND a.match_id = w.value ->> 0 AND a.cart = w.value ->> 1
      AND (a.status = 'HOLD' AND a.expires_at > $4 OR a.status = 'RESERVED')
    UNION ALL
    SELECT 1, a.match_id, a.block_id, 0, a.seat_id, a.status, a.cart, a.expires_at,
           CASE WHEN a.held_since_rev = a.rev THEN a.held_since END, a.order_id, a.reason, a.rev
    FROM jsonb_each($1) AS w CROSS JOIN allocations AS a
    WHERE w.value ->> 2 = 0 AND a.match_id = w.value ->> 0 AND a.seat_id = (
        SELECT l.seat_id FROM allocations AS l INDEXED BY allocations_by_cart
        WHERE l.match_id = w.value ->> 0 AND l.cart = w.value ->> 1 AND l.expires_at > $4 AND l.status IN ('HOLD', 'RESERVED')
          AND (l.match_id, l.seat_id) NOT IN (SELECT value ->> 0, value ->> 2 FROM jsonb_each($3))
        ORDER BY l.expires_at DESC LIMIT 1)";

/// The same: nobody else can have locked a part of the database.
pub(super) const READ_UNLOCKED: &str = READ;

/// Gives blocks, `[match, block, revision, change of the free seats]`, and seats their new states, and tells the log of it:
/// `[match, block, seat, revision, state before, state, cart, end, order, reason, command, actor, now, whether it is the seat's
/// last change, whether the log is told, beginning]`. In one go, as each is a journey to the thread that has the file; and by `jsonb_each`, as
/// `json_each` writes each row as text, which is read again for each of its values.
pub(super) const STORE: &str = "
    UPDATE match_blocks SET rev = w.value ->> 2, free = free + (w.value ->> 3) FROM jsonb_each($1) AS w
    WHERE match_id = w.value ->> 0 AND block_id = w.value ->> 1;
    INSERT INTO allocation_events (match_id, block_id, epoch, rev, seat_id, command, actor, before, status, cart, expires_at,
                                   order_id, reason, at)
    SELECT value ->> 0, value ->> 1, h.epoch, value ->> 3, value ->> 2, value ->> 10, value ->> 11, value ->> 4, value ->> 5,
           value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 12
    FROM jsonb_each($2) CROSS JOIN history AS h WHERE value ->> 14 = 1;
    UPDATE allocations SET status = w.value ->> 5, cart = w.value ->> 6, expires_at = w.value ->> 7, order_id = w.value ->> 8,
                           reason = w.value ->> 9, rev = w.value ->> 3, updated_at = w.value ->> 12,
                           held_since = w.value ->> 15, held_since_rev = w.value ->> 3
    FROM jsonb_each($2) AS w WHERE w.value ->> 13 = 1 AND match_id = w.value ->> 0 AND seat_id = w.value ->> 2";

/// Makes the orders of a JSON list of `[order, cart, now, settled, match, block, seat, amount]`, one line each, in the currencies of their matches.
pub(super) const ADD_ORDERS: &str = "
    INSERT INTO orders (id, match_id, cart, status, amount, currency, created_at, updated_at)
    SELECT w.value ->> 0, min(m.id), min(w.value ->> 1), 'PAID', sum(w.value ->> 7), min(m.currency), min(w.value ->> 2),
           min(w.value ->> 2)
    FROM json_each($1) AS w JOIN matches AS m ON m.id = w.value ->> 4
    WHERE TRUE GROUP BY w.value ->> 0 ON CONFLICT (id) DO NOTHING";

/// Adds the lines of the same list, at the prices at which they were ordered, if they were.
pub(super) const ADD_LINES: &str = "
    INSERT INTO order_lines (order_id, match_id, seat_id, block_id, amount, sold_at, valid, settled)
    SELECT value ->> 0, value ->> 4, value ->> 6, value ->> 5,
           coalesce((SELECT i.amount FROM order_items AS i WHERE i.order_id = value ->> 0 AND i.seat_id = value ->> 6), value ->> 7),
           value ->> 2, TRUE, value ->> 3
    FROM json_each($1) WHERE TRUE ON CONFLICT DO NOTHING";

/// Whether each line of the same list is there: its order as one that is paid, and itself; what it costs, and the order's
/// currency.
pub(super) const CHECK_LINES: &str = "
    SELECT o.status = 'PAID', l.order_id IS NOT NULL, coalesce(l.amount, 0), o.currency
    FROM json_each($1) AS w JOIN orders AS o ON o.id = w.value ->> 0
    LEFT JOIN order_lines AS l ON l.order_id = o.id AND l.seat_id = w.value ->> 6 AND l.valid
    ORDER BY w.key";

/// Ends the lines of a JSON list of `[order, seat, whether that is shown]`; answers each with what it cost.
pub(super) const VOID_LINES: &str = "
    UPDATE order_lines SET valid = FALSE, settled = w.value ->> 2 FROM json_each($1) AS w
    WHERE order_id = w.value ->> 0 AND seat_id = w.value ->> 1
    RETURNING order_id, seat_id, amount, (SELECT o.currency FROM orders AS o WHERE o.id = order_id)";

/// Settles the lines of a JSON list of `[order, seat, whether it is valid]` that are as it says, and opens the others.
pub(super) const SETTLE_LINES: &str = "
    UPDATE order_lines SET settled = (valid = (w.value ->> 2)) FROM json_each($1) AS w
    WHERE order_id = w.value ->> 0 AND seat_id = w.value ->> 1";

/// Adds what is to be told outside, a JSON list of `[destination, key, kind, payload, now]`.
pub(super) const ADD_MESSAGES: &str = "
    INSERT INTO outbox (destination, key, kind, payload, created_at, due_at)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 4
    FROM json_each($1) WHERE TRUE ON CONFLICT (destination, key) DO NOTHING";

/// Claims what is due at a destination: at a moment, until another, so many.
pub(super) const CLAIM_MESSAGES: &str = "
    UPDATE outbox SET claimed_until = $3, attempts = attempts + 1
    WHERE id IN (
        SELECT id FROM outbox
        WHERE destination = $1 AND told_at IS NULL AND given_up_at IS NULL AND due_at <= $2
          AND (claimed_until IS NULL OR claimed_until <= $2)
        ORDER BY due_at, id LIMIT $4)
    RETURNING id, key, kind, payload, created_at, due_at, attempts";

/// Notes of a JSON list of `[id, attempts, told, given up, due, error]` how attempts have ended.
pub(super) const SETTLE_MESSAGES: &str = "
    UPDATE outbox SET claimed_until = NULL, told_at = w.value ->> 2, given_up_at = w.value ->> 3,
                      due_at = coalesce(w.value ->> 4, due_at), error = coalesce(w.value ->> 5, error)
    FROM json_each($1) AS w
    WHERE outbox.id = w.value ->> 0 AND told_at IS NULL
      AND ((w.value ->> 2) IS NOT NULL OR attempts = w.value ->> 1)";

/// An order with its seats and its payments.
pub(super) const READ_ORDER: &str = "
    SELECT o.id, o.code, o.match_id, o.cart, o.status, o.fee, o.amount, o.currency, o.language, o.created_at, o.reserved_until,
           o.reserved_at, o.free_at, o.version,
           (SELECT json_group_array(json_array(i.block_id, i.seat_id, i.ticket_type, i.amount)) FROM order_items AS i
            WHERE i.order_id = o.id) AS items,
           (SELECT json_group_array(json_object('id', p.id, 'gateway', p.gateway, 'gateway_id', p.gateway_id, 'status', p.status,
                'amount', p.amount, 'currency', p.currency, 'pay_url', p.pay_url, 'reason', p.reason, 'created_at', p.created_at,
                'asked_at', p.asked_at, 'ask_at', p.ask_at, 'attempts', p.attempts,
                'confirming_until', p.confirming_until))
            FROM payments AS p WHERE p.order_id = o.id) AS payments
    FROM orders AS o WHERE o.id = $1 AND o.code IS NOT NULL";

/// Where the orders of a JSON list are, and their versions.
pub(super) const READ_ORDER_STATES: &str = "
    SELECT id, status, version FROM orders WHERE id IN (SELECT value FROM json_each($1))";

/// Adds the seats of an order, a JSON list of `[order, block, seat, kind of ticket, amount]`.
pub(super) const ADD_ITEMS: &str = "
    INSERT INTO order_items (order_id, block_id, seat_id, ticket_type, amount)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each($1)";

/// Stores payments, a JSON list of `[id, order, gateway, id there, state, amount, currency, address, reason, made, asked, asked next,
/// attempts, being confirmed until]`.
pub(super) const SAVE_PAYMENTS: &str = "
    INSERT INTO payments (id, order_id, gateway, gateway_id, status, amount, currency, pay_url, reason, created_at, updated_at, asked_at,
                          ask_at, attempts, confirming_until)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8,
           value ->> 9, coalesce(value ->> 10, value ->> 9), value ->> 10, value ->> 11, value ->> 12, value ->> 13
    FROM json_each($1) WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET gateway_id = excluded.gateway_id, status = excluded.status, pay_url = excluded.pay_url,
        reason = excluded.reason, updated_at = excluded.updated_at, asked_at = excluded.asked_at, ask_at = excluded.ask_at,
        attempts = excluded.attempts, confirming_until = excluded.confirming_until";

/// Claims orders that are due: at a moment, until another, so many.
pub(super) const CLAIM_ORDERS: &str = "
    UPDATE orders SET claimed_until = $2
    WHERE id IN (
        SELECT id FROM orders WHERE due_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
        ORDER BY due_at LIMIT $3)
    RETURNING id";

/// Notes of pending orders of a JSON list of `[order, now]` that they have their seats.
pub(super) const NOTE_RESERVED: &str = "
    UPDATE orders SET reserved_at = w.value ->> 1, updated_at = w.value ->> 1, claimed_until = NULL, version = version + 1
    FROM json_each($1) AS w WHERE orders.id = w.value ->> 0 AND orders.status = 'PENDING'";

/// Makes pending orders of a JSON list of `[order, version, payment, id there, now]` paid that are as they were read.
pub(super) const NOTE_PAID: &str = "
    UPDATE orders SET status = 'PAID', due_at = NULL, claimed_until = NULL, updated_at = w.value ->> 4, version = version + 1
    FROM json_each($1) AS w
    WHERE orders.id = w.value ->> 0 AND orders.version = w.value ->> 1 AND orders.status = 'PENDING'";

/// Makes the payments of the same list captured.
pub(super) const NOTE_CAPTURED: &str = "
    UPDATE payments SET status = 'CAPTURED', gateway_id = coalesce(gateway_id, w.value ->> 3), asked_at = w.value ->> 4,
                        updated_at = w.value ->> 4, ask_at = NULL, attempts = 0
    FROM json_each($1) AS w WHERE payments.id = w.value ->> 2 AND payments.order_id = w.value ->> 0";

/// Makes paid orders of a JSON list of `[order, version, payment, now]` cancelled that are as they were read, and by which nobody has
/// entered.
pub(super) const NOTE_CANCELLED: &str = "
    UPDATE orders SET status = 'CANCELLED', due_at = w.value ->> 3, claimed_until = NULL, updated_at = w.value ->> 3, version = version + 1
    FROM json_each($1) AS w
    WHERE orders.id = w.value ->> 0 AND orders.version = w.value ->> 1 AND orders.status = 'PAID'
      AND NOT EXISTS (SELECT 1 FROM tickets AS t WHERE t.order_id = orders.id AND t.entered_at IS NOT NULL)";

/// Notes that the payments of the same list are to be refunded.
pub(super) const NOTE_REFUNDING: &str = "
    UPDATE payments SET status = 'REFUNDING', ask_at = w.value ->> 3, updated_at = w.value ->> 3, attempts = 0
    FROM json_each($1) AS w
    WHERE payments.id = w.value ->> 2 AND payments.order_id = w.value ->> 0 AND payments.status = 'CAPTURED'";

/// Ends the tickets of a JSON list of `[order, seat, …]`.
pub(super) const VOID_TICKETS: &str = "
    UPDATE tickets SET valid = FALSE FROM json_each($1) AS w
    WHERE tickets.order_id = w.value ->> 0 AND tickets.seat_id = w.value ->> 1 AND tickets.valid";

/// Makes tickets, a JSON list of `[ticket, order, match, seat, now]`.
pub(super) const ADD_TICKETS: &str = "
    INSERT INTO tickets (id, order_id, match_id, seat_id, valid, issued_at)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, TRUE, value ->> 4 FROM json_each($1)";

/// Nobody else places an order while a transaction that writes is open.
pub(super) async fn lock_buyer(_: &mut Lease, _: MatchId, _: [&str; 2]) -> Result<(), sqlx::Error> {
    Ok(())
}

/// A file is looked at when it is opened, and nothing is read while another is in its place.
pub(super) async fn verify_history(_: &Connections) -> Result<(), StoreError> {
    Ok(())
}

/// Changes something that means nothing, as a proof that it can be done. A row that stays the same would not be written;
/// this number stands in the file's head, and nobody reads it.
pub(super) async fn touch(tx: &mut Lease) -> Result<(), sqlx::Error> {
    let number = rand::random::<u16>();
    sqlx::raw_sql(AssertSqlSafe(format!("PRAGMA user_version = {number}"))).execute(&mut *tx).await.map(drop)
}
