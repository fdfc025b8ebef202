use super::Proxy;
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

/// Sends back what it is sent.
fn echo() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut from = stream.unwrap();
            from.set_nodelay(true).unwrap();
            let mut to = from.try_clone().unwrap();
            thread::spawn(move || std::io::copy(&mut from, &mut to));
        }
    });
    address
}

fn connect(proxy: &Proxy) -> TcpStream {
    let stream = TcpStream::connect(proxy.address()).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

fn ask(stream: &mut TcpStream, text: &[u8]) -> Duration {
    let begin = Instant::now();
    stream.write_all(text).unwrap();
    let mut answer = vec![0; text.len()];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(answer, text);
    begin.elapsed()
}

#[test]
fn a_round_trip_takes_both_ways() {
    let proxy = Proxy::start(echo()).unwrap();
    let mut stream = connect(&proxy);
    ask(&mut stream, b"near");
    proxy.slow(Duration::from_micros(2_500));
    let mut took: Vec<_> = (0..40).map(|_| ask(&mut stream, b"far")).collect();
    took.sort_unstable();
    assert!(took[0] >= Duration::from_millis(5), "{took:?}");
    // A busy machine makes some of them late, and not the best ones.
    assert!(took[5] < Duration::from_millis(7), "{took:?}");
}

#[test]
fn much_is_under_way_at_once_and_in_order() {
    let proxy = Proxy::start(echo()).unwrap();
    let mut stream = connect(&proxy);
    proxy.slow(Duration::from_millis(50));
    let begin = Instant::now();
    let mut sending = stream.try_clone().unwrap();
    thread::spawn(move || {
        for number in 0..200_u16 {
            sending.write_all(&number.to_be_bytes()).unwrap();
            thread::sleep(Duration::from_millis(1));
        }
        sending.shutdown(std::net::Shutdown::Write)
    });
    let mut all = Vec::new();
    stream.read_to_end(&mut all).unwrap();
    assert_eq!(all, (0..200_u16).flat_map(u16::to_be_bytes).collect::<Vec<_>>());
    // One after the other they would take ten seconds and more.
    assert!(begin.elapsed() < Duration::from_secs(4), "{:?}", begin.elapsed());
}

#[test]
fn questions_with_answers_are_counted() {
    let proxy = Proxy::start(echo()).unwrap();
    let mut streams = [connect(&proxy), connect(&proxy)];
    proxy.slow(Duration::from_millis(20));
    for stream in &mut streams {
        ask(stream, b"one");
        ask(stream, b"two");
    }
    assert_eq!(proxy.round_trips(), 4);
    // What is sent before an answer has come goes with what was sent before.
    let [stream, _] = &mut streams;
    stream.write_all(b"thr").unwrap();
    thread::sleep(Duration::from_millis(1));
    ask_rest(stream);
    assert_eq!(proxy.round_trips(), 5);
    ask(stream, b"four");
    assert_eq!(proxy.round_trips(), 6);
}

fn ask_rest(stream: &mut TcpStream) {
    stream.write_all(b"ee").unwrap();
    let mut answer = [0; 5];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"three");
}

#[test]
fn it_is_cut_and_healed() {
    let proxy = Proxy::start(echo()).unwrap();
    let mut stream = connect(&proxy);
    ask(&mut stream, b"hello");
    proxy.cut();
    assert_eq!(stream.read(&mut [0; 8]).unwrap_or(0), 0);
    assert!(TcpStream::connect(proxy.address()).is_err());
    proxy.heal().unwrap();
    ask(&mut connect(&proxy), b"hello again");
}
