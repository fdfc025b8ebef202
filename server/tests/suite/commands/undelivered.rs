//! What was to be told outside and was given up, as an operator sees it.

use super::Venue;
use crate::support::{Ground, run_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_given_up_is_listed_and_told_again() {
    let venue = Venue::on(Ground::sqlite());
    let list = || venue.done(&["list-undelivered"]);
    assert_eq!(list().lines().count(), 1, "the names of the columns alone");
    let given_up = "INSERT INTO outbox (id, destination, key, kind, payload, created_at, due_at, attempts, given_up_at, error) VALUES
         (7, 'mail', 'order_paid_a', 'order.paid', '{}', 0, 0, 12, 86400000, 'no such mailbox, \"ann\"'),
         (8, 'webhook', 'order_paid_a', 'order.paid', '{}', 0, 0, 12, 86400000, NULL),
         (9, 'webhook', 'order_paid_b', 'order.paid', '{}', 0, 0, 1, NULL, NULL)";
    run_in(&venue.ground.config.database.url, given_up).await;
    let listed = list();
    let expected = "7,mail,order.paid,order_paid_a,1970-01-01T00:00:00Z,1970-01-02T00:00:00Z,12,\"no such mailbox, \"\"ann\"\"\"\n";
    assert!(listed.contains(expected) && listed.lines().count() == 3, "{listed}");

    venue.refused(&["retry-undelivered"], &["--id", "--all"]);
    venue.refused(&["retry-undelivered", "--id", "9,99"], &["no message 9, 99 was given up"]);
    assert_eq!(list().lines().count(), 3);
    assert!(venue.done(&["retry-undelivered", "--id", "7"]).contains("1 messages"));
    assert_eq!(list().lines().count(), 2);
    assert!(venue.done(&["retry-undelivered", "--all"]).contains("1 messages"));
    assert_eq!(list().lines().count(), 1);
}
