use super::PublicOrigins;
use std::{net::SocketAddr, path::PathBuf, time::Duration};

/// Where and how Jari is reached.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "HTTP")]
pub struct HttpConfig {
    /// Address and port to listen on.
    #[arg(
        long,
        env = "LEPTOS_SITE_ADDR",
        default_value = "127.0.0.1:3000",
        value_name = "ADDR",
        global = true
    )]
    pub site_addr: SocketAddr,

    /// Folder with the built site: the wasm, the style and the icons.
    #[arg(long, env = "LEPTOS_SITE_ROOT", default_value = "target/site", value_name = "DIR", global = true)]
    pub site_root: PathBuf,

    /// Folder with the site that was built before that one. Its script, wasm and style are served as well, so that a page
    /// that an instance of that build rendered finds them here.
    #[arg(long, env = "JARI_SITE_BEFORE", value_name = "DIR", global = true)]
    pub site_before: Option<PathBuf>,

    /// What sessions are signed with: at least 32 characters, the same on every instance. Several may stand with commas
    /// between them: the first signs, and what any of them has signed is known. Without it a key is made once and kept
    /// beside an SQLite file; any other database needs it.
    #[arg(long, env = "JARI_SECRET", hide_env_values = true, value_name = "TEXT", global = true)]
    pub secret: Option<String>,

    /// What browsers call this server, such as https://jari.kr, with commas between several. It is needed where a proxy asks
    /// for it by another name than it was itself asked for. By the first of them pages name themselves to search engines.
    #[arg(
        long = "public-origin",
        env = "JARI_PUBLIC_ORIGIN",
        default_value = "",
        hide_default_value = true,
        value_name = "ORIGINS",
        global = true
    )]
    pub public_origins: PublicOrigins,

    /// Send session cookies over HTTPS only. Set it wherever Jari is reached through HTTPS that is
    /// not its own.
    #[arg(long, env = "JARI_SECURE_COOKIES", global = true)]
    pub secure_cookies: bool,

    /// How long a client may take to send a request's head, or stay connected without a request, in seconds.
    #[arg(
        long,
        env = "JARI_HEAD_TIMEOUT_SECS",
        default_value_t = 30,
        value_name = "SECS",
        value_parser = clap::value_parser!(u64).range(1..=3_600),
        global = true
    )]
    pub head_timeout_secs: u64,

    /// How long a client may take to send the whole of what a request carries, in seconds.
    #[arg(
        long,
        env = "JARI_BODY_TIMEOUT_SECS",
        default_value_t = 10,
        value_name = "SECS",
        value_parser = clap::value_parser!(u64).range(1..=3_600),
        global = true
    )]
    pub body_timeout_secs: u64,

    /// How long a client may take nothing of what is sent to it, or acknowledge nothing, before it is let go, in seconds.
    #[arg(
        long,
        env = "JARI_STALL_SECS",
        default_value_t = 30,
        value_name = "SECS",
        value_parser = clap::value_parser!(u64).range(1..=3_600),
        global = true
    )]
    pub stall_secs: u64,

    /// How long a client may take to take the whole of an answer, in seconds, however it takes it. A stream is none.
    #[arg(
        long,
        env = "JARI_ANSWER_TIMEOUT_SECS",
        default_value_t = 300,
        value_name = "SECS",
        value_parser = clap::value_parser!(u64).range(1..=86_400),
        global = true
    )]
    pub answer_timeout_secs: u64,

    /// How long a shutdown waits for open requests, in seconds.
    #[arg(
        long,
        env = "JARI_SHUTDOWN_SECS",
        default_value_t = 10,
        value_name = "SECS",
        value_parser = clap::value_parser!(u64).range(0..=3_600),
        global = true
    )]
    pub shutdown_secs: u64,

    /// How long the server goes on after it was told to stop, in seconds, while `/health/ready` says no already: a load
    /// balancer then sends nothing new here before the port closes.
    #[arg(
        long,
        env = "JARI_DRAIN_SECS",
        default_value_t = 0,
        value_name = "SECS",
        value_parser = clap::value_parser!(u64).range(0..=3_600),
        global = true
    )]
    pub drain_secs: u64,
}

/// How long a client is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a request's head.
    pub head: Duration,
    /// For the whole of a request's body.
    pub body: Duration,
    /// For taking anything of what is sent to it.
    pub stall: Duration,
    /// For taking the whole of an answer that is no stream.
    pub answer: Duration,
}

impl HttpConfig {
    /// How long a client is waited for.
    pub const fn patience(&self) -> Patience {
        Patience {
            head: Duration::from_secs(self.head_timeout_secs),
            body: Duration::from_secs(self.body_timeout_secs),
            stall: Duration::from_secs(self.stall_secs),
            answer: Duration::from_secs(self.answer_timeout_secs),
        }
    }
}
