//! The five philosophers.

use kamaelia::prelude::*;
use kamaelia::testing::{Schedules, run};
use kamaelia_std::shared::{Key, Store};

const SEATS: usize = 5;
const MEALS: usize = 3;

/// Eats some meals, each with both of the forks beside its seat.
#[derive(Component)]
struct Philosopher {
    /// Its seat, for each meal it has had.
    #[outbox]
    outbox: Outbox<usize>,
    seat: usize,
    table: Store,
}

impl Main for Philosopher {
    async fn main(mut self) -> Outcome {
        let forks = [fork(self.seat), fork((self.seat + 1) % SEATS)];
        for _ in 0..MEALS {
            // Both at once: nobody ever waits with one fork in the hand.
            let take = self.table.update_when(|table| {
                for fork in &forks {
                    if table.get(fork)? == Some(true) {
                        return Ok(None);
                    }
                }
                forks.iter().for_each(|fork| table.set(fork, true));
                Ok(Some(()))
            });
            if until_stopped(take).await.is_none() {
                return Ok(());
            }
            // Others have their turns while it eats.
            tokio::task::yield_now().await;
            self.outbox.send(self.seat).await?;
            self.table.update(|table| {
                for fork in &forks {
                    assert_eq!(table.get(fork)?, Some(true), "nobody else takes it");
                    table.set(fork, false);
                }
                Ok(())
            });
        }
        Ok(())
    }
}

/// Whether this fork is taken.
fn fork(place: usize) -> Key<bool> {
    Key::new(&format!("fork {place}"))
}

async fn dinner() -> Outcome {
    let table = Store::new();
    let (mut meals, sink) = collect();
    let at = |seat| Philosopher::new(seat, table.clone());
    graphline! {
        ARISTOTLE = at(0);
        KANT      = at(1);
        SPINOZA   = at(2) on task;
        HUME      = at(3) on task;
        RUSSELL   = at(4);
        MEALS     = sink;

        ARISTOTLE -> MEALS;
        KANT      -> MEALS;
        SPINOZA   -> MEALS;
        HUME      -> MEALS;
        RUSSELL   -> MEALS;
    }
    .run()
    .await?;
    let mut eaten = [0; SEATS];
    while let Some(seat) = meals.recv().await {
        eaten[seat] += 1;
    }
    assert_eq!(eaten, [MEALS; SEATS]);
    Ok(())
}

// Case 172.
#[test]
fn five_philosophers_all_eat_and_none_waits_for_ever() {
    run(dinner);
}

// Case 172, for whoever says that ten orders are few.
#[test]
fn five_philosophers_all_eat_in_many_other_orders() {
    Schedules::random(200).run(dinner);
}
