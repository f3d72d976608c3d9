//! ⚡ The preview's listening socket, and the port and URL that it got.

#![allow(clippy::disallowed_methods)]

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs, UdpSocket};

use qrcodegen::{QrCode, QrCodeEcc};

/// How many ports are tried, the wanted one included.
const PORTS: u16 = 50;

/// Listens on `host` at `port`, or at the next port that is free. Port 0 is any free port.
pub fn listen(host: &str, port: u16) -> io::Result<TcpListener> {
    let mut refused = io::Error::new(ErrorKind::AddrInUse, "no port is free");
    for port in port..=port.saturating_add(if port == 0 { 0 } else { PORTS - 1 }) {
        match TcpListener::bind(addresses(host, port)?.as_slice()) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => refused = error,
            Err(error) => return Err(error),
        }
    }
    Err(refused)
}

/// The address that a browser on this machine opens.
pub fn url(address: SocketAddr) -> String {
    let host = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => "127.0.0.1".to_owned(),
        IpAddr::V6(ip) if ip.is_unspecified() => "[::1]".to_owned(),
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    format!("http://{host}:{}/", address.port())
}

/// The address for other devices of the network, when the preview lets them in (`host` is `0.0.0.0` or `::`).
pub fn shared_url(url: &str, host: &str) -> Option<String> {
    if !host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_unspecified()) {
        return None;
    }
    // Nothing is sent: connecting a datagram socket only asks the system which of its addresses leads outside.
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    let ip = socket.local_addr().ok()?.ip();
    let port = url.trim_end_matches('/').rsplit(':').next()?;
    (!ip.is_loopback() && !ip.is_unspecified()).then(|| format!("http://{ip}:{port}/"))
}

/// The address as a picture that a phone's camera reads, of half blocks that keep their shape in every terminal.
pub fn qr_code(url: &str) -> Option<String> {
    const QUIET: i32 = 2;
    let code = QrCode::encode_text(url, QrCodeEcc::Medium).ok()?;
    let sides = -QUIET..code.size() + QUIET;
    // Lit letters on a dark ground: what is light in the code is drawn. One letter is two modules, one above the other.
    let letter = |x, y| match (code.get_module(x, y), code.get_module(x, y + 1)) {
        (false, false) => '█',
        (false, true) => '▀',
        (true, false) => '▄',
        (true, true) => ' ',
    };
    let lines = sides.clone().step_by(2).map(|y| sides.clone().map(|x| letter(x, y)).collect::<String>());
    Some(lines.collect::<Vec<_>>().join("\n"))
}

fn addresses(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match host.parse::<IpAddr>() {
        Ok(ip) => Ok(vec![SocketAddr::new(ip, port)]),
        Err(_) => Ok((host, port).to_socket_addrs()?.collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_free_port_is_taken() {
        let first = listen("127.0.0.1", 0).unwrap();
        let taken = first.local_addr().unwrap().port();
        let second = listen("127.0.0.1", taken).unwrap().local_addr().unwrap().port();
        assert!(second > taken && second - taken < PORTS, "{taken} {second}");
    }

    #[test]
    fn the_url_is_one_that_a_browser_can_open() {
        for (address, expected) in [
            ("127.0.0.1:1111", "http://127.0.0.1:1111/"),
            ("0.0.0.0:80", "http://127.0.0.1:80/"),
            ("[::]:1111", "http://[::1]:1111/"),
            ("[fe80::1]:1111", "http://[fe80::1]:1111/"),
        ] {
            assert_eq!(url(address.parse().unwrap()), expected);
        }
    }
}
