//! What a later version does to the stores that this one shares with it: it puts seats into states of its own.

use super::{Fixture, Ground, RedisServer};
use jari_core::domain::{BlockId, MatchId, Revision, SeatId, UnixMillis};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

/// A state that this version does not know, as databases and streams have it.
pub(crate) const LATER_WORD: &str = "RETIRED";

/// The same as Redis has it.
const LATER_LETTER: &str = "Z";

/// In one step, as every version changes a seat.
const CHANGE: &str = "
    local block, stream, expiry = KEYS[1], KEYS[2], KEYS[3]
    local rev = redis.call('HINCRBY', block, 'rev', 1)
    redis.call('HINCRBY', block, 'free', -1)
    redis.call('HSET', block, ARGV[2], table.concat({ ARGV[5], rev, ARGV[3], '', ARGV[4] }, '|'))
    redis.call('XADD', stream, '*', 'epoch', redis.call('HGET', block, 'epoch'), 'block', ARGV[1], 'seat', ARGV[2],
      'status', ARGV[6], 'rev', rev, 'cart', ARGV[4], 'at', 1)
    if ARGV[3] ~= '' then
      local ends = string.rep('0', 15 - #ARGV[3]) .. ARGV[3]
      redis.call('ZADD', expiry, ARGV[3], table.concat({ #ARGV[4], ARGV[4], ends, ARGV[1], ARGV[2] }, ':'))
    end
    return rev";

/// A seat that is on hold becomes somebody else's, as the version before stores it.
const HOLD_AS_BEFORE: &str = "
    local before = redis.call('HGET', KEYS[1], ARGV[2])
    local ends, cart = string.match(before, '^H|%d+|(%d+)||(.*)$')
    local rev = redis.call('HINCRBY', KEYS[1], 'rev', 1)
    redis.call('HSET', KEYS[1], ARGV[2], table.concat({ 'H', rev, ARGV[3], '', ARGV[4] }, '|'))
    local function entry(cart, ends)
      return table.concat({ #cart, cart, string.rep('0', 15 - #ends) .. ends, ARGV[1], ARGV[2] }, ':')
    end
    for index = 2, 3 do
      redis.call('ZREM', KEYS[index], entry(cart, ends))
      redis.call('ZADD', KEYS[index], index == 2 and ARGV[3] or 0, entry(ARGV[4], ARGV[3]))
    end
    return rev";

/// A later version at work.
pub(crate) struct Later<'a> {
    redis: Option<&'a RedisServer>,
    url: &'a str,
    match_id: MatchId,
}

impl<'a> Later<'a> {
    pub(crate) fn new(fixture: &Fixture, ground: &'a Ground) -> Self {
        Self { redis: ground.redis.as_ref(), url: &ground.config.database.url, match_id: fixture.match_id }
    }

    /// Gives a seat that is available another state, somebody's or nobody's, under the block's next revision.
    pub(crate) async fn change(
        &self,
        block_id: BlockId,
        seat_id: SeatId,
        cart: Option<&str>,
        ends: Option<UnixMillis>,
    ) -> Revision {
        match self.redis {
            Some(redis) => self.change_in_redis(redis, block_id, seat_id, cart.unwrap_or_default(), ends),
            None => self.change_in_database(block_id, seat_id, cart, ends).await,
        }
    }

    /// Gives a seat that somebody has on hold to somebody else, as the version before does that knows nothing of beginnings.
    pub(crate) async fn hold_as_before(
        &self,
        block_id: BlockId,
        seat_id: SeatId,
        cart: &str,
        ends: UnixMillis,
    ) {
        let match_id = self.match_id;
        let Some(redis) = self.redis else {
            let here = format!("match_id = {match_id} AND block_id = {block_id}");
            let hold = format!(
                "BEGIN;
                 UPDATE match_blocks SET rev = rev + 1 WHERE {here};
                 UPDATE allocations SET status = 'HOLD', cart = '{cart}', expires_at = {ends},
                        rev = (SELECT rev FROM match_blocks WHERE {here})
                 WHERE match_id = {match_id} AND seat_id = {seat_id};
                 COMMIT",
                ends = ends.0
            );
            return run_in(self.url, &hold).await;
        };
        let keys = [self.block_key(block_id), self.key("expiry"), self.key("carts")];
        let (block_id, seat, ends) = (block_id.to_string(), seat_id.to_string(), ends.0.to_string());
        redis.cli(&[
            "EVAL",
            HOLD_AS_BEFORE,
            "3",
            &keys[0],
            &keys[1],
            &keys[2],
            &block_id,
            &seat,
            &ends,
            cart,
        ]);
    }

    /// What the store has of a seat, in one text.
    pub(crate) async fn stored(&self, block_id: BlockId, seat_id: SeatId) -> String {
        match self.redis {
            Some(redis) => redis.cli(&["HGET", &self.block_key(block_id), &seat_id.to_string()]),
            None => {
                let row = format!(
                    "SELECT status || ' ' || coalesce(cart, '') || ' ' || coalesce(CAST(expires_at AS TEXT), '')
                            || ' ' || CAST(rev AS TEXT)
                     FROM allocations WHERE match_id = {} AND seat_id = {seat_id}",
                    self.match_id
                );
                text_of(self.url, &row).await
            }
        }
    }

    async fn change_in_database(
        &self,
        block_id: BlockId,
        seat_id: SeatId,
        cart: Option<&str>,
        ends: Option<UnixMillis>,
    ) -> Revision {
        let match_id = self.match_id;
        let cart = cart.map_or("NULL".to_owned(), |cart| format!("'{cart}'"));
        let ends = ends.map_or("NULL".to_owned(), |ends| ends.0.to_string());
        let here = format!("match_id = {match_id} AND block_id = {block_id}");
        run_in(
            self.url,
            &format!(
                "BEGIN;
                 UPDATE match_blocks SET rev = rev + 1, free = free - 1 WHERE {here};
                 UPDATE allocations SET status = '{LATER_WORD}', cart = {cart}, expires_at = {ends},
                        rev = (SELECT rev FROM match_blocks WHERE {here})
                 WHERE match_id = {match_id} AND seat_id = {seat_id};
                 COMMIT"
            ),
        )
        .await;
        let rev =
            text_of(self.url, &format!("SELECT CAST(rev AS TEXT) FROM match_blocks WHERE {here}")).await;
        Revision(rev.parse().unwrap())
    }

    fn change_in_redis(
        &self,
        redis: &RedisServer,
        block_id: BlockId,
        seat_id: SeatId,
        cart: &str,
        ends: Option<UnixMillis>,
    ) -> Revision {
        let until = ends.map(|ends| ends.0.to_string()).unwrap_or_default();
        let keys = [self.block_key(block_id), self.key("stream"), self.key("expiry")];
        let (block_id, seat) = (block_id.to_string(), seat_id.to_string());
        let told = [&block_id, &seat, &until, cart, LATER_LETTER, LATER_WORD];
        let command = ["EVAL", CHANGE, "3", &keys[0], &keys[1], &keys[2]];
        let rev = redis.cli(&[&command[..], &told[..]].concat());
        Revision(rev.parse().unwrap())
    }

    fn block_key(&self, block_id: BlockId) -> String {
        self.key(&format!("block:{block_id}"))
    }

    fn key(&self, rest: &str) -> String {
        format!("jari:{{m{}}}:{rest}", self.match_id)
    }
}

/// Runs statements in a database.
pub(crate) async fn run_in(url: &str, sql: &str) {
    let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    if url.starts_with("sqlite:") {
        sql.execute(&mut SqliteConnection::connect(url).await.unwrap()).await.unwrap();
    } else {
        sql.execute(&mut PgConnection::connect(url).await.unwrap()).await.unwrap();
    }
}

/// The one text that a query answers.
pub(crate) async fn text_of(url: &str, sql: &str) -> String {
    let sql = AssertSqlSafe(sql.to_owned());
    if url.starts_with("sqlite:") {
        let mut db = SqliteConnection::connect(url).await.unwrap();
        sqlx::query_scalar(sql).fetch_one(&mut db).await.unwrap()
    } else {
        let mut db = PgConnection::connect(url).await.unwrap();
        sqlx::query_scalar(sql).fetch_one(&mut db).await.unwrap()
    }
}
