//! Boxes that have an address, and are lent to what their owner runs inside.

use crate::common::all;
use kamaelia::chassis::Restart;
use kamaelia::prelude::*;
use kamaelia::{LinkRefused, Stop};

/// Halves even numbers, and fails at each odd one.
#[derive(Component)]
struct Halve {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Halve {
    async fn main(mut self) -> Outcome {
        while let Some(number) = self.inbox.recv().await {
            if number % 2 == 1 {
                return Err(Stop::fault(format!("{number} is odd")));
            }
            self.outbox.send(number / 2).await?;
        }
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn what_comes_by_an_address_outlives_the_component_that_fails() {
    let ((numbers, source), (mut halves, sink)) = (feed(), collect());
    let mut halve = Restart::new(Halve::new);
    let address = halve.inbox().address();
    let graph = pipeline![source, halve, sink].spawn();
    let mut outbox = address.outbox().unwrap();
    outbox.send_all([2, 4, 5, 6]).await.unwrap();
    for half in [1, 2, 3] {
        assert_eq!(halves.recv().await, Some(half));
    }
    // Also one that comes after the first component has gone.
    let mut late = address.outbox().unwrap();
    late.send_all([8, 9, 10]).await.unwrap();
    for half in [4, 5] {
        assert_eq!(halves.recv().await, Some(half));
    }
    drop((numbers, outbox, late, address));
    assert_eq!(halves.recv().await, None);
    assert!(graph.join().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn an_outbox_with_an_address_is_lent_to_one_after_the_other() {
    let ((mut numbers, source), (mut halves, sink)) = (feed(), collect());
    let mut halve = Restart::new(Halve::new);
    let address = halve.outbox().address();
    let graph = pipeline![source, halve, sink].spawn();
    numbers.send_all([2, 3, 4, 5, 6]).await.unwrap();
    drop(numbers);
    assert_eq!(all(&mut halves).await, [1, 2, 3]);
    assert!(graph.join().await.is_ok());
    let refused = address.link_to(&Inbox::unlinked().address()).map(drop);
    assert_eq!(*refused.unwrap_err().reason(), LinkRefused::OutboxEnded);
}
