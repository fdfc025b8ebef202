//! The sale while it goes on.

use super::{
    buyer::Buyer,
    line::Line,
    mix::{AT_A_TIME, BUYERS},
    shop::read_order,
    tally::{Made, Tally},
};
use crate::error::Result;
use std::{
    cell::{Cell, RefCell, RefMut},
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::{
    task::{JoinSet, LocalSet, spawn_local},
    time::sleep,
};

/// How long a sale may take before it is given up.
const MOST: Duration = Duration::from_secs(240);

/// How long it may take until it is known what has become of every order.
const SETTLED_WITHIN: Duration = Duration::from_secs(60);

/// Orders that are looked at at the same time afterwards.
const LOOKERS: usize = 64;

/// How often it is told how far the sale is.
const TELLS: Duration = Duration::from_secs(5);

/// What all buyers of a sale share. They are on one thread.
pub struct Sale {
    /// Where the shop is.
    pub host: SocketAddr,
    /// What is sold.
    pub match_id: u32,
    /// Its seats.
    total: usize,
    next: Cell<u32>,
    begin: Instant,
    tally: RefCell<Tally>,
}

impl Sale {
    /// Everything that is counted; not to be kept while something is waited for.
    pub fn tally(&self) -> RefMut<'_, Tally> {
        self.tally.borrow_mut()
    }

    /// Whether everything is sold, or it takes too long.
    pub fn is_over(&self) -> bool {
        self.tally.borrow().sold() >= self.total || self.begin.elapsed() > MOST
    }

    /// The next buyer's number, while there is something to buy.
    fn next_buyer(&self) -> Option<u32> {
        let number = self.next.get();
        if number >= BUYERS || self.is_over() {
            return None;
        }
        self.next.set(number + 1);
        Some(number)
    }
}

/// What a sale came to.
pub struct Sold {
    /// Everything that was counted.
    pub tally: Tally,
    /// Buyers that came.
    pub came: u32,
    /// From the first request until the last seat was sold, if all were.
    pub sold_out: Option<Duration>,
}

/// Lets the buyers in, until everything is sold, and waits until it is known what has become of each order.
pub fn sell(host: SocketAddr, match_id: u32, total: usize) -> Result<Sold> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let begin = Instant::now();
    let (next, tally) = (Cell::new(0), RefCell::new(Tally::default()));
    let sale = Rc::new(Sale { host, match_id, total, next, begin, tally });
    LocalSet::new().block_on(&runtime, async {
        let mut places = JoinSet::new();
        for _ in 0..AT_A_TIME {
            places.spawn_local(be_a_place(Rc::clone(&sale)));
        }
        let teller = spawn_local(tell(Rc::clone(&sale)));
        while places.join_next().await.is_some() {}
        teller.abort();
        settle(&sale).await
    })?;
    let tally = sale.tally.take();
    let sold_out = tally.last_sold.filter(|_| tally.sold() >= total).map(|last| last - begin);
    Ok(Sold { tally, came: sale.next.get(), sold_out })
}

/// One buyer after the other, over one connection.
async fn be_a_place(sale: Rc<Sale>) {
    let mut line = Line::new(sale.host);
    while let Some(number) = sale.next_buyer() {
        Buyer::new(&sale, number, &mut line).buy().await;
    }
}

async fn tell(sale: Rc<Sale>) {
    loop {
        sleep(TELLS).await;
        let (tally, at) = (sale.tally(), sale.begin.elapsed().as_secs());
        eprintln!(
            "  {at:>4} s: {:>6} buyers, {:>6} holds, {:>6} orders, {:>6} seats sold, {:>7} requests, {:>6} later",
            sale.next.get(),
            tally.holds,
            tally.orders.len(),
            tally.sold(),
            tally.requests,
            tally.later.values().sum::<u64>(),
        );
    }
}

/// Asks what has become of the orders, again and again, until that is known.
async fn settle(sale: &Rc<Sale>) -> Result<()> {
    let deadline = Instant::now() + SETTLED_WITHIN;
    loop {
        // Of every order at least once: whoever left has not seen what became of it.
        let open: Vec<usize> = {
            let tally = sale.tally();
            let orders = tally.orders.iter().enumerate();
            orders.filter(|(_, order)| !order.told.is_settled()).map(|(number, _)| number).collect()
        };
        if open.is_empty() || Instant::now() > deadline {
            return Ok(());
        }
        let mut lookers = JoinSet::new();
        for share in open.chunks(open.len().div_ceil(LOOKERS)) {
            lookers.spawn_local(look(Rc::clone(sale), share.to_vec()));
        }
        while let Some(looked) = lookers.join_next().await {
            looked??;
        }
        sleep(Duration::from_millis(200)).await;
    }
}

async fn look(sale: Rc<Sale>, orders: Vec<usize>) -> Result<()> {
    let mut line = Line::new(sale.host);
    for number in orders {
        let Made { id, cookie, .. } = sale.tally().orders[number].clone();
        let request =
            format!("GET /api/orders/{id} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n\r\n", sale.host);
        let answer = line.ask(request.as_bytes()).await?;
        if answer.status == 200 {
            sale.tally().told(number, read_order(&answer.body)?.told);
        }
    }
    Ok(())
}
