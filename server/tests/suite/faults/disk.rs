use super::{assert_unavailable, hold_until_it_works, until_ready_is};
use crate::support::{Ground, SmallDisk, TestApp};
use std::io::Write;

/// A disk that is full for a while, under an SQLite file: what cannot be written is refused, the server says that it is
/// not ready, and as soon as there is room all is well again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn full_and_free_again() {
    let disk = match SmallDisk::mount() {
        Ok(disk) => disk,
        Err(why) => {
            // Not by a macro: what a test that passes prints is not shown.
            let mut stderr = std::io::stderr();
            return writeln!(stderr, "NOT TRIED, as it takes a small disk: {why}").unwrap();
        }
    };
    let mut ground = Ground::at(&format!("sqlite://{}/jari.db", disk.path().display()));
    ground.config.allocation.max_holds = 0;
    let app = TestApp::start_on(ground).await;
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    let seat = |n| app.fixture.seat(0, n);
    assert_eq!(ann.hold(match_id, seat(0)).await.status, 201);
    until_ready_is(&app, 200).await;

    disk.fill();
    // What the log has room for is still written.
    let mut refused = None;
    for n in 1..100 {
        let answer = ann.hold(match_id, seat(n)).await;
        if answer.status != 201 {
            assert_unavailable(&answer);
            refused = Some(n);
            break;
        }
    }
    let refused = refused.expect("the disk is full");
    assert_unavailable(&ann.hold(match_id, seat(refused)).await);
    assert_unavailable(&ann.complete(match_id, &[seat(0)]).await);
    until_ready_is(&app, 503).await;
    let block = app.fixture.block(0);
    let shown = app.visitor().seats(match_id, block).await;
    assert_eq!(shown[0]["status"], "HOLD", "it can be read all the while");
    assert_eq!(shown[refused]["status"], "AVAILABLE", "what was refused has not happened");

    disk.free();
    hold_until_it_works(&ann, match_id, seat(refused)).await;
    until_ready_is(&app, 200).await;
    assert_eq!(ann.complete(match_id, &[seat(0)]).await.status, 200);
    assert_eq!(ann.release(match_id, seat(refused)).await.status, 200);
    app.stop().await;
}
