//! Builds anew when a theme gains or loses a file, which the macro that embeds them cannot see.

fn main() {
    println!("cargo::rerun-if-changed=themes");
}
