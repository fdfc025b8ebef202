//! The thread that all viewers share: one epoll, one buffer.

use super::{
    Counts, Goal, Order, Plan,
    viewer::{Common, Key, Known, Viewer},
};
use crate::error::{Error, Result};
use mio::{Events, Interest, Poll, Token, Waker, event::Event, net::TcpStream};
use socket2::{Domain, Protocol, Socket, Type};
use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr},
    sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, TryRecvError},
    },
};

/// The token of whoever gives orders; viewers have their own numbers.
pub(super) const ORDERS: Token = Token(usize::MAX);

/// One address has some 28,000 ports, and a server may limit the streams of one address.
const PER_SOURCE: usize = 4_000;

/// So many viewers may be about to connect at once, unless all are to come at once.
const PATIENT: usize = 256;

/// How many crews there were. Those of other processes begin elsewhere.
static CREWS: LazyLock<AtomicUsize> = LazyLock::new(|| AtomicUsize::new(std::process::id() as usize * 7));

/// The viewers.
pub(super) struct Crew {
    plan: Plan,
    /// Viewers come from `127.0.<subnet>.2` and so on, each crew from its own: what a crew of before has used stays in use
    /// for a minute.
    subnet: u8,
    poll: Poll,
    viewers: Vec<Option<Viewer>>,
    known: Vec<Known>,
    common: Common,
    /// Viewers below this number have been told to connect.
    begun: usize,
    /// How many viewers have an open stream.
    open: usize,
    /// How many viewers there are to be.
    wanted: usize,
    /// How many may be about to connect at once.
    at_once: usize,
    lost: usize,
    complaint: Option<String>,
}

impl Crew {
    pub(super) fn new(plan: Plan, poll: Poll) -> Self {
        let common = Common::new(plan.key);
        Self {
            plan,
            subnet: u8::try_from(CREWS.fetch_add(1, Ordering::Relaxed) % 250).unwrap_or_default(),
            poll,
            viewers: Vec::new(),
            known: Vec::new(),
            common,
            begun: 0,
            open: 0,
            wanted: 0,
            at_once: PATIENT,
            lost: 0,
            complaint: None,
        }
    }

    /// Works until whoever gives orders is gone.
    pub(super) fn run(mut self, orders: &Receiver<Order>) -> Result<()> {
        let mut events = Events::with_capacity(1_024);
        let mut buffer = vec![0; 256 * 1_024];
        loop {
            if let Err(error) = self.poll.poll(&mut events, None)
                && error.kind() != io::ErrorKind::Interrupted
            {
                return Err(error.into());
            }
            for event in &events {
                if event.token() == ORDERS {
                    loop {
                        match orders.try_recv() {
                            Ok(order) => self.obey(order),
                            Err(TryRecvError::Empty) => break,
                            Err(TryRecvError::Disconnected) => return Ok(()),
                        }
                    }
                } else if let Err(error) = self.serve(event, &mut buffer) {
                    self.lose(event.token().0, &error);
                }
            }
            self.connect_more();
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Open { wanted, at_once } => {
                self.wanted = wanted;
                self.at_once = if at_once { usize::MAX } else { PATIENT };
                self.known.resize_with(wanted.max(self.known.len()), Known::default);
                self.viewers.resize_with(wanted.max(self.viewers.len()), || None);
            }
            Order::Close => {
                self.viewers.iter_mut().for_each(|viewer| *viewer = None);
                (self.begun, self.open, self.wanted) = (0, 0, 0);
            }
            Order::Count { goal, answer } => {
                let _ = answer.send(self.count(&goal));
            }
            Order::Record => self.common.receipts = Some(Vec::with_capacity(1 << 20)),
            Order::TakeReceipts { answer } => {
                let _ = answer.send(self.common.receipts.take().unwrap_or_default());
            }
            Order::CountOther { block: None, board, answer } => {
                let other = self.known.iter().filter(|known| known.board.as_ref() != Some(&board)).count();
                let _ = answer.send(other);
            }
            Order::CountOther { block: Some(block), board, answer } => {
                let known = self.known.iter().filter_map(|known| known.view.board(block));
                let _ = answer.send(known.filter(|known| **known != board).count());
            }
        }
    }

    fn count(&self, goal: &Goal) -> Counts {
        let there = self.viewers.iter().zip(&self.known);
        let current = there.filter(|(viewer, known)| {
            let open = viewer.as_ref().is_some_and(Viewer::is_open);
            open && match goal {
                _ if self.plan.key == Key::Seat => true,
                Goal::Revision(rev) => known.board.is_some() && known.rev >= *rev,
                Goal::Blocks(revs) => known.view.has_come_to(revs),
            }
        });
        Counts {
            open: self.open,
            current: current.count(),
            lost: self.lost,
            complaint: self.complaint.clone(),
        }
    }

    fn connect_more(&mut self) {
        while self.begun < self.wanted && self.begun < self.open + self.lost + self.at_once.min(self.wanted) {
            let number = self.begun;
            self.begun += 1;
            match self.connect(number) {
                Ok(viewer) => self.viewers[number] = Some(viewer),
                Err(error) => self.lose(number, &error),
            }
        }
    }

    fn connect(&self, number: usize) -> Result<Viewer> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
        socket.set_nonblocking(true)?;
        let last = u8::try_from(2 + number / PER_SOURCE % 200)?;
        let source = SocketAddr::from((Ipv4Addr::new(127, 0, self.subnet, last), 0));
        socket.bind(&source.into())?;
        match socket.connect(&self.plan.host.into()) {
            Err(error) if error.raw_os_error() != Some(IN_PROGRESS) => return Err(error.into()),
            _ => {}
        }
        let mut socket = TcpStream::from_std(socket.into());
        self.poll.registry().register(&mut socket, Token(number), Interest::WRITABLE)?;
        let known = &self.known[number];
        let resume = known.epoch.as_ref().map(|epoch| format!("Last-Event-ID: {epoch}-{}\r\n", known.rev));
        let resume = known.view.id().map(|id| format!("Last-Event-ID: {id}\r\n")).or(resume);
        let path = self.plan.paths.get(number % self.plan.paths.len().max(1)).ok_or("no stream to follow")?;
        let request = format!(
            "GET {} HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n{}\r\n",
            path,
            self.plan.host,
            resume.unwrap_or_default(),
        );
        Ok(Viewer::new(socket, request.into_bytes()))
    }

    fn serve(&mut self, event: &Event, buffer: &mut [u8]) -> Result<()> {
        let number = event.token().0;
        let Some(viewer) = self.viewers.get_mut(number).and_then(Option::as_mut) else { return Ok(()) };
        if viewer.request.is_some() && event.is_writable() {
            if let Some(error) = viewer.socket.take_error()? {
                return Err(error.into());
            }
            if let Some(request) = viewer.request.take()
                && viewer.socket.write(&request)? != request.len()
            {
                return Err("a request did not fit into a socket".into());
            }
            self.poll.registry().reregister(&mut viewer.socket, event.token(), Interest::READABLE)?;
        }
        while event.is_readable() {
            let count = match viewer.socket.read(buffer) {
                Ok(0) => return Err("the server closed a stream".into()),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error.into()),
            };
            let at = u32::try_from(self.plan.base.elapsed().as_micros())?;
            let before = viewer.is_open();
            viewer.feed(&buffer[..count], at, &mut self.known[number], &mut self.common)?;
            self.open += usize::from(viewer.is_open() && !before);
            // Less than there was room for: the socket is empty, and epoll tells of what comes later.
            if count < buffer.len() {
                break;
            }
        }
        Ok(())
    }

    fn lose(&mut self, number: usize, error: &Error) {
        let viewer = self.viewers.get_mut(number).and_then(Option::take);
        self.open -= usize::from(viewer.is_some_and(|viewer| viewer.is_open()));
        self.lost += 1;
        self.complaint.get_or_insert_with(|| format!("viewer {number}: {error}"));
    }
}

/// What Linux says of a connection that is being made.
const IN_PROGRESS: i32 = 115;

/// Wakes the crew.
pub(super) fn waker(poll: &Poll) -> Result<Waker> {
    Ok(Waker::new(poll.registry(), ORDERS)?)
}
