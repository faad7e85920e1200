//! What happens between two neighbours that are one loop: [`Passage`].

use std::any::Any;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

/// How a message gets from one transform to the next.
///
/// The types of both were compared when they were linked; here they are what
/// the compiler cannot know to be the same.
pub trait Passage: Sized {
    /// The same, as it is used.
    type Used: Pass;

    /// Begins to use it.
    fn used(self) -> Self::Used;
}

/// See [`Passage`].
pub trait Pass: Send {
    /// Makes a message for the second of what the first sent.
    fn pass<T: 'static, U: 'static>(&mut self, message: T) -> U;
}

/// As it is.
#[derive(Debug)]
pub struct Straight;

impl Passage for Straight {
    type Used = Straight;

    fn used(self) -> Straight {
        self
    }
}

impl Pass for Straight {
    #[inline(always)]
    fn pass<T: 'static, U: 'static>(&mut self, message: T) -> U {
        same(message)
    }
}

/// The conversion of a linkage between components that may turn out to be one
/// loop: whoever needs it first takes it.
pub struct Lent<T, U, F> {
    convert: Arc<Mutex<Option<F>>>,
    of: PhantomData<fn(T) -> U>,
}

impl<T, U, F: FnMut(T) -> U> Lent<T, U, F> {
    /// The conversion twice; one of the two may be used.
    pub(crate) fn new(convert: F) -> (Lent<T, U, F>, impl FnMut(T) -> U + use<T, U, F>) {
        let lent = Lent {
            convert: Arc::new(Mutex::new(Some(convert))),
            of: PhantomData,
        };
        let also = lent.convert.clone();
        let mut convert = None;
        let used = move |message| convert.get_or_insert_with(|| taken(&also))(message);
        (lent, used)
    }
}

fn taken<F>(convert: &Mutex<Option<F>>) -> F {
    let mut convert = convert.lock().unwrap_or_else(PoisonError::into_inner);
    convert.take().expect("a linkage has a queue or has none")
}

/// A `Passage` for what is known to be a conversion. Of what is none the
/// compiler has said so where it was linked, and is to say it once.
pub trait Converts {
    /// The conversion, as a way between two transforms.
    type Passage: Passage;

    /// See [`Converts`].
    fn passage(self) -> Self::Passage;
}

impl<T: 'static, U: 'static, F: FnMut(T) -> U + Send + 'static> Converts for Lent<T, U, F> {
    type Passage = Offer<T, U, F>;

    fn passage(self) -> Offer<T, U, F> {
        Offer(self)
    }
}

/// What [`Converts`] is not implemented for, by the rule that a method of the
/// type itself comes before one of a reference to it.
pub trait Broken {
    /// No program that has it is whole.
    fn passage(&self) -> Straight {
        Straight
    }
}

impl<T, U, F> Broken for Lent<T, U, F> {}

/// See [`Converts`].
pub struct Offer<T, U, F>(Lent<T, U, F>);

impl<T: 'static, U: 'static, F: FnMut(T) -> U + Send> Passage for Offer<T, U, F> {
    type Used = Via<T, U, F>;

    fn used(self) -> Via<T, U, F> {
        Via(taken(&self.0.convert), PhantomData)
    }
}

/// Through a conversion.
pub struct Via<T, U, F>(F, PhantomData<fn(T) -> U>);

impl<T: 'static, U: 'static, F: FnMut(T) -> U + Send> Pass for Via<T, U, F> {
    #[inline(always)]
    fn pass<T2: 'static, U2: 'static>(&mut self, message: T2) -> U2 {
        same(self.0(same(message)))
    }
}

/// The same message, where two names of its type are known to mean one.
#[inline(always)]
fn same<T: 'static, U: 'static>(message: T) -> U {
    let mut message = Some(message);
    let message: &mut dyn Any = &mut message;
    let same = message.downcast_mut::<Option<U>>().and_then(Option::take);
    same.expect("the two ends of a linkage carry one type")
}
