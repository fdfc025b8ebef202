use crate::support::TestApp;
use futures_util::future::join_all;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_clients_race_for_one_seat() {
    let app = TestApp::start().await;
    let (match_id, seat) = (app.fixture.match_id, app.fixture.seat(0, 0));
    let visitors: Vec<_> = (0..100).map(|_| app.visitor()).collect();
    let answers = join_all(visitors.iter().map(|visitor| visitor.hold(match_id, seat))).await;
    let mut codes: Vec<_> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    codes.sort_unstable();
    assert_eq!(codes[0], 201);
    assert!(codes[1..].iter().all(|code| *code == 409), "{codes:?}");
    app.stop().await;
}
