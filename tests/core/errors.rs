//! The errors that the SDK makes itself.

use cometchat_wasm::core::error::{self, Error};

use crate::support::Json;

#[test]
fn every_error_of_the_sdk_has_a_code_and_a_sentence() {
    let all = [
        &error::MISSING_APP_ID,
        &error::INVALID_APP_ID,
        &error::INVALID_REGION,
        &error::INVALID_HOST,
        &error::INVALID_SETTINGS,
        &error::NOT_INITIALIZED,
        &error::LOGIN_IN_PROGRESS,
        &error::LOGIN_CANCELLED,
        &error::CANCELLED,
        &error::NOT_LOGGED_IN,
        &error::FAILED_TO_FETCH,
        &error::REQUEST_TIMEOUT,
        &error::INVALID_RESPONSE,
        &error::MISSING_UID,
        &error::MISSING_AUTH_KEY,
        &error::MISSING_AUTH_TOKEN,
        &error::MISSING_USER,
        &error::MISSING_LISTENER,
        &error::INVALID_AUTH_KEY,
        &error::INVALID_AUTH_TOKEN,
        &error::INVALID_UID,
        &error::UID_IS_COMPULSORY,
        &error::USER_NAME_IS_COMPULSORY,
    ];
    for known in all {
        let fields = Error::<Json>::known(known).into_fields().0;
        assert!(
            fields["code"].is_string() || fields["code"] == -1,
            "{known:?}"
        );
        let message = fields["message"].as_str().unwrap_or_default();
        assert!(message.ends_with('.') && message.len() > 20, "{known:?}");
    }
}
