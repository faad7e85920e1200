use super::settings::code;
use clap::{Arg, Command};
use clap_mangen::roff::{Roff, bold, roman};

/// What `grey` does besides taking mail, by what the command line says of itself.
pub(super) fn section(line: &Command) -> Roff {
    let mut section = Roff::new();
    section.control("SH", ["COMMANDS"]);
    section.text([roman("Instead of taking mail, grey does one of these.")]);
    let commands = line.get_subcommands();
    for command in commands.filter(|command| command.get_name() != "help") {
        let name = format!("{} {}", line.get_name(), command.get_name());
        let usage = command.clone().bin_name(name).render_usage().to_string();
        let usage = usage.trim_start_matches("Usage:").split_whitespace();
        let usage = usage.collect::<Vec<_>>().join(" ");
        section.control("SS", [&*usage]);
        let about = command.get_long_about().or_else(|| command.get_about());
        if let Some(about) = about {
            section.text(code(&sentence(&about.to_string())));
        }
        for argument in command.get_arguments() {
            // Each of them has these, and those that stand among the options.
            let is_its_own = !["help", "version"].contains(&argument.get_id().as_str());
            if is_its_own && !argument.is_global_set() {
                describe(&mut section, argument);
            }
        }
    }
    section
}

fn describe(section: &mut Roff, argument: &Arg) {
    let about = argument.get_long_help().or_else(|| argument.get_help());
    let mut about = about.map_or(String::new(), |about| sentence(&about.to_string()));
    let values = argument.get_possible_values();
    let values: Vec<_> = values.iter().map(|value| value.get_name()).collect();
    // A switch has some, too, which nobody writes.
    if argument.get_action().takes_values() && !values.is_empty() {
        about.push_str(&format!(" One of: {}.", values.join(", ")));
    }
    section.control("TP", []);
    section.text([bold(argument.to_string())]);
    section.text(code(&about));
}

/// The command line's help ends without a full stop.
fn sentence(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_whole = text.is_empty() || text.ends_with(['.', ':', '?']);
    text + if is_whole { "" } else { "." }
}
