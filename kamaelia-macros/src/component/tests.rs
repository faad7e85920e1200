use super::*;

fn check(input: &str, expected: &[&str]) {
    let input: DeriveInput = syn::parse_str(input).expect("a struct");
    let mut errors = Errors::default();
    understand(&input, &mut errors);
    assert_eq!(errors.lines(), expected);
}

fn check_field(field: &str, expected: &[&str]) {
    check(&format!("struct X {{\n{field}\n}}"), expected);
}

#[test]
fn a_component_has_boxes_parameters_and_state() {
    check(
        "struct Echo<T: Message> {
            #[inbox] inbox: Inbox<T>,
            #[outbox(optional)] outbox: kamaelia::Outbox<T>,
            #[inbox(batch = 4096)] frames: [Inbox<Frame>; 2],
            #[outbox(len = ways)] copies: Vec<Outbox<T>>,
            #[inbox] control: Inbox<Shutdown>,
            #[outbox] signal: Outbox<kamaelia::Shutdown>,
            ways: usize,
            #[param] start: u64,
            #[param(default = 1)] times: usize,
            #[param(default)] name: String,
            #[param(into)] path: PathBuf,
            #[param(into, default)] note: String,
            #[state] sent: u64,
        }",
        &[],
    );
    check("struct Nothing;", &[]);
}

#[test]
fn an_option_is_one_of_the_known() {
    check_field(
        "#[inbox(optinal)] inbox: Inbox<u8>",
        &[
            "2:9: `#[inbox]` has no option `optinal`; did you mean `optional`? it knows `optional`, \
           `batch` and `len`",
        ],
    );
    check_field(
        "#[outbox(batch = 4)] outbox: Outbox<u8>",
        &["2:10: `#[outbox]` has no option `batch`; it knows `optional` and `len`"],
    );
    check_field(
        "#[state(x)] y: u8",
        &["2:9: `#[state]` has no option `x`; it has none"],
    );
    check(
        "#[component(blockng = 1)] struct X;",
        &[
            "1:13: `#[component]` has no option `blockng`; did you mean `blocking`? it knows \
           `blocking`, `transform`, `local` and `no_new`",
        ],
    );
}

#[test]
fn an_option_has_the_value_that_it_needs() {
    check_field(
        "#[inbox(optional = true, batch, len = 2)] inbox: Vec<Inbox<u8>>",
        &[
            "2:20: `optional` takes no value; write just `optional`",
            "2:26: `batch` needs a value, as in `batch = 4096`",
        ],
    );
    check_field(
        "#[inbox(batch = SIZE)] inbox: Inbox<u8>",
        &["2:17: a batch is a literal number of messages, as in `batch = 4096`"],
    );
    check_field(
        "#[inbox(optional, optional)] inbox: Inbox<u8>",
        &["2:19: `optional` is given twice"],
    );
    check_field(
        "#[inbox(\"x\")] inbox: Inbox<u8>",
        &["2:9: expected the name of an option"],
    );
    check_field(
        "#[inbox = 1] inbox: Inbox<u8>",
        &["2:1: `#[inbox]` takes no value; write `#[inbox]`, or its options in parentheses"],
    );
    check_field(
        "#[param(into = String)] name: String",
        &["2:16: `into` takes no value; write just `into`"],
    );
    check_field(
        "#[outbox(len = 2)] outbox: Outbox<u8>",
        &["2:16: only a `Vec<Outbox<T>>` takes its length from `len`"],
    );
}

#[test]
fn a_box_has_the_type_of_a_box() {
    check_field(
        "#[inbox] x: Option<Inbox<u8>>",
        &[
            "2:13: `x` is marked `#[inbox]`, so its type must be `Inbox<T>`, `[Inbox<T>; N]` or \
           `Vec<Inbox<T>>`",
        ],
    );
    check_field(
        "#[inbox] x: [Outbox<u8>; 2]",
        &["2:13: `x` is marked `#[inbox]`, but its type is an `Outbox`; mark it `#[outbox]`"],
    );
    check_field(
        "x: Inbox<u8>",
        &["2:1: `x` is an `Inbox`; mark it `#[inbox]`"],
    );
    check_field(
        "#[inbox] #[state] x: Inbox<u8>",
        &[
            "2:10: this field is marked `#[inbox]` already; a field is one of `#[inbox]`, \
           `#[outbox]`, `#[param]` and `#[state]`",
        ],
    );
}

#[test]
fn what_rustc_reports_is_left_to_it() {
    check_field("#[inbx] x: Inbox<u8>", &[]);
    check_field("#[inbox] x: Inbox", &[]);
    check_field("#[inbox] x: Inbox<u8>, #[inbox] x: Inbox<u8>", &[]);
}

#[test]
fn some_names_are_reserved() {
    check_field(
        "#[inbox] main: Inbox<u8>",
        &[
            "2:10: `main` is reserved: every component has a `main` of its own; give the inbox \
           another name",
        ],
    );
    check_field(
        "#[param(default)] boxed: bool",
        &[
            "2:19: `boxed` is reserved: every component has a `boxed` of its own; give the \
           parameter another name",
        ],
    );
    check_field(
        "control: String",
        &[
            "2:10: `control` is reserved: it is the inbox by which every component is told to end, \
           `#[inbox] control: Inbox<Shutdown>`",
        ],
    );
    check_field(
        "#[outbox] signal: Outbox<u8>",
        &[
            "2:19: `signal` is reserved: it is the outbox by which every component tells others to \
           end, `#[outbox] signal: Outbox<Shutdown>`",
        ],
    );
}

#[test]
fn the_kinds_of_component_exclude_each_other() {
    check(
        "#[component(blocking, local)] struct X;",
        &["1:23: a component cannot be `blocking` and `local`: a blocking one moves to a thread"],
    );
    check(
        "#[component(transform)] struct X { #[inbox] inbox: Inbox<u8> }",
        &[
            "1:13: a transform has exactly one inbox and one outbox: messages go in, messages come \
           out",
        ],
    );
    for item in ["enum X {}", "struct X(u8);", "union X { a: u8 }"] {
        let input: DeriveInput = syn::parse_str(item).expect("an item");
        let mut errors = Errors::default();
        understand(&input, &mut errors);
        assert_eq!(errors.lines().len(), 1, "{item}");
    }
}

#[test]
fn a_box_carries_messages() {
    check(
        "struct X<'a, T, U: Message, V> where V: Message {
            #[inbox] a: Inbox<&'a str>,
            #[outbox] b: [Outbox<T>; 2],
            #[inbox] c: Vec<Inbox<U>>,
            #[outbox] d: Outbox<V>,
            #[outbox] e: Outbox<&'static str>,
            #[outbox] f: Outbox<Box<T>>,
        }",
        &[
            "2:31: the inbox `a` carries what borrows for `'a`; a message is owned: it is \
             `Send + 'static`",
            "1:14: the outbox `b` carries `T`, which may be no message; write `T: Message`",
        ],
    );
}

#[test]
fn a_parameter_that_boxes_carry_is_a_message() {
    check(
        "struct X<A: Clone, B: std::fmt::Debug + Send, C, D: 'static, E: ?Sized> where C: Copy {
            #[inbox] a: Inbox<A>,
            #[outbox] b: Outbox<Vec<(u8, B)>>,
            #[outbox] c: Outbox<C>,
            #[outbox] d: [Outbox<D>; 2],
            #[outbox] e: Outbox<Box<E>>,
        }",
        &[
            "1:10: the inbox `a` carries `A`, which may be no message; write `A: Clone + Message`",
            "1:20: the outbox `b` carries `B`, which may be no message; write `B: Debug + Message`",
            "1:47: the outbox `c` carries `C`, which may be no message; write `C: Message`",
            "1:50: the outbox `d` carries `D`, which may be no message; write `D: Message`",
            "1:62: the outbox `e` carries `E`, which may be no message; write `E: ?Sized + Message`",
        ],
    );
}

#[test]
fn a_parameter_may_be_a_message_for_reasons_of_its_own() {
    check(
        "struct X<A: Own, B: Clone, C: Send + 'static, D: 'static, E: Iterator, F, G: Message>
         where B: Own, E::Item: Message, (F, u8): Message {
            #[inbox] a: Inbox<A>,
            #[inbox] b: Inbox<B>,
            #[inbox] c: Inbox<C>,
            #[inbox] d: Inbox<fn(D)>,
            #[inbox] e: Inbox<E::Item>,
            #[inbox] f: Inbox<(F, u8)>,
            #[inbox] g: Inbox<G>,
        }",
        &[],
    );
}

#[test]
fn every_mistake_of_a_component_is_reported() {
    check(
        "struct X {
            #[inbox(optinal)] inbox: Inbox<u8>,
            #[inbox] x: String,
            z: Outbox<u8>,
        }",
        &[
            "2:21: `#[inbox]` has no option `optinal`; did you mean `optional`? it knows \
             `optional`, `batch` and `len`",
            "3:25: `x` is marked `#[inbox]`, so its type must be `Inbox<T>`, `[Inbox<T>; N]` or \
             `Vec<Inbox<T>>`",
            "4:13: `z` is an `Outbox`; mark it `#[outbox]`",
        ],
    );
}

fn expand(input: &str) -> String {
    let tokens = derive(input.parse().expect("tokens"));
    let file: syn::File = syn::parse2(tokens).expect("items");
    let text = prettyplease::unparse(&file);
    // The same on every item, and in nobody's way.
    let mut rest = text.as_str();
    let mut shown = String::new();
    while let Some(start) = rest.find("#[allow(\n") {
        let end = rest[start..]
            .find(")]\n")
            .map_or(rest.len(), |end| start + end + 3);
        shown.push_str(rest[..start].trim_end_matches(' '));
        rest = &rest[end..];
    }
    shown + rest
}

#[test]
fn the_expansion_of_a_component() {
    let expanded = expand(
        "/// Repeats every message it receives.
         pub struct Echo<T: Message> {
             /// Messages to repeat.
             #[inbox]
             inbox: Inbox<T>,
             /// The same messages, in the same order.
             #[outbox]
             outbox: Outbox<T>,
             /// Who says so,
             /// by name.
             ///
             /// It has no other use.
             #[param(into)]
             speaker: String,
             /// How often each message is repeated.
             #[param(default = 1)]
             times: usize,
             #[param(into, default)]
             note: String,
             /// How many went out.
             #[state]
             sent: u64,
         }",
    );
    insta::assert_snapshot!(expanded);
}

#[test]
fn what_was_understood_of_a_broken_component_is_generated() {
    let expanded = expand("struct Broken { #[inbox] inbox: String, #[outbox] outbox: Outbox<u8> }");
    assert!(expanded.contains("compile_error!"));
    assert!(expanded.contains("fn inbox<AnyMessage: ::kamaelia::Message>("));
    assert!(expanded.contains("impl ::kamaelia::__private::Component for Broken"));
}
