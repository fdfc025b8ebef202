//! Several instances over the same stores: what a buyer cannot tell from one.

mod order;
mod race;
mod storm;
mod views;

/// Runs every test over each of these grounds.
macro_rules! over {
    ($($ground:ident),+: $($suite:ident::{$($name:ident),+ $(,)?}),+ $(,)?) => {
        over!(@each [$($ground),+] {$($suite::{$($name),+}),+});
    };
    (@each [$($ground:ident),+] $suites:tt) => {
        $(over!(@one $ground $suites);)+
    };
    (@one $ground:ident {$($suite:ident::{$($name:ident),+}),+}) => {
        mod $ground {
            $(mod $suite {
                $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    crate::fleet::$suite::$name(crate::support::Ground::$ground()).await;
                })+
            })+
        }
    };
}

over!(sqlite, postgres, redis_sqlite, redis_postgres:
    order::{
        every_viewer_sees_every_change_in_order_once,
        a_viewer_moves_from_one_instance_to_another,
    },
    race::{
        no_seat_is_in_two_carts_and_none_is_lost,
    },
    views::{
        a_page_moves_over_the_venue_while_seats_change,
    },
);
