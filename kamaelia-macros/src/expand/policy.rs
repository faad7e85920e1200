//! Writes policies.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote_spanned};

use crate::graphline::ast::{Policy, PolicyKind};

/// The variable that holds the policy of a linkage.
pub(crate) fn variable(number: usize, span: Span) -> syn::Ident {
    format_ident!(
        "policy_{number}",
        span = Span::mixed_site().located_at(span)
    )
}

/// `Some(Policy::capacity(8))`, or `None` for the default.
pub(crate) fn value(policy: Option<&Policy>, span: Span) -> TokenStream {
    let none = quote_spanned!(span=> ::core::option::Option::None);
    let Some(policy) = policy else { return none };
    let constructor = match policy.kind {
        PolicyKind::Capacity => quote_spanned!(policy.span=> capacity),
        PolicyKind::Unbounded => quote_spanned!(policy.span=> unbounded),
        PolicyKind::Latest => quote_spanned!(policy.span=> latest),
        PolicyKind::DropNewest => quote_spanned!(policy.span=> drop_newest),
        PolicyKind::DropOldest => quote_spanned!(policy.span=> drop_oldest),
        PolicyKind::Unknown => return none,
    };
    let amount = policy.amount.as_ref();
    quote_spanned! {policy.span=>
        ::core::option::Option::Some(::kamaelia::__private::Policy::#constructor(#amount))
    }
}
