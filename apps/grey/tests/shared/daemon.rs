use crate::postgres::Postgres;
use crate::program::Program;
use std::path::Path;

/// Starts one of several mail exchangers, which remembers at this database, with these
/// settings in a folder.
pub(crate) fn start(folder: &Path, postgres: &Postgres, settings: &str) -> Program {
    let file = folder.join(format!("{}.toml", fastrand::u64(..)));
    let url = postgres.url();
    let settings = format!(
        "server.name = 'mx.example.com'\nserver.domains = ['example.com']\n\
         postfix.listen = ['127.0.0.1:0']\n\
         store.path = '/no/such/folder/grey.db'\nstore.shared = '{url}'\n{settings}"
    );
    std::fs::write(&file, settings).expect("the folder is writable");
    Program::start(&file)
}
