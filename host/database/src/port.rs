//! The database as others see it: the outbox behind the webhooks' sender, the numbers of questions to stores.

use paywall_ledger::{Later, Leased, Time, Unavailable, UserId};
use paywall_stores::Numbers;
use paywall_webhooks::{Next, Outbox, Outgoing, View};

use super::LedgerDatabase;

impl Outbox for LedgerDatabase {
    fn take(
        &self,
        now: Time,
        lease_millis: i64,
        limit: u32,
    ) -> Later<'_, Result<Vec<Leased<Outgoing>>, Unavailable>> {
        Box::pin(async move { Ok(self.take_events(now, lease_millis, limit).await?) })
    }

    fn settle<'a>(
        &'a self,
        event: &'a Leased<Outgoing>,
        next: Next,
        attempted: bool,
        now: Time,
    ) -> Later<'a, Result<(), Unavailable>> {
        Box::pin(async move { Ok(self.settle_event(event, next, attempted, now).await?) })
    }

    fn view<'a>(
        &'a self,
        user: &'a UserId,
        now: Time,
    ) -> Later<'a, Result<Option<View>, Unavailable>> {
        Box::pin(async move { Ok(Self::view(self, user, now).await?) })
    }
}

impl Numbers for LedgerDatabase {
    fn next(&self) -> Later<'_, Result<u64, Unavailable>> {
        Box::pin(async move { Ok(self.question_number().await?) })
    }
}
