//! What is written of the sales.

use super::{Outcome, audit::KINDS, mix, tally::Tally};
use crate::report::{commit, machine, today};
use std::{collections::BTreeMap, fmt::Display};

/// A table of all sales, and what they stand on.
pub fn write(outcomes: &mut [Outcome], command: &str) -> String {
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    let mut add = |title: &str, cell: &mut dyn FnMut(&mut Outcome) -> String| {
        rows.push((title.to_owned(), outcomes.iter_mut().map(cell).collect()));
    };
    add("Time until sold out (reach ≤ 120 s, go beyond ≤ 45 s)", &mut |of| {
        of.sold
            .sold_out
            .map_or_else(|| "not sold out".to_owned(), |time| format!("{:.1} s", time.as_secs_f64()))
    });
    add("— seats sold, of all", &mut |of| format!("{} of {}", of.sold.tally.sold(), of.total));
    add("— buyers that came", &mut |of| of.sold.came.to_string());
    add("A hold: p50, p99, max", &mut |of| times(&mut of.sold.tally.holds_took));
    add("An order: p50, p99, max", &mut |of| times(&mut of.sold.tally.orders_took));
    add("From the press on pay to paid: p50, p99, max", &mut |of| times(&mut of.sold.tally.paid_took));
    add("Requests answered", &mut |of| of.sold.tally.requests.to_string());
    add("Holds given", &mut |of| of.sold.tally.holds.to_string());
    add("— somebody else was faster", &mut |of| of.sold.tally.conflicts.to_string());
    add("— no seats together", &mut |of| of.sold.tally.no_seats.to_string());
    add("Orders made", &mut |of| of.sold.tally.orders.len().to_string());
    add("— by what became of them", &mut |of| counts(&states(of)));
    add("Told to come again later", &mut |of| counts(&of.sold.tally.later));
    add("Other refusals", &mut |of| counts(&of.sold.tally.refused));
    add("Requests without an answer", &mut |of| of.sold.tally.broken.to_string());
    add("Answers that nobody expects", &mut |of| of.sold.tally.unexpected.len().to_string());
    add("Events that viewers received", &mut |of| of.watched.events.to_string());
    add("Streams that ended", &mut |of| of.watched.lost.to_string());
    add("The server's processor time", &mut |of| format!("{:.1} s", of.cpu.as_secs_f64()));
    add("Charged, given back, sold for", &mut |of| of.audit.money.map(|money| money.to_string()).join(", "));
    for kind in KINDS {
        add(&format!("Violations: {kind}"), &mut |of| {
            of.audit.violations.get(kind).copied().unwrap_or(0).to_string()
        });
    }
    let heads: Vec<&str> = outcomes.iter().map(|of| of.store.name()).collect();
    let mut text = format!(
        "# The sale of the stadium\n\n\
         Written by `{command}` on {}. Buyers, viewers and server share the machine.\n\n\
         - Machine: {}\n- Commit: {}\n\n{}\n\n",
        today(),
        machine(),
        commit(),
        mix::in_words()
    );
    text += &format!("| | {} |\n|---|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
    for (title, cells) in rows {
        text += &format!("| {title} | {} |\n", cells.join(" | "));
    }
    for of in outcomes {
        let odd = of.sold.tally.unexpected.iter().take(10).chain(&of.audit.details);
        text.extend(odd.map(|line| format!("\n- {}: {line}", of.store.name())));
    }
    text + "\n"
}

fn times(times: &mut [u32]) -> String {
    Tally::millis(times).map(|time| format!("{time:.0}")).join(", ") + " ms"
}

fn counts<K: Display>(counts: &BTreeMap<K, u64>) -> String {
    let each: Vec<_> = counts.iter().map(|(what, count)| format!("{what}: {count}")).collect();
    if each.is_empty() { "none".to_owned() } else { each.join(", ") }
}

fn states(of: &Outcome) -> BTreeMap<String, u64> {
    let mut states = BTreeMap::new();
    for order in &of.sold.tally.orders {
        *states.entry(order.told.status.clone()).or_default() += 1;
    }
    states
}
