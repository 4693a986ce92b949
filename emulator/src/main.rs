//! The `cometchat-emulator` program.

fn main() {}
