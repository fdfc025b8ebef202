use super::text;
use crate::support::TestApp;
use std::collections::BTreeSet;

/// Every name in the dashboard is one of a server's.
#[tokio::test]
async fn the_dashboard_asks_for_what_there_is() {
    let app = TestApp::start().await;
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    let mut events = ann.follow(&app.stream_path(0), &[]).await;
    events.next().await.unwrap();
    ann.hold(match_id, app.fixture.seat(0, 0)).await;
    events.next_update().await;
    let text = text(&app).await;
    let there: BTreeSet<_> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split(['{', ' ']).next())
        .collect();

    let dashboard = include_str!("../../../../deploy/grafana/jari.json");
    let _: serde_json::Value = serde_json::from_str(dashboard).unwrap();
    let asked: BTreeSet<_> = names(dashboard).collect();
    assert!(asked.len() > 15, "{asked:?}");
    let missing: Vec<_> = asked.difference(&there).collect();
    assert!(missing.is_empty(), "{missing:?} are not among {there:?}");
    // And it leaves out nothing that a server measures.
    let measured: BTreeSet<_> =
        text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    let left_out: Vec<_> =
        measured.iter().filter(|name| !asked.iter().any(|asked| asked.starts_with(*name))).collect();
    assert!(left_out.is_empty(), "{left_out:?}");
    app.stop().await;
}

/// Words that begin with `jari_`.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| word.starts_with("jari_"))
}
