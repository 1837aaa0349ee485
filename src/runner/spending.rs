//! Spending: when a run that costs money may start under a hard budget. Runs start together as long as what is foreseen for all that are open
//! fits; then one at a time; and none once the budget is spent, whether it waits as another column or as another repeat of the same one.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use futures_util::future::{Either, select};

use super::cancel::Cancel;
use crate::domain::failure::Failure;
use crate::domain::money::PicoUsd;

/// What a run may cost, as far as it is foreseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stake {
    /// Nothing: it never waits.
    Free,
    /// The high end of its estimate.
    Foreseen(PicoUsd),
    /// Nobody can say: it runs alone.
    Unknown,
}

/// Why a run did not start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotStarted {
    /// The budget was spent before its turn came.
    Spent,
    /// It was stopped while it waited.
    Stopped(Failure),
}

/// What is foreseen for the runs that are open. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Spending(Rc<RefCell<Desk>>);

#[derive(Debug, Default)]
struct Desk {
    /// Runs that cost money and have not been charged yet.
    open: usize,
    /// Those among them of which nobody knows what they cost.
    unknown: usize,
    /// Sum of what the others may cost.
    foreseen: PicoUsd,
    next_ticket: u64,
    /// First come, first served.
    queue: VecDeque<(u64, Option<Waker>)>,
}

enum Turn {
    Start,
    Wait,
    Stop,
}

impl Desk {
    /// What the first in the queue may do when `left` of the budget is left (`None` = there is no limit).
    fn turn(&self, stake: Stake, left: Option<PicoUsd>) -> Turn {
        let Some(left) = left else { return Turn::Start };
        if left == PicoUsd::ZERO {
            return Turn::Stop;
        }
        let fits = match stake {
            Stake::Foreseen(high) => self.unknown == 0 && self.foreseen + high <= left,
            Stake::Free | Stake::Unknown => false,
        };
        if fits || self.open == 0 { Turn::Start } else { Turn::Wait }
    }

    fn take(&mut self, stake: Stake) {
        self.open += 1;
        match stake {
            Stake::Foreseen(high) => self.foreseen += high,
            Stake::Free | Stake::Unknown => self.unknown += 1,
        }
    }

    fn give_back(&mut self, stake: Stake) {
        self.open = self.open.saturating_sub(1);
        match stake {
            Stake::Foreseen(high) => self.foreseen = self.foreseen.saturating_sub(high),
            Stake::Free | Stake::Unknown => self.unknown = self.unknown.saturating_sub(1),
        }
    }
}

impl Spending {
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits for a run's turn. `left` tells what is left of the budget at that moment (`None` = there is no limit); `on_wait` is called when it
    /// can't start at once. The place is given back when the admission is dropped: after the run was charged.
    ///
    /// # Errors
    /// When the budget is spent by then, or the run is stopped while it waits.
    pub async fn admit(
        &self,
        stake: Stake,
        cancel: &Cancel,
        left: impl Fn() -> Option<PicoUsd>,
        on_wait: impl FnOnce(),
    ) -> Result<Admission, NotStarted> {
        if stake == Stake::Free {
            return Ok(Admission(None));
        }
        let ticket = Ticket { spending: self.clone(), number: self.queue_up() };
        let mut on_wait = Some(on_wait);
        let turn = poll_fn(|context| {
            let left = left();
            let mut desk = self.0.borrow_mut();
            let first = desk.queue.front().is_none_or(|(number, _)| *number == ticket.number);
            match if first { desk.turn(stake, left) } else { Turn::Wait } {
                Turn::Start => {
                    desk.take(stake);
                    Poll::Ready(Ok(Admission(Some((self.clone(), stake)))))
                }
                Turn::Stop => Poll::Ready(Err(NotStarted::Spent)),
                Turn::Wait => {
                    if let Some((_, waker)) = desk.queue.iter_mut().find(|(number, _)| *number == ticket.number) {
                        *waker = Some(context.waker().clone());
                    }
                    drop(desk);
                    on_wait.take().into_iter().for_each(|tell| tell());
                    Poll::Pending
                }
            }
        });
        match select(pin!(cancel.stopped()), turn).await {
            Either::Left((reason, _)) => Err(NotStarted::Stopped(reason)),
            Either::Right((turn, _)) => turn,
        }
    }

    fn queue_up(&self) -> u64 {
        let mut desk = self.0.borrow_mut();
        desk.next_ticket += 1;
        let number = desk.next_ticket;
        desk.queue.push_back((number, None));
        number
    }

    /// Changes the desk and lets the first in the queue look again.
    fn change(&self, change: impl FnOnce(&mut Desk)) {
        let next = {
            let mut desk = self.0.borrow_mut();
            change(&mut desk);
            desk.queue.front().and_then(|(_, waker)| waker.clone())
        };
        if let Some(waker) = next {
            waker.wake();
        }
    }
}

/// A place in the queue, given up when its owner starts or stops waiting.
struct Ticket {
    spending: Spending,
    number: u64,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.spending.change(|desk| desk.queue.retain(|(other, _)| *other != self.number));
    }
}

/// One open run; it is held until the run was charged.
#[derive(Debug)]
pub struct Admission(Option<(Spending, Stake)>);

impl Drop for Admission {
    fn drop(&mut self) {
        if let Some((spending, stake)) = &self.0 {
            spending.change(|desk| desk.give_back(*stake));
        }
    }
}
