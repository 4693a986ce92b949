//! From Rust to optimised WebAssembly and its glue.

use anyhow::Result;
use std::path::{Path, PathBuf};

use crate::glue;
use crate::run::{npm_program, run};
use crate::toolchain::Toolchain;

/// What the SDK is compiled for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Where cargo puts what it makes for [`TARGET`]. All tasks share it, so that macros and build scripts
/// are compiled once.
pub const OUTPUT: &str = "target/wasm";

/// How many bytes the stack has, at the memory's beginning. It is memory that every page pays for, and
/// the SDK's calls are shallow.
pub const STACK: usize = 32_768;

/// How the compiler makes small WebAssembly, of the SDK, of the emulator, and of what both stand on: the
/// same for both, so that the standard library is compiled once.
const RUSTFLAGS: [&str; 6] = [
    "-Zunstable-options",
    // No messages, and no code that makes them.
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    // Inlining that removes more than it repeats (tried).
    "-Zmir-opt-level=3",
    "-Cllvm-args=-inline-threshold=25",
    // Handles to JavaScript values are numbers that the glue looks up: a few bytes more there, many
    // fewer in the WebAssembly.
    "-Ctarget-feature=-reference-types",
];

/// How the compiler makes the WebAssembly that runs the tests in a browser: with the glue's table of
/// JavaScript values, as the package has it. Clippy is given the same, since it then takes the standard
/// library that was compiled for the tests.
pub const TEST_RUSTFLAGS: &str = "-Ctarget-feature=-reference-types";

/// How the standard library is compiled: small, and without what prints backtraces, as WebAssembly has none.
pub const STD_FEATURES: &str = "-Zbuild-std-features=optimize_for_size";

/// What wasm-opt may use: what all supported browsers have. (`--all-features` would use encodings
/// that none has yet.)
const FEATURES: [&str; 5] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
];

/// What makes the WebAssembly smallest when it is compressed (tried).
const OPTIMISATIONS: [&str; 9] = [
    "-Oz",
    "--converge",
    "--flatten",
    "--rereloop",
    "-Oz",
    // Functions with one caller that are larger than this stay functions: they compress better.
    "--one-caller-inline-max-function-size=200",
    // Functions that do little more than call another.
    "--always-inline-max-function-size=5",
    // The memory begins with the stack's far end, so no data is in its first kilobyte.
    "--low-memory-unused",
    "--strip-target-features",
];

/// The crate of the SDK.
pub const SDK: &str = "cometchat-wasm";

/// The crate that stands in for the SDK in the tests of the glue.
pub const FIXTURE: &str = "glue-fixture";

/// The crate of the emulator for JavaScript.
pub const EMULATOR: &str = "cometchat-emulator-wasm";

/// What the build made of a crate.
pub struct Built {
    /// The optimised WebAssembly.
    pub wasm: PathBuf,
    /// The folder with the glue: `glue.js`, and its types.
    pub glue: PathBuf,
}

/// Compiles a crate of the workspace, makes its glue, and optimises it.
pub fn build(root: &Path, package: &str) -> Result<Built> {
    println!("compiling {package}");
    let stack = format!("-Clink-arg=-zstack-size={STACK}");
    compile(root, package, &[&stack, "-Zfmt-debug=none"])?;

    println!("making the glue");
    let folder = root.join("target/sdk").join(package);
    let glue = folder.join("glue");
    glue::make(root, &compiled(root, package), &glue)?;

    println!("optimising");
    let wasm = folder.join("optimised.wasm");
    optimise(root, &glue.join("bindings_bg.wasm"), &wasm, &[])?;
    Ok(Built { wasm, glue })
}

/// Compiles a crate of the workspace to small WebAssembly; `options` are the compiler's, for this crate only.
///
/// It becomes a `cdylib` and nothing else: cargo does not optimise across crates what is to be a Rust library,
/// too. For the SDK, that saves a tenth.
pub fn compile(root: &Path, package: &str, options: &[&str]) -> Result<()> {
    run(Toolchain::find(root)?
        .cargo(root)
        .env("RUSTFLAGS", RUSTFLAGS.join(" "))
        .args(["rustc", "--quiet", "--locked", "--lib"])
        .args(["--package", package, "--crate-type", "cdylib"])
        .args(["--profile", "sdk", "--target", TARGET])
        .arg("--target-dir")
        .arg(root.join(OUTPUT))
        .arg("-Zbuild-std=std,panic_abort")
        .arg(STD_FEATURES)
        .arg("--")
        .args(options))
}

/// What cargo makes of a crate of the workspace.
pub fn compiled(root: &Path, package: &str) -> PathBuf {
    let file = package.replace('-', "_");
    let target = root.join(OUTPUT).join(TARGET);
    target.join(format!("sdk/{file}.wasm"))
}

/// Optimises `from` into `to`.
pub fn optimise(root: &Path, from: &Path, to: &Path, more: &[&str]) -> Result<()> {
    run(npm_program(root, "wasm-opt")?
        .args(FEATURES)
        .args(OPTIMISATIONS)
        .args(more)
        .arg(from)
        .arg("-o")
        .arg(to))
}

/// Runs clippy for the wasm target on the SDK and on its tests, on the emulator, and on the glue's fixture:
/// at once, so that what they share is compiled once.
pub fn clippy(root: &Path) -> Result<()> {
    run(Toolchain::find(root)?
        .clippy(root)?
        .env("RUSTFLAGS", TEST_RUSTFLAGS)
        .args(["--quiet", "--locked"])
        .args(["--package", SDK, "--package", EMULATOR])
        .args(["--package", FIXTURE])
        .args(["--lib", "--test", "web", "--target", TARGET])
        .arg("--target-dir")
        .arg(root.join(OUTPUT))
        .arg("-Zbuild-std=std,panic_abort,test")
        .arg(STD_FEATURES)
        .args(["--", "-Dwarnings"]))
}
