//! When all are free.

use super::TOTAL;
use crate::{error::Result, wire::Client};
use std::{
    net::SocketAddr,
    sync::atomic::{AtomicUsize, Ordering},
    thread::sleep,
    time::{Duration, Instant},
};

/// How often it is asked how many are free.
const LOOK: Duration = Duration::from_millis(100);

/// Waits until nothing is on hold but what was asked for beside it.
pub fn wait_until_free(
    host: SocketAddr,
    match_id: u32,
    asked: &AtomicUsize,
    deadline: Instant,
) -> Result<Option<Instant>> {
    let mut client = Client::connect(host)?;
    while Instant::now() < deadline {
        let answer = client.get(&format!("/api/matches/{match_id}/blocks"))?;
        if answer.status == 200 && TOTAL - free_seats(&answer.body)? <= asked.load(Ordering::SeqCst) {
            return Ok(Some(Instant::now()));
        }
        sleep(LOOK);
    }
    Ok(None)
}

fn free_seats(json: &[u8]) -> Result<usize> {
    let value: serde_json::Value = serde_json::from_slice(json)?;
    let blocks = value["data"]["blocks"].as_array().ok_or("a match without blocks")?;
    let free: Option<u64> = blocks.iter().map(|block| block["free"].as_u64()).sum();
    Ok(usize::try_from(free.ok_or("blocks without their free seats")?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_seats_of_all_blocks_are_added() {
        let json =
            br#"{"status":200,"data":{"blocks":[{"id":1,"total":9,"free":7},{"id":2,"total":9,"free":2}]}}"#;
        assert_eq!(free_seats(json).unwrap(), 9);
        assert!(free_seats(br#"{"data":{"blocks":[{"id":1}]}}"#).is_err());
        assert!(free_seats(b"{}").is_err());
    }
}
