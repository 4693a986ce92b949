//! The errors that the SDK makes itself.

use cometchat_wasm::error::{Error, OF_CALLS, OF_HOST, OF_SERVER, OWN};

#[test]
fn every_error_of_the_sdk_has_a_code_and_a_sentence() {
    assert!(OWN.len() >= 23);
    for entry in OWN {
        let spec = entry.spec.expect("an error of the SDK's own");
        let fields = Error::from(spec).fields().to_value();
        assert!(
            fields["code"].is_string() || fields["code"] == -1,
            "{spec:?}"
        );
        assert_eq!(
            entry.code,
            fields["code"].to_string().trim_matches('"'),
            "{spec:?}"
        );
        let message = fields["message"].as_str().unwrap_or_default();
        assert!(message.ends_with('.') && message.len() > 20, "{spec:?}");
    }
}

#[test]
fn every_error_says_when_it_happens_and_what_to_do() {
    for entry in OWN.iter().chain(OF_HOST).chain(OF_SERVER).chain(OF_CALLS) {
        assert!(entry.when.trim().contains(' '), "{entry:?}");
        assert!(entry.remedy.len() > 8, "{entry:?}");
    }
}

#[test]
fn what_the_calls_sdk_calls_an_error_is_documented_under_that_code() {
    for entry in OWN.iter().chain(OF_SERVER) {
        assert!(
            entry.calls.is_empty() || OF_CALLS.iter().any(|other| other.code == entry.calls),
            "{entry:?}"
        );
    }
}
