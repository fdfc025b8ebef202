//! The way to the server: one connection, or on a cluster one to each node, that all requests of this instance share.
//! Nothing blocking is ever sent on it, and nothing on it is waited for without a bound.

use super::{
    error::{Connection, connection_after, is_misdirected},
    scripts::Script,
};
use jari_core::failures;
use redis::{
    AsyncConnectionConfig, Client, Cmd, FromRedisValue, RedisError, RedisResult, Value,
    aio::{ConnectionManager, ConnectionManagerConfig, MultiplexedConnection},
    cluster::{ClusterClient, ClusterConfig},
    cluster_async::ClusterConnection,
    cluster_routing::{Route, RoutingInfo, SingleNodeRoutingInfo, SlotAddr},
    from_redis_value,
};
use std::{
    io,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, sleep, timeout};

/// After so many commands in a row without an answer a new connection is made: a peer that vanished without a word would
/// be waited for as long as TCP does.
const SILENCE: u32 = 3;

/// The least time between two new connections, at first and after many that did not help: a server that refuses the
/// password may lock out who tries too often.
const RENEW_EVERY: std::ops::Range<Duration> = Duration::from_millis(250)..Duration::from_secs(4);

/// How long a command waits before it is sent again to a cluster that is rearranging itself.
const REDIRECT_PAUSE: Duration = Duration::from_millis(50);

/// How connections are made.
#[derive(Clone)]
pub(super) enum Peer {
    /// One server.
    Single(Box<Client>),
    /// A cluster.
    Cluster(Box<ClusterClient>),
}

/// A connection to a [`Peer`].
#[derive(Clone)]
enum Wire {
    Single(ConnectionManager),
    Cluster(ClusterConnection),
}

/// The connection that all requests share.
pub(super) struct Link {
    peer: Peer,
    timeout: Duration,
    state: Mutex<State>,
}

struct State {
    wire: Wire,
    /// Commands in a row that were not answered in time.
    unanswered: u32,
    renewed_at: Instant,
    /// How long the next new connection is waited for.
    pause: Duration,
}

impl Link {
    /// A link that connects when it is first used.
    pub(super) fn new(peer: Peer, timeout: Duration) -> RedisResult<Self> {
        let wire = peer.wire(timeout)?;
        let state = State { wire, unanswered: 0, renewed_at: Instant::now(), pause: RENEW_EVERY.start };
        Ok(Self { peer, timeout, state: Mutex::new(state) })
    }

    /// How long a command may take.
    pub(super) const fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Whether matches may be on different servers.
    pub(super) const fn is_cluster(&self) -> bool {
        matches!(self.peer, Peer::Cluster(_))
    }

    /// Sends a command and reads its answer.
    pub(super) async fn query<T: FromRedisValue>(&self, cmd: &Cmd) -> RedisResult<T> {
        let deadline = Instant::now() + self.timeout;
        loop {
            let answer = self.bounded(deadline, |mut wire| async move { wire.send(cmd).await }).await;
            match answer {
                Err(error) if is_misdirected(&error) && Instant::now() + REDIRECT_PAUSE < deadline => {
                    sleep(REDIRECT_PAUSE).await;
                }
                answer => return Ok(from_redis_value(answer?)?),
            }
        }
    }

    /// Makes a script known to the one server that has this key, and to no other: a replica that becomes a master must
    /// not know it.
    pub(super) async fn load(&self, key: &str, script: &Script) -> RedisResult<()> {
        let mut cmd = redis::cmd("SCRIPT");
        cmd.arg("LOAD").arg(script.text);
        let deadline = Instant::now() + self.timeout;
        self.bounded(deadline, |wire| async move {
            match wire {
                Wire::Single(mut connection) => connection.send_packed_command(&cmd).await,
                Wire::Cluster(mut connection) => {
                    let node = SingleNodeRoutingInfo::SpecificNode(Route::with_key(key, SlotAddr::Master));
                    connection.route_command(cmd, RoutingInfo::SingleNode(node)).await
                }
            }?
            .extract_error()
        })
        .await?;
        Ok(())
    }

    /// A connection of one's own for commands that block up to `block`. It ends with the first error.
    pub(super) async fn own(&self, block: Duration) -> RedisResult<OwnConnection> {
        let patience = block + self.timeout;
        let connection = match &self.peer {
            Peer::Single(client) => {
                let config = AsyncConnectionConfig::new()
                    .set_connection_timeout(Some(self.timeout))
                    .set_response_timeout(Some(patience));
                let connecting = client.get_multiplexed_async_connection_with_config(&config);
                Own::Single(timeout(self.timeout, connecting).await.map_err(|_| late())??)
            }
            Peer::Cluster(client) => Own::Cluster(client.get_pending_async_connection_with_config(
                ClusterConfig::new().set_connection_timeout(self.timeout).set_response_timeout(patience),
            )),
        };
        Ok(OwnConnection { connection, patience })
    }

    async fn bounded<F>(&self, deadline: Instant, send: impl FnOnce(Wire) -> F) -> RedisResult<Value>
    where
        F: Future<Output = RedisResult<Value>>,
    {
        let wire = self.state.lock().unwrap_or_else(PoisonError::into_inner).wire.clone();
        let left = deadline.saturating_duration_since(Instant::now());
        let answer = timeout(left, send(wire)).await.unwrap_or_else(|_| Err(late()));
        self.judge(answer.as_ref().err());
        answer
    }

    /// Makes a new connection where the old one will not do any more.
    fn judge(&self, error: Option<&RedisError>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let useless = match error.map_or(Connection::Works, connection_after) {
            Connection::Works => {
                state.unanswered = 0;
                state.pause = RENEW_EVERY.start;
                false
            }
            Connection::Doubtful => {
                state.unanswered = state.unanswered.saturating_add(1);
                state.unanswered >= SILENCE
            }
            Connection::Useless => true,
        };
        if useless && state.renewed_at.elapsed() >= state.pause {
            state.renewed_at = Instant::now();
            state.unanswered = 0;
            state.pause = (state.pause * 2).min(RENEW_EVERY.end);
            match self.peer.wire(self.timeout) {
                Ok(wire) => state.wire = wire,
                Err(error) => failures::warn("cannot make a new connection to Redis", &error),
            }
        }
    }
}

impl Peer {
    fn wire(&self, timeout: Duration) -> RedisResult<Wire> {
        match self {
            Self::Single(client) => {
                let config = ConnectionManagerConfig::new()
                    .set_connection_timeout(Some(timeout))
                    .set_response_timeout(Some(timeout))
                    .set_number_of_retries(3)
                    .set_min_delay(Duration::from_millis(50))
                    .set_max_delay(Duration::from_millis(500))
                    .set_pipeline_buffer_size(1_000);
                ConnectionManager::new_lazy_with_config((**client).clone(), config).map(Wire::Single)
            }
            Self::Cluster(client) => Ok(Wire::Cluster(client.get_pending_async_connection_with_config(
                ClusterConfig::new().set_connection_timeout(timeout).set_response_timeout(timeout),
            ))),
        }
    }
}

impl Wire {
    async fn send(&mut self, cmd: &Cmd) -> RedisResult<Value> {
        match self {
            Self::Single(connection) => cmd.query_async(connection).await,
            Self::Cluster(connection) => cmd.query_async(connection).await,
        }
    }
}

/// A connection that one reader has for itself.
pub(super) struct OwnConnection {
    connection: Own,
    patience: Duration,
}

enum Own {
    Single(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl OwnConnection {
    /// Sends a command, which may block as long as was said, and reads its answer.
    pub(super) async fn query<T: FromRedisValue>(&mut self, cmd: &Cmd) -> RedisResult<T> {
        let answer = async {
            match &mut self.connection {
                Own::Single(connection) => cmd.query_async(connection).await,
                Own::Cluster(connection) => cmd.query_async(connection).await,
            }
        };
        timeout(self.patience, answer).await.map_err(|_| late())?
    }
}

fn late() -> RedisError {
    io::Error::new(io::ErrorKind::TimedOut, "no answer in time").into()
}
