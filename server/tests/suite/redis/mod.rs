//! Redis by itself, on a real server: the rules, what is valid when, and what happens when the server cannot or will not.

mod chores;
mod cluster;
mod epoch;
mod events;
mod fault;
mod faulty_ledger;
mod ground;
mod later;
mod ledgered;
mod lost_again;
mod opening;
mod orders;
mod reserved;
mod rules;
mod sale;
mod sweep;
