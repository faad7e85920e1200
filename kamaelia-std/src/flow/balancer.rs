use crate::BadParameter;
use crate::wait::while_any_read;
use kamaelia::prelude::*;
use std::future::{Future, poll_fn};
use std::task::Poll;

/// Deals messages out to several workers, one to each in turn.
///
/// A worker who has ended gets no more, and the others go on; it ends when all
/// have. A slow worker holds the others up, unless [`Deal::ToWhoHasRoom`] passes
/// over those whose linkages are full.
///
/// # Errors
///
/// [`BadParameter`] if there are no workers.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::Balancer;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     NUMBERS = DataSource::new(1..=5);
///     DEAL    = Balancer::new(2);
///     LEFT    = Expect::new([1, 3, 5]);
///     RIGHT   = Expect::new([2, 4]);
///
///     NUMBERS -> DEAL;
///     DEAL.outbox[0] -> LEFT.inbox;
///     DEAL.outbox[1] -> RIGHT.inbox;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
pub struct Balancer<T: Message> {
    /// Messages to deal out.
    #[inbox]
    inbox: Inbox<T>,

    /// Each worker's share, in the order in which it came: one outbox for each.
    #[outbox]
    outbox: Vec<Outbox<T>>,

    /// Whose turn it is: the next one's, if not said otherwise.
    #[param(default)]
    deal: Deal,
}

/// Who gets the next message of a [`Balancer`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Deal {
    /// The next worker, also if it has to wait for that one.
    #[default]
    InTurn,
    /// The next worker whose linkage has room.
    ToWhoHasRoom,
}

impl<T: Message> Main for Balancer<T> {
    async fn main(mut self) -> Outcome {
        if self.outbox.is_empty() {
            let why = "is empty; there has to be a worker to get the messages";
            return Err(BadParameter {
                name: "outbox",
                why,
            }
            .into());
        }
        let mut ways: Vec<&mut Outbox<T>> = self.outbox.iter_mut().collect();
        let mut turn = 0;
        while let Some(Some(message)) = while_any_read(&mut ways, self.inbox.recv()).await {
            let dealt = match self.deal {
                Deal::InTurn => in_turn(&mut ways, turn, message).await,
                Deal::ToWhoHasRoom => to_who_has_room(&mut ways, turn, message).await,
            };
            let Some(way) = dealt else { return Ok(()) };
            turn = (way + 1) % ways.len();
        }
        Ok(())
    }
}

/// Gives a message to the next worker who is still there, and says which it was.
async fn in_turn<T: Message>(
    ways: &mut [&mut Outbox<T>],
    turn: usize,
    message: T,
) -> Option<usize> {
    for way in (turn..ways.len()).chain(0..turn) {
        // A worker may end while it is waited for: the message is then for another.
        if !ways[way].is_closed()
            && let Ok(slot) = ways[way].reserve().await
        {
            slot.send(message);
            return Some(way);
        }
    }
    None
}

/// Gives a message to the next worker who has room, and says which it was.
async fn to_who_has_room<T: Message>(
    ways: &mut [&mut Outbox<T>],
    turn: usize,
    mut message: T,
) -> Option<usize> {
    for way in (turn..ways.len()).chain(0..turn) {
        match ways[way].try_send(message) {
            Ok(()) => return Some(way),
            Err(error) => message = error.into_message(),
        }
    }
    first_room(ways, message).await
}

/// Gives a message to the first worker who has room again.
async fn first_room<T: Message>(ways: &mut [&mut Outbox<T>], message: T) -> Option<usize> {
    let open = ways
        .iter_mut()
        .enumerate()
        .filter(|(_, way)| !way.is_closed());
    let mut rooms: Vec<_> = open
        .map(|(way, outbox)| (way, Box::pin(outbox.reserve())))
        .collect();
    let mut message = Some(message);
    poll_fn(|cx| {
        let mut dealt = None;
        rooms.retain_mut(|(way, room)| {
            if message.is_none() {
                return true;
            }
            let Poll::Ready(room) = room.as_mut().poll(cx) else {
                return true;
            };
            let Ok(slot) = room else { return false };
            if let Some(message) = message.take() {
                slot.send(message);
                dealt = Some(*way);
            }
            true
        });
        match dealt {
            None if !rooms.is_empty() => Poll::Pending,
            dealt => Poll::Ready(dealt),
        }
    })
    .await
}
