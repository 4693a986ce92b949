//! Which tests pin which row of the tables in docs/protocol.md#outcomes.

use std::collections::BTreeSet;

const PROTOCOL: &str = include_str!("../../docs/protocol.md");

const SOURCES: &[(&str, &str)] = &[
    ("check_session", include_str!("check_session.rs")),
    ("ensure", include_str!("ensure.rs")),
    ("init", include_str!("init.rs")),
    ("interleaving", include_str!("interleaving.rs")),
    ("login", include_str!("login.rs")),
    ("logout", include_str!("logout.rs")),
    ("redaction", include_str!("redaction.rs")),
    ("renewal", include_str!("renewal.rs")),
    ("retries", include_str!("retries.rs")),
    ("storage", include_str!("storage.rs")),
    ("users", include_str!("users.rs")),
    ("wire", include_str!("wire.rs")),
];

/// The rows of the tables, each with the tests that pin it. The binding takes numbers for text before the
/// core sees them, the package's TypeScript tells options from arguments, and `fetch` is the browser
/// layer's: [`IN_PAGES`] has those rows.
const ROWS: &str = r#"
init: valid
    init::resolves_with_true_and_sends_nothing
init: again, or twice at once
    init::again_or_twice_at_once_is_fine
    init::again_keeps_the_session_and_a_login_under_way
init: app id missing, blank or not text
    init::refuses_what_is_no_app_id
init: app id or region that is not valid in a host name
    init::refuses_what_is_no_app_id
    init::refuses_settings_that_are_none
init: another app id while logged in
    init::another_app_has_its_own_session_and_leaves_the_first_on_disk
init: an override that is not a host, or plain http to another machine
    init::refuses_settings_that_are_none
    wire::an_overridden_host_has_no_other_scheme_than_http
init: settings of the wrong type
    init::refuses_settings_that_are_none
init: storage blocked, full or corrupt
    init::a_storage_that_fails_is_no_failure
    init::no_storage_at_all_means_memory
    storage::a_corrupt_session_is_removed
    storage::identifiers_that_are_none_are_made_anew
init: `isInitialized()`
    init::is_initialized_only_once_it_has_resolved
login: good
    login::resolves_with_the_user_and_only_what_users_have
    login::on_disk_first_then_the_listeners_then_the_promise
    wire::login_with_the_key_asks_for_a_token_and_registers_with_it
    wire::login_with_a_token_registers_with_it
login: the same user, or token, is logged in
    login::the_same_user_or_token_needs_no_request
login: another user is logged in
    login::as_another_user_revokes_the_token_of_the_one_before
    login::as_another_user_that_fails_keeps_the_session
login: no arguments; uid, key or token undefined, blank or an object
    login::refuses_what_is_missing_and_names_it
login: `null`
    login::refuses_what_is_missing_and_names_it
login: a number
login: `fetch` is missing, throws, or returns something that is not a response
login: `fetch` hangs and ignores its signal
login: a redirect
login: uid with spaces
    wire::a_uid_is_one_segment_of_the_path
    login::what_the_calls_sdk_refuses_is_told_and_changes_nothing
login: another login is pending
    interleaving::logins_with_the_same_credentials_are_one
    interleaving::a_login_with_other_credentials_has_to_wait
login: `init` is pending
    login::waits_for_an_init_under_way
login: `init` never called, or failed
    login::rejects_before_init
login: the server says error
    login::an_error_of_the_server_is_passed_on_whatever_the_status
    redaction::the_key_is_taken_out_of_what_the_server_says
    redaction::the_token_is_taken_out_of_what_the_server_says
login: network down, offline, CORS; not JSON; empty body
    login::what_is_no_json_is_a_failed_fetch
    login::a_network_that_fails_is_a_failed_fetch_with_its_cause
login: JSON without `data` and `error`; `data` without `authToken` or `uid`
    login::other_json_than_the_protocols_is_an_invalid_response
login: silent server, or a body that stalls
    login::a_body_that_stalls_ends_with_a_timeout
login: 429, 503, network failure
    retries::a_login_survives_two_passing_failures_of_each_request
    retries::a_login_gives_up_after_three_attempts
    retries::each_attempt_waits_longer_and_not_as_long_as_others
    retries::a_retry_after_is_honoured
    retries::everything_together_ends_within_the_operations_deadline
login: storage fails
    storage::a_login_that_cannot_be_stored_is_kept_in_memory
login: the caller's signal aborts
    interleaving::a_login_that_is_given_up_while_it_waits_for_an_answer_leaves_nothing
    interleaving::a_login_that_one_of_two_callers_abandons_goes_on
logout: good
    logout::resolves_with_what_the_server_says
logout: the server no longer knows the token
    logout::a_token_that_is_gone_already_is_no_failure
logout: server error, network down
    logout::a_server_that_fails_is_told_again_later
    logout::a_server_that_keeps_failing_is_told_a_few_times_only
logout: silent server
    logout::a_silent_server_holds_nobody_up_beyond_the_deadline
logout: not logged in
    logout::is_refused_without_a_session
logout: twice at once
    logout::two_at_once_are_one
logout: while a login is pending
    interleaving::a_logout_before_any_request_of_a_login
    interleaving::a_login_that_is_given_up_while_it_waits_for_an_answer_leaves_nothing
logout: login while a logout is pending
    interleaving::a_login_during_a_logout_stands
logout: before `init`
    logout::is_refused_before_init
users: key missing or blank
    users::the_key_is_checked_first_then_the_uid_then_the_name
users: uid is `""`
    users::the_key_is_checked_first_then_the_uid_then_the_name
users: no uid
    users::the_key_is_checked_first_then_the_uid_then_the_name
users: no name (`createUser` only)
    users::the_key_is_checked_first_then_the_uid_then_the_name
    users::changing_a_user_needs_no_name
login: a token, then `undefined` or `{}`
login: a uid that cannot be percent-encoded
    wire::a_uid_that_no_path_can_carry_is_refused
login: the answer to the token request is lost
    retries::a_token_request_whose_answer_is_lost_is_not_repeated
login: offline for a moment
    retries::a_login_survives_two_passing_failures_of_each_request
ensureLoggedIn: that user is logged in
    ensure::a_stored_user_is_there_without_a_request
    ensure::a_user_stored_by_another_tab_is_there_without_a_request
    renewal::the_function_that_came_last_is_asked
ensureLoggedIn: nobody is logged in
    ensure::a_token_logs_in
    ensure::a_key_logs_in
    ensure::a_function_is_asked_once_for_whom_and_why
ensureLoggedIn: somebody else is logged in
    ensure::the_user_of_before_is_logged_out_for_another
    ensure::the_user_of_before_stays_if_another_cannot_log_in
ensureLoggedIn: again, or twice at once, with the same uid
    ensure::calls_for_the_same_user_are_one_login
    ensure::calls_for_the_same_user_share_whatever_they_bring
ensureLoggedIn: again, with another uid, while it is pending
    ensure::the_last_of_several_users_counts
    ensure::a_login_that_is_overtaken_leaves_no_token
ensureLoggedIn: while a `login` is pending
    ensure::a_login_that_is_overtaken_leaves_no_token
    ensure::calls_for_the_same_user_share_whatever_they_bring
ensureLoggedIn: `logout` while it is pending
    ensure::a_logout_gives_it_up
ensureLoggedIn: the function throws, rejects, returns no token, or takes longer than 20 s: the login needs its own time
    ensure::a_function_that_gives_no_token_is_an_error_that_says_why_without_it
    ensure::what_the_function_throws_is_the_cause
    ensure::a_function_that_never_answers_is_given_up_while_a_login_has_time
ensureLoggedIn: the token is somebody else's
    ensure::a_token_of_somebody_else_is_an_error_and_stays_the_applications
ensureLoggedIn: no uid; neither token nor key
    ensure::what_is_missing_is_named
ensureLoggedIn: before `init`
    ensure::is_refused_before_init
ensureLoggedIn: anything else
    ensure::the_user_is_made_of_the_answer
    ensure::calls_that_share_fail_together
checkSession: the session is valid
    check_session::resolves_with_the_user_if_the_session_lives
checkSession: the server has ended it
    check_session::a_dead_session_is_over
    renewal::every_call_in_the_name_of_the_user_heals
checkSession: nobody is logged in
    check_session::resolves_with_null_if_nobody_is_logged_in
    check_session::a_logout_meanwhile_counts
checkSession: the server gives no answer
    check_session::a_server_that_does_not_answer_changes_nothing
checkSession: before `init`
    check_session::is_refused_before_init
Expired tokens: `ensureLoggedIn` was given a function for this user
    renewal::a_call_that_meets_a_dead_token_is_repeated_with_a_new_one
    renewal::every_call_in_the_name_of_the_user_heals
    renewal::a_function_for_another_user_or_app_or_of_before_a_logout_is_not_asked
Expired tokens: several calls at the same time
    renewal::two_calls_share_a_new_token
    renewal::a_call_that_learns_of_it_later_uses_the_new_token
Expired tokens: there is no function; it fails, does not answer, or returns the expired token again
    renewal::without_a_function_the_session_ends
    renewal::a_function_that_fails_ends_the_session
    renewal::a_function_that_never_answers_ends_the_session
    renewal::a_renewal_that_fails_is_seen
    renewal::only_who_asked_last_hears_of_a_renewal_that_fails
Expired tokens: the call was cancelled by its signal
    renewal::a_call_that_nobody_waits_for_renews_nothing
Expired tokens: the server cannot be reached
    renewal::a_network_that_fails_meanwhile_keeps_the_session
Expired tokens: another tab logs out, or logs somebody in, meanwhile
    renewal::another_tab_stands_while_the_function_is_asked
    renewal::another_tab_stands_while_the_login_is_answered_or_waits_to_be_repeated
    renewal::the_token_that_another_tab_has_got_for_the_user_is_taken
Expired tokens: `logout` meanwhile, which also forgets the function
    renewal::a_logout_meanwhile_counts
    renewal::a_function_for_another_user_or_app_or_of_before_a_logout_is_not_asked
"#;

/// The tests in pages.
const IN_PAGES: &str = concat!(
    include_str!("../e2e/arguments.test.mjs"),
    include_str!("../e2e/outcomes.test.mjs")
);

/// The first cells of the tables, each after the heading of its table.
fn told() -> BTreeSet<String> {
    let (_, outcomes) = PROTOCOL.split_once("\n## Outcomes\n").expect("outcomes");
    let mut heading = "";
    let mut told = BTreeSet::new();
    for line in outcomes.lines() {
        if let Some(text) = line.strip_prefix("### ") {
            heading = text;
        } else if let Some((cell, _)) = line
            .strip_prefix("| ")
            .and_then(|row| row.split_once(" | "))
            && !["case", "check"].contains(&cell)
        {
            told.insert(format!("{heading}: {cell}"));
        }
    }
    told
}

/// The rows, and the tests of each.
fn rows() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut rows = Vec::<(_, Vec<_>)>::new();
    for line in ROWS.trim().lines() {
        match (line.strip_prefix("    "), rows.last_mut()) {
            (Some(test), Some((_, tests))) => tests.push(test),
            _ => rows.push((line, Vec::new())),
        }
    }
    rows
}

#[test]
fn every_row_of_the_protocol_is_here() {
    let here: BTreeSet<String> = rows().iter().map(|(row, _)| (*row).into()).collect();
    assert_eq!(told(), here);
}

#[test]
fn every_row_names_tests_that_are_there() {
    for (row, tests) in rows() {
        for test in &tests {
            let (module, name) = test.split_once("::").expect("a module and a name");
            let source = SOURCES.iter().find(|(of, _)| *of == module);
            let (_, source) = source.expect("a module of these tests");
            let test = format!("#[test]\nfn {name}() {{");
            assert!(source.contains(&test), "{row}: {module}::{name}");
        }
        let is_in_pages = || IN_PAGES.contains(&format!("test(\"{row}\", "));
        assert!(!tests.is_empty() || is_in_pages(), "{row}");
    }
}
