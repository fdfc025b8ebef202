//! Snapshots as fast as they are read, beside nginx with a file of the same bytes.

use crate::{
    error::Result,
    jari::{Ground, JariOptions, StoreKind, snapshot_path},
    load::{Load, drive},
    report::{Book, JARI, LIMIT},
    servers::Nginx,
    wire::Client,
};
use std::{net::SocketAddr, time::Duration};

/// Connections that read.
const CONNECTIONS: usize = 32;

/// Reads the snapshot of one block again and again.
pub fn measure(options: &JariOptions, kind: StoreKind, time: Duration, book: &mut Book) -> Result<()> {
    let ground = Ground::new(options, kind)?;
    let match_id = ground.create_match()?;
    let bytes = {
        let jari = ground.start()?;
        let block = *jari.blocks(match_id)?.first().ok_or("a match without blocks")?;
        let path = snapshot_path(match_id, block);
        // As every client does after its first answer: otherwise each answer would begin another session.
        let mut client = Client::with_session(jari.host)?;
        let session = format!("Cookie: {}\r\n", client.cookie().unwrap_or_default());
        book.add(JARI, "snapshots", read(jari.host, &path, &session, time)?.rate());
        client.get(&path)?.body
    };
    if !Nginx::is_installed() {
        book.note("nginx is not installed.".to_owned());
        return Ok(());
    }
    let nginx = Nginx::start_file(&bytes)?;
    book.add(LIMIT, "snapshots", read(nginx.host, "/seats", "", time)?.rate());
    Ok(())
}

fn read(host: SocketAddr, path: &str, headers: &str, time: Duration) -> Result<Load> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n").into_bytes();
    drive(host, CONNECTIONS, time, b"200", |_, out| {
        out.extend_from_slice(&request);
        true
    })
}
