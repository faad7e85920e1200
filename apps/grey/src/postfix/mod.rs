//! The protocol in which Postfix asks for a decision.
