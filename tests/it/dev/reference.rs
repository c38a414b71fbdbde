//! Completions and man pages.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use hobnail_testkit::hobnail;

const COMMANDS: [&str; 10] =
    ["dev", "serve", "init", "app", "password", "endpoints", "openapi", "config-example", "completions", "man"];

/// Every command is completed in every shell, and bash can read what it is given.
#[test]
fn completions_know_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let (code, script) = hobnail(&["completions", shell], &[]);
        assert_eq!(code, Some(0));
        for word in COMMANDS.into_iter().chain(["unsafe-public", "listen"]) {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
        if shell == "bash" {
            let mut bash = Command::new("bash").arg("-n").stdin(Stdio::piped()).spawn().unwrap();
            bash.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
            assert!(bash.wait().unwrap().success());
        }
    }
    assert_eq!(hobnail(&["completions", "cmd"], &[]).0, Some(2), "an unknown shell is wrong usage");
}

/// A page for hobnail and one for each command; an unknown command is refused.
#[test]
fn every_command_has_a_page() {
    let (code, page) = hobnail(&["man"], &[]);
    assert!(code == Some(0) && page.contains(".TH hobnail 1") && page.contains("SIGTERM drains"), "{page}");
    let (code, page) = hobnail(&["man", "app", "create"], &[]);
    assert!(code == Some(0) && page.contains(".TH hobnail-app-create 1") && page.contains("Permission points"), "{page}");
    assert_eq!(hobnail(&["man", "nothing"], &[]).0, Some(1));
    let folder = std::env::temp_dir().join(format!("hobnail-man-{}", std::process::id()));
    assert_eq!(hobnail(&["man", "--dir", folder.to_str().unwrap()], &[]).0, Some(0));
    for command in COMMANDS {
        assert!(folder.join(format!("hobnail-{command}.1")).exists(), "{command}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
