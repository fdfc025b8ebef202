//! One thing that is done in turn.

use crate::{panics::caught, shared_error::shared_error};
use jari_core::ports::StoreError;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::SeqCst},
};
use tokio::sync::{Mutex, MutexGuard};

/// Rounds of the same work, one after the other, numbered from 1 in the order in which they begin.
#[derive(Debug, Default)]
pub(crate) struct InTurn {
    /// The round that has begun last.
    begun: AtomicU64,
    /// The round that has ended last; locked while one is under way.
    last: Mutex<Ended>,
}

/// How a round ended.
#[derive(Debug)]
struct Ended {
    number: u64,
    outcome: Result<(), Arc<StoreError>>,
}

impl Default for Ended {
    fn default() -> Self {
        Self { number: 0, outcome: Ok(()) }
    }
}

/// While it is held no round is under way.
pub(crate) struct Turn<'a>(#[expect(dead_code, reason = "it is held, not looked at")] MutexGuard<'a, Ended>);

impl InTurn {
    /// The round that has begun last.
    pub(crate) fn begun(&self) -> u64 {
        self.begun.load(SeqCst)
    }

    /// Keeps every round from being under way while it is held.
    pub(crate) async fn turn(&self) -> Turn<'_> {
        Turn(self.last.lock().await)
    }

    /// The outcome of `work`, which is told its number, or of another's that began after this was asked for.
    pub(crate) async fn share<F>(&self, work: impl FnOnce(u64) -> F) -> Result<(), StoreError>
    where
        F: Future<Output = Result<(), StoreError>>,
    {
        let asked = self.begun();
        let mut last = self.last.lock().await;
        if last.number <= asked {
            let number = self.begun.fetch_add(1, SeqCst) + 1;
            let outcome = caught(work(number)).await.map_err(Arc::new);
            *last = Ended { number, outcome };
        }
        last.outcome.clone().map_err(|error| shared_error(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::{join_all, poll_immediate};
    use tokio::sync::Semaphore;

    #[tokio::test]
    async fn those_who_come_during_a_round_share_the_next_one_and_its_failure() {
        let (rounds, open) = (InTurn::default(), Semaphore::new(0));
        let ask = || {
            let open = &open;
            rounds.share(async move |number| {
                open.acquire().await.unwrap().forget();
                if number == 2 { Err(StoreError::Unavailable("the second".into())) } else { Ok(()) }
            })
        };
        let mut first = Box::pin(ask());
        assert!(poll_immediate(&mut first).await.is_none());
        let mut late: Vec<_> = (0..50).map(|_| Box::pin(ask())).collect();
        for one in &mut late {
            assert!(poll_immediate(one).await.is_none());
        }
        open.add_permits(9);
        assert!(first.await.is_ok());
        assert!(join_all(late).await.iter().all(Result::is_err));
        assert_eq!(rounds.begun(), 2);
        assert!(ask().await.is_ok());
    }

    #[tokio::test]
    async fn when_whoever_does_it_leaves_the_next_one_does_it() {
        let (rounds, open) = (InTurn::default(), Semaphore::new(0));
        let ask = || {
            let open = &open;
            rounds.share(async move |_| {
                open.acquire().await.unwrap().forget();
                Ok(())
            })
        };
        let (mut first, mut second) = (Box::pin(ask()), Box::pin(ask()));
        assert!(poll_immediate(&mut first).await.is_none());
        assert!(poll_immediate(&mut second).await.is_none());
        drop(first);
        open.add_permits(1);
        assert!(second.await.is_ok());
        assert_eq!(rounds.begun(), 2);
    }

    #[tokio::test]
    async fn no_round_is_under_way_while_the_turn_is_held() {
        let rounds = InTurn::default();
        let turn = rounds.turn().await;
        let mut asked = Box::pin(rounds.share(async |_| Ok(())));
        assert!(poll_immediate(&mut asked).await.is_none());
        assert_eq!(rounds.begun(), 0);
        drop(turn);
        assert!(asked.await.is_ok());
    }
}
