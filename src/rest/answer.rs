//! Parses answers (docs/protocol.md#answers).

use crate::error::{Error, FAILED_TO_FETCH, INVALID_RESPONSE, Redaction};
use crate::platform::{Record, Response, Value};

/// Returns the `data` of an answer.
///
/// # Errors
/// Those of [`part_of`].
pub fn data_of(response: &Response, redaction: &Redaction) -> Result<Value, Error> {
    part_of(response, redaction, |_, data| data)
}

/// Returns a whole answer, which has `data`.
///
/// # Errors
/// Those of [`part_of`].
pub fn whole(response: &Response, redaction: &Redaction) -> Result<Record, Error> {
    part_of(response, redaction, |answer, _| answer)
}

/// Parses an answer, and returns what `part` makes of it and its `data`.
///
/// # Errors
/// The server's error; `FAILED_TO_FETCH` if the body is not JSON; `INVALID_RESPONSE` for JSON that the
/// protocol does not have, or a body that is too large.
fn part_of<T>(
    response: &Response,
    redaction: &Redaction,
    part: impl FnOnce(Record, Value) -> T,
) -> Result<T, Error> {
    let without = |spec, reason| Error::without_answer(spec, reason, Some(response.status));
    let Some(body) = &response.body else {
        return Err(without(&INVALID_RESPONSE, "too large"));
    };
    let Some(json) = body.parse_json() else {
        return Err(without(&FAILED_TO_FETCH, "not JSON"));
    };
    let reason = match json.as_record() {
        None => "no data",
        Some(answer) => {
            let (error, data) = (answer.get("error"), answer.get("data"));
            if !error.is_nullish() {
                match Error::from_server(&error, redaction) {
                    Some(error) => return Err(error),
                    None => "no code",
                }
            } else if data.is_nullish() || !(200..300).contains(&response.status) {
                "no data"
            } else {
                return Ok(part(answer, data));
            }
        }
    };
    Err(without(&INVALID_RESPONSE, reason))
}
