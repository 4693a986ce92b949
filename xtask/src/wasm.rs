//! From Rust to optimised WebAssembly and its glue.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

use crate::glue;
use crate::run::{npm_program, run};
use crate::toolchain::Toolchain;

/// What the SDK is compiled for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Where cargo puts what it makes for [`TARGET`]. All tasks share it, so that macros and build scripts
/// are compiled once.
pub const OUTPUT: &str = "target/wasm";

/// How many bytes the stack has: memory that every page pays for, and the SDK's calls are shallow.
const STACK: usize = 65_536;

/// How the compiler makes small WebAssembly, of the SDK, of the emulator, and of what both stand on: the
/// same for both, so that the standard library is compiled once.
const RUSTFLAGS: [&str; 3] = [
    "-Zunstable-options",
    // No messages, and no code that makes them.
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
];

/// How the standard library is compiled: small, and without what prints backtraces, as WebAssembly has none.
pub const STD_FEATURES: &str = "-Zbuild-std-features=optimize_for_size";

/// What wasm-opt may use: what all supported browsers have. (`--all-features` would use encodings
/// that none has yet.)
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The crate of the SDK.
pub const SDK: &str = "cometchat-wasm";

/// The crate of the emulator for JavaScript.
pub const EMULATOR: &str = "cometchat-emulator-wasm";

/// A half of the SDK: each is a WebAssembly of its own.
#[derive(Clone, Copy)]
pub enum Half {
    /// What browsers run.
    Client,
    /// What an application's server runs.
    Server,
}

impl Half {
    /// The crate's feature of this name has it export this half.
    const fn feature(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
        }
    }

    /// The name of its WebAssembly in the package.
    const fn file(self) -> &'static str {
        match self {
            Self::Client => "cometchat.wasm",
            Self::Server => "cometchat-server.wasm",
        }
    }
}

/// Builds the WebAssembly of a half of the SDK, and writes it into a folder, with its glue and with the module
/// that holds it.
pub fn build(root: &Path, half: Half, generated: &Path) -> Result<()> {
    println!("compiling {SDK}, the {}", half.feature());
    let stack = format!("-Clink-arg=-zstack-size={STACK}");
    let options = [stack.as_str(), "-Zfmt-debug=none"];
    compile(root, SDK, Some(half.feature()), &options)?;

    println!("making the glue");
    let folder = root.join("target/sdk/glue").join(half.feature());
    glue::make(root, &compiled(root, SDK), &folder)?;

    println!("optimising");
    let wasm = generated.join(half.file());
    optimise(root, &folder.join("bindings_bg.wasm"), &wasm, "-Oz")?;
    let text = inlined(&fs::read(wasm)?);
    fs::write(generated.join("wasm.ts"), text)?;
    for file in ["glue.js", "glue.d.ts", "bindings.d.ts"] {
        fs::copy(folder.join(file), generated.join(file))
            .with_context(|| format!("copying {file}"))?;
    }
    Ok(())
}

/// A TypeScript module with the WebAssembly, byte for byte.
///
/// Hexadecimal digits compress better than base64, which cuts bytes apart, and engines decode them
/// natively (docs/performance.md#the-inlined-webassembly).
fn inlined(wasm: &[u8]) -> String {
    let digits: String = wasm.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("/** The WebAssembly, in hexadecimal. */\nexport const wasm =\n  \"{digits}\";\n")
}

/// Compiles a crate of the workspace to small WebAssembly, with one of its features or with the default ones;
/// `options` are the compiler's, for this crate only.
///
/// It becomes a `cdylib` and nothing else: cargo does not optimise across crates what is to be a Rust library,
/// too. For the SDK, that saves a tenth.
pub fn compile(root: &Path, package: &str, feature: Option<&str>, options: &[&str]) -> Result<()> {
    let features = feature.map(|feature| ["--no-default-features", "--features", feature]);
    run(Toolchain::find(root)?
        .cargo(root)
        .env("RUSTFLAGS", RUSTFLAGS.join(" "))
        .args(["rustc", "--quiet", "--locked", "--lib"])
        .args(["--package", package, "--crate-type", "cdylib"])
        .args(features.into_iter().flatten())
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

/// Optimises `from` into `to`, at a level of wasm-opt's.
pub fn optimise(root: &Path, from: &Path, to: &Path, level: &str) -> Result<()> {
    run(npm_program(root, "wasm-opt")?
        .args(FEATURES)
        .args([level, "--strip-target-features"])
        .arg(from)
        .arg("-o")
        .arg(to))
}

/// Runs clippy for the wasm target on the SDK and on its tests, and on the emulator: at once, so that what
/// they share is compiled once.
pub fn clippy(root: &Path) -> Result<()> {
    run(Toolchain::find(root)?
        .clippy(root)?
        .args(["--quiet", "--locked"])
        .args(["--package", SDK, "--package", EMULATOR])
        .args(["--features", "cometchat-wasm/server"])
        .args(["--lib", "--test", "web", "--target", TARGET])
        .arg("--target-dir")
        .arg(root.join(OUTPUT))
        .arg("-Zbuild-std=std,panic_abort,test")
        .arg(STD_FEATURES)
        .args(["--", "-Dwarnings"]))
}
