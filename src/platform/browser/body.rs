//! The bodies of answers.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::deadline::Deadline;
use super::fetch::invoke;
use super::{Record, Text, Value, promise};
use crate::platform::MAX_BODY;

#[wasm_bindgen]
extern "C" {
    type TextDecoder;

    // Some test environments have none.
    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<TextDecoder, JsValue>;

    /// Throws for what is no bytes.
    #[wasm_bindgen(method, catch)]
    fn decode(this: &TextDecoder, bytes: &JsValue, options: &JsValue) -> Result<JsValue, JsValue>;
}

/// Reads the body of an answer, by its stream if it has one: `None` if it is longer than
/// [`MAX_BODY`], of which no more than that is read then.
///
/// # Errors
/// What reading throws or rejects with; nothing, if there is no text, or if the deadline is first.
pub async fn read(answer: &Value, deadline: &mut Deadline) -> Result<Option<Text>, Value> {
    if let Some(mut stream) = Stream::of(answer) {
        return stream.read(deadline).await;
    }
    let text = deadline.first(invoke(answer, "text", Value::nothing())?);
    let text = text.await?.as_text().ok_or_else(Value::nothing)?;
    Ok(Some(text).filter(|text| text.len() <= MAX_BODY))
}

/// A body that is being read. Dropped before its end, it is cancelled.
struct Stream {
    reader: Value,
    decoder: TextDecoder,
    has_ended: bool,
}

impl Stream {
    /// The body of an answer; `None` if it can only be read as a whole: the engine has no such streams,
    /// or what wraps `fetch` has read it already, or has an answer of its own.
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
        // A stream of the page's own may consist of empty parts.
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

    /// The text of a part. A character may be in two of them.
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
            // Nobody is told of a rejection.
            spawn_local(async move {
                let _ = promise::settlement(cancelling).await;
            });
        }
        let _ = invoke(&self.reader, "releaseLock", Value::nothing());
    }
}
