//! A line of known length: forwards TCP on loopback and gives every byte a delay, each way half of the round trip.
//!
//! A new connection costs one more round trip, as the handshake does on a real line. Nothing is read or changed.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Starts a line to `server`; gives the address of its near end. It lasts until the program ends.
pub fn line(server: SocketAddr, round_trip: Duration) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for near in listener.incoming().flatten() {
            thread::spawn(move || {
                // A connection that fails is one that its client sees fail; there is nobody else to tell.
                let _ = carry(near, server, round_trip);
            });
        }
    });
    Ok(address)
}

fn carry(near: TcpStream, server: SocketAddr, round_trip: Duration) -> std::io::Result<()> {
    let far = TcpStream::connect(server)?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    let open = Instant::now() + round_trip;
    let (near_too, far_too) = (near.try_clone()?, far.try_clone()?);
    let back = thread::spawn(move || delayed(far_too, near_too, round_trip / 2, Instant::now()));
    delayed(near, far, round_trip / 2, open);
    let _ = back.join();
    Ok(())
}

/// Copies one way; each piece leaves `delay` after it came, and none before `open`.
fn delayed(mut from: TcpStream, mut to: TcpStream, delay: Duration, open: Instant) {
    let (sender, receiver) = mpsc::channel::<(Instant, Vec<u8>)>();
    let writing = thread::spawn(move || {
        for (due, piece) in receiver {
            thread::sleep(due.max(open + delay).saturating_duration_since(Instant::now()));
            if to.write_all(&piece).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    });
    let mut piece = [0_u8; 16384];
    while let Ok(n) = from.read(&mut piece) {
        if n == 0 || sender.send((Instant::now() + delay, piece[..n].to_vec())).is_err() {
            break;
        }
    }
    drop(sender);
    let _ = writing.join();
}
