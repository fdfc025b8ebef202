//! Redis by itself: `redis-benchmark` with the script that changes seats, told to hold one, from plain connections.

use crate::{
    error::Result,
    servers::{RedisServer, command},
};
use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
};

/// The script as Jari sends it.
const SCRIPT: &str = concat!(
    "#!lua\n",
    include_str!("../../../server/src/redis/scripts/prelude.lua"),
    include_str!("../../../server/src/redis/scripts/change.lua"),
);

/// Seats to choose from: so many that few are chosen twice, which would be refused at less cost.
const SEATS: usize = 400_000;
const HOLDS: usize = 60_000;

const BLOCK: &str = "jari:{m999}:block:1";
const EXPIRY: &str = "jari:{m999}:expiry";
const CARTS: &str = "jari:{m999}:carts";
const STREAM: &str = "jari:{m999}:stream";

/// Holds a second.
pub fn limit(server: &RedisServer) -> Result<f64> {
    let mut connection = Connection { stream: BufReader::new(TcpStream::connect(server.host)?) };
    connection.ask(&["DEL", BLOCK, EXPIRY, CARTS, STREAM])?;
    connection.ask(&["HSET", BLOCK, "epoch", "0123456789ab", "rev", "0", "free", "400000"])?;
    connection.ask(&["ZADD", CARTS, "0", "end"])?;
    for thousand in 0..SEATS / 1_000 {
        let names: Vec<String> = (0..1_000).map(|seat| format!("{:012}", thousand * 1_000 + seat)).collect();
        let seats = names.iter().flat_map(|name| [name.as_str(), "A|0"]);
        connection.ask(&["HSET", BLOCK].into_iter().chain(seats).collect::<Vec<_>>())?;
    }
    let hash = connection.ask(&["SCRIPT", "LOAD", SCRIPT])?;

    let mut command =
        command(RedisServer::program("redis-benchmark").ok_or("redis-benchmark is not installed")?);
    command.args(["-h", "127.0.0.1", "-p", &server.host.port().to_string()]);
    command.args(["-c", "50", "-n", &HOLDS.to_string(), "-r", &SEATS.to_string(), "--csv"]);
    command.args(["EVALSHA", &hash, "4", EXPIRY, CARTS, STREAM, BLOCK]);
    let cart = "0123456789abcdef0123456789abcdef";
    let (buyer, its) = (format!("buyer:{cart}"), format!(":{cart}"));
    command.args(["1800000000000", "100000", "1800000030000", "hold", &buyer, "whole", cart, "", "", ""]);
    // Its own hold is kept, one that is free is taken.
    command.args(["1", "__rand_int__", "H", cart, "", "", "A", "", "", ""]);
    command.args(["H", &its, "~1800036000000", "", ""]);
    let output = command.output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let rate = requests_a_second(&text).ok_or_else(|| format!("redis-benchmark: {text}"))?;
    let taken: usize = connection.ask(&["HGET", BLOCK, "rev"])?.parse()?;
    if taken < HOLDS * 4 / 5 {
        return Err(format!("of {HOLDS} holds Redis made only {taken}").into());
    }
    Ok(rate)
}

/// A connection for one command after the other.
struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    fn ask(&mut self, command: &[&str]) -> Result<String> {
        let mut text = format!("*{}\r\n", command.len());
        for part in command {
            text += &format!("${}\r\n{part}\r\n", part.len());
        }
        self.stream.get_mut().write_all(text.as_bytes())?;
        let line = self.line()?;
        match line.split_at_checked(1) {
            Some(("$", _)) => self.line(),
            Some((":" | "+", rest)) => Ok(rest.to_owned()),
            _ => Err(format!("{}: {line}", command[0]).into()),
        }
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}

/// The second field of the last line.
fn requests_a_second(csv: &str) -> Option<f64> {
    let line = csv.trim_end().lines().last()?;
    let (_, rest) = line.split_once("\",\"")?;
    rest.split('"').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_read() {
        let text = "\"test\",\"rps\",\"avg_latency_ms\"\n\"EVALSHA a b\",\"66123.45\",\"0.5\"\n";
        assert_eq!(requests_a_second(text), Some(66_123.45));
        assert_eq!(requests_a_second("ERR"), None);
    }
}
