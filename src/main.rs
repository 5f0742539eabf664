//! The program: hands its arguments to the library and its answer to the shell.

use std::process::ExitCode;

// Rendering takes and frees many small buffers on all threads, where this one keeps threads out of each other’s way.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    preread::cli::run(std::env::args_os())
}
