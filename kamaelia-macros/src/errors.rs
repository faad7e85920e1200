//! The mistakes of one macro call, kept until all of them can be reported together.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// Every mistake found so far, in the order found. Its tokens are one `compile_error!` each.
#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// Reports a mistake that stands under `tokens`, from the first to the last of them.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Reports a mistake that stands at `span`.
    pub(crate) fn at_span(&mut self, span: Span, message: impl Display) {
        self.push(syn::Error::new(span, message));
    }

    /// Reports what a parser said.
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.0.push(error);
    }

    /// Reports what was found at a place, which each of the texts names first.
    pub(crate) fn extend_at(&mut self, place: &str, found: Errors) {
        for error in found.0.iter().flatten() {
            self.at_span(error.span(), format!("{place}: {error}"));
        }
    }

    /// Whether nothing was reported.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl ToTokens for Errors {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.0.iter().map(syn::Error::to_compile_error));
    }
}

#[cfg(test)]
impl Errors {
    /// Each mistake as `line:column: text`, with the column counted from 1.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.0
            .iter()
            .flatten()
            .map(|error| placed(&error))
            .collect()
    }
}

#[cfg(test)]
fn placed(error: &syn::Error) -> String {
    let start = error.span().start();
    format!("{}:{}: {error}", start.line, start.column + 1)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn nothing_reported_becomes_no_tokens() {
        let errors = Errors::default();
        assert!(errors.is_empty());
        assert!(errors.to_token_stream().is_empty());
    }

    #[test]
    fn every_mistake_becomes_an_error_of_its_own_in_the_order_found() {
        let mut errors = Errors::default();
        errors.at(quote!(a b), "first");
        errors.at_span(Span::call_site(), "second");
        assert!(!errors.is_empty());
        let text = errors.to_token_stream().to_string();
        assert_eq!(text.matches("compile_error").count(), 2);
        assert!(text.find("first") < text.find("second"));
    }
}
