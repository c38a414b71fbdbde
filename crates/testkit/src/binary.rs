//! Finding the server's binary: `HOBNAIL_BIN`, else the one of this build, brought up to date once a run.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
    sync::OnceLock,
};

pub fn path() -> &'static PathBuf {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        if let Some(path) = std::env::var_os("HOBNAIL_BIN") {
            return path.into();
        }
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo).args(["build", "--quiet", "--package", "hobnail", "--bin", "hobnail"]).status();
        assert!(built.is_ok_and(|status| status.success()), "the server does not build");
        // The test binary is target/<profile>/deps/it-…; the server lies two folders up.
        let me = std::env::current_exe().expect("this test's path");
        me.ancestors().nth(2).expect("the profile's folder").join("hobnail")
    })
}

/// Runs a command of the binary to its end: exit code and what it printed, which is JSON line by line with `--json`.
pub fn hobnail(args: &[&str], env: &[(&str, &str)]) -> (Option<i32>, String) {
    let output =
        Command::new(path()).args(args).envs(env.iter().copied()).stderr(Stdio::inherit()).output().expect("run hobnail");
    (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8 output"))
}
