//! A transport over blocking TCP for tests: enough of HTTP/1.1 to meet the fault server. A read that gives nothing for a while counts as
//! silence, so that the run's own deadlines decide.

use std::future::pending;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use nshot::domain::failure::{Failure, FailureKind};
use nshot::provider::request::HttpRequest;
use nshot::runner::ports::{Body, Response, Transport};

/// Sends a key with each request, if there is one.
#[derive(Clone, Debug, Default)]
pub struct Tcp {
    pub key: Option<&'static str>,
}

pub struct TcpBody {
    reader: BufReader<TcpStream>,
    /// Bytes of a body with a length that are still to come; `None` = chunked.
    rest: Option<usize>,
    ended: bool,
}

impl Transport for Tcp {
    type Body = TcpBody;

    async fn send(&self, request: &HttpRequest) -> Result<Response<TcpBody>, Failure> {
        let rest = request.url.strip_prefix("http://").expect("a loopback URL");
        let (host, path) = rest.split_once('/').expect("a path");
        let unreachable = |error: std::io::Error| Failure::new(FailureKind::Unreachable, error.to_string());
        let mut stream = TcpStream::connect(host).map_err(unreachable)?;
        // Where silence is the fault it is believed soon; elsewhere a busy machine may take its time.
        let is_silent = ["silent/", "stall/"].iter().any(|fault| path.starts_with(fault));
        let patience = Duration::from_millis(if is_silent { 400 } else { 20_000 });
        stream.set_read_timeout(Some(patience)).map_err(unreachable)?;
        let mut head = format!(
            "{} /{path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {}\r\n",
            request.method.name(),
            request.body.len()
        );
        let key = self.key.map(|key| request.auth.header(key));
        for (name, value) in request
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .chain(key.iter().map(|(name, value)| (*name, value.as_str())))
        {
            head.extend([name, ": ", value, "\r\n"]);
        }
        stream.write_all(format!("{head}\r\n{}", request.body).as_bytes()).map_err(unreachable)?;
        let mut reader = BufReader::new(stream);
        let status = line(&mut reader).await?;
        let Some(status) = status.split_whitespace().nth(1).and_then(|status| status.parse().ok()) else {
            return Err(Failure::new(FailureKind::Unreachable, "closed without an answer"));
        };
        let mut headers = Vec::new();
        loop {
            let header = line(&mut reader).await?;
            let Some((name, value)) = header.split_once(':') else { break };
            headers.push((name.to_owned(), value.trim().to_owned()));
        }
        let length =
            headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, length)| length.parse().ok());
        Ok(Response { status, headers, body: TcpBody { reader, rest: length, ended: false } })
    }
}

impl Body for TcpBody {
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        if self.ended {
            return Ok(None);
        }
        let broken = || Failure::new(FailureKind::Interrupted, "The connection broke.");
        let size = match self.rest {
            Some(rest) => rest,
            None => usize::from_str_radix(line(&mut self.reader).await?.trim(), 16).map_err(|_| broken())?,
        };
        let mut bytes = vec![0; size];
        self.reader.read_exact(&mut bytes).map_err(|_| broken())?;
        self.ended = self.rest.is_some() || size == 0;
        if self.rest.is_none() {
            line(&mut self.reader).await?;
        }
        Ok(if size == 0 { None } else { Some(bytes) })
    }
}

async fn line(reader: &mut BufReader<TcpStream>) -> Result<String, Failure> {
    let mut line = String::new();
    match reader.read_line(&mut line) {
        Ok(_) => Ok(line),
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => pending().await,
        Err(error) => Err(Failure::new(FailureKind::Interrupted, error.to_string())),
    }
}
