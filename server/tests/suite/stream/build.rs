//! A page of another build is told so; to everybody else the stream says what it always says.

use crate::support::TestApp;
use app::build_name;

#[tokio::test]
async fn a_page_of_another_build_is_told_first_and_nobody_else_is() {
    let app = TestApp::start().await;
    let overview = app.path("/seats/stream");
    for path in [app.stream_path(0), overview] {
        let mut events = app.visitor().follow(&format!("{path}?build=0123456789abcdef"), &[]).await;
        let first = events.next().await.unwrap();
        assert_eq!((first.name.as_str(), first.id), ("build", None), "{path}");
        assert_eq!(first.data, serde_json::json!({"status":200,"data":{"build":build_name()}}));
        let init = events.next().await.unwrap();
        assert_eq!(init.name, "init", "{path}: what it says is the same");
        // The place in the history counts as well.
        let id = init.id.unwrap();
        let mut events = app.visitor().follow(&format!("{path}?build=x&lastEventId={id}"), &[]).await;
        assert_eq!(events.next().await.unwrap().name, "build");
        assert_eq!(events.next_of_any_kind().await.unwrap().name, "heartbeat", "nothing is missing");

        for query in [String::new(), format!("?build={}", build_name()), "?building=x".to_owned()] {
            let first =
                app.visitor().follow(&format!("{path}{query}"), &[]).await.next_of_any_kind().await.unwrap();
            assert_eq!((first.name.as_str(), first.data), ("init", init.data.clone()), "{path}{query}");
        }
    }
    app.stop().await;
}
