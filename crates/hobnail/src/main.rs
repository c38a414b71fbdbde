fn main() -> std::process::ExitCode {
    hobnail::cli::run()
}
