//! The program's string literals as JavaScript strings.

use js_sys::JsString;

use crate::option_cell::OptionCell;

/// A string literal and its JavaScript string.
type Known = (&'static str, &'static JsString);

thread_local! {
    /// The literals that were used so far.
    static KNOWN: OptionCell<Vec<Known>> = OptionCell::default();
}

/// Returns the JavaScript string of a literal: a code, or the name of a property or a header. Makes each
/// only once: decoding its bytes takes longer than reading the property.
pub fn literal(text: &'static str) -> &'static JsString {
    KNOWN.with(|known| {
        let mut texts = known.take().unwrap_or_default();
        // Compares addresses: the compiler gives equal literals one address.
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
