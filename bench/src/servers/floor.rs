//! The floor: the least that a server can do for one event at a time. One thread, one epoll, one `write` for each viewer,
//! and nothing else; no viewer of it may be slow.

use super::{Process, new_folder};
use crate::error::Result;
use bench::port::free_address;
use memchr::memmem;
use mio::{
    Events, Interest, Poll, Token,
    net::{TcpListener, TcpStream},
};
use std::{
    collections::HashMap,
    io::{self, Read, Write},
    net::{self, SocketAddr},
};

const LISTENER: Token = Token(usize::MAX);

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-store\r\n\r\n";
const ACCEPTED: &[u8] = b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";

/// A running floor, in a process of its own.
pub struct Floor {
    process: Process,
    /// Where it answers.
    pub host: SocketAddr,
}

impl Floor {
    /// Starts one.
    pub fn start() -> Result<Self> {
        let host = free_address()?;
        let program = std::env::current_exe()?.display().to_string();
        let command = [program, "serve-floor".to_owned(), host.to_string()];
        let process = Process::start(new_folder()?, "KILL", &command, &[])?;
        process.wait_until(|| net::TcpStream::connect(host).is_ok())?;
        Ok(Self { process, host })
    }

    /// The number of its process.
    pub const fn id(&self) -> u32 {
        self.process.id()
    }
}

/// Serves until it is killed: whoever asks for `/sub` gets what anybody posts to `/pub`.
pub fn serve(host: SocketAddr) -> Result<()> {
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(1_024);
    // mio's own listener has a backlog that is too short for thousands at once.
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&host.into())?;
    socket.listen(4_096)?;
    let mut listener = TcpListener::from_std(socket.into());
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;

    let mut next = 0;
    let mut asking: HashMap<Token, (TcpStream, Vec<u8>)> = HashMap::new();
    let mut viewers: Vec<TcpStream> = Vec::new();
    loop {
        if let Err(error) = poll.poll(&mut events, None)
            && error.kind() != io::ErrorKind::Interrupted
        {
            return Err(error.into());
        }
        for event in &events {
            if event.token() == LISTENER {
                while let Ok((mut stream, _)) = listener.accept() {
                    stream.set_nodelay(true)?;
                    poll.registry().register(&mut stream, Token(next), Interest::READABLE)?;
                    asking.insert(Token(next), (stream, Vec::new()));
                    next += 1;
                }
                continue;
            }
            let Some((mut stream, mut request)) = asking.remove(&event.token()) else { continue };
            if !read_all(&mut stream, &mut request) {
                continue;
            }
            if let Some(payload) = posted(&request)
                && stream.write_all(ACCEPTED).is_ok()
            {
                // Who cannot take an event at once, or is gone, is no viewer any more.
                viewers.retain_mut(|viewer| viewer.write(payload).is_ok_and(|count| count == payload.len()));
                request.clear();
            } else if request.starts_with(b"GET ") && request.ends_with(b"\r\n\r\n") {
                if stream.write_all(HEAD).is_ok() {
                    poll.registry().deregister(&mut stream)?;
                    viewers.push(stream);
                }
                continue;
            }
            asking.insert(event.token(), (stream, request));
        }
    }
}

/// Reads what there is; false when the other side is gone.
fn read_all(stream: &mut TcpStream, request: &mut Vec<u8>) -> bool {
    let mut part = [0; 16 * 1_024];
    loop {
        match stream.read(&mut part) {
            Ok(0) => return false,
            Ok(count) => request.extend_from_slice(&part[..count]),
            Err(error) => return error.kind() == io::ErrorKind::WouldBlock,
        }
    }
}

/// What a request posts, once all of it has come.
fn posted(request: &[u8]) -> Option<&[u8]> {
    if !request.starts_with(b"POST ") {
        return None;
    }
    let end = memmem::find(request, b"\r\n\r\n")? + 4;
    let length = memmem::find(&request[..end], b"Content-Length: ")? + 16;
    let digits = request[length..end].split(|byte| *byte == b'\r').next()?;
    let length: usize = std::str::from_utf8(digits).ok()?.parse().ok()?;
    request.get(end..end + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_read_when_it_is_whole() {
        let text = b"POST /pub HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello";
        assert_eq!(posted(text), Some(&b"hello"[..]));
        assert_eq!(posted(&text[..text.len() - 1]), None);
        assert_eq!(posted(b"GET / HTTP/1.1\r\n\r\n"), None);
    }
}
