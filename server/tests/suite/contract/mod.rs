//! What every store must keep. The suite is written once; a back end is added by one line at the end.

mod allocation;
mod best;
mod cart;
mod catalogue;
mod commands;
mod companions;
mod history;
mod later;
mod lengthen;
mod match_admin;
mod orders;
mod orders_crash;
mod orders_limits;
mod orders_race;
mod orphans;
mod race;
mod sale;
mod tickets;
mod together;

use super::support::{Fixture, Ground};

/// A store under test, and what it stands on.
pub(crate) struct Subject {
    pub(crate) fixture: Fixture,
    pub(crate) ground: Ground,
}

impl Subject {
    async fn on(ground: Ground) -> Self {
        Self { fixture: Fixture::open(ground.config.clone()).await, ground }
    }
}

/// Runs every contract against a back end.
macro_rules! contracts {
    ($backend:ident: $($suite:ident::{$($name:ident),+ $(,)?}),+ $(,)?) => {
        mod $backend {
            $(mod $suite {
                $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    let ground = crate::support::Ground::$backend();
                    crate::contract::$suite::$name(crate::contract::Subject::on(ground).await).await;
                })+
            })+
        }
    };
}

macro_rules! for_backends {
    ($($backend:ident),+) => {
        $(contracts! {
            $backend:
            allocation::{
                a_hold_is_seen_and_takes_the_next_revision,
                repeating_a_hold_answers_the_same_and_changes_nothing,
                only_its_own_cart_releases,
                the_cap_is_per_cart_and_match,
                zero_means_no_cap,
                what_is_due_expires_and_nothing_else,
                an_expired_seat_is_anybodys_before_the_sweep,
                a_seat_that_is_not_there_is_not_found,
                held_by_tells_ones_own,
            },
            cart::{
                a_further_hold_ends_with_the_first,
                what_is_held_at_once_ends_together,
                a_cart_that_has_nothing_begins_anew,
                a_cart_that_was_lengthened_goes_on_so,
                what_is_reserved_counts_and_ends_with_the_cart,
            },
            orphans::{
                a_choice_that_leaves_a_seat_alone_is_refused_told_or_let_be,
                nobody_is_left_alone_whoever_chooses_at_the_same_moment,
            },
            lengthen::{
                all_that_a_cart_has_is_lengthened_up_to_its_cap,
                a_seat_that_was_let_go_of_moves_no_cap,
                what_has_ended_is_not_lengthened_and_begins_anew,
                nothing_is_lengthened_while_a_seat_is_being_bought,
                two_tabs_and_what_ends_and_the_sweep_race_and_all_ends_together,
                what_the_version_before_stored_is_lengthened_as_it_was_begun,
            },
            catalogue::{
                matches_tell_their_seats,
                a_match_tells_its_names_where_it_is_and_what_it_is_sold_for,
                a_venue_is_read_as_it_was_written,
                special_seats_are_read_as_they_were_written,
                what_is_not_there_is_none,
            },
            commands::{
                seats_of_several_blocks_are_held_together_or_not_at_all,
                a_blocked_seat_is_told_as_sold_and_is_nobodys,
                a_hold_is_lengthened_and_moved_by_its_own_cart,
                the_log_alone_tells_the_state_of_the_match,
                the_log_keeps_each_change_once_until_its_match_is_long_over,
            },
            companions::{
                nobody_holds_a_companions_seat_alone,
                companions_go_with_the_accessible_seat_and_stay_without_them,
                a_companions_seat_is_sold_in_one_order_with_the_accessible_one,
                one_lets_go_of_the_seat_while_another_tab_takes_its_companions,
                whoever_asks_for_both_gets_both_or_neither,
                the_best_seats_keep_the_rule,
            },
            history::{
                changes_name_each_seat_once_in_its_latest_state,
                a_late_commit_with_an_early_time_is_not_lost,
                counts_tell_which_blocks_moved,
                any_history_is_gapless_and_adds_up,
                the_history_survives_a_restart,
            },
            later::{
                a_seat_in_an_unknown_state_is_shown_as_taken,
                a_seat_in_an_unknown_state_is_nobodys_to_change,
                the_ledger_sells_no_seat_that_is_in_an_unknown_state,
            },
            match_admin::{
                a_match_is_changed_only_as_it_was_read,
                prices_are_those_of_their_match,
                a_price_list_takes_the_place_of_the_one_before,
                what_was_sold_keeps_its_match,
            },
            orders::{
                an_order_has_its_seats_and_is_paid,
                the_same_key_makes_one_order,
                what_cannot_be_reserved_is_refused_as_a_whole,
                an_order_that_is_not_paid_ends_and_its_seats_are_free,
                nobody_but_the_orders_end_frees_what_is_reserved,
                time_does_not_run_out_under_a_payment,
                nothing_is_closed_while_it_is_confirmed,
                an_answer_that_did_not_come_is_unknown_and_asked_again,
                what_is_declined_may_be_tried_again,
                money_in_vain_goes_back,
                an_order_is_its_carts_alone,
                webhooks_are_verified_and_only_make_us_ask,
                a_reservation_that_comes_late_is_refused,
                what_has_changed_since_it_was_read_is_not_sold,
                a_paid_order_is_cancelled_by_rule,
                who_has_bought_is_forgotten_and_what_was_bought_stays,
            },
            orders_limits::{
                a_buyer_has_so_many_seats_of_a_match_however_he_is_written,
                many_orders_of_one_buyer_at_once_stay_within_the_limit,
            },
            orders_crash::{
                whoever_dies_at_any_step_another_goes_on,
            },
            orders_race::{
                two_hundred_ends_race_with_payments,
                one_order_is_made_and_paid_once_by_many,
            },
            sale::{
                what_is_completed_is_sold_for_good,
                completing_again_answers_the_same,
                all_or_nothing_is_completed,
                only_its_own_cart_completes_and_only_in_time,
                what_was_given_back_is_anybodys_and_no_sale,
                a_sold_seat_has_one_owner_in_the_ledger,
                an_order_that_was_ended_is_not_recorded_any_more,
            },
            best::{
                the_best_seats_are_held_and_what_is_left_goes_on,
                two_hundred_ask_at_once_and_all_get_seats,
                two_hundred_ask_two_instances_at_once_and_all_get_seats,
                when_there_are_too_few_the_others_are_told_so,
                others_are_given_in_place_of_those_before,
            },
            tickets::{
                each_seat_that_is_paid_has_a_ticket,
                of_all_gates_that_ask_one_lets_in,
                a_ticket_that_does_not_admit_stays_as_it_is,
            },
            together::{
                a_refusal_names_all_seats_that_stood_in_the_way,
                groups_that_overlap_race_and_nobody_has_a_part,
            },
            race::{
                a_hundred_race_for_one_seat,
                one_cart_races_against_the_cap,
                many_race_for_few_seats,
                many_seats_at_once_in_any_order_lock_nobody_out,
            },
        })+
    };
}

for_backends!(sqlite, postgres, redis_sqlite, redis_postgres);
