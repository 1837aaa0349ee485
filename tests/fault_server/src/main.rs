//! `fault_server --port 0 [--pace-ms 15]`: prints `listening on http://127.0.0.1:PORT` and serves until it is killed.

use std::io::Write;
use std::process::ExitCode;

use fault_server::Server;

/// Milliseconds between pieces of an answer: about 65 a second, like a hosted model.
const PACE_MS: u64 = 15;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| arguments.iter().position(|given| given == name).and_then(|at| arguments.get(at + 1));
    let port = option("--port").map_or(Ok(0), |port| port.parse::<u16>());
    let pace = option("--pace-ms").map_or(Ok(PACE_MS), |pace| pace.parse::<u64>());
    let (Ok(port), Ok(pace)) = (port, pace) else {
        eprintln!("usage: fault_server [--port PORT] [--pace-ms MILLISECONDS]; port 0 takes a free one");
        return ExitCode::from(2);
    };
    match Server::start(port, pace) {
        Ok(server) => {
            println!("listening on {}", server.origin());
            let _ = std::io::stdout().flush();
            server.wait();
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cannot listen on 127.0.0.1:{port}: {error}");
            ExitCode::FAILURE
        }
    }
}
