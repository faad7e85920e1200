//! The sheet: which boxes of an instance are linked, as a type.
//!
//! A graph marks every linkage on the sheets of its components, and asks each
//! sheet at the end whether it is finished. A box that is not linked fails a
//! bound whose words name it.

use super::super::ast::{BoxField, Component, Contents, Direction, Field};
use super::words::{allowances, impl_header, item_name, number, plain};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

/// A box that has to be linked, and its place in the sheet's parameters.
struct Required<'a> {
    field: &'a Field<'a>,
    boxed: &'a BoxField<'a>,
    state: Ident,
    /// How many linkages an array of boxes wants.
    wanted: Option<Ident>,
}

/// The sheet's name and parameters.
struct Sheet<'a> {
    component: &'a Component<'a>,
    name: Ident,
    required: Vec<Required<'a>>,
}

// const _: () = {
//     mod __sheet {
//         pub struct EchoSheet<S0, S1>(PhantomData<(S0, S1)>);
//         pub trait EchoInboxIsLinked<I> {}
//         impl<I, const TIMES: usize> EchoInboxIsLinked<I> for Linked<TIMES> {}
//         impl<S0, S1, const TIMES: usize> Mark<0, TIMES> for EchoSheet<S0, S1> {
//             type Output = EchoSheet<Linked<TIMES>, S1>; ..
//         }
//         impl<S0, S1> EchoSheet<S0, S1> {
//             pub fn finish<I>(self) where S0: EchoInboxIsLinked<I>, S1: EchoOutboxIsLinked<I> {}
//         }
//     }
//     impl<T: Message> Echo<T> {
//         pub fn __sheet(&self) -> __sheet::EchoSheet<Unlinked, Unlinked> { .. }
//     }
// };
pub(crate) fn sheet(component: &Component<'_>) -> TokenStream {
    let sheet = Sheet::of(component);
    let (item, traits) = (
        sheet.item(),
        sheet.required.iter().map(|one| one.role(component)),
    );
    let marks = component.boxes().map(|(_, boxed)| sheet.mark(boxed));
    let methods = sheet.methods();
    let start = sheet.start();
    let allowances = allowances();
    quote! {
        const _: () = {
            #allowances
            mod __sheet {
                #item
                #(#traits)*
                #(#marks)*
                #methods
            }
            #start
        };
    }
}

impl<'a> Sheet<'a> {
    fn of(component: &'a Component<'a>) -> Sheet<'a> {
        let required = component.boxes().filter_map(Required::of).collect();
        let name = format_ident!("{}Sheet", component.name(), span = Span::call_site());
        Sheet {
            component,
            name,
            required,
        }
    }

    fn states(&self) -> impl Iterator<Item = &Ident> {
        self.required.iter().map(|required| &required.state)
    }

    /// `const W1: usize` for each array.
    fn wanted(&self) -> impl Iterator<Item = &Ident> {
        self.required
            .iter()
            .filter_map(|required| required.wanted.as_ref())
    }

    /// `EchoSheet<S0, S1>`.
    fn ty(&self) -> TokenStream {
        self.ty_with(|required| {
            let state = &required.state;
            quote!(#state)
        })
    }

    fn ty_with(&self, state: impl Fn(&Required<'_>) -> TokenStream) -> TokenStream {
        let (name, wanted) = (&self.name, self.wanted());
        let states = self.required.iter().map(state);
        quote!(#name<#(#states,)* #(#wanted),*>)
    }

    fn item(&self) -> TokenStream {
        let (name, states, wanted) = (&self.name, self.states(), self.wanted());
        let marked = self.states();
        quote! {
            pub struct #name<#(#states,)* #(const #wanted: usize),*>(
                pub ::core::marker::PhantomData<(#(#marked,)*)>,
            );
        }
    }

    /// What a linkage of this box makes of the sheet. An optional one changes
    /// nothing.
    fn mark(&self, boxed: &BoxField<'_>) -> TokenStream {
        let (ty, name, index) = (self.ty(), &self.name, number(boxed.index));
        let (states, wanted) = (self.states(), self.wanted());
        let marked = self.marked(boxed, &quote!(::kamaelia::__private::Linked<TIMES>));
        quote! {
            impl<#(#states,)* #(const #wanted: usize,)* const TIMES: usize>
                ::kamaelia::__private::Mark<#index, TIMES> for #ty
            {
                type Output = #marked;
                fn mark(self) -> Self::Output {
                    #name(::core::marker::PhantomData)
                }
            }
        }
    }

    fn marked(&self, boxed: &BoxField<'_>, linked: &TokenStream) -> TokenStream {
        self.ty_with(|required| {
            let state = &required.state;
            if required.boxed.index == boxed.index {
                linked.clone()
            } else {
                quote!(#state)
            }
        })
    }

    fn methods(&self) -> TokenStream {
        let (ty, states, wanted) = (self.ty(), self.states(), self.wanted());
        let bounds = self
            .required
            .iter()
            .map(|required| required.bound(self.component));
        let assume_inbox = self.assume("inbox", Direction::In);
        let assume_outbox = self.assume("outbox", Direction::Out);
        quote! {
            impl<#(#states,)* #(const #wanted: usize),*> #ty {
                pub fn finish<I>(self) where #(#bounds),* {}
                #assume_inbox
                #assume_outbox
            }
        }
    }

    /// Marks the box that a chain links by itself.
    fn assume(&self, word: &str, direction: Direction) -> TokenStream {
        let (name, method) = (&self.name, format_ident!("assume_{word}"));
        let output = match self.component.single(word, direction) {
            Some((_, boxed, _)) => self.marked(boxed, &quote!(::kamaelia::__private::Linked<1>)),
            None => self.ty(),
        };
        quote! {
            pub fn #method(self) -> #output {
                #name(::core::marker::PhantomData)
            }
        }
    }

    fn start(&self) -> TokenStream {
        let header = impl_header(self.component, None);
        let name = &self.name;
        let states = self
            .required
            .iter()
            .map(|_| quote!(::kamaelia::__private::Unlinked));
        let wanted = self
            .required
            .iter()
            .filter_map(|required| match required.boxed.contents {
                Contents::Array(_, len) => Some(quote!({ #len })),
                _ => None,
            });
        let allowances = allowances();
        quote! {
            #allowances
            #header {
                #[doc(hidden)]
                pub fn __sheet(&self) -> __sheet::#name<#(#states,)* #(#wanted),*> {
                    __sheet::#name(::core::marker::PhantomData)
                }
            }
        }
    }
}

impl<'a> Required<'a> {
    fn of((field, boxed): (&'a Field<'a>, &'a BoxField<'a>)) -> Option<Required<'a>> {
        let is_array = match boxed.contents {
            Contents::One(_) => false,
            Contents::Array(..) => true,
            // The lengths of these are known at start only: `vacancies`.
            Contents::Vec(_) | Contents::Unknown => return None,
        };
        let state = format_ident!("S{}", boxed.index, span = Span::call_site());
        let wanted = is_array.then(|| format_ident!("W{}", boxed.index, span = Span::call_site()));
        (!boxed.optional).then_some(Required {
            field,
            boxed,
            state,
            wanted,
        })
    }

    fn role_name(&self, component: &Component<'_>) -> Ident {
        let suffix = if self.wanted.is_some() {
            "AreLinked"
        } else {
            "IsLinked"
        };
        item_name(component, self.field, suffix)
    }

    /// The trait whose words say that this box is not linked.
    fn role(&self, component: &Component<'_>) -> TokenStream {
        let (name, word) = (plain(self.field.name), self.boxed.direction.word());
        let role = self.role_name(component);
        let type_name = component.name();
        let note = format!(
            "a box that may stay unlinked is declared `#[{word}(optional)]` in `{type_name}`",
        );
        if self.wanted.is_some() {
            let message =
                format!("`{{I}}.{name}` has {{WANTED}} {word}es, and not all of them are linked");
            let label = format!("link all {{WANTED}}: `{{I}}.{name}[0]` and so on");
            return quote! {
                #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
                pub trait #role<I, const WANTED: usize> {}
                #[diagnostic::do_not_recommend]
                impl<I, const WANTED: usize, const TIMES: usize> #role<I, WANTED>
                    for ::kamaelia::__private::Linked<TIMES>
                where
                    Self: ::kamaelia::__private::Covers<WANTED>
                {}
            };
        }
        let message =
            format!("the {word} `{{I}}.{name}` of the component `{type_name}` is not linked");
        let label = match self.boxed.direction {
            Direction::In => format!("nothing is linked to `{{I}}.{name}`"),
            Direction::Out => format!("`{{I}}.{name}` is linked to nothing"),
        };
        quote! {
            #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
            pub trait #role<I> {}
            #[diagnostic::do_not_recommend]
            impl<I, const TIMES: usize> #role<I> for ::kamaelia::__private::Linked<TIMES> {}
        }
    }

    fn bound(&self, component: &Component<'_>) -> TokenStream {
        let (state, role) = (&self.state, self.role_name(component));
        let wanted = self.wanted.as_ref().map(|wanted| quote!(, #wanted));
        quote_spanned!(self.field.name.span()=> #state: #role<I #wanted>)
    }
}
