//! nginx, as it stands before instances.

use super::{PATIENCE, binary, free_address, process::Process, until};
use std::{
    fs,
    net::{SocketAddr, TcpStream},
    os::unix::fs::MetadataExt,
};
use tempfile::TempDir;

/// An nginx of its own; gone when its value is dropped.
pub(crate) struct NginxServer {
    // It ends before its folder goes.
    _process: Process,
    address: SocketAddr,
    _folder: TempDir,
}

impl NginxServer {
    /// Starts it with the settings that are written for its address; all its files go to a folder of its own.
    pub(crate) fn start(settings: impl Fn(SocketAddr) -> String) -> Self {
        let folder = TempDir::new().unwrap();
        // Somebody else may have been faster on that port.
        for _ in 0..5 {
            let address = free_address();
            fs::write(folder.path().join("nginx.conf"), settings(address)).unwrap();
            let prefix = format!("{}/", folder.path().display());
            let nginx =
                binary("nginx", &["/usr/sbin".into(), "/usr/local/sbin".into()]).display().to_string();
            // Root's workers would otherwise be somebody who may not enter the folder.
            let is_root = folder.path().metadata().unwrap().uid() == 0;
            let directives = if is_root { "daemon off; user root;" } else { "daemon off;" };
            let command = [&nginx, "-p", &prefix, "-c", "nginx.conf", "-g", directives].map(str::to_owned);
            let process = Process::start(folder.path(), "TERM", &command);
            let answered = until(PATIENCE, || {
                let running = process.is_running();
                (!running || TcpStream::connect(address).is_ok()).then_some(running)
            });
            match answered {
                Some(true) => return Self { _process: process, address, _folder: folder },
                Some(false) if process.log().contains("Address already in use") => process.end("KILL"),
                _ => panic!("nginx does not start:\n{}", process.log()),
            }
        }
        panic!("nginx finds no port");
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}
