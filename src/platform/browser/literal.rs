//! The program's string literals as JavaScript strings.

use js_sys::JsString;

use crate::option_cell::OptionCell;

/// A string literal and its JavaScript string.
type Known = (&'static str, &'static JsString);

thread_local! {
    /// The literals that were used so far, sorted by their addresses: the compiler gives equal literals
    /// one address.
    static KNOWN: OptionCell<Vec<Known>> = OptionCell::default();
}

/// Returns the JavaScript string of a literal: a code, or the name of a property or a header. Makes each
/// only once: decoding its bytes takes longer than reading the property.
pub fn literal(text: &'static str) -> &'static JsString {
    KNOWN.with(|known| {
        let mut texts = known.take().unwrap_or_default();
        let place = |(text, _): &Known| (text.as_ptr(), text.len());
        let found = texts.binary_search_by_key(&(text.as_ptr(), text.len()), place);
        let made = match found.map(|at| texts.get(at)) {
            Ok(Some((_, made))) => *made,
            _ => &*Box::leak(Box::new(JsString::from(text))),
        };
        if let Err(at) = found {
            texts.insert(at, (text, made));
        }
        known.set(Some(texts));
        made
    })
}
