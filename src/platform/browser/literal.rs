//! Texts of the program's own.

use js_sys::JsString;

use crate::option_cell::OptionCell;

/// A text of the program's own, and the engine's text of it.
type Known = (&'static str, &'static JsString);

thread_local! {
    /// Those that have been asked for.
    static KNOWN: OptionCell<Vec<Known>> = OptionCell::default();
}

/// The engine's text of one of the program's own: the name of a property or a header, a code. It is made
/// once: to make it, bytes are decoded, which takes longer than reading the property does.
pub fn literal(text: &'static str) -> &'static JsString {
    KNOWN.with(|known| {
        let mut texts = known.take().unwrap_or_default();
        // The compiler gives equal texts one address.
        let found = texts.iter().find(|(it, _)| std::ptr::eq(*it, text));
        let made = found.map_or_else(
            || &*Box::leak(Box::new(JsString::from(text))),
            |(_, made)| *made,
        );
        if found.is_none() {
            texts.push((text, made));
        }
        known.set(Some(texts));
        made
    })
}
