//! Whether a component may move to a task or a thread: every field is looked
//! at by itself, so that the error names the one that may not.

use super::super::ast::{Component, Contents, Direction, Field, Role};
use super::super::check::is_transform;
use super::implement::stays;
use super::words::{allowances, impl_header, item_name, plain};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

// const _: () = {
//     mod __fields {
//         pub trait CounterInboxCarries { type It: Message; } ..
//         #[diagnostic::on_unimplemented(message = "the field `cache` ..")]
//         pub trait CounterCacheIsSend {} ..
//     }
//     fn __fields<T: Message>(_: &Counter<T>) {
//         fn cache<H: ?Sized + __fields::CounterCacheIsSend>() {}
//         cache::<Rc<str>>();
//     }
//     unsafe impl<T: Message> Send for Counter<T> {}
//     impl<T: Message> Component for Counter<T> {
//         type Head = Takes<<T as __fields::CounterInboxCarries>::It>; ..
//     }
// };
pub(crate) fn checked(component: &Component<'_>, items: &TokenStream) -> TokenStream {
    let held: Vec<Held<'_>> = component.fields.iter().filter_map(Held::of).collect();
    let traits = held.iter().map(|held| held.role(component));
    let allowances = allowances();
    let send = send(component, &held);
    quote! {
        const _: () = {
            #allowances
            mod __fields { #(#traits)* }
            #send
            #items
        };
    }
}

/// The message of a box by a detour, on which the compiler asks whether it is
/// one. Without it the compiler says so for everything that follows from it.
pub(crate) fn message(component: &Component<'_>, field: &Field<'_>, message: &Type) -> TokenStream {
    // No way leads back from a detour to `T`, which has to be inferred both ways.
    if is_generic(component, message) {
        return quote!(#message);
    }
    let detour = item_name(component, field, CARRIES);
    quote_spanned!(message.span()=> <#message as __fields::#detour>::It)
}

fn is_generic(component: &Component<'_>, message: &Type) -> bool {
    let generics = &component.syntax.generics;
    !super::generics::used(generics, std::iter::once(message))
        .params
        .is_empty()
}

const CARRIES: &str = "Carries";

fn send(component: &Component<'_>, held: &[Held<'_>]) -> TokenStream {
    if stays(component) || held.is_empty() {
        return TokenStream::new();
    }
    let checks = held.iter().map(|held| held.check(component));
    // The role traits are not for the user to write: without a place in the user's
    // own generics rustc does not suggest them as bounds.
    let (impl_generics, _, where_clause) = component.syntax.generics.split_for_impl();
    let (impl_generics, where_clause) = (
        placeless(impl_generics.to_token_stream()),
        placeless(where_clause.to_token_stream()),
    );
    let (_, ty_generics, _) = component.syntax.generics.split_for_impl();
    let (ident, allowances) = (&component.syntax.ident, allowances());
    let header = impl_header(component, Some(quote!(::core::marker::Send)));
    // rustc cannot use an `impl` with borrowed bounds inside a future; what
    // borrows gives two errors instead.
    let borrows = component.syntax.generics.lifetimes().next().is_some();
    let promise = (!borrows).then(|| quote!(#[automatically_derived] unsafe #header {}));
    // SAFETY (of the `unsafe impl` that is written here): `__fields` is
    // checked under the very generics and bounds of the `impl`, whether it is
    // used or not, and demands of every field that it is `Send`, or for a box
    // that its type is ours and its messages are, which makes the box `Send`.
    // The boxes of a chain are asked the same by `Component`. So the `impl`
    // says what rustc would have found by itself. It is written for its error
    // alone: a field that is not `Send` fails that one check and nothing else.
    quote! {
        #allowances
        fn __fields #impl_generics (_: &#ident #ty_generics) #where_clause { #(#checks)* }
        #promise
    }
}

/// The same tokens at the derive.
fn placeless(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Group(group) => {
                let mut moved = Group::new(group.delimiter(), placeless(group.stream()));
                moved.set_span(Span::call_site());
                TokenTree::Group(moved)
            }
            // What it means is in its span.
            TokenTree::Ident(name) if name == "$crate" => TokenTree::Ident(name),
            mut other => {
                other.set_span(Span::call_site());
                other
            }
        })
        .collect()
}

/// Something a component carries along: a field's value, or a box's messages.
struct Held<'a> {
    field: &'a Field<'a>,
    ty: &'a Type,
    kind: Kind,
}

enum Kind {
    Value,
    Message(&'static str),
}

impl<'a> Held<'a> {
    fn of(field: &'a Field<'a>) -> Option<Held<'a>> {
        match &field.role {
            Role::Box(boxed) => {
                let kind = Kind::Message(boxed.direction.word());
                Some(Held {
                    field,
                    ty: boxed.usable().message()?,
                    kind,
                })
            }
            Role::Parameter(_) | Role::State(_) => Some(Held {
                field,
                ty: field.ty,
                kind: Kind::Value,
            }),
        }
    }

    fn role_name(&self, component: &Component<'_>) -> Ident {
        item_name(
            component,
            self.field,
            match self.kind {
                Kind::Value => "IsSend",
                Kind::Message(_) => "IsMessage",
            },
        )
    }

    fn role(&self, component: &Component<'_>) -> TokenStream {
        if self.is_asked_by_component(component) {
            let detour = item_name(component, self.field, CARRIES);
            return quote! {
                pub trait #detour { type It: ::kamaelia::Message; }
                impl<T: ::kamaelia::Message> #detour for T { type It = T; }
            };
        }
        let (role, name, type_name) = (
            self.role_name(component),
            plain(self.field.name),
            component.name(),
        );
        let (message, label, note, bound) = match self.kind {
            Kind::Value => (
                format!(
                    "the field `{name}` of the component `{type_name}` holds a `{{Self}}`, which \
                     is not `Send`, so the component cannot move to a task or a thread"
                ),
                "not `Send`",
                "use a type that is `Send` (`Arc` for `Rc`, `Mutex` for `RefCell`, `F: Send` for a \
                 type parameter), or mark the component `#[component(local)]`",
                quote!(::core::marker::Send),
            ),
            Kind::Message(word) => (
                format!(
                    "the {word} `{name}` of the component `{type_name}` carries `{{Self}}`, which \
                     is not a message"
                ),
                "not `Send + 'static`",
                "a message is every type that is `Send + 'static`: owned, and free to move to \
                 another thread",
                quote!(::kamaelia::Message),
            ),
        };
        quote! {
            #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
            pub trait #role {}
            #[diagnostic::do_not_recommend]
            impl<T: ?::core::marker::Sized + #bound> #role for T {}
        }
    }

    fn check(&self, component: &Component<'_>) -> TokenStream {
        if self.is_asked_by_component(component) {
            return TokenStream::new();
        }
        let (role, ty, name) = (self.role_name(component), self.ty, self.field.name);
        quote_spanned! {ty.span()=>
            fn #name<H: ?::core::marker::Sized + __fields::#role>() {}
            #name::<#ty>();
        }
    }

    /// See [`message`].
    fn is_asked_by_component(&self, component: &Component<'_>) -> bool {
        let Role::Box(boxed) = &self.field.role else {
            return false;
        };
        let name = match boxed.direction {
            Direction::In => "inbox",
            Direction::Out => "outbox",
        };
        let is_end = matches!(boxed.contents, Contents::One(_)) && self.field.name == name;
        (is_end || is_transform(component)) && !is_generic(component, self.ty)
    }
}
