//! Builds anew when a theme or the example gains or loses a file, which the macro that embeds them cannot see.

fn main() {
    println!("cargo::rerun-if-changed=themes");
    println!("cargo::rerun-if-changed=src/cli/init/example");
}
