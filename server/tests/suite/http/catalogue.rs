use crate::support::TestApp;
use serde_json::Value;

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn from_the_match_down_to_its_seats() {
    let app = TestApp::start().await;
    let ann = app.visitor();
    let matches = ann.get("/api/matches").await.json();
    assert_eq!(matches["status"], 200);
    assert_eq!(names(&matches["data"]["matches"]), ["on sale", "upcoming"]);

    let areas = ann.get(&app.path("/areas")).await.json();
    assert_eq!(names(&areas["data"]["areas"]), ["1루측"]);
    let area = &areas["data"]["areas"][0]["id"];
    let sections = ann.get(&app.path(&format!("/areas/{area}/sections"))).await.json();
    assert_eq!(names(&sections["data"]["sections"]), ["내야"]);
    let section = &sections["data"]["sections"][0]["id"];
    let blocks = ann.get(&app.path(&format!("/sections/{section}/blocks"))).await.json();
    assert_eq!(names(&blocks["data"]["blocks"]), ["101블록", "102블록", "103블록"]);
    assert_eq!(ann.get(&app.path("/blocks")).await.json(), blocks);

    let seats = ann.seats(app.fixture.match_id, app.fixture.block(1)).await;
    assert_eq!(seats.as_array().unwrap().len(), 12);
    assert_eq!(seats[0]["status"], "AVAILABLE");
    app.stop().await;
}

#[tokio::test]
async fn free_seats_go_down_and_up() {
    let app = TestApp::start().await;
    let ann = app.visitor();
    let seat = app.fixture.seat(1, 0);
    // What is written once says the same, to the letter, as what is written each time.
    let section = app.fixture.venue.sections[0].id;
    let is_same = async || {
        let all = ann.get(&app.path("/blocks")).await.text;
        assert_eq!(all, ann.get(&app.path(&format!("/sections/{section}/blocks"))).await.text);
    };
    is_same().await;
    let free = async || ann.get(&app.path("/blocks")).await.json()["data"]["blocks"][1]["free"].clone();
    assert_eq!(free().await, 12);
    ann.hold(app.fixture.match_id, seat).await;
    assert_eq!(free().await, 11);
    is_same().await;
    ann.release(app.fixture.match_id, seat).await;
    assert_eq!(free().await, 12);
    app.stop().await;
}
