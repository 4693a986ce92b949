//! Calls about the app's users.

use super::Server;
use super::call::{ApiCall, Expected};
use super::page::{PAGE, listed};
use crate::error::{
    Error, ErrorSpec, INVALID_OPTIONS, MISSING_UID, UID_IS_COMPULSORY, USER_NAME_IS_COMPULSORY,
};
use crate::platform::{Deferred, Method, Record, Text, Value};
use crate::types::{Path, TextList, Uid, user_to_send};

/// The options that filter a list of users.
const FILTERS: &[&str] = &[
    "searchKey",
    "status",
    "roles",
    "tags",
    "withDeactivated",
    "onlyDeactivated",
];

impl Server {
    /// Creates a user `{ uid, name, … }`. Resolves with the user; with `{ withAuthToken: true }`, it has an
    /// auth token.
    ///
    /// Errors: `MISSING_PARAMETERS`, `UID_IS_COMPULSORY`, `USER_NAME_IS_COMPULSORY`, `INVALID_UID`, or the
    /// server's error.
    pub fn create_user(&self, user: &Value, options: &Value) -> Deferred {
        let user = new_user(user).map_err(Error::from);
        self.perform(user.map(|user| {
            if is_set(options, "withAuthToken") {
                user.set("withAuthToken", true);
            }
            creating(user)
        }))
    }

    /// Reads a user. Resolves with the user.
    pub fn get_user(&self, uid: &Value) -> Deferred {
        self.perform(of_user(uid, |path| {
            ApiCall::new(Method::Get, path, Expected::User)
        }))
    }

    /// Changes some fields of a user. Resolves with the user.
    pub fn update_user(&self, uid: &Value, changes: &Value) -> Deferred {
        let changes = user_to_send(changes);
        self.perform(changes.map_err(Error::from).and_then(|changes| {
            of_user(uid, |path| {
                ApiCall::new(Method::Put, path, Expected::User).with_body(changes)
            })
        }))
    }

    /// Lists users. Resolves with `{ users, page, totalPages, total }`.
    pub fn list_users(&self, options: &Value) -> Deferred {
        let path = listed(Path::users(), options, &[PAGE, FILTERS]);
        self.perform(path.map(|path| ApiCall::new(Method::Get, path, Expected::Page("users"))))
    }

    /// Deactivates a user, who cannot log in any more. Resolves with nothing.
    pub fn deactivate_user(&self, uid: &Value) -> Deferred {
        self.remove(uid, false)
    }

    /// Deletes a user for good. Resolves with nothing.
    pub fn delete_user(&self, uid: &Value) -> Deferred {
        self.remove(uid, true)
    }

    /// Deactivates several users. Resolves with the server's report: lists of UIDs by outcome.
    pub fn deactivate_users(&self, uids: &Value) -> Deferred {
        self.switch(Method::Delete, "uidsToDeactivate", uids)
    }

    /// Reactivates several users. Resolves with the server's report: lists of UIDs by outcome.
    pub fn reactivate_users(&self, uids: &Value) -> Deferred {
        self.switch(Method::Put, "uidsToActivate", uids)
    }

    fn remove(&self, uid: &Value, permanent: bool) -> Deferred {
        self.perform(of_user(uid, |path| {
            let body = Record::new();
            body.set("permanent", permanent);
            ApiCall::new(Method::Delete, path, Expected::Done).with_body(body)
        }))
    }

    fn switch(&self, method: Method, field: &'static str, uids: &Value) -> Deferred {
        let uids = TextList::parse(uids);
        let uids = uids.ok_or_else(|| Error::without_answer(&INVALID_OPTIONS, "uids", None));
        self.perform(uids.map(|uids| {
            let body = Record::new();
            body.set(field, uids.to_value());
            ApiCall::new(method, Path::users(), Expected::Report).with_body(body)
        }))
    }
}

/// The call that creates a user.
pub fn creating(user: Record) -> ApiCall {
    ApiCall::new(Method::Post, Path::users(), Expected::User).with_body(user)
}

/// Whether the option `name` is `true`.
pub fn is_set(options: &Value, name: &'static str) -> bool {
    let option = options.as_record().and_then(|it| it.get(name).to_json());
    option.is_some_and(|json| json == "true")
}

/// Parses a UID, and returns a call with the path of that user.
fn of_user(uid: &Value, call: impl FnOnce(Path) -> ApiCall) -> Result<ApiCall, Error> {
    let uid = Uid::parse(uid, &MISSING_UID)?;
    Ok(call(Path::user(&uid)))
}

/// Parses a user to create. A UID may be a number, as many applications have them.
fn new_user(user: &Value) -> Result<Record, &'static ErrorSpec> {
    let user = user_to_send(user)?;
    let uid = Uid::parse(&user.get("uid"), &UID_IS_COMPULSORY)?;
    user.set("uid", uid.text().clone());
    let name = user.text("name").filter(Text::is_present);
    name.ok_or(&USER_NAME_IS_COMPULSORY)?;
    Ok(user)
}
