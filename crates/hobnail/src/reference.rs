//! Shell completions and man pages, from the definitions of the command line itself.

use std::{io::Write, path::Path};

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::server::StartError;

/// What the definitions do not say.
const MORE: &[u8] = b".SH ENVIRONMENT
.TP
\\fBHOBNAIL_<SECTION>_<KEY>\\fR
overrides a key of the configuration, such as \\fBHOBNAIL_STORE_DATA\\fR; lists with commas
.TP
\\fBHOBNAIL_LOG\\fR
what the server's own log says: error, warn, info (as usual), debug
.SH EXIT STATUS
0 done, 1 refused or failed, 2 wrong usage
.SH SIGNALS
SIGTERM drains and ends, SIGINT ends at once; no call that was accepted is cut
.SH FILES
.TP
\\fBhobnail.toml\\fR
the configuration; \\fBhobnail config-example\\fR prints it with every key explained
";

/// Completions of one shell, to standard output.
pub fn completions(mut command: Command, shell: Shell) {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "hobnail", &mut script);
    let _ = std::io::stdout().write_all(&script);
}

/// The man page of `hobnail`, or of one of its commands such as `dev` or `app create`, to standard output.
pub fn man(mut command: Command, words: &[String]) -> Result<(), StartError> {
    command.build();
    let mut found = &command;
    for word in words {
        found = found.find_subcommand(word).ok_or_else(|| format!("there is no command {}", words.join(" ")))?;
    }
    std::io::stdout().write_all(&page(found)?)?;
    Ok(())
}

/// Every page, as `hobnail.1`, `hobnail-dev.1`, `hobnail-app-create.1` and so on, into a folder.
pub fn man_pages(mut command: Command, folder: &Path) -> Result<(), StartError> {
    command.build();
    std::fs::create_dir_all(folder)?;
    write_pages(&command, folder)
}

fn write_pages(command: &Command, folder: &Path) -> Result<(), StartError> {
    let name = command.get_display_name().unwrap_or("hobnail");
    std::fs::write(folder.join(format!("{name}.1")), page(command)?)?;
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        write_pages(below, folder)?;
    }
    Ok(())
}

fn page(command: &Command) -> Result<Vec<u8>, StartError> {
    let mut out = Vec::new();
    Man::new(command.clone()).manual("Hobnail").render(&mut out)?;
    if command.get_display_name().is_none_or(|name| name == "hobnail") {
        out.extend_from_slice(MORE);
    }
    Ok(out)
}
