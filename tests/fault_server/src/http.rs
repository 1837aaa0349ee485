//! HTTP/1.1 as bytes: reading one request, writing one answer. A connection serves one request and closes.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::Duration;

/// Bytes of a request body that are taken.
const BODY_LIMIT: usize = 64_000_000;

/// A request.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub method: String,
    /// Without query.
    pub path: String,
    /// After the question mark; empty = none.
    pub query: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    /// Reads one request; `None` when the peer closed without one or sent no HTTP.
    pub fn read(stream: &TcpStream) -> io::Result<Option<Self>> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let mut words = line.split_whitespace();
        let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request =
            Self { method: method.to_owned(), path: path.to_owned(), query: query.to_owned(), ..Self::default() };
        loop {
            let mut header = String::new();
            if reader.read_line(&mut header)? == 0 || header.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = header.split_once(':') {
                request.headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        let length =
            request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0).min(BODY_LIMIT);
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        request.body = String::from_utf8_lossy(&body).into_owned();
        Ok(Some(request))
    }

    /// A header's value by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Writes one answer.
#[derive(Debug)]
pub struct Answer {
    stream: TcpStream,
    /// Header lines that every answer carries.
    cors: String,
}

impl Answer {
    pub fn new(stream: TcpStream, cors: String) -> Self {
        Self { stream, cors }
    }

    /// A whole answer. `headers` are lines that end with CR LF.
    pub fn send(mut self, status: u16, headers: &str, content_type: &str, body: &str) -> io::Result<()> {
        let cors = &self.cors;
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} Status\r\nconnection: close\r\n{cors}{headers}content-type: {content_type}\r\ncontent-length: {length}\r\n\r\n"
        );
        self.stream.write_all(head.as_bytes())?;
        self.stream.write_all(body.as_bytes())?;
        self.stream.flush()
    }

    /// A whole answer that promises twice its length and closes after half of it.
    pub fn send_short(mut self, content_type: &str, body: &str) -> io::Result<()> {
        let cors = &self.cors;
        let (length, half) = (body.len() * 2, body.len() / 2);
        let head = format!(
            "HTTP/1.1 200 OK\r\nconnection: close\r\n{cors}content-type: {content_type}\r\ncontent-length: {length}\r\n\r\n"
        );
        self.stream.write_all(head.as_bytes())?;
        self.stream.write_all(body.as_bytes().get(..half).unwrap_or_default())?;
        self.stream.flush()
    }

    /// Begins a streamed answer with status 200.
    pub fn begin(mut self, content_type: &str) -> io::Result<Chunks> {
        let cors = &self.cors;
        let head = format!(
            "HTTP/1.1 200 OK\r\nconnection: close\r\n{cors}content-type: {content_type}\r\ncache-control: no-store\r\ntransfer-encoding: chunked\r\n\r\n"
        );
        self.stream.write_all(head.as_bytes())?;
        self.stream.flush()?;
        Ok(Chunks { stream: self.stream, piece: None, pause: Duration::ZERO })
    }
}

/// A chunked body. Dropping it without [`Chunks::end`] closes the connection before the end of the body.
#[derive(Debug)]
pub struct Chunks {
    stream: TcpStream,
    piece: Option<usize>,
    pause: Duration,
}

impl Chunks {
    /// From now on cuts everything into pieces of so many bytes with a pause after each.
    pub fn cut_into(&mut self, bytes: usize, pause: Duration) {
        self.piece = Some(bytes);
        self.pause = pause;
    }

    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        for piece in bytes.chunks(self.piece.unwrap_or(bytes.len()).max(1)) {
            let mut chunk = format!("{:x}\r\n", piece.len()).into_bytes();
            chunk.extend_from_slice(piece);
            chunk.extend_from_slice(b"\r\n");
            self.stream.write_all(&chunk)?;
            if !self.pause.is_zero() {
                sleep(self.pause);
            }
        }
        Ok(())
    }

    pub fn end(mut self) -> io::Result<()> {
        self.stream.write_all(b"0\r\n\r\n")?;
        self.stream.flush()
    }
}
