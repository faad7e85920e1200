//! `#[kamaelia::main]`: a program of an `async fn main`.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::ItemFn;
use syn::spanned::Spanned;

use crate::errors::Errors;

/// ```text
/// fn main() -> ExitCode {
///     async fn main() -> Outcome { .. }
///     run_program(main())
/// }
/// ```
pub(crate) fn main(arguments: TokenStream, function: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    if !arguments.is_empty() {
        errors.at(&arguments, "`#[kamaelia::main]` takes no arguments");
    }
    let function: ItemFn = match syn::parse2(function.clone()) {
        Ok(function) => function,
        Err(_) => {
            errors.at(
                &function,
                "`#[kamaelia::main]` belongs on `async fn main() -> Outcome`",
            );
            return quote!(#errors #function);
        }
    };
    let ItemFn { sig, .. } = &function;
    if sig.asyncness.is_none() {
        errors.at(
            sig.fn_token,
            "`main` has to be async: write `async fn main() -> Outcome`",
        );
    }
    if !sig.inputs.is_empty() {
        errors.at(
            &sig.inputs,
            "`main` takes no arguments; `std::env::args` has the program's",
        );
    }
    if !sig.generics.params.is_empty() {
        errors.at(&sig.generics, "`main` takes no type parameters");
    }
    if let Some(clause) = &sig.generics.where_clause {
        errors.at(clause, "`main` takes no `where`");
    }
    if !errors.is_empty() {
        let name = Ident::new("main", sig.ident.span());
        let mut meant = function.clone();
        meant.sig.asyncness.get_or_insert_default();
        return quote!(#errors fn #name() { #[allow(dead_code)] #meant });
    }
    let (attrs, vis, name) = (&function.attrs, &function.vis, &sig.ident);
    let block = &function.block;
    let output = match &sig.output {
        syn::ReturnType::Default => quote!(()),
        syn::ReturnType::Type(_, output) => quote_spanned!(output.span()=> #output),
    };
    quote_spanned! {name.span()=>
        #(#attrs)*
        #vis fn #name() -> ::std::process::ExitCode {
            async fn main() -> #output #block
            ::kamaelia::__private::run_program(main())
        }
    }
}
