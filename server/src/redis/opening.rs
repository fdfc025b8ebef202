//! Finding the server, and telling one that is late from one that will never do.

use super::link::Peer;
use crate::config::RedisConfig;
use redis::{
    AsyncConnectionConfig, Client, ErrorKind, RedisError, ServerErrorKind, aio::MultiplexedConnection,
    cluster::ClusterClient,
};
use std::{future::Future, time::Duration};
use tokio::time::timeout;

/// The oldest version that has what the scripts need.
const OLDEST: u32 = 7;

/// Why Redis cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Nobody answers, or somebody who is not ready.
    #[error("Redis does not answer yet: {0}")]
    Late(String),
    /// The address cannot be one.
    #[error("REDIS_URL is no address of a Redis server: {0}")]
    BadUrl(String),
    /// It answers, but not to us.
    #[error("Redis refuses the user or password of REDIS_URL, or lets that user do too little: {0}")]
    Refused(String),
    /// It is too old.
    #[error("Redis {0} is too old: version 7.0 is the first that will do (as will Valkey)")]
    TooOld(String),
    /// Something else answers.
    #[error("what answers at REDIS_URL does not speak as Redis does: {0}")]
    NotRedis(String),
}

impl OpenError {
    /// Whether waiting may help.
    pub const fn is_late(&self) -> bool {
        matches!(self, Self::Late(_))
    }
}

/// Finds out what the URL leads to.
pub(super) async fn find(config: &RedisConfig) -> Result<Peer, OpenError> {
    let urls: Vec<&str> = config.url.split(',').map(str::trim).filter(|url| !url.is_empty()).collect();
    let clients = urls.iter().map(|url| Client::open(*url)).collect::<Result<Vec<_>, _>>();
    let clients = clients.map_err(|error| OpenError::BadUrl(error.to_string()))?;
    let mut last = OpenError::BadUrl("it is empty".to_owned());
    for client in clients {
        match greet(&client, config.timeout()).await {
            Ok(false) if urls.len() == 1 => return Ok(Peer::Single(Box::new(client))),
            Ok(false) => {
                return Err(OpenError::BadUrl("several servers that are no cluster".to_owned()));
            }
            Ok(true) => return cluster(&urls, config.timeout()),
            // Of a cluster another node may answer.
            Err(error) if error.is_late() => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

fn cluster(urls: &[&str], wait: Duration) -> Result<Peer, OpenError> {
    // Nothing is sent twice by itself: a release whose answer was lost would be refused the second time. What was not
    // carried out is sent again by the link.
    let client = ClusterClient::builder(urls.iter().copied())
        .retries(0)
        .connection_timeout(wait)
        .response_timeout(wait)
        .build();
    client.map(|client| Peer::Cluster(Box::new(client))).map_err(|error| OpenError::BadUrl(error.to_string()))
}

/// Checks one server; answers whether it is part of a cluster.
async fn greet(client: &Client, wait: Duration) -> Result<bool, OpenError> {
    let config =
        AsyncConnectionConfig::new().set_connection_timeout(Some(wait)).set_response_timeout(Some(wait));
    let connecting = client.get_multiplexed_async_connection_with_config(&config);
    let mut server = within(wait, connecting).await?;
    within(wait, redis::cmd("PING").query_async::<()>(&mut server)).await?;
    let info = info(&mut server, wait, "server").await?;
    let version = field(&info, "redis_version").unwrap_or_default();
    let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= OLDEST => {}
        Some(_) => return Err(OpenError::TooOld(version.to_owned())),
        None => return Err(OpenError::NotRedis("it tells no version".to_owned())),
    }
    warn_of_eviction(&mut server, wait).await;
    let info = self::info(&mut server, wait, "cluster").await?;
    Ok(field(&info, "cluster_enabled") == Some("1"))
}

async fn info(
    server: &mut MultiplexedConnection,
    wait: Duration,
    section: &str,
) -> Result<String, OpenError> {
    within(wait, redis::cmd("INFO").arg(section).query_async(server)).await
}

fn field<'a>(info: &'a str, name: &str) -> Option<&'a str> {
    info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
}

/// A server that drops keys to make room would drop what is on hold. One that does not tell is not asked twice.
async fn warn_of_eviction(server: &mut MultiplexedConnection, wait: Duration) {
    let mut cmd = redis::cmd("CONFIG");
    cmd.arg("GET").arg("maxmemory-policy");
    let told: Result<Vec<String>, _> = within(wait, cmd.query_async(server)).await;
    if let Some(policy) = told.ok().and_then(|told| told.into_iter().nth(1))
        && policy != "noeviction"
    {
        tracing::warn!(policy, "Redis may drop seats that are on hold: set maxmemory-policy to noeviction");
    }
}

async fn within<T>(
    wait: Duration,
    work: impl Future<Output = Result<T, RedisError>>,
) -> Result<T, OpenError> {
    match timeout(wait, work).await {
        Ok(answer) => answer.map_err(open_error),
        Err(_) => Err(OpenError::Late("no answer in time".to_owned())),
    }
}

fn open_error(error: RedisError) -> OpenError {
    let text = error.to_string();
    match error.kind() {
        ErrorKind::AuthenticationFailed | ErrorKind::Server(ServerErrorKind::NoPerm) => {
            OpenError::Refused(text)
        }
        ErrorKind::InvalidClientConfig => OpenError::BadUrl(text),
        ErrorKind::Parse | ErrorKind::UnexpectedReturnType => OpenError::NotRedis(text),
        ErrorKind::RESP3NotSupported => OpenError::TooOld("6.0 or older".to_owned()),
        _ if matches!(error.code(), Some("NOAUTH" | "WRONGPASS")) => OpenError::Refused(text),
        _ => OpenError::Late(text),
    }
}
