//! People who take seats at the same time.

use super::Visitor;
use futures_util::future::join_all;
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    task::JoinHandle,
    time::{sleep, timeout},
};

/// The longest that a test waits for them.
const PATIENCE: Duration = Duration::from_secs(60);

/// All of them, each busy with seats of their own.
pub(crate) struct Burst {
    acknowledged: Arc<AtomicUsize>,
    people: Vec<JoinHandle<BTreeSet<i64>>>,
}

impl Burst {
    /// The seats are shared out. Each person is one session that can turn to some instances, takes one seat after the other
    /// through each of them in turn, and asks the next one where there is no answer: for the same cart that is safe. Who
    /// gets no answer anywhere stops. An answer that is no 201 is a failure.
    pub(crate) fn start(match_id: i64, seats: &[i64], people: Vec<Vec<Visitor>>) -> Self {
        let (acknowledged, count) = (Arc::new(AtomicUsize::new(0)), people.len());
        let people = people.into_iter().enumerate().map(|(person, at)| {
            let (mine, acknowledged) =
                (seats.iter().copied().skip(person).step_by(count), Arc::clone(&acknowledged));
            tokio::spawn(hold_all(match_id, mine.collect(), at, acknowledged))
        });
        Self { people: people.collect(), acknowledged }
    }

    /// Waits until so many seats have been acknowledged.
    pub(crate) async fn acknowledged(&self, count: usize) {
        timeout(PATIENCE, async {
            while self.acknowledged.load(Ordering::SeqCst) < count {
                sleep(Duration::from_millis(1)).await;
            }
        })
        .await
        .expect("seats are taken within the time");
    }

    /// Waits until everybody is done; answers the seats that were acknowledged.
    pub(crate) async fn held(self) -> BTreeSet<i64> {
        let people = timeout(PATIENCE, join_all(self.people)).await.expect("they are done within the time");
        people.into_iter().flat_map(Result::unwrap).collect()
    }
}

async fn hold_all(
    match_id: i64,
    seats: Vec<i64>,
    at: Vec<Visitor>,
    acknowledged: Arc<AtomicUsize>,
) -> BTreeSet<i64> {
    let mut held = BTreeSet::new();
    for (turn, seat) in seats.into_iter().enumerate() {
        let path = format!("/api/matches/{match_id}/allocation/seats/{seat}/hold");
        let mut answer = None;
        for visitor in at.iter().cycle().skip(turn % at.len()).take(at.len()) {
            visitor.take_session().await;
            let Visitor { client, base, .. } = visitor;
            answer = client.post(format!("{base}{path}")).send().await.ok();
            if answer.is_some() {
                break;
            }
        }
        let Some(answer) = answer else { break };
        assert_eq!(answer.status(), 201);
        held.insert(seat);
        acknowledged.fetch_add(1, Ordering::SeqCst);
    }
    held
}
