use super::child_fault::{ChildFault, faults_box};
use super::component::{Chassis, chassis, stage, two_ends};
use super::{Guest, HeadOf, Host, IntoGuest, TailOf};
use crate::component::Component;
use crate::outbox::Outbox;
use crate::outcome::Outcome;
use crate::seat::Seat;
use crate::stage::{Gives, Takes};
use crate::topology::BoxInfo;
use crate::wire::Port;
use std::panic::Location;

/// Runs a component whose fault is nobody else's.
///
/// It has the `inbox` and the `outbox` of the component. A fault or a panic in there
/// ends the component, and with it the chassis, which ends normally: its
/// neighbours see that nobody sends or reads any more, and go on as they would. The
/// fault leaves by the optional outbox `faults`.
///
/// What is told to end and does not within the grace time is a fault of its graph
/// all the same.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::chassis::Isolate;
/// use kamaelia::Stop;
///
/// /// Halves even numbers, and fails at the first odd one.
/// #[derive(Component)]
/// struct Halve {
///     #[inbox]
///     inbox: Inbox<u64>,
///     #[outbox]
///     outbox: Outbox<u64>,
/// }
///
/// impl Main for Halve {
///     async fn main(mut self) -> Outcome {
///         while let Some(number) = self.inbox.recv().await {
///             if number % 2 == 1 {
///                 return Err(Stop::fault(format!("{number} is odd")));
///             }
///             self.outbox.send(number / 2).await?;
///         }
///         Ok(())
///     }
/// }
///
/// # futures::executor::block_on(async {
/// let (mut numbers, source) = feed();
/// let (mut halves, sink) = collect();
/// let (mut faults, told) = collect();
/// numbers.send_all([2, 4, 5, 6]).await?;
/// drop(numbers);
///
/// graphline! {
///     NUMBERS = source;
///     HALVE   = Isolate::new(Halve::new());
///     HALVES  = sink;
///     FAULTS  = told;
///
///     NUMBERS -> HALVE -> HALVES;
///     HALVE.faults -> FAULTS.inbox;
/// }
/// .run()
/// .await?;
///
/// let mut all = Vec::new();
/// halves.recv_many(&mut all, 10).await;
/// assert_eq!(all, [1, 2]);
/// let fault = faults.recv().await.expect("there was one");
/// assert_eq!(fault.path, "HALVE/child[0]");
/// assert!(fault.text.ends_with("5 is odd"));
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
pub struct Isolate<C: Component> {
    inbox: HeadOf<C>,
    outbox: TailOf<C>,
    faults: Outbox<ChildFault>,
    child: C,
    place: &'static Location<'static>,
}

impl<C: Guest> Isolate<C> {
    /// Runs this component.
    #[track_caller]
    #[must_use]
    pub fn new(child: impl IntoGuest<C>) -> Isolate<C> {
        Isolate {
            inbox: Default::default(),
            outbox: Default::default(),
            faults: Outbox::unlinked(),
            child: child.into_guest(),
            place: Location::caller(),
        }
    }

    /// The address of the outbox for the fault of the component.
    pub fn faults(&mut self) -> Port<'_, Outbox<ChildFault>, 2> {
        Port::new(&mut self.faults)
    }
}

impl<C: Guest> Chassis for Isolate<C> {
    const NAME: &'static str = "Isolate";
    const DOCS: &'static str = "Runs a component whose fault is nobody else's.";

    fn more_boxes() -> Vec<BoxInfo> {
        vec![faults_box()]
    }

    fn seat_more(&mut self, seat: &Seat) {
        self.faults.seat(seat);
    }

    async fn work(mut self) -> Outcome {
        let mut host = Host::at("child", self.place);
        let outcome = host
            .run(self.child, &mut self.inbox, &mut self.outbox)
            .await;
        // Its neighbours do not wait until the fault is told.
        drop((self.inbox, self.outbox));
        if let Err(stop) = outcome
            && !stop.is_closed()
        {
            ChildFault::tell(stop, &mut self.faults).await;
        }
        Ok(())
    }
}

chassis!([C: Guest] Isolate<C>, C::Head, C::Tail);
two_ends!([C: Guest] Isolate<C>, C::Head, C::Tail);
stage!([C] Isolate<C> where C: Guest + Component<Head = Takes<In>, Tail = Gives<Out>>);
