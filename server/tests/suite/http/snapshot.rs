use crate::support::TestApp;
use reqwest::Method;

/// The lists as well, of which a page that hears no stream asks for the blocks again and again.
#[tokio::test]
async fn a_list_is_not_sent_again_until_something_changes() {
    let app = TestApp::start().await;
    let ann = app.visitor();
    let (area, section) = (app.fixture.venue.areas[0].id, app.fixture.venue.sections[0].id);
    let lists = [
        ("/api/matches".to_owned(), true),
        (app.path("/blocks"), true),
        (app.path(&format!("/sections/{section}/blocks")), true),
        (app.path("/areas"), false),
        (app.path(&format!("/areas/{area}/sections")), false),
    ];
    let mut tags = Vec::new();
    for (path, _) in &lists {
        let first = ann.get(path).await;
        let tag = first.headers["etag"].to_str().unwrap().to_owned();
        for known in [tag.clone(), format!("\"other\", {}", tag.trim_start_matches("W/"))] {
            let same = ann.send(Method::GET, path, &[("if-none-match", &known)], "").await;
            assert_eq!((same.status.as_u16(), same.text.as_str()), (304, ""), "{path}");
            assert_eq!(same.headers["etag"], tag.as_str(), "{path}");
        }
        tags.push(tag);
    }
    ann.hold(app.fixture.match_id, app.fixture.seat(1, 0)).await;
    for ((path, counts_seats), tag) in lists.iter().zip(&tags) {
        let now = ann.send(Method::GET, path, &[("if-none-match", tag)], "").await;
        assert_eq!(now.status.as_u16(), if *counts_seats { 200 } else { 304 }, "{path}");
    }
    // What is as it was has the tag that it had.
    ann.release(app.fixture.match_id, app.fixture.seat(1, 0)).await;
    for ((path, _), tag) in lists.iter().zip(&tags) {
        assert_eq!(&ann.get(path).await.headers["etag"], tag.as_str(), "{path}");
    }
    app.stop().await;
}

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
