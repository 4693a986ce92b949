//! Any answers of the server, to any call: it ends, and nothing is sent where it should not go.

#![no_main]

use cometchat_fuzz::support::anything::{CALLS, answers_end_a_call};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [call, status, body @ ..] = data else {
        return;
    };
    let status = [200, 400, 401, 404, 429, 500, 503, 0][usize::from(status % 8)];
    let body = String::from_utf8_lossy(body);
    // Two answers, the first up to a NUL; or one for both.
    let (first, second) = body.split_once('\0').unwrap_or((&body, &body));
    answers_end_a_call(call % CALLS, status, first, second);
});
