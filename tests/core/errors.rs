//! The errors that the SDK makes itself.

use cometchat_wasm::error::{
    CALLS_ARGUMENT_ERRORS, CALLS_ERRORS, Error, LOADER_ERRORS, SDK_ERRORS, SERVER_ERRORS,
};

#[test]
fn every_error_of_the_sdk_has_a_code_and_a_sentence() {
    assert!(SDK_ERRORS.len() >= 23);
    for entry in SDK_ERRORS {
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
    for entry in SDK_ERRORS
        .iter()
        .chain(LOADER_ERRORS)
        .chain(SERVER_ERRORS)
        .chain(CALLS_ARGUMENT_ERRORS)
        .chain(CALLS_ERRORS)
    {
        assert!(entry.when.trim().contains(' '), "{entry:?}");
        assert!(entry.remedy.len() > 8, "{entry:?}");
    }
}

#[test]
fn what_the_calls_sdk_calls_an_error_is_documented_under_that_code() {
    for entry in SDK_ERRORS.iter().chain(SERVER_ERRORS) {
        assert!(
            entry.calls.is_empty()
                || CALLS_ARGUMENT_ERRORS
                    .iter()
                    .chain(CALLS_ERRORS)
                    .any(|other| other.code == entry.calls),
            "{entry:?}"
        );
    }
}
