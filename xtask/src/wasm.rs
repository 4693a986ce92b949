//! Builds optimised WebAssembly and its glue from Rust.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

use crate::glue;
use crate::run::{npm_program, run};
use crate::toolchain::Toolchain;

/// The target that the SDK is compiled for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The target folder of cargo for [`TARGET`]. All tasks share it, so that macros and build scripts are
/// compiled once.
pub const OUTPUT: &str = "target/wasm";

/// The size of the stack, in bytes. Small: every page pays for it, and the SDK's calls are shallow.
const STACK: usize = 65_536;

/// The flags that make small WebAssembly, the same for the SDK and the emulator, so that the standard
/// library is compiled once.
const RUSTFLAGS: [&str; 3] = [
    "-Zunstable-options",
    // No messages of panics, and no code that makes them.
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
];

/// The features of the standard library: small, and without backtraces, which WebAssembly does not have.
pub const STD_FEATURES: &str = "-Zbuild-std-features=optimize_for_size";

/// The features that wasm-opt may use: those of all supported browsers. (`--all-features` would use
/// encodings that no browser has yet.)
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

/// A half of the SDK. Each is a WebAssembly of its own.
#[derive(Clone, Copy)]
pub enum Half {
    /// The client, which browsers run.
    Client,
    /// The half that an application's server runs.
    Server,
}

impl Half {
    /// The crate's feature that exports this half.
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

/// Builds the WebAssembly of a half of the SDK, and writes it, its glue, and the module that contains it
/// into a folder.
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

/// The text of a TypeScript module that contains the WebAssembly, byte for byte.
///
/// Hexadecimal digits compress better than base64, which cuts bytes apart, and engines decode them
/// natively (docs/performance.md#the-inlined-webassembly).
fn inlined(wasm: &[u8]) -> String {
    let digits: String = wasm.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("/** The WebAssembly, in hexadecimal. */\nexport const wasm =\n  \"{digits}\";\n")
}

/// Compiles a crate of the workspace to small WebAssembly, with `feature` or with its default features.
/// `options` go to the compiler, for this crate only.
///
/// The crate becomes a `cdylib` only: cargo does not optimise across crates if it also becomes a Rust
/// library. For the SDK, that saves a tenth.
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

/// The path of the WebAssembly that cargo compiles from a crate of the workspace.
pub fn compiled(root: &Path, package: &str) -> PathBuf {
    let file = package.replace('-', "_");
    let target = root.join(OUTPUT).join(TARGET);
    target.join(format!("sdk/{file}.wasm"))
}

/// Optimises `from` into `to` with wasm-opt, at a `level` such as `-Oz`.
pub fn optimise(root: &Path, from: &Path, to: &Path, level: &str) -> Result<()> {
    run(npm_program(root, "wasm-opt")?
        .args(FEATURES)
        .args([level, "--strip-target-features"])
        .arg(from)
        .arg("-o")
        .arg(to))
}

/// Runs clippy for the wasm target on the SDK, its tests and the emulator, in one run, so that shared
/// crates are compiled once.
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
