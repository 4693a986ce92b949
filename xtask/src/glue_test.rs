//! What the tests of the glue run: the fixture of `tests/glue/`, built as the SDK is.

use anyhow::Result;
use std::fs;
use std::path::Path;

use crate::run::{npm_program, run};
use crate::wasm::{self, FIXTURE};

/// Leaves in `target/glue-test/` the fixture's `fixture.wasm`, and `instance.js`, by which the SDK
/// starts its own WebAssembly.
pub fn build(root: &Path) -> Result<()> {
    let built = wasm::build(root, FIXTURE)?;
    let folder = root.join("target/glue-test");
    fs::create_dir_all(folder.join("generated"))?;
    fs::copy(&built.wasm, folder.join("fixture.wasm"))?;
    fs::copy(built.glue.join("glue.js"), folder.join("generated/glue.js"))?;
    fs::write(folder.join("package.json"), "{ \"type\": \"module\" }\n")?;
    let sources = ["instance.ts", "collector.ts"].map(|it| root.join("pkg-template/src").join(it));
    run(npm_program(root, "esbuild")?
        .args(sources)
        .args(["--target=es2022", "--log-level=warning"])
        .arg(format!("--outdir={}", folder.display())))
}
