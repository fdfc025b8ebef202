//! The report: a book of figures, and the table that is made of it.

mod book;
mod machine;
mod rows;
mod table;
mod unit;

pub use book::Book;
pub use rows::{FLOOR, JARI, LIMIT, NCHAN};
pub use table::table;

pub use machine::{busyness, commit, machine, today};

/// The table and what it stands on, as the results' file has it.
pub fn results(book: &Book, command: &str, runs: usize) -> String {
    let notes: String = book.notes().iter().map(|note| format!("- {note}\n")).collect();
    format!(
        "# Results\n\n\
         Written by `{command}` on {}. Each figure is the median of {runs} runs; a ratio is the median of the runs' \
         ratios. Client and server share the machine.\n\n\
         - Machine: {}\n\
         - Commit: {}\n\n\
         The floor is a bare epoll loop with one `write` for each viewer and event. The limit of holds is the store by \
         itself: a loop over one SQLite connection with the same durability, `pgbench` with the same statements, \
         `redis-benchmark` with the same script; that of snapshots and pages is nginx with a file of the same bytes. Holds while others \
         run out stand beside the same holds before; how long until all are free is counted from when the last ran out. A \
         round trip is one wait of a request for its store; with Redis the ledger is a file, which is not counted. CPU is the \
         server's user and system time, that of the requests that make the changes included. nchan answers a post \
         after it has delivered, so that its latencies say little.\n\n\
         {}\n{notes}",
        today(),
        machine(),
        commit(),
        table(book),
    )
}
