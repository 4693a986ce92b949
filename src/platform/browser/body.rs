//! Reads the bodies of answers.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::deadline::Deadline;
use super::fetch::invoke;
use super::{Record, Text, Value, promise};
use crate::platform::MAX_BODY;

#[wasm_bindgen]
extern "C" {
    type TextDecoder;

    // Some test environments have no `TextDecoder`.
    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<TextDecoder, JsValue>;

    /// Throws if `bytes` is neither a buffer nor `undefined`.
    #[wasm_bindgen(method, catch)]
    fn decode(this: &TextDecoder, bytes: &JsValue, options: &JsValue) -> Result<JsValue, JsValue>;
}

/// Reads the body of an answer, by its stream if it has one. Returns `None` if the body is longer than
/// [`MAX_BODY`]; the rest of the stream is then not read.
///
/// # Errors
/// What reading throws or rejects with; [`Value::nothing`] if there is no text, or after the deadline.
pub async fn read(answer: &Value, deadline: &mut Deadline) -> Result<Option<Text>, Value> {
    if let Some(mut stream) = Stream::of(answer) {
        return stream.read(deadline).await;
    }
    let text = deadline.first(invoke(answer, "text", Value::nothing())?);
    let text = text.await?.as_text().ok_or_else(Value::nothing)?;
    Ok(Some(text).filter(|text| text.len() <= MAX_BODY))
}

/// A stream of a body. Dropping it before its end cancels it.
struct Stream {
    reader: Value,
    decoder: TextDecoder,
    has_ended: bool,
}

impl Stream {
    /// The stream of an answer's body. `None` if the body can only be read as a whole: the engine has no
    /// streams, or a wrapper of `fetch` has read the body already or returns another kind of answer.
    fn of(answer: &Value) -> Option<Self> {
        if answer.property("bodyUsed").as_js().is_truthy() {
            return None;
        }
        let decoder = TextDecoder::new().ok()?;
        let reader = invoke(&answer.property("body"), "getReader", Value::nothing()).ok()?;
        Some(Self {
            reader,
            decoder,
            has_ended: false,
        })
    }

    async fn read(&mut self, deadline: &mut Deadline) -> Result<Option<Text>, Value> {
        let mut text = Text::from("");
        // A page's own stream may send empty parts for ever.
        for _ in 0..MAX_BODY {
            let part = deadline.first(invoke(&self.reader, "read", Value::nothing())?);
            let part = part.await?;
            self.has_ended = part.read("done")?.as_js().is_truthy();
            text = text.concat(&self.decode(&part.read("value")?)?);
            if text.len() > MAX_BODY {
                break;
            }
            if self.has_ended {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }

    /// Decodes a part. A character may be split between two parts.
    fn decode(&self, part: &Value) -> Result<Text, Value> {
        let options = Record::new();
        options.set("stream", !self.has_ended);
        let text = self.decoder.decode(part.as_js(), options.as_js())?;
        Value::from(text).as_text().ok_or_else(Value::nothing)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if !self.has_ended
            && let Ok(cancelling) = invoke(&self.reader, "cancel", Value::nothing())
        {
            // Ignores a rejection.
            spawn_local(async move {
                let _ = promise::settlement(cancelling).await;
            });
        }
        let _ = invoke(&self.reader, "releaseLock", Value::nothing());
    }
}
