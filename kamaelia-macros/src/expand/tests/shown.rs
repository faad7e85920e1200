//! Expansions, without what is the same everywhere: the words of the compiler,
//! paths into this crate, and the graph as data.

use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Path, Stmt, parse_quote};

#[test]
fn two_components() {
    assert_snapshot!(shown(super::graph(
        "NUMBERS = Numbers::new(); SUM = Sum::new(); NUMBERS.outbox -> SUM.inbox;"
            .parse()
            .expect("tokens")
    )));
}

#[test]
fn a_composite_with_a_policy_and_a_task() {
    assert_snapshot!(shown(super::graph(
        "READ = Reader::new(self.path) on task;
         self.orders -> READ.inbox;
         READ.outbox -> self.frames via decode;
         READ.log -> READ.more with drop_oldest(3);"
            .parse()
            .expect("tokens")
    )));
}

#[test]
fn a_broken_linkage_beside_a_whole_one() {
    assert_snapshot!(shown(super::graph(
        "A = Echo::new(); B = Echo::new(); A -> B with latest; B.outbox => A.inbox;"
            .parse()
            .expect("tokens")
    )));
}

#[test]
fn a_pipeline() {
    assert_snapshot!(shown(super::pipeline(
        "Reader::new(path), Echo::new()".parse().expect("tokens")
    )));
}

/// The expansion as a reader would write it.
fn shown(expanded: TokenStream) -> String {
    let mut expression: Expr = syn::parse2(expanded).expect("an expression");
    Reader.visit_expr_mut(&mut expression);
    let file = parse_quote!(fn graph() { #expression });
    prettyplease::unparse(&file)
}

/// Leaves out what a reader need not see.
struct Reader;

impl VisitMut for Reader {
    fn visit_block_mut(&mut self, block: &mut Block) {
        // The roles, and the lints that they are allowed.
        block.stmts.retain(|stmt| !matches!(stmt, Stmt::Item(_)));
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        local.attrs.clear();
        visit_mut::visit_local_mut(self, local);
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        match expression {
            Expr::Reference(reference) if is_plan(&reference.expr) => {
                reference.expr = parse_quote!(PLAN);
            }
            Expr::Struct(name) if name.path.is_ident("BoxName") => {
                *expression = parse_quote!(NAME);
            }
            // A block that is left with one expression is that expression.
            Expr::Block(block) => {
                if let [Stmt::Expr(inner, None)] = &block.block.stmts[..] {
                    *expression = inner.clone();
                }
            }
            _ => {}
        }
    }

    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let text = path.to_token_stream().to_string().replace(' ', "");
        for prefix in ["::kamaelia::__private::", "::core::option::Option::"] {
            let Some(rest) = text.strip_prefix(prefix) else {
                continue;
            };
            if let Ok(rest) = syn::parse_str(rest) {
                *path = rest;
            }
        }
    }
}

fn is_plan(expression: &Expr) -> bool {
    matches!(expression, Expr::Struct(plan) if plan.path.is_ident("Plan"))
}
