//! The customers of a long run, and what their stores said last.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use paywall_ledger::{Store, Time};

use crate::call::Call;
use crate::customer::Customer;
use crate::random::Random;
use crate::receiver::{Mood, Receiver};
use crate::shop::{Shop, now};
use crate::stores::Stores;

/// The life of the subscriptions that nobody renews, in milliseconds.
const SHORT: i64 = 60_000;
/// The time after an end by which its announcement must have come: the ledger waits for five minutes.
const ANNOUNCED: Duration = Duration::from_secs(60 + 330);

/// A customer, as far as the callers know them.
struct Known {
    /// The newest period of which the host was told and took the word.
    period: usize,
    /// True while a message is on its way, because one follows the other.
    busy: bool,
    came: Instant,
}

pub struct People {
    shop: Arc<Shop>,
    stores: Stores,
    /// The number of newest customers whose subscriptions are renewed.
    renewing: usize,
    /// The customers who have come in, by their number.
    known: Mutex<BTreeMap<usize, Known>>,
    /// The number of the next one to come.
    next: Mutex<usize>,
}

/// Returns whether the store's word about a customer arrives by a call of the device.
pub fn is_shown(customer: Customer) -> bool {
    customer.store == Store::Amazon
}

/// Returns whether a customer's subscription ends soon and is not renewed: one of ten, all of them Apple's.
const fn ends_soon(customer: Customer) -> bool {
    customer.number.is_multiple_of(10)
}

impl People {
    pub fn new(shop: &Arc<Shop>, stores: &Stores, renewing: usize) -> Self {
        Self {
            shop: Arc::clone(shop),
            stores: stores.clone(),
            renewing,
            known: Mutex::default(),
            next: Mutex::new(renewing),
        }
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<usize, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the next customer to come.
    pub fn next(&self) -> Customer {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next += 1;
        Customer::of(*next - 1)
    }

    pub fn arrives(&self, customer: Customer) -> [Call; 3] {
        let ends = match ends_soon(customer) {
            true => now().plus_millis(SHORT),
            false => self.shop.ends(0),
        };
        self.shop.arrives(customer, ends)
    }

    /// Counts a customer as one who has come in.
    pub fn came(&self, customer: Customer) {
        let known = Known {
            period: 0,
            busy: false,
            came: Instant::now(),
        };
        self.known().insert(customer.number, known);
    }

    /// Picks one of all customers.
    pub fn any(&self, random: &mut Random) -> Customer {
        let known = self.known();
        // Some with smaller numbers are still on their way.
        loop {
            let number = random.below(known.len());
            if known.contains_key(&number) {
                return Customer::of(number);
            }
        }
    }

    pub fn logs_in(&self, customer: Customer) -> Call {
        self.shop.logs_in(customer)
    }

    /// Makes the call of a device that shows again what it bought.
    pub fn shows(&self, random: &mut Random) -> Call {
        loop {
            let customer = self.any(random);
            if !ends_soon(customer) {
                let period = self.known().get(&customer.number).map_or(0, |it| it.period);
                return self
                    .shop
                    .shows(customer, period, self.shop.ends(period), "validation");
            }
        }
    }

    /// Renews the subscription of one of the newest customers, and makes the call by which the host hears of it.
    pub fn renews(&self, random: &mut Random) -> Option<(Customer, Call)> {
        let (customer, period) = self.due(random)?;
        // The store knows first, and then tells.
        self.stores.renew(customer, period);
        let told = self.shop.renews(customer, period);
        let shown = || {
            self.shop
                .shows(customer, period, self.shop.ends(period), "validation")
        };
        Some((customer, told.unwrap_or_else(shown)))
    }

    fn due(&self, random: &mut Random) -> Option<(Customer, usize)> {
        let mut known = self.known();
        let oldest = known.len().saturating_sub(self.renewing);
        for _ in 0..20 {
            let customer = Customer::of(oldest + random.below(self.renewing));
            let Some(found) = known.get_mut(&customer.number) else {
                continue;
            };
            if !ends_soon(customer) && !found.busy {
                found.busy = true;
                return Some((customer, found.period + 1));
            }
        }
        None
    }

    /// Keeps whether the host took a renewal.
    pub fn told(&self, customer: Customer, taken: bool) {
        if let Some(known) = self.known().get_mut(&customer.number) {
            known.busy = false;
            known.period += usize::from(taken);
        }
    }

    /// Lists the customers of whom the receiver has not heard what was said last, as far as it answers for them.
    /// Ends that are too new to be announced by `at` do not count.
    pub fn unheard(&self, receiver: &Receiver, at: Instant) -> Vec<String> {
        let known = self.known();
        let customers = known
            .iter()
            .map(|(number, known)| (Customer::of(*number), known));
        let answered = customers.filter(|(it, _)| Mood::mixed(it.number) != Mood::Silent);
        let unheard = answered.filter_map(|(customer, known)| {
            let heard = receiver.heard(customer);
            if ends_soon(customer) {
                let due = at.duration_since(known.came) > ANNOUNCED;
                return (due && !heard.expired).then(|| format!("{}: no end", customer.number));
            }
            let ends = self.shop.ends(known.period);
            (heard.until < ends.millis()).then(|| {
                let until = Time::from_millis(heard.until);
                let store = customer.store.name();
                format!("{} ({store}): until {until}, not {ends}", customer.number)
            })
        });
        unheard.collect()
    }
}
