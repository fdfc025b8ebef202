//! The page of a match as fast as it is opened, beside nginx with a file of the same bytes.

use crate::{
    error::Result,
    jari::{Ground, JariOptions, StoreKind},
    load::{Load, drive},
    report::{Book, JARI, LIMIT},
    servers::Nginx,
    wire::Client,
};
use std::{net::SocketAddr, time::Duration};

/// Connections that read.
const CONNECTIONS: usize = 32;

/// What a browser says that it takes.
const ACCEPT: &str = "Accept-Encoding: gzip, deflate, br, zstd\r\n";

/// Opens the page of the demo's ballpark again and again: as those do who have been here before, and as those who come for the
/// first time, each of whom is given a session.
pub fn measure(options: &JariOptions, kind: StoreKind, time: Duration, book: &mut Book) -> Result<()> {
    let ground = Ground::of_demo(options, kind)?;
    let bytes = {
        let jari = ground.start()?;
        let mut client = Client::with_session(jari.host)?;
        let path = format!("/ko/matches/{}", largest_match(&mut client)?);
        let cookies = format!("Cookie: {}; jari_language=ko\r\n", client.cookie().unwrap_or_default());
        book.add(JARI, "pages", read(jari.host, &path, &format!("{ACCEPT}{cookies}"), time)?.rate());
        book.add(JARI, "pages of newcomers", read(jari.host, &path, ACCEPT, time)?.rate());
        client.get_with(&path, ACCEPT)?.body
    };
    book.add(JARI, "bytes of a page", bytes.len() as f64 / 1_024.0);
    if !Nginx::is_installed() {
        book.note("nginx is not installed.".to_owned());
        return Ok(());
    }
    let nginx = Nginx::start_file(&bytes)?;
    let rate = read(nginx.host, "/seats", ACCEPT, time)?.rate();
    book.add(LIMIT, "pages", rate);
    book.add(LIMIT, "pages of newcomers", rate);
    Ok(())
}

/// The match with the most seats.
fn largest_match(client: &mut Client) -> Result<u64> {
    let answer: serde_json::Value = serde_json::from_slice(&client.get("/api/matches")?.body)?;
    let matches = answer["data"]["matches"].as_array().ok_or("no matches")?;
    let largest = matches.iter().max_by_key(|info| info["total"].as_u64());
    Ok(largest.and_then(|info| info["id"].as_u64()).ok_or("no match")?)
}

fn read(host: SocketAddr, path: &str, headers: &str, time: Duration) -> Result<Load> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n").into_bytes();
    drive(host, CONNECTIONS, time, b"200", |_, out| {
        out.extend_from_slice(&request);
        true
    })
}
