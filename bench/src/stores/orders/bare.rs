//! The statements of an order by themselves: what is written from the hold to the ticket, in as many transactions, and nothing that is
//! only read.

use crate::{
    error::Result,
    servers::{PostgresServer, command, new_folder},
    stores::{postgres::transactions_a_second, sqlite},
};
use sqlx::{Connection, Executor};
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// Orders that are handed over at once to the thread that has the file.
const AT_ONCE: usize = 25;

/// As many connections as Jari writes with, and a crowd; the better one is the limit.
const CLIENTS: [u32; 2] = [8, 32];

/// How a database is spoken to.
struct Dialect<'a> {
    begin: &'a str,
    match_id: u32,
    seat: &'a str,
    block: &'a str,
    /// A number that no other order has.
    id: &'a str,
    /// Reads the block under its lock, and where its revision is then.
    take_rev: &'a str,
    rev: &'a str,
}

/// Orders a second over one connection, each step on disk before the next begins.
pub(super) fn sqlite(file: &Path, match_id: u32, time: Duration) -> Result<f64> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(sell_all(file, match_id, time))
}

async fn sell_all(file: &Path, match_id: u32, time: Duration) -> Result<f64> {
    let (mut db, seats) = sqlite::open(file, i64::from(match_id)).await?;
    let (begin, mut done) = (Instant::now(), 0);
    for some in seats.chunks(AT_ONCE) {
        if begin.elapsed() >= time {
            break;
        }
        let mut text = String::new();
        for (seat, block) in some {
            let (seat, block) = (seat.to_string(), block.to_string());
            let of_block = format!("match_id = {match_id} AND block_id = {block}");
            text += &statements(&Dialect {
                begin: "BEGIN IMMEDIATE",
                match_id,
                seat: &seat,
                block: &block,
                id: &seat,
                take_rev: "RETURNING rev;",
                rev: &format!("(SELECT rev FROM match_blocks WHERE {of_block})"),
            });
        }
        db.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(text))).await?;
        done += some.len();
    }
    let rate = done as f64 / begin.elapsed().as_secs_f64();
    db.close().await?;
    Ok(rate)
}

/// Orders a second by `pgbench`.
pub(super) fn postgres(server: &PostgresServer, match_id: u32, time: Duration) -> Result<f64> {
    // Seats are sold again and again, which must not be refused here.
    for sql in [
        "DROP INDEX order_lines_valid".to_owned(),
        "DROP INDEX tickets_valid".to_owned(),
        format!("UPDATE match_blocks SET total = 1000000000, free = 1000000000 WHERE match_id = {match_id}"),
    ] {
        server.sql("jari", &sql)?;
    }
    let count =
        server.sql("jari", &format!("SELECT max(seat_id) FROM allocations WHERE match_id = {match_id}"))?;
    let statements = statements(&Dialect {
        begin: "BEGIN",
        match_id,
        seat: ":seat",
        block: ":block",
        id: ":id",
        take_rev: "RETURNING rev \\gset",
        rev: ":rev",
    });
    let script = format!(
        "\\set seat random(1, {count})\n\\set id random(1, 1000000000000000)\n\
         SELECT block_id AS block FROM allocations WHERE match_id = {match_id} AND seat_id = :seat \\gset\n{statements}"
    );
    let folder = new_folder()?;
    let file = folder.path().join("order.sql");
    fs::write(&file, script)?;
    let mut best = 0.0_f64;
    for clients in CLIENTS {
        let mut command = command(PostgresServer::program("pgbench").ok_or("pgbench is not installed")?);
        command.args(["-n", "-M", "prepared", "-j", "2", "-f"]).arg(&file);
        command.args(["-c", &clients.to_string(), "-T", &time.as_secs().max(1).to_string()]);
        let output = command.args(server.arguments("jari")).output()?;
        let rate = transactions_a_second(&String::from_utf8_lossy(&output.stdout));
        best = best.max(rate.ok_or_else(|| format!("pgbench: {}", String::from_utf8_lossy(&output.stderr)))?);
    }
    Ok(best)
}

/// A change of the seat: its block's next revision, the log, the seat.
fn change(dialect: &Dialect<'_>, free: i32, kind: &str, before: &str, after: &str, order: &str) -> String {
    let Dialect { match_id, seat, block, take_rev, rev, .. } = dialect;
    format!(
        "SELECT status, cart, expires_at, rev FROM allocations WHERE match_id = {match_id} AND seat_id = {seat} AND block_id = {block};
UPDATE match_blocks SET rev = rev + 1, free = free + {free} WHERE match_id = {match_id} AND block_id = {block} {take_rev}
INSERT INTO allocation_events (match_id, block_id, epoch, rev, seat_id, command, actor, before, status, cart, order_id, at)
 SELECT {match_id}, CAST({block} AS BIGINT), h.epoch, CAST({rev} AS BIGINT), CAST({seat} AS BIGINT), '{kind}', 'buyer-x', '{before}', '{after}', 'x', {order}, 1800000000000 FROM history AS h;
UPDATE allocations SET status = '{after}', cart = 'x', order_id = {order}, updated_at = 1800000000000, rev = {rev},
 expires_at = {expires} WHERE match_id = {match_id} AND seat_id = {seat};
",
        expires = if after == "OCCUPIED" { "NULL" } else { "4000000000000" },
    )
}

fn statements(dialect: &Dialect<'_>) -> String {
    let Dialect { begin, match_id, seat, block, id, .. } = dialect;
    let name = format!("CAST({id} AS TEXT)");
    let hold = change(dialect, -1, "hold", "AVAILABLE", "HOLD", "NULL");
    let reserve = change(dialect, 0, "place", "HOLD", "RESERVED", &name);
    let pay = change(dialect, 0, "pay", "RESERVED", "OCCUPIED", &name);
    format!(
        "{begin};
{hold}COMMIT;
{begin};
INSERT INTO orders (id, match_id, cart, status, amount, currency, created_at, updated_at, code, idempotency_key, fee, language,
 reserved_until, due_at) VALUES ({name}, {match_id}, 'x', 'PENDING', 1, 'KRW', 1, 1, {name}, {name}, 0, 'ko', 9, 9);
INSERT INTO order_items (order_id, block_id, seat_id, amount) VALUES ({name}, {block}, {seat}, 1);
INSERT INTO order_buyers (order_id, name, email, phone) VALUES ({name}, 'A B', 'ab@example.com', '010-1234-5678');
COMMIT;
{begin};
{reserve}UPDATE orders SET reserved_at = 1, updated_at = 1, version = version + 1 WHERE id = {name} AND status = 'PENDING';
COMMIT;
{begin};
UPDATE orders SET due_at = 9, claimed_until = NULL, version = version + 1 WHERE id = {name};
INSERT INTO payments (id, order_id, gateway, status, amount, currency, created_at, updated_at)
 VALUES ({name}, {name}, 'sandbox', 'CREATED', 1, 'KRW', 1, 1);
COMMIT;
{begin};
INSERT INTO sandbox_charges (payment_id, amount, currency, title, language, return_url, pay_until, state, return_lost, version)
 VALUES ({name}, 1, 'KRW', 'A match', 'ko', 'http://127.0.0.1/api/orders/x/payments/y/return', 9, 'OPEN', 0, 0);
COMMIT;
{begin};
UPDATE orders SET due_at = 9, claimed_until = NULL, version = version + 1 WHERE id = {name};
UPDATE payments SET status = 'PROCESSING', gateway_id = id, pay_url = '/sandbox/payments/x' WHERE id = {name};
COMMIT;
{begin};
UPDATE sandbox_charges SET state = 'PAID', version = version + 1 WHERE payment_id = {name};
INSERT INTO outbox (destination, key, kind, payload, created_at, due_at) VALUES ('sandbox', {name}, 'payment.updated', '{{}}', 1, 1);
COMMIT;
{begin};
{pay}UPDATE orders SET status = 'PAID', due_at = NULL, updated_at = 2, version = version + 1 WHERE id = {name} AND status = 'PENDING';
UPDATE payments SET status = 'CAPTURED', asked_at = 2, updated_at = 2 WHERE id = {name};
INSERT INTO tickets (id, order_id, match_id, seat_id, valid, issued_at) VALUES ({name}, {name}, {match_id}, {seat}, TRUE, 2);
INSERT INTO order_lines (order_id, match_id, seat_id, block_id, amount, sold_at, valid, settled)
 VALUES ({name}, {match_id}, {seat}, {block}, 1, 2, TRUE, TRUE);
COMMIT;
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_eight_transactions() {
        let text = statements(&Dialect {
            begin: "BEGIN",
            match_id: 1,
            seat: "2",
            block: "3",
            id: "4",
            take_rev: "RETURNING rev;",
            rev: "5",
        });
        assert_eq!((text.matches("BEGIN;").count(), text.matches("COMMIT;").count()), (8, 8));
    }
}
