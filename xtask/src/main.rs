//! Builds the npm package.

fn main() {}
