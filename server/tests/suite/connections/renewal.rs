use super::Identity;
use std::{fs, time::Duration};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

/// Without a restart, and without anybody's stream ending.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renewed_certificate_is_taken_up() {
    let (folder, old, new) = (TempDir::new().unwrap(), Identity::new(), Identity::new());
    let app = old.serve(&folder, |config| config.tls.tls_renew_secs = 1).await;
    let mut events = old.visitor(&app).follow(&app.stream_path(0), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");
    assert!(!connects(&new, &app).await && connects(&old, &app).await);

    // As a tool would that puts files in place one after the other.
    for (name, text) in [("cert.pem", &new.cert), ("key.pem", &new.key)] {
        let file = folder.path().join("new.pem");
        fs::write(&file, text).unwrap();
        fs::rename(file, folder.path().join(name)).unwrap();
    }
    timeout(Duration::from_secs(10), async {
        while !connects(&new, &app).await {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("the new certificate within the time");
    assert!(!connects(&old, &app).await);

    let seat = app.fixture.seat(0, 0);
    assert_eq!(new.visitor(&app).hold(app.fixture.match_id, seat).await.status, 201);
    assert_eq!(events.next_update().await, (seat.0, "HOLD".into()));
    app.stop().await;
}

/// Whether somebody who trusts that certificate trusts the server.
async fn connects(identity: &Identity, app: &crate::support::TestApp) -> bool {
    let ann = identity.visitor(app);
    ann.client.get(format!("{}/health/live", ann.base)).send().await.is_ok()
}
