//! How large the package is for those who use it.

use anyhow::{Context, Result, bail, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use crate::run::{npm_program, run};

/// What an application that uses the four calls may cost at most, in bytes.
const BUDGET: Packed = Packed {
    gzip: 42_000,
    brotli: 36_000,
};

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
        ("default entry point (index.js)", root.join("pkg/index.js")),
        ("slim entry point (slim.js)", root.join("pkg/slim.js")),
        ("classic script", root.join("pkg/cometchat.global.js")),
    ] {
        line(name, &fs::read(path)?)?;
    }
    let packed = line("application with four calls", &fs::read(bundled)?)?;
    for (encoding, bytes, budget) in [
        ("gzip", packed.gzip, BUDGET.gzip),
        ("brotli", packed.brotli, BUDGET.brotli),
    ] {
        if bytes > budget {
            bail!(
                "the application with four calls is {bytes} bytes of {encoding}, \
                 over its budget of {budget}"
            );
        }
    }
    Ok(())
}

/// How many bytes something takes, packed as well as servers can.
pub struct Packed {
    gzip: usize,
    brotli: usize,
}

/// Programs that gzip what they read, and those that compress it by brotli. Those that a machine lacks
/// do not count there.
const GZIP: [(&str, &[&str]); 2] = [
    ("gzip", &["-9", "--stdout"]),
    (
        "node",
        &[
            "--eval",
            "process.stdout.write(zlib.gzipSync(fs.readFileSync(0), { level: 9 }))",
        ],
    ),
];
const BROTLI: [(&str, &[&str]); 2] = [
    ("brotli", &["-q", "11", "--stdout"]),
    (
        "node",
        &[
            "--eval",
            "process.stdout.write(zlib.brotliCompressSync(fs.readFileSync(0)))",
        ],
    ),
];

/// Prints one line, and returns it. Of several encoders, the one that makes most counts.
pub fn line(name: &str, bytes: &[u8]) -> Result<Packed> {
    let packed = Packed {
        gzip: most(gzip(bytes)?, &GZIP, bytes)?,
        brotli: most(brotli(bytes)?, &BROTLI, bytes)?,
    };
    println!(
        "{name:<28} {:>9} {:>9} {:>9}",
        bytes.len(),
        packed.gzip,
        packed.brotli
    );
    Ok(packed)
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

/// The most of what is known and of what programs make.
fn most(known: usize, programs: &[(&str, &[&str])], bytes: &[u8]) -> Result<usize> {
    programs.iter().try_fold(known, |most, (name, options)| {
        Ok(most.max(by_program(name, options, bytes)?))
    })
}

/// How many bytes a program makes of them; none, where there is no such program.
fn by_program(name: &str, options: &[&str], bytes: &[u8]) -> Result<usize> {
    let started = Command::new(name)
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut program = match started {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        started => started.with_context(|| format!("cannot start {name}"))?,
    };
    let mut input = program.stdin.take().context("no input")?;
    let output = thread::scope(|scope| {
        let writing = scope.spawn(move || input.write_all(bytes));
        let output = program.wait_with_output();
        writing.join().ok();
        output
    })?;
    ensure!(output.status.success(), "{name} failed: {}", output.status);
    Ok(output.stdout.len())
}
