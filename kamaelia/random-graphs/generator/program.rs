//! Writes a graph as a program, and its plan beside it: [`module`].

use super::flat::{At, Flat, FlatLinkage, inbox, outbox};
use super::kinds::Nature;
use super::model::{Graph, Link, Node, Placement, Policy, Target, What, own_inbox, own_outbox};
use super::population::Specimen;
use std::collections::BTreeSet;

/// The module of one graph. `tests!` stands at its end: whoever includes it
/// says what is tested.
pub(crate) fn module(number: usize, specimen: &Specimen) -> String {
    let graph = &specimen.graph;
    let composites: String = graph.all().into_iter().flat_map(composites_in).collect();
    let lines = graphline(graph, "        ");
    format!(
        "mod graph_{number:03} {{
    use super::*;
{composites}
    fn build(world: &World) -> BoxedGraph {{
        graphline! {{
{lines}        }}
        .boxed()
    }}

    static PLAN: Plan = {};

    tests!(build, PLAN);
}}

",
        plan(number, &specimen.flat),
    )
}

/// What each graph holds: an array of the names of its features, and of its parts.
pub(crate) fn census(population: &[Specimen]) -> String {
    let rows = population.iter().map(|specimen| {
        let features = specimen.features.iter();
        let features = features.map(|feature| format!("\"{feature:?}\""));
        let kinds = specimen.graph.kinds().into_iter();
        let kinds = kinds.map(|kind| format!("\"{}\"", kind.name));
        let names: BTreeSet<String> = features.chain(kinds).collect();
        let names: Vec<String> = names.into_iter().collect();
        format!("    &[{}],\n", names.join(", "))
    });
    format!("&[\n{}]\n", rows.collect::<String>())
}

fn composites_in(graph: &Graph) -> impl Iterator<Item = String> {
    graph.nodes.iter().filter_map(|node| match &node.what {
        What::Part(..) => None,
        What::Composite(inside, number) => Some(composite(inside, *number)),
    })
}

fn composite(graph: &Graph, number: usize) -> String {
    let inboxes = (0..graph.inboxes).map(own_inbox);
    let inboxes = inboxes.map(|name| format!("        #[inbox]\n        {name}: Inbox<Parcel>,\n"));
    let outboxes = (0..graph.outboxes).map(own_outbox);
    let outboxes =
        outboxes.map(|name| format!("        #[outbox]\n        {name}: Outbox<Parcel>,\n"));
    let boxes: String = inboxes.chain(outboxes).collect();
    let lines = graphline(graph, "            ");
    format!(
        "
    #[derive(Component)]
    struct C{number} {{
        world: World,
{boxes}    }}

    impl Main for C{number} {{
        async fn main(self) -> Outcome {{
            let world = &self.world;
            let _presence = world.enter();
            graphline! {{
{lines}            }}
            .run()
            .await
        }}
    }}
"
    )
}

fn graphline(graph: &Graph, indent: &str) -> String {
    let nodes = graph
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| declaration(at, node));
    let links = graph.links.iter().map(|link| linkage(graph, link));
    let tells = graph
        .tells
        .iter()
        .map(|(from, to)| format!("N{from}.signal -> N{to}.control;"));
    let lines = nodes.chain(links).chain(tells);
    lines.map(|line| format!("{indent}    {line}\n")).collect()
}

fn declaration(number: usize, node: &Node) -> String {
    let new = match &node.what {
        What::Part(kind, part) => {
            format!(
                "parts::{}::new(world.part({part}){})",
                kind.name, kind.arguments
            )
        }
        What::Composite(_, composite) => format!("C{composite}::new(world.clone())"),
    };
    let boxed = if node.boxed { ".boxed()" } else { "" };
    let placement = match node.placement {
        Placement::Fused => "",
        Placement::Task => " on task",
        Placement::Thread => " on thread",
    };
    format!("N{number} = {new}{boxed}{placement};")
}

fn linkage(graph: &Graph, link: &Link) -> String {
    let targets = link
        .targets
        .iter()
        .map(|target| target_of(graph, link, target));
    let mut targets: Vec<String> = targets.collect();
    let from = outbox(graph, link.from);
    match targets.len() {
        1 => format!("{from} -> {};", targets.remove(0)),
        _ => format!("{from} -> [{}];", targets.join(", ")),
    }
}

fn target_of(graph: &Graph, link: &Link, target: &Target) -> String {
    let policy = match target.policy {
        // A pass-through has no queue of its own.
        _ if !link.has_queue(target) => String::new(),
        Policy::Default => String::new(),
        Policy::Capacity(amount) => format!(" with capacity({amount})"),
        Policy::Unbounded => " with unbounded".to_owned(),
        Policy::Latest => " with latest".to_owned(),
        Policy::DropNewest(amount) => format!(" with drop_newest({amount})"),
        Policy::DropOldest(amount) => format!(" with drop_oldest({amount})"),
    };
    let via = if target.via { " via marked" } else { "" };
    format!("{}{policy}{via}", inbox(graph, target.end))
}

fn plan(number: usize, flat: &Flat) -> String {
    let parts = flat.parts.values().map(|part| {
        let kind = part.kind;
        format!(
            "            PartPlan {{ path: {:?}, kind: {:?}, source: {}, early: {}, stubborn: {}, on_thread: {} }},\n",
            part.path,
            kind.name,
            kind.inboxes.is_empty(),
            kind.nature == Nature::Early,
            kind.is_stubborn(),
            part.on_thread,
        )
    });
    let routes = flat.routes.iter().map(|(from, to, marks)| {
        let (from, to) = (at(*from), at(*to));
        format!("            Route {{ from: {from}, to: {to}, marks: {marks} }},\n")
    });
    format!(
        "Plan {{
        number: {number},
        parts: &[
{}        ],
        linkages: &[
{}        ],
        routes: &[
{}        ],
        tells: {},
    }}",
        parts.collect::<String>(),
        flat.linkages.iter().map(linkage_plan).collect::<String>(),
        routes.collect::<String>(),
        flat.tells,
    )
}

fn linkage_plan(linkage: &FlatLinkage) -> String {
    let policy = match linkage.policy {
        Policy::Default => "capacity(Policy::DEFAULT_CAPACITY)".to_owned(),
        Policy::Capacity(amount) => format!("capacity({amount})"),
        Policy::Unbounded => "unbounded()".to_owned(),
        Policy::Latest => "latest()".to_owned(),
        Policy::DropNewest(amount) => format!("drop_newest({amount})"),
        Policy::DropOldest(amount) => format!("drop_oldest({amount})"),
    };
    let to = match linkage.to {
        Some(to) => format!("Some({})", at(to)),
        None => "None".to_owned(),
    };
    format!(
        "            LinkagePlan {{ path: {:?}, ends: {:?}, policy: Policy::{policy}, from: &[{}], to: {to} }},\n",
        linkage.path,
        linkage.ends,
        all(&linkage.from),
    )
}

fn all(boxes: &BTreeSet<At>) -> String {
    let boxes: Vec<String> = boxes.iter().map(|&it| at(it)).collect();
    boxes.join(", ")
}

fn at((part, index): At) -> String {
    format!("At {{ part: {part}, index: {index} }}")
}
