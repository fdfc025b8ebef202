//! The command line.

use crate::{
    error::Result,
    jari::{JariOptions, StoreKind},
    report::{Book, busyness, results, table},
    sale::{measure_sale, write_sales},
    servers,
    stores::{
        Distance, measure_best, measure_expiry, measure_far, measure_holds, measure_orders, measure_pages,
        measure_snapshots,
    },
    streams::{self, How, SCENARIOS, Scenario, Who},
};
use std::{fs, net::SocketAddr, path::PathBuf, time::Duration};

/// Measures Jari, and beside it what bounds it.
#[derive(Debug, clap::Parser)]
#[command(name = "bench", about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    jari: JariOptions,
    /// How long each figure is measured.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600), global = true)]
    seconds: u64,
    /// How often everything is measured; the median counts.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=99), global = true)]
    runs: u64,
    /// Over which store the streams and snapshots are measured.
    #[arg(long, default_value = "sqlite", value_enum, global = true)]
    store: StoreKind,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Jari's streams.
    Streams(StreamArgs),
    /// The bare loop, as far as it can do the same.
    Floor(StreamArgs),
    /// nchan, as far as it can do the same.
    Nchan(StreamArgs),
    /// Five instances of 15,000 viewers each.
    Fleet,
    /// Holds, in each mode, beside the store by itself.
    Holds {
        /// The stores; all without it.
        #[arg(value_enum)]
        stores: Vec<StoreKind>,
    },
    /// The best seats together for a crowd, in each mode, beside holds of chosen seats.
    Best {
        /// The stores; all without it.
        #[arg(value_enum)]
        stores: Vec<StoreKind>,
    },
    /// Orders from the hold to the money, in each mode, beside the store by itself.
    Orders {
        /// The stores; all without it.
        #[arg(value_enum)]
        stores: Vec<StoreKind>,
    },
    /// A request's round trips, and a hold, with the store 5 ms away.
    Far {
        /// The stores; all without it.
        #[arg(value_enum)]
        stores: Vec<StoreKind>,
    },
    /// Holds while 25,000 others run out, in each mode, and with the store 5 ms away.
    Expiry {
        /// The stores; all without it.
        #[arg(value_enum)]
        stores: Vec<StoreKind>,
    },
    /// The sale of the stadium, into a file.
    Sale {
        /// The stores; SQLite without it.
        #[arg(value_enum)]
        stores: Vec<StoreKind>,
        /// The file.
        #[arg(long, value_name = "FILE")]
        results: Option<PathBuf>,
    },
    /// Snapshots, beside nginx with a file.
    Snapshots,
    /// Pages, beside nginx with a file.
    Pages,
    /// Everything, into a file.
    All {
        /// The file.
        #[arg(long, default_value = "bench/RESULTS.md", value_name = "FILE")]
        results: PathBuf,
    },
    /// The floor itself, in a process of its own.
    #[command(hide = true)]
    ServeFloor { host: SocketAddr },
    /// Viewers in a process of their own.
    #[command(hide = true)]
    View { host: SocketAddr, path: String },
}

#[derive(Debug, clap::Args)]
struct StreamArgs {
    /// The scenarios; all without it.
    #[arg(value_enum)]
    scenarios: Vec<Scenario>,
    /// Instead of the scenarios, so many viewers.
    #[arg(long, requires = "rate")]
    viewers: Option<usize>,
    /// And so many changes a second.
    #[arg(long, requires = "viewers")]
    rate: Option<u32>,
}

const STORES: &[StoreKind] = &[StoreKind::Sqlite, StoreKind::Postgres, StoreKind::Redis];

/// The stores that orders are paid over.
const SHOPS: &[StoreKind] = &[StoreKind::Sqlite, StoreKind::Postgres, StoreKind::RedisPostgres];

/// A machine with more load than this has something else to do.
const QUIET: f64 = 0.5;

impl Cli {
    /// Measures what was asked for, and prints the table. A figure that cannot be measured ends it, after what was
    /// measured before is printed.
    pub fn run(self) -> Result<()> {
        let mut book = Book::default();
        let busy = busyness();
        if busy > QUIET && !matches!(self.command, Command::ServeFloor { .. } | Command::View { .. }) {
            book.note(format!(
                "The machine was busy when it began: a load of {busy:.1}. Measure again when it is quiet."
            ));
        }
        let measured = self.measure(&mut book);
        if book.is_empty() {
            return measured;
        }
        println!("\n{}", table(&book));
        measured?;
        if let Command::All { results: file } = &self.command {
            let command = format!("make bench ARGS='--seconds {} --runs {}'", self.seconds, self.runs);
            fs::write(file, results(&book, &command, usize::try_from(self.runs)?))?;
        }
        Ok(())
    }

    fn measure(&self, book: &mut Book) -> Result<()> {
        match &self.command {
            Command::Streams(args) => self.streams(Who::Jari, args, book),
            Command::Floor(args) => self.streams(Who::Floor, args, book),
            Command::Nchan(args) => self.streams(Who::Nchan, args, book),
            Command::Fleet => self.repeat(book, |book| streams::measure_fleet(&self.jari, self.time(), book)),
            Command::Holds { stores } => self.repeat(book, |book| self.holds(or_all(stores), book)),
            Command::Best { stores } => self.repeat(book, |book| self.best(or_all(stores), book)),
            Command::Orders { stores } => {
                self.repeat(book, |book| self.orders(if stores.is_empty() { SHOPS } else { stores }, book))
            }
            Command::Far { stores } => self.repeat(book, |book| self.far(or_all(stores), book)),
            Command::Expiry { stores } => self.repeat(book, |book| self.expiry(or_all(stores), book)),
            Command::Sale { stores, results } => self.sale(stores, results.as_ref()),
            Command::Snapshots => self.repeat(book, |book| self.snapshots(book)),
            Command::Pages => self.repeat(book, |book| self.pages(book)),
            Command::All { .. } => self.repeat(book, |book| {
                for scenario in SCENARIOS {
                    for who in [Who::Floor, Who::Nchan, Who::Jari] {
                        scenario.run(who, &self.jari, self.how(), book)?;
                    }
                }
                streams::measure_fleet(&self.jari, self.time(), book)?;
                self.holds(STORES, book)?;
                self.best(STORES, book)?;
                self.orders(SHOPS, book)?;
                self.far(STORES, book)?;
                self.expiry(STORES, book)?;
                self.snapshots(book)?;
                self.pages(book)
            }),
            Command::ServeFloor { host } => servers::serve_floor(*host),
            Command::View { host, path } => streams::view(*host, path.clone()),
        }
    }

    fn repeat(&self, book: &mut Book, mut once: impl FnMut(&mut Book) -> Result<()>) -> Result<()> {
        for run in 1..=self.runs {
            eprintln!("run {run} of {}", self.runs);
            once(book)?;
        }
        Ok(())
    }

    fn streams(&self, who: Who, args: &StreamArgs, book: &mut Book) -> Result<()> {
        if let (Some(viewers), Some(rate)) = (args.viewers, args.rate) {
            return self
                .repeat(book, |book| streams::custom(who, &self.jari, self.how(), (viewers, rate), book));
        }
        let scenarios = if args.scenarios.is_empty() { SCENARIOS } else { &args.scenarios };
        self.repeat(book, |book| {
            scenarios.iter().try_for_each(|scenario| scenario.run(who, &self.jari, self.how(), book))
        })
    }

    fn holds(&self, stores: &[StoreKind], book: &mut Book) -> Result<()> {
        stores.iter().try_for_each(|store| measure_holds(&self.jari, *store, self.time(), book))
    }

    fn best(&self, stores: &[StoreKind], book: &mut Book) -> Result<()> {
        stores.iter().try_for_each(|store| measure_best(&self.jari, *store, self.time(), book))
    }

    fn orders(&self, stores: &[StoreKind], book: &mut Book) -> Result<()> {
        stores.iter().try_for_each(|store| measure_orders(&self.jari, *store, self.time(), book))
    }

    fn far(&self, stores: &[StoreKind], book: &mut Book) -> Result<()> {
        stores.iter().try_for_each(|store| measure_far(&self.jari, *store, self.time(), book))
    }

    fn expiry(&self, stores: &[StoreKind], book: &mut Book) -> Result<()> {
        let both = [Distance::Near, Distance::Far];
        both.iter().try_for_each(|distance| {
            let measure =
                |store: &StoreKind| measure_expiry(&self.jari, *store, *distance, self.time(), book);
            stores.iter().try_for_each(measure)
        })
    }

    /// Sells the stadium over each store; whatever is wrong with it is told after all that was found is written down.
    fn sale(&self, stores: &[StoreKind], results: Option<&PathBuf>) -> Result<()> {
        let stores = if stores.is_empty() { &[StoreKind::Sqlite] } else { stores };
        let sales: Result<Vec<_>> = stores.iter().map(|store| measure_sale(&self.jari, *store)).collect();
        let mut sales = sales?;
        let text = write_sales(&mut sales, "make bench-sale");
        println!("{text}");
        if let Some(file) = results {
            fs::write(file, text)?;
        }
        if sales.iter().all(|sale| sale.is_good()) {
            Ok(())
        } else {
            Err("the sale was not as it should be".into())
        }
    }

    fn snapshots(&self, book: &mut Book) -> Result<()> {
        measure_snapshots(&self.jari, self.store, self.time(), book)
    }

    fn pages(&self, book: &mut Book) -> Result<()> {
        measure_pages(&self.jari, self.store, self.time(), book)
    }

    const fn time(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    const fn how(&self) -> How {
        How { time: self.time(), store: self.store }
    }
}

fn or_all(stores: &[StoreKind]) -> &[StoreKind] {
    if stores.is_empty() { STORES } else { stores }
}
