//! Generates from Rust's tables what TypeScript and documents need: the fields of a user, the events of
//! listeners, and the errors.

use anyhow::Result;
use cometchat_wasm::VERSION;
use cometchat_wasm::error::{
    CALLS_ARGUMENT_ERRORS, CALLS_ERRORS, COMPANION_ERRORS, ErrorEntry, LOADER_ERRORS, SDK_ERRORS,
    SERVER_ERRORS, SERVER_HOST_ERRORS, SERVER_SDK_ERRORS,
};
use cometchat_wasm::platform::EventKind;
use cometchat_wasm::types::user_fields;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The events, in the order in which documents name them.
const EVENTS: [EventKind; 4] = [
    EventKind::LoginSuccess,
    EventKind::LoginFailure,
    EventKind::LogoutSuccess,
    EventKind::LogoutFailure,
];

/// The document of errors.
const ERRORS: &str = "docs/errors.md";

/// Writes the tables as TypeScript.
pub fn write_types(folder: &Path) -> Result<()> {
    let events = EVENTS.map(EventKind::name);
    let fields: Vec<_> = user_fields().collect();
    let codes: BTreeSet<_> = entries().map(|entry| entry.code).collect();
    let codes: Vec<_> = codes.iter().map(|code| format!("{code:?}")).collect();
    let calls: BTreeSet<_> = entries()
        .filter(|entry| !entry.calls.is_empty())
        .map(|entry| [key(entry), entry.calls])
        .collect();
    let calls: Vec<_> = calls.into_iter().collect();
    fs::write(
        folder.join("tables.ts"),
        format!(
            "/** The version of the package. */
export const VERSION = {VERSION:?};

/** The fields of a user, in order. */
export const USER_FIELDS = {fields:?} as const;

/** The callbacks of a listener. */
export const EVENTS = {events:?} as const;

/** What the Calls SDK calls the errors that both have, by their name or code in `CometChat`. */
export const CALLS_CODES = /* @__PURE__ */ new Map<string, string>({calls:#?});
"
        ),
    )?;
    // In a file of its own: applications see this type, and not the tables.
    fs::write(
        folder.join("codes.ts"),
        format!(
            "/** The codes of documented errors. */
export type CometChatErrorCode = {};
",
            codes.join(" | ")
        ),
    )?;
    Ok(())
}

/// Identifies an error: its code, or its name where several share the code -1.
fn key(entry: &ErrorEntry) -> &'static str {
    let name = entry.spec.and_then(|spec| spec.name);
    name.filter(|_| entry.code == "-1").unwrap_or(entry.code)
}

fn entries() -> impl Iterator<Item = &'static ErrorEntry> {
    SDK_ERRORS
        .iter()
        .chain(LOADER_ERRORS)
        .chain(COMPANION_ERRORS)
        .chain(SERVER_SDK_ERRORS)
        .chain(SERVER_HOST_ERRORS)
        .chain(SERVER_ERRORS)
        .chain(CALLS_ARGUMENT_ERRORS)
        .chain(CALLS_ERRORS)
}

/// Writes docs/errors.md.
pub fn write_document(root: &Path) -> Result<()> {
    fs::write(root.join(ERRORS), document())?;
    Ok(())
}

/// The text of docs/errors.md.
pub fn document() -> String {
    let mut text = String::from(
        "# Errors

To find out why a call was rejected and what to do about it, look up its code. Every rejection is a
`CometChatException` with a `code` and a `message`, and usually a `name` and `details`; its `help` is the
address of its entry on this page. Keys and tokens are redacted from all of them.

```ts
import { CometChat, isCometChatException } from \"cometchat-wasm\";

try {
  await CometChat.login(\"cometchat-uid-1\", \"AUTH_KEY\");
} catch (error) {
  if (isCometChatException(error, \"ERR_UID_NOT_FOUND\")) console.log(\"Who is that?\");
  else throw error;
}
```

`cargo run -p xtask -- errors` writes this page from the table that the code uses.

## From this SDK
",
    );
    section(&mut text, SDK_ERRORS);
    section(&mut text, LOADER_ERRORS);
    text.push_str("\n## From the companion\n");
    section(&mut text, COMPANION_ERRORS);
    text.push_str("\n## From cometchat-wasm/server only\n");
    section(&mut text, SERVER_SDK_ERRORS);
    section(&mut text, SERVER_HOST_ERRORS);
    text.push_str("\n## From CometChat's servers\n");
    section(&mut text, SERVER_ERRORS);
    text.push_str("\n## From CometChatCalls only\n");
    section(&mut text, CALLS_ARGUMENT_ERRORS);
    section(&mut text, CALLS_ERRORS);
    text
}

fn section(text: &mut String, entries: &'static [ErrorEntry]) {
    let mut known: Vec<&str> = Vec::new();
    for entry in entries {
        let key = key(entry);
        if known.contains(&key) {
            continue;
        }
        known.push(key);
        let _ = write!(text, "\n### {key}\n");
        for same in entries.iter().filter(|other| self::key(other) == key) {
            if let Some(spec) = same.spec {
                let _ = write!(text, "\n> {}\n", spec.message);
            }
            let _ = write!(
                text,
                "\n{}\n\n**What to do:** {}\n",
                same.when.trim(),
                same.remedy
            );
        }
        if !entry.calls.is_empty() {
            let _ = write!(text, "\n`CometChatCalls` calls it `{}`.\n", entry.calls);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::document;

    #[test]
    fn the_page_about_errors_is_what_the_table_says() {
        let page =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/errors.md"));
        assert_eq!(page.unwrap_or_default(), document());
    }
}
