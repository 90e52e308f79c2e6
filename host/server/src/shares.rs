//! The shares of apps in what the host can do at a time, so that one app's calls cannot keep out another's.

use std::sync::Arc;

use paywall_engine::turns::Turns;
use paywall_ledger::AppId;

/// The number of calls that are worked on at a time. A database and an engine do no more by it if there are more.
const AT_ONCE: usize = 64;

/// The places for calls.
pub(super) type Shares = Turns<AppId>;

/// Makes the places. An app may take one only while it has fewer than are free, so it never has more than half of all,
/// two apps never have more than three quarters, and there is always one left for whoever comes first.
pub(super) fn shares() -> Arc<Shares> {
    Arc::new(of(AT_ONCE))
}

/// Makes so many places.
fn of(count: usize) -> Shares {
    Turns::of(count, |held, free| held < free)
}

#[cfg(test)]
mod tests {
    use paywall_engine::turns::Turn;
    use tokio::task::JoinHandle;

    use super::*;

    /// The calls of an app that wait, and those that got a place.
    type Calls = Vec<JoinHandle<Option<Turn<AppId>>>>;

    /// Lets an app come a hundred times.
    async fn flood(shares: &Arc<Shares>, app: &str) -> Calls {
        let come = |_| {
            let (shares, app) = (Arc::clone(shares), AppId::new(app));
            tokio::spawn(async move { shares.take(app).await })
        };
        let all = (0..100).map(come).collect();
        settle().await;
        all
    }

    async fn settle() {
        for _ in 0..300 {
            tokio::task::yield_now().await;
        }
    }

    /// Counts the calls that have a place.
    fn held(calls: &Calls) -> usize {
        calls.iter().filter(|it| it.is_finished()).count()
    }

    #[tokio::test]
    async fn an_app_of_many_calls_leaves_room_for_all_others() {
        let shares = Arc::new(of(16));
        let many = flood(&shares, "many").await;
        assert_eq!(held(&many), 8);
        let few = shares.take(AppId::new("few")).await;
        assert!(few.is_some(), "at once, although 92 calls wait");
        let more = flood(&shares, "more").await;
        assert_eq!(held(&more), 4);
        assert!(shares.take(AppId::new("another")).await.is_some());
        assert_eq!(held(&many), 8);
    }

    #[tokio::test]
    async fn a_place_that_is_free_goes_to_the_app_with_the_fewest() {
        let shares = Arc::new(of(4));
        let mut many = flood(&shares, "many").await;
        let mut few = flood(&shares, "few").await;
        assert_eq!((held(&many), held(&few)), (2, 1));
        // Calls are done one after the other, whoever's they are: both apps get on alike.
        for _ in 0..60 {
            for all in [&mut many, &mut few] {
                if let Some(index) = all.iter().position(JoinHandle::is_finished) {
                    drop(all.remove(index).await.unwrap());
                    settle().await;
                }
            }
        }
        let (many_left, few_left) = (many.len(), few.len());
        assert!(few_left <= 45 && many_left <= 45, "{many_left} {few_left}");
        assert!(held(&many) + held(&few) <= 4);
        for waiting in many.iter().chain(&few) {
            waiting.abort();
        }
        drop((many, few));
        settle().await;
        assert_eq!(held(&flood(&shares, "new").await), 2, "all are free again");
    }
}
