//! Telling outside what has happened: as often as needed, and never dropped without a word.

use crate::{
    domain::{
        Destination, UnixMillis,
        outbox::{Next, RetryPolicy},
    },
    ports::{Attempt, Clock, Message, NotTold, Outbox, StoreError},
};
use std::sync::Arc;

/// As many characters of a reason are kept: what another server says may be part of it.
const LONGEST_REASON: usize = 300;

/// Works off what is to be told at one destination. Whoever runs it brings the time that things may take.
#[derive(Clone)]
pub struct OutboxService {
    outbox: Arc<dyn Outbox>,
    clock: Arc<dyn Clock>,
    destination: Destination,
    policy: RetryPolicy,
}

/// What waits, as an operator measures it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// Whether there is something to be told now.
    pub is_due: bool,
    /// How old the oldest is that waits, in milliseconds; 0 if none does.
    pub oldest_millis: i64,
}

impl OutboxService {
    /// A service over these ports, with these rules for trying again.
    pub fn new(
        outbox: Arc<dyn Outbox>,
        clock: Arc<dyn Clock>,
        destination: Destination,
        policy: RetryPolicy,
    ) -> Self {
        Self { outbox, clock, destination, policy }
    }

    /// What time the service takes it to be.
    pub fn now(&self) -> UnixMillis {
        self.clock.now()
    }

    /// Waits until this instance has something new to tell.
    pub async fn written(&self) {
        self.outbox.written(self.destination).await;
    }

    /// What waits.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer.
    pub async fn backlog(&self) -> Result<Backlog, StoreError> {
        let now = self.clock.now();
        let waiting = self.outbox.waiting(self.destination, now).await?;
        let oldest_millis = waiting.oldest.map_or(0, |oldest| (now - oldest).max(0));
        Ok(Backlog { is_due: waiting.is_due, oldest_millis })
    }

    /// Claims at most `limit` messages that are due, for as long as is told.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer; what it may have claimed is claimed again later.
    pub async fn claim(&self, lease_millis: i64, limit: u32) -> Result<Vec<Message>, StoreError> {
        let now = self.clock.now();
        self.outbox.claim(self.destination, now, now + lease_millis, limit).await
    }

    /// What follows from how an attempt went. `random` is any number, another each time.
    pub fn judge(&self, message: &Message, told: Result<(), NotTold>, random: u32) -> Attempt {
        let now = self.clock.now();
        let Err(NotTold { reason, asked_millis, is_final }) = told else { return Attempt::Told(now) };
        let reason = reason.chars().take(LONGEST_REASON).collect();
        if is_final {
            return Attempt::GivenUp(now, reason);
        }
        match self.policy.next(message.attempts, message.created_at, now, random, asked_millis) {
            Next::Retry(at) => Attempt::Retry(at, reason),
            Next::GiveUp => Attempt::GivenUp(now, reason),
        }
    }

    /// Notes how attempts have ended.
    ///
    /// # Errors
    /// A [`StoreError`] when it is not known whether that is noted. It is safe to note it again.
    pub async fn settle(&self, attempts: &[(Message, Attempt)]) -> Result<(), StoreError> {
        self.outbox.settle(attempts).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Waiting;
    use async_trait::async_trait;
    use std::future::pending;

    struct Nothing;

    #[async_trait]
    impl Outbox for Nothing {
        async fn waiting(&self, _: Destination, now: UnixMillis) -> Result<Waiting, StoreError> {
            Ok(Waiting { is_due: true, oldest: Some(now + -7_000) })
        }

        async fn claim(
            &self,
            _: Destination,
            _: UnixMillis,
            _: UnixMillis,
            _: u32,
        ) -> Result<Vec<Message>, StoreError> {
            Ok(Vec::new())
        }

        async fn settle(&self, _: &[(Message, Attempt)]) -> Result<(), StoreError> {
            Ok(())
        }

        async fn prune(&self, _: UnixMillis, _: u32) -> Result<u64, StoreError> {
            Ok(0)
        }

        async fn written(&self, _: Destination) {
            pending().await
        }
    }

    impl Clock for Nothing {
        fn now(&self) -> UnixMillis {
            UnixMillis(1_000_000_000_000)
        }
    }

    #[test]
    fn a_reason_is_kept_in_bounds_and_an_old_message_is_given_up() {
        let policy = RetryPolicy::default();
        let service = OutboxService::new(Arc::new(Nothing), Arc::new(Nothing), Destination::Webhook, policy);
        let now = service.now();
        let message = Message {
            id: 1,
            key: "k".to_owned(),
            kind: "order.paid".to_owned(),
            payload: "{}".to_owned(),
            created_at: now,
            attempts: 1,
        };
        assert_eq!(service.judge(&message, Ok(()), 0), Attempt::Told(now));
        let failed = || Err(NotTold::for_now("좌".repeat(1_000)));
        let reason = "좌".repeat(LONGEST_REASON);
        assert_eq!(service.judge(&message, failed(), 0), Attempt::Retry(now + 2_500, reason.clone()));
        let refused = NotTold { is_final: true, ..NotTold::for_now("no such mailbox") };
        let given_up = Attempt::GivenUp(now, "no such mailbox".to_owned());
        assert_eq!(service.judge(&message, Err(refused), 0), given_up, "however young it is");
        let old = Message { created_at: now + -policy.give_up_after_millis, attempts: 100, ..message };
        assert_eq!(service.judge(&old, failed(), 0), Attempt::GivenUp(now, reason));
    }
}
