//! Several instances over the same stores.

use super::{Fixture, Ground, TestApp, Visitor};
use reqwest::Client;

/// Running servers that share their stores and know nothing of each other.
pub(crate) struct Fleet {
    pub(crate) apps: Vec<TestApp>,
    pub(crate) ground: Ground,
}

impl Fleet {
    /// So many instances, each with connections of its own.
    pub(crate) async fn start(ground: Ground, count: usize) -> Self {
        let first = Fixture::open(ground.config.clone()).await;
        let mut fixtures = vec![first];
        while fixtures.len() < count {
            fixtures.push(fixtures[0].join().await);
        }
        let mut apps = Vec::new();
        for fixture in fixtures {
            apps.push(TestApp::serve(fixture, |store| store).await);
        }
        Self { apps, ground }
    }

    /// The match and its seats, the same for all.
    pub(crate) fn fixture(&self) -> &Fixture {
        &self.apps[0].fixture
    }

    /// Somebody with one session who can turn to every instance.
    pub(crate) fn visitors(&self) -> Vec<Visitor> {
        let client = Client::builder().cookie_store(true).no_proxy().build().unwrap();
        let at = |app: &TestApp| Visitor::with(client.clone(), app.url(""));
        self.apps.iter().map(at).collect()
    }

    /// Stops every instance.
    pub(crate) async fn stop(self) {
        for app in self.apps {
            app.stop().await;
        }
    }
}
