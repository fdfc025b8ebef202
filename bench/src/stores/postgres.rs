//! PostgreSQL by itself: `pgbench` with the statements of a hold.

use crate::{
    error::Result,
    jari::{BLOCKS, SEATS},
    servers::{PostgresServer, command, new_folder},
};
use std::{fs, time::Duration};

/// As many connections as Jari writes with, and a crowd; the better one is the limit.
const CLIENTS: [u32; 2] = [8, 32];

/// Holds a second.
pub fn limit(server: &PostgresServer, match_id: u32, time: Duration) -> Result<f64> {
    // Seats are held again and again, which a block of so many does not mind.
    let sql =
        format!("UPDATE match_blocks SET total = 1000000000, free = 1000000000 WHERE match_id = {match_id}");
    server.sql("jari", &sql)?;
    let regular = format!("SELECT bool_and(block_id = (seat_id - 1) / {SEATS} + 1) FROM allocations");
    if server.sql("jari", &regular)? != "t" {
        return Err("the seats have other numbers than the statements for pgbench suppose".into());
    }
    let folder = new_folder()?;
    let file = folder.path().join("hold.sql");
    fs::write(&file, script(match_id))?;
    let mut best = 0.0_f64;
    for clients in CLIENTS {
        let mut command = command(PostgresServer::program("pgbench").ok_or("pgbench is not installed")?);
        command.args(["-n", "-M", "prepared", "-j", "2", "-f"]).arg(&file);
        command.args(["-c", &clients.to_string(), "-T", &time.as_secs().max(1).to_string()]);
        let output = command.args(server.arguments("jari")).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let rate = transactions_a_second(&text);
        best = best.max(rate.ok_or_else(|| format!("pgbench: {}", String::from_utf8_lossy(&output.stderr)))?);
    }
    Ok(best)
}

fn script(match_id: u32) -> String {
    let last = BLOCKS * SEATS;
    format!(
        "\\set seat random(1, {last})
\\set block (:seat - 1) / {SEATS} + 1
BEGIN;
SELECT 1 FROM match_blocks WHERE match_id = {match_id} AND block_id = :block FOR NO KEY UPDATE;
SELECT status, cart, expires_at, rev FROM allocations
 WHERE match_id = {match_id} AND seat_id = :seat AND block_id = :block;
UPDATE match_blocks SET rev = rev + 1, free = free + -1
 WHERE match_id = {match_id} AND block_id = :block RETURNING rev \\gset
UPDATE allocations SET status = 'HOLD', cart = '0123456789abcdef0123456789abcdef',
 expires_at = 4000000000000, rev = :rev, updated_at = 1800000000000
 WHERE match_id = {match_id} AND seat_id = :seat;
COMMIT;
"
    )
}

/// What `pgbench` says of its rate.
pub(super) fn transactions_a_second(text: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix("tps = "))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_read() {
        let text = "latency average = 1 ms\ntps = 1234.567890 (without initial connection time)\n";
        assert_eq!(transactions_a_second(text), Some(1_234.567_89));
        assert_eq!(transactions_a_second("pgbench: error"), None);
    }
}
