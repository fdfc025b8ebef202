use crate::support::TestApp;
use reqwest::Method;

#[tokio::test]
async fn an_entity_tag_saves_the_body_until_something_changes() {
    let app = TestApp::start().await;
    let ann = app.visitor();
    let path = app.path(&format!("/blocks/{}/seats", app.fixture.block(1)));
    let first = ann.get(&path).await;
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    let with = |tag: String| {
        let (ann, path) = (ann.clone(), path.clone());
        async move { ann.send(Method::GET, &path, &[("if-none-match", &tag)], "").await }
    };
    let same = with(tag.clone()).await;
    assert_eq!((same.status.as_u16(), same.text.as_str()), (304, ""));
    assert_eq!(same.headers["etag"], tag.as_str());
    assert_eq!(with(format!("\"other\", {}", tag.trim_start_matches("W/"))).await.status, 304);
    assert_eq!(with("\"other\"".to_owned()).await.status, 200);

    ann.hold(app.fixture.match_id, app.fixture.seat(1, 0)).await;
    let changed = with(tag.clone()).await;
    assert_eq!(changed.status, 200);
    assert_ne!(changed.headers["etag"], tag.as_str());
    assert_eq!(changed.json()["data"]["seats"][0]["status"], "HOLD");
    // A change in another block is not one of this.
    let tag = changed.headers["etag"].to_str().unwrap().to_owned();
    ann.hold(app.fixture.match_id, app.fixture.seat(2, 0)).await;
    assert_eq!(with(tag).await.status, 304);
    app.stop().await;
}
