//! Limits: how many requests a connection may have open at once. Browsers open six HTTP/1.1 connections a host at most, and the page needs
//! one for itself; a server on one machine is not faster for being asked more at once.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use crate::domain::connection::Connection;
use crate::domain::id::ConnectionId;

/// Open requests of a connection to this machine.
pub const LOOPBACK_LIMIT: usize = 4;
/// Open requests of any other connection.
pub const HOSTED_LIMIT: usize = 8;

/// Counts open requests by connection. Clones share the counts.
#[derive(Clone, Debug, Default)]
pub struct Limits(Rc<RefCell<HashMap<ConnectionId, Gate>>>);

#[derive(Debug, Default)]
struct Gate {
    open: usize,
    next_ticket: u64,
    /// First come, first served.
    queue: VecDeque<(u64, Option<Waker>)>,
}

impl Limits {
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits for a free place; it is given back when the permit (or the waiting future) is dropped.
    pub async fn acquire(&self, connection: &Connection) -> Permit {
        let most = if connection.is_loopback() { LOOPBACK_LIMIT } else { HOSTED_LIMIT };
        let ticket =
            Ticket { limits: self.clone(), connection: connection.id.clone(), number: self.queue_up(&connection.id) };
        poll_fn(|context| {
            let mut gates = self.0.borrow_mut();
            let Some(gate) = gates.get_mut(&connection.id) else { return Poll::Ready(()) };
            let first = gate.queue.front().is_none_or(|(number, _)| *number == ticket.number);
            if first && gate.open < most {
                gate.open += 1;
                gate.leave(ticket.number);
                return Poll::Ready(());
            }
            if let Some((_, waker)) = gate.queue.iter_mut().find(|(number, _)| *number == ticket.number) {
                *waker = Some(context.waker().clone());
            }
            Poll::Pending
        })
        .await;
        Permit { limits: self.clone(), connection: connection.id.clone() }
    }

    /// Whether [`Limits::acquire`] would have to wait.
    pub fn is_full(&self, connection: &Connection) -> bool {
        let most = if connection.is_loopback() { LOOPBACK_LIMIT } else { HOSTED_LIMIT };
        self.0.borrow().get(&connection.id).is_some_and(|gate| gate.open >= most || !gate.queue.is_empty())
    }

    fn queue_up(&self, connection: &ConnectionId) -> u64 {
        let mut gates = self.0.borrow_mut();
        let gate = gates.entry(connection.clone()).or_default();
        gate.next_ticket += 1;
        gate.queue.push_back((gate.next_ticket, None));
        gate.next_ticket
    }

    fn change(&self, connection: &ConnectionId, change: impl FnOnce(&mut Gate)) {
        let next = {
            let mut gates = self.0.borrow_mut();
            let Some(gate) = gates.get_mut(connection) else { return };
            change(gate);
            gate.queue.front().and_then(|(_, waker)| waker.clone())
        };
        if let Some(waker) = next {
            waker.wake();
        }
    }
}

impl Gate {
    fn leave(&mut self, number: u64) {
        self.queue.retain(|(other, _)| *other != number);
    }
}

/// A place in the queue, given up when its owner stops waiting.
struct Ticket {
    limits: Limits,
    connection: ConnectionId,
    number: u64,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.limits.change(&self.connection, |gate| gate.leave(self.number));
    }
}

/// One open request.
#[derive(Debug)]
pub struct Permit {
    limits: Limits,
    connection: ConnectionId,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.limits.change(&self.connection, |gate| gate.open = gate.open.saturating_sub(1));
    }
}
