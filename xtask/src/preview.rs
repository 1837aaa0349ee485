//! A small static server of `dist/` for tests and for looking at what is shipped: right types, and the headers of `dist/_headers`.

use crate::command::Outcome;
use crate::progress::say;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// A connection that says nothing for so long is closed.
const SILENCE: Duration = Duration::from_secs(30);

/// What is served, and with which headers.
struct Site {
    folder: PathBuf,
    /// Lines as they go over the wire, each with its line end.
    headers: String,
}

/// Serves `dist/` at 127.0.0.1 until interrupted; port 0 lets the system choose.
pub fn serve(port: u16) -> Outcome {
    let folder = PathBuf::from("dist");
    if !folder.join("index.html").is_file() {
        return Err("there is no dist/index.html: run `cargo xtask build` first".into());
    }
    let rules =
        fs::read_to_string(folder.join("_headers")).map_err(|error| format!("dist/_headers can't be read: {error}"))?;
    let site = Arc::new(Site { folder, headers: headers_of_every_path(&rules) });
    let failed = |error: std::io::Error| format!("port {port} of 127.0.0.1 can't be used: {error}");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    say(&format!("dist/ is at http://{address}"));
    for stream in listener.incoming().flatten() {
        let site = Arc::clone(&site);
        thread::spawn(move || site.answer_all(&stream));
    }
    Ok(())
}

/// The headers that a `_headers` file (Cloudflare Pages, Netlify) sets for `/*`.
///
/// Strict-Transport-Security is left out: this server speaks plain HTTP.
fn headers_of_every_path(rules: &str) -> String {
    let block = rules.lines().skip_while(|line| *line != "/*").skip(1).take_while(|line| line.starts_with(' '));
    block
        .map(str::trim)
        .filter(|header| !header.starts_with("Strict-Transport-Security"))
        .fold(String::new(), |headers, header| headers + header + "\r\n")
}

/// The type of a file by its name.
fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

impl Site {
    /// Answers requests of one connection until the browser closes it.
    fn answer_all(&self, stream: &TcpStream) {
        if stream.set_read_timeout(Some(SILENCE)).and_then(|()| stream.set_nodelay(true)).is_err() {
            return;
        }
        let mut reader = BufReader::new(stream);
        while let Some(request) = read_request_line(&mut reader) {
            if self.answer(&request, stream).is_err() {
                return;
            }
        }
    }

    fn answer(&self, request: &str, mut stream: &TcpStream) -> std::io::Result<()> {
        let mut words = request.split_whitespace();
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (status, kind, body) = match self.file(target).map(|path| (fs::read(&path), path)) {
            _ if !matches!(method, "GET" | "HEAD") => {
                ("405 Method Not Allowed", "text/plain", b"only GET and HEAD\n".to_vec())
            }
            Some((Ok(body), path)) => ("200 OK", media_type(&path), body),
            _ => ("404 Not Found", "text/plain", b"there is no such file\n".to_vec()),
        };
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{}\r\n",
            self.headers
        )?;
        if method == "HEAD" { Ok(()) } else { stream.write_all(&body) }
    }

    /// The file that a request names; nothing outside the folder.
    fn file(&self, target: &str) -> Option<PathBuf> {
        let path = target.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');
        let inside = Path::new(path).components().all(|component| matches!(component, Component::Normal(_)));
        let file = self.folder.join(path);
        match inside {
            false => None,
            true if file.is_dir() => Some(file.join("index.html")),
            true => Some(file),
        }
    }
}

/// The first line of the next request; the rest of its head is read and dropped.
fn read_request_line(reader: &mut impl BufRead) -> Option<String> {
    let mut first = String::new();
    if reader.read_line(&mut first).ok()? == 0 {
        return None;
    }
    let mut line = String::new();
    while reader.read_line(&mut line).ok()? > 2 {
        line.clear();
    }
    Some(first)
}

#[cfg(test)]
mod tests {
    use super::{Site, headers_of_every_path, media_type, read_request_line};
    use std::path::{Path, PathBuf};

    #[test]
    fn takes_the_headers_of_every_path_and_no_others() {
        let rules =
            "/*\n  Referrer-Policy: no-referrer\n  Strict-Transport-Security: max-age=1\n\n/embed/*\n  X-Other: 1\n";
        assert_eq!(headers_of_every_path(rules), "Referrer-Policy: no-referrer\r\n");
    }

    #[test]
    fn serves_nothing_outside_its_folder() {
        let site = Site { folder: PathBuf::from("dist"), headers: String::new() };
        assert_eq!(site.file("/catalog.json?v=1"), Some(PathBuf::from("dist/catalog.json")));
        assert_eq!(site.file("/../Cargo.toml"), None);
        assert_eq!(site.file("/a/../../Cargo.toml"), None);
    }

    #[test]
    fn names_wasm_and_modules_as_browsers_demand() {
        assert_eq!(media_type(Path::new("engine_bg.wasm")), "application/wasm");
        assert_eq!(media_type(Path::new("engine.js")), "text/javascript; charset=utf-8");
    }

    #[test]
    fn reads_requests_one_after_another() {
        let mut wire = "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\n\r\n".as_bytes();
        assert_eq!(read_request_line(&mut wire).as_deref(), Some("GET / HTTP/1.1\r\n"));
        assert_eq!(read_request_line(&mut wire).as_deref(), Some("GET /b HTTP/1.1\r\n"));
        assert_eq!(read_request_line(&mut wire), None);
    }
}
