use crate::Reception;

/// Who does what an administrator asks for, with what all connections share.
pub(super) struct Clerk(pub(super) Reception);
