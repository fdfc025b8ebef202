//! What an operator sees of a server.

mod dashboard;
mod metrics;
mod ready;
mod traces;

use crate::support::{TestApp, Visitor};
use std::{collections::BTreeMap, time::Duration};
use tokio::time::{sleep, timeout};

/// Every series of a server, by its name and labels as they are written.
pub(crate) struct Series(pub(crate) BTreeMap<String, f64>);

impl Series {
    pub(crate) async fn of(app: &TestApp) -> Self {
        Self::parse(&text(app).await)
    }

    /// Those that are at an address.
    pub(crate) async fn at(url: &str) -> Self {
        Self::parse(&Visitor::new(url.to_owned()).client.get(url).send().await.unwrap().text().await.unwrap())
    }

    /// Those of a text.
    pub(crate) fn parse(text: &str) -> Self {
        assert!(text.ends_with("# EOF\n"), "{text}");
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let series = |line: &str| {
            let (name, value) = line.rsplit_once(' ').unwrap();
            (name.to_owned(), value.parse().unwrap())
        };
        Self(lines.map(series).collect())
    }

    /// The value of one of them.
    pub(crate) fn get(&self, name: &str) -> f64 {
        *self.0.get(name).unwrap_or_else(|| panic!("{name} is not in {:#?}", self.0.keys()))
    }

    /// The sum of all whose name begins so.
    pub(crate) fn sum(&self, beginning: &str) -> f64 {
        self.0.iter().filter(|(name, _)| name.starts_with(beginning)).map(|(_, value)| value).sum()
    }
}

/// Everything that a server measures.
async fn text(app: &TestApp) -> String {
    let response =
        app.visitor().client.get(format!("http://{}/metrics", app.metrics_address)).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let kind = response.headers()["content-type"].to_str().unwrap();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    response.text().await.unwrap()
}

/// Waits until the series are as they should be.
pub(crate) async fn until(app: &TestApp, fulfilled: impl Fn(&Series) -> bool) -> Series {
    timeout(Duration::from_secs(10), async {
        loop {
            let series = Series::of(app).await;
            if fulfilled(&series) {
                return series;
            }
            sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("the metrics show it in time")
}
