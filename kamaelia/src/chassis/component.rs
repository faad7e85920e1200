//! What every chassis is to the graph that it stands in.

use crate::outcome::Outcome;
use crate::seat::Seat;
use crate::topology::BoxInfo;
use std::future::Future;

/// A chassis: apart from its type it is a component whose two ends are those of its
/// children.
pub(super) trait Chassis: Sized {
    const NAME: &'static str;
    const DOCS: &'static str;

    /// Boxes besides `inbox` and `outbox`.
    fn more_boxes() -> Vec<BoxInfo> {
        Vec::new()
    }

    /// Tells those whose they are.
    fn seat_more(&mut self, _seat: &Seat) {}

    /// What it does.
    fn work(self) -> impl Future<Output = Outcome> + Send;
}

/// Makes a struct with the fields `inbox` and `outbox`, whose types are those of the
/// ends `$head` and `$tail`, a component: `chassis!([C: Guest] Restart<C>, C::Head, C::Tail);`.
macro_rules! chassis {
    ([$($generics:tt)*] $name:ty, $head:ty, $tail:ty) => {
        impl<$($generics)*> $crate::component::Component for $name {
            type Itself = Self;
            type Place = $crate::component::Anywhere;
            type Head = $head;
            type Tail = $tail;

            fn describe() -> $crate::component::Description {
                let head = <$head as $crate::ends::Ends>::describe();
                let tail = <$tail as $crate::ends::Ends>::describe();
                let more = <Self as $crate::chassis::component::Chassis>::more_boxes();
                $crate::component::Description {
                    type_name: <Self as $crate::chassis::component::Chassis>::NAME,
                    docs: <Self as $crate::chassis::component::Chassis>::DOCS,
                    boxes: head.into_iter().chain(tail).chain(more).collect(),
                }
            }

            fn take_seat(&mut self, seat: &$crate::seat::Seat) {
                <$head as $crate::ends::Ends>::seat(&mut self.inbox, seat);
                <$tail as $crate::ends::Ends>::seat(&mut self.outbox, seat);
                $crate::chassis::component::Chassis::seat_more(self, seat);
            }

            fn head(&mut self) -> <$head as $crate::ends::Ends>::Ref<'_> {
                <$head as $crate::ends::Ends>::borrow(&mut self.inbox)
            }

            fn tail(&mut self) -> <$tail as $crate::ends::Ends>::Ref<'_> {
                <$tail as $crate::ends::Ends>::borrow(&mut self.outbox)
            }
        }

        impl<$($generics)*> $name {
            /// The address of the inbox, if its children have one.
            pub fn inbox(
                &mut self,
            ) -> $crate::wire::Port<'_, <$head as $crate::ends::Ends>::Own, 0> {
                $crate::wire::Port::new(&mut self.inbox)
            }

            /// The address of the outbox, if its children have one.
            pub fn outbox(
                &mut self,
            ) -> $crate::wire::Port<'_, <$tail as $crate::ends::Ends>::Own, 1> {
                $crate::wire::Port::new(&mut self.outbox)
            }
        }

        impl<$($generics)*> $crate::work::Runnable for $name {
            type Role = $crate::row::Plain;

            async fn start(self) -> $crate::outcome::Outcome {
                $crate::chassis::component::Chassis::work(self).await
            }
        }

        impl<$($generics)*> std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(<Self as $crate::chassis::component::Chassis>::NAME)
            }
        }
    };
}

/// The list of boxes of a chassis that has none to be linked but its two ends.
macro_rules! two_ends {
    ([$($generics:tt)*] $name:ty, $head:ty, $tail:ty) => {
        impl<$($generics)*> $name {
            #[doc(hidden)]
            pub fn __sheet(
                &self,
            ) -> $crate::stage::StageSheet<
                <$head as $crate::ends::Ends>::Initial,
                <$tail as $crate::ends::Ends>::Initial,
            > {
                $crate::stage::StageSheet::new()
            }
        }
    };
}

/// A chassis is a stage if its children are.
macro_rules! stage {
    ([$($generics:tt)*] $name:ty where $($bounds:tt)*) => {
        impl<In, Out, $($generics)*> $crate::stage::Stage<In, Out> for $name
        where
            In: $crate::component::Message,
            Out: $crate::component::Message,
            $($bounds)*
        {
            fn inbox(&mut self) -> $crate::wire::Port<'_, $crate::inbox::Inbox<In>, 0> {
                $crate::wire::Port::new(&mut self.inbox)
            }

            fn outbox(&mut self) -> $crate::wire::Port<'_, $crate::outbox::Outbox<Out>, 1> {
                $crate::wire::Port::new(&mut self.outbox)
            }
        }
    };
}

pub(super) use {chassis, stage, two_ends};
