use super::{PolicyDecoder, PolicyEncoder};
use crate::{Reception, Trace};
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{PublishTo, Stage};

/// What answers Postfix in one connection, which may last for days: it decides by the
/// terms that hold when it is asked.
pub fn policy_service(reception: &Reception, trace: Trace) -> impl Stage<Bytes, Bytes> + use<> {
    let reception = reception.now();
    pipeline![
        PolicyDecoder::new().trace(Some(trace)),
        reception.judge().following(Some(reception.terms())),
        PublishTo::new(reception.decisions()),
        PolicyEncoder::new(&reception.config().server.name),
    ]
}
