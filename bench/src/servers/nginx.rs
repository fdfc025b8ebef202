//! An nginx with one worker, for what others do with it: nchan, and files.

use super::{Process, find_program, new_folder};
use crate::error::Result;
use bench::port::free_address;
use std::{
    fs,
    net::{SocketAddr, TcpStream},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

const MODULE: &str = "ngx_nchan_module.so";
const MODULES: &[&str] = &["/usr/lib/nginx/modules", "/usr/share/nginx/modules", "/usr/lib64/nginx/modules"];

/// A running nginx.
pub struct Nginx {
    process: Process,
    /// Where it answers.
    pub host: SocketAddr,
}

impl Nginx {
    fn program() -> Option<PathBuf> {
        find_program("nginx", &["/usr/sbin", "/usr/local/sbin"])
    }

    /// Whether nginx is installed.
    pub fn is_installed() -> bool {
        Self::program().is_some()
    }

    /// Whether nginx and nchan are installed.
    pub fn has_nchan() -> bool {
        Self::is_installed() && nchan_module().is_some()
    }

    /// Starts one that passes on to subscribers of `/sub` what is posted to `/pub`.
    pub fn start_nchan() -> Result<Self> {
        let module = nchan_module().ok_or("nchan is not installed")?;
        let load = format!("load_module {};", module.display());
        let locations = "
            location = /pub { nchan_publisher http; nchan_channel_id seats; nchan_message_buffer_length 100; }
            location = /sub {
                nchan_subscriber eventsource;
                nchan_channel_id seats;
                nchan_subscriber_first_message newest;
            }";
        Self::start(&load, |_| Ok(locations.to_owned()))
    }

    /// Starts one that serves the bytes as a file at `/seats`.
    pub fn start_file(bytes: &[u8]) -> Result<Self> {
        Self::start("", |folder| {
            fs::write(folder.join("seats"), bytes)?;
            Ok(format!(
                "location = /seats {{ root {}; default_type application/json; open_file_cache max=10; }}",
                folder.display()
            ))
        })
    }

    fn start(head: &str, locations: impl FnOnce(&Path) -> Result<String>) -> Result<Self> {
        let program = Self::program().ok_or("nginx is not installed")?;
        let (folder, host) = (new_folder()?, free_address()?);
        let path = folder.path();
        // Root's workers would otherwise be somebody who may not read the folder.
        let user = if path.metadata()?.uid() == 0 { "user root;" } else { "" };
        let locations = locations(path)?;
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("{name}_temp_path {}/{name};\n", path.display()))
            .concat();
        let text = format!(
            "{head}
             {user}
             daemon off;
             worker_processes 1;
             pid {0}/pid;
             error_log {0}/errors warn;
             events {{ worker_connections 20000; }}
             http {{
                 access_log off;
                 sendfile on;
                 tcp_nopush on;
                 keepalive_requests 1000000000;
                 {temporary}
                 server {{ listen {host} backlog=4096; {locations} }}
             }}",
            path.display()
        );
        let conf = path.join("nginx.conf");
        fs::write(&conf, text)?;
        let arguments = ["-e", &path.join("errors").display().to_string(), "-c", &conf.display().to_string()];
        let mut command = vec![program.display().to_string()];
        command.extend(arguments.map(str::to_owned));
        let process = Process::start(folder, "TERM", &command, &[])?;
        process.wait_until(|| TcpStream::connect(host).is_ok())?;
        Ok(Self { process, host })
    }

    /// The number of its first process; the one that works is its child.
    pub const fn id(&self) -> u32 {
        self.process.id()
    }
}

fn nchan_module() -> Option<PathBuf> {
    MODULES.iter().map(|folder| Path::new(folder).join(MODULE)).find(|file| file.is_file())
}
