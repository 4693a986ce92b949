//! How large the package is for those who use it.

use anyhow::{Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::run::{npm_program, run};

/// What an application that uses the four calls may cost, in bytes of `gzip -9`.
const BUDGET: usize = 20_000;

/// An application that uses the four calls, for the budget.
pub const FOUR_CALLS: &str = r#"
import { CometChat } from "../../pkg/index.js";
const settings = new CometChat.AppSettingsBuilder().setRegion("eu").build();
await CometChat.init("app", settings);
const user = (await CometChat.getLoggedinUser()) ?? (await CometChat.login("uid", "key"));
document.title = user.getName();
document.onclick = () => CometChat.logout();
"#;

/// Makes one minified module of an entry and all that it imports, with esbuild.
pub fn bundle(root: &Path, entry: &Path, out: &Path, options: &[&str]) -> Result<()> {
    run(npm_program(root, "esbuild")?
        .arg(entry)
        .args([
            "--bundle",
            "--minify",
            "--format=esm",
            "--log-level=warning",
        ])
        .arg(format!("--outfile={}", out.display()))
        .args(options))
}

/// Prints the sizes, and fails if the four-call application is over the budget.
pub fn report(root: &Path) -> Result<()> {
    let folder = root.join("target/size");
    fs::create_dir_all(&folder)?;
    let entry = folder.join("four-calls.js");
    let bundled = folder.join("four-calls.bundle.js");
    fs::write(&entry, FOUR_CALLS)?;
    bundle(root, &entry, &bundled, &[])?;

    println!(
        "{:<28} {:>9} {:>9} {:>9}",
        "bytes", "raw", "gzip -9", "brotli"
    );
    for (name, path) in [
        ("cometchat.wasm", root.join("pkg/cometchat.wasm")),
        ("default door (index.js)", root.join("pkg/index.js")),
        ("slim door (slim.js)", root.join("pkg/slim.js")),
        ("classic script", root.join("pkg/cometchat.global.js")),
    ] {
        line(name, &fs::read(path)?)?;
    }
    let gzip = line("application with four calls", &fs::read(bundled)?)?;
    if gzip > BUDGET {
        bail!("the application with four calls is {gzip} bytes, over its budget of {BUDGET}");
    }
    Ok(())
}

/// Prints one line, and returns the bytes of `gzip -9`.
pub fn line(name: &str, bytes: &[u8]) -> Result<usize> {
    let gzip = gzip(bytes)?;
    println!(
        "{name:<28} {:>9} {gzip:>9} {:>9}",
        bytes.len(),
        brotli(bytes)?
    );
    Ok(gzip)
}

fn gzip(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

fn brotli(bytes: &[u8]) -> Result<usize> {
    let mut packed = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut packed, 4_096, 11, 22);
    encoder.write_all(bytes)?;
    drop(encoder);
    Ok(packed.len())
}
