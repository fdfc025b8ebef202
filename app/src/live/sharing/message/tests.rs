use super::*;
use proptest::{option, prelude::*};

fn connections() -> impl Strategy<Value = Connection> {
    (0..CONNECTIONS.len()).prop_map(|index| CONNECTIONS[index].0)
}

fn events() -> impl Strategy<Value = Event> {
    // An event of a stream without places has an empty id; data is JSON, in which anything may stand.
    ("[a-z]{1,9}", "([a-z0-9]{1,32}-[0-9]{1,20})?", ".{0,80}").prop_map(|(name, id, data)| Event {
        name,
        id,
        data,
    })
}

fn places() -> impl Strategy<Value = String> {
    "[a-z0-9]{1,32}-[0-9]{1,20}"
}

fn bodies() -> impl Strategy<Value = Body> {
    let told = prop_oneof![
        connections().prop_map(News::State),
        (connections(), events()).prop_map(|(connection, event)| News::Event { connection, event }),
        (option::of(places()), connections(), option::of(events()))
            .prop_map(|(seen, connection, catch_up)| News::Welcome { seen, connection, catch_up }),
    ];
    prop_oneof![
        option::of(places()).prop_map(|seen| Body::Hello { seen }),
        Just(Body::Bye),
        (any::<u64>(), told).prop_map(|(number, what)| Body::Told { number, what }),
    ]
}

proptest! {
    #[test]
    fn a_message_is_read_back_as_it_was_written(began: u64, tab: u64, body in bodies()) {
        let message = Message { term: Term { began, tab }, body };
        prop_assert_eq!(message.to_string().parse::<Message>(), Ok(message));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "((hello|bye|state|event|welcome) )?[0-9a-z -]{0,60}") {
        let _ = text.parse::<Message>();
    }
}

#[test]
fn what_is_no_message_is_nothing() {
    for text in [
        "",
        "hello",
        "hello 1 2",
        "hello 1 x ",
        "bye 1",
        "shout 1 2 3",
        "state 1 2 3 merry",
        "state 1 2 live",
        "event 1 2 3 live update",
        "event 1 2 3 live update e-1",
        "event 1 2 3 update e-1 {}",
        "event 1 2 99999999999999999999 live update e-1 {}",
        "welcome 1 2 3 e-1 live init e-1",
        "welcome 1 2 3 e-1",
    ] {
        assert_eq!(text.parse::<Message>(), Err(NoMessage), "{text:?}");
    }
}
