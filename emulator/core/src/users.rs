//! Users: their limits, what they look like on the wire, and where they are kept.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::clock;
use crate::errors::{ApiError, Code};

/// Characters that a uid may have.
pub(crate) const UID_LIMIT: usize = 100;
/// Characters that a name may have.
pub(crate) const NAME_LIMIT: usize = 100;
/// Characters that `avatar` and `link` may have.
pub(crate) const URL_LIMIT: usize = 3000;
/// Bytes that `metadata` may have as JSON.
pub(crate) const METADATA_LIMIT: usize = 5 * 1024;
/// Tags that a user may have.
pub(crate) const TAG_COUNT_LIMIT: usize = 25;
/// Characters that a tag may have.
pub(crate) const TAG_LIMIT: usize = 100;
/// Bytes of memory that all users may take together, about. An app's plan limits how many users there can be.
const USERS_LIMIT: usize = 64 * 1024 * 1024;
/// Bytes that a user takes beside the texts, about.
const USER_BYTES: usize = 512;
/// How many bytes of memory a byte of JSON may take.
pub(crate) const JSON_FACTOR: usize = 16;
/// The role of users who were given none.
pub(crate) const DEFAULT_ROLE: &str = "default";

/// The sample users of CometChat's documents.
const SAMPLES: [(&str, &str); 5] = [
    ("cometchat-uid-1", "Andrew Joseph"),
    ("cometchat-uid-2", "George Alan"),
    ("cometchat-uid-3", "Nancy Grace"),
    ("cometchat-uid-4", "Susan Marie"),
    ("cometchat-uid-5", "John Paul"),
];
/// `createdAt` of the sample users.
const SAMPLE_CREATED_AT: u64 = 1_745_550_000;
/// `lastActiveAt` of the sample users, the value of CometChat's documents.
const SAMPLE_LAST_ACTIVE_AT: u64 = 1_745_554_700;

/// A valid uid, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Uid(String);

impl Uid {
    /// The uid that `text` stands for: letters, digits, `-` and `_`, kept in lower case.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() {
            Err("The uid field is required.")
        } else if !text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        {
            Err("The uid may only contain letters, numbers, dashes and underscores.")
        } else if text.len() > UID_LIMIT {
            Err("The uid may not be greater than 100 characters.")
        } else {
            Ok(Self(text.to_ascii_lowercase()))
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A user as the server keeps it.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) uid: Uid,
    pub(crate) profile: Profile,
    pub(crate) online: bool,
    pub(crate) last_active_at: Option<u64>,
    pub(crate) created_at: u64,
    pub(crate) updated_at: Option<u64>,
    pub(crate) deactivated_at: Option<u64>,
}

/// What others set of a user.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(crate) name: String,
    pub(crate) link: Option<String>,
    pub(crate) avatar: Option<String>,
    pub(crate) metadata: Option<Value>,
    pub(crate) role: String,
    pub(crate) status_message: Option<String>,
    pub(crate) tags: Vec<String>,
}

impl Profile {
    /// A profile of a name and nothing else.
    pub(crate) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            link: None,
            avatar: None,
            metadata: None,
            role: DEFAULT_ROLE.to_owned(),
            status_message: None,
            tags: Vec::new(),
        }
    }

    /// How many bytes of memory it takes, about.
    fn weight(&self) -> usize {
        let texts = [&self.link, &self.avatar, &self.status_message];
        let texts: usize = texts.into_iter().flatten().map(String::len).sum();
        let tags: usize = self
            .tags
            .iter()
            .map(|tag| size_of::<String>() + tag.len())
            .sum();
        let metadata = self.metadata.as_ref().map_or(0, json_length);
        USER_BYTES + self.name.len() + self.role.len() + texts + tags + JSON_FACTOR * metadata
    }
}

/// Bytes of a value as JSON.
pub(crate) fn json_length(value: &Value) -> usize {
    value.to_string().len()
}

impl User {
    pub(crate) fn new(uid: Uid, profile: Profile) -> Self {
        Self {
            uid,
            profile,
            online: false,
            last_active_at: None,
            created_at: clock::epoch_seconds(),
            updated_at: None,
            deactivated_at: None,
        }
    }

    pub(crate) fn is_active(&self) -> bool {
        self.deactivated_at.is_none()
    }

    /// The user as an API key sees it.
    pub(crate) fn view(&self) -> UserView {
        let Profile {
            name,
            link,
            avatar,
            metadata,
            role,
            status_message,
            tags,
        } = self.profile.clone();
        UserView {
            uid: self.uid.to_string(),
            name,
            link,
            avatar,
            metadata,
            status: if self.online {
                Presence::Online
            } else {
                Presence::Offline
            },
            role,
            status_message,
            last_active_at: self.last_active_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
            deactivated_at: self.deactivated_at,
            tags,
        }
    }

    /// The same as JSON.
    pub(crate) fn to_json(&self) -> Map<String, Value> {
        json_object(&self.view())
    }

    /// The user as another user, or the user itself, sees it.
    pub(crate) fn to_peer_json(&self) -> Map<String, Value> {
        let mut json = self.to_json();
        json.insert("hasBlockedMe".to_owned(), json!(false));
        json.insert("blockedByMe".to_owned(), json!(false));
        json
    }
}

/// A user on the wire. What is not set is left out, as the real service does.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(rename = "EmulatorUser"))]
pub struct UserView {
    uid: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", tsify(type = "Record<string, unknown>"))]
    metadata: Option<Value>,
    #[cfg_attr(feature = "typescript", tsify(type = "'online' | 'offline'"))]
    status: Presence,
    role: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_message: Option<String>,
    /// Seconds since the epoch, as the three below.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_active_at: Option<u64>,
    created_at: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deactivated_at: Option<u64>,
    tags: Vec<String>,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Presence {
    Online,
    Offline,
}

/// A value that is an object in JSON, as one.
pub(crate) fn json_object(value: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

/// All users, by uid.
#[derive(Debug, Default)]
pub(crate) struct Users {
    by_uid: BTreeMap<Uid, User>,
    /// How many bytes of memory their profiles take, about.
    weight: usize,
}

impl Users {
    /// The five users that every new CometChat app has.
    pub(crate) fn samples() -> Self {
        let mut users = Self::default();
        for (uid, name) in SAMPLES {
            let avatar = format!("https://assets.cometchat.io/sampleapp/v2/users/{uid}.webp");
            users.insert(User {
                last_active_at: Some(SAMPLE_LAST_ACTIVE_AT),
                created_at: SAMPLE_CREATED_AT,
                ..User::new(
                    Uid(uid.to_owned()),
                    Profile {
                        avatar: Some(avatar),
                        metadata: Some(json!({})),
                        ..Profile::named(name)
                    },
                )
            });
        }
        users
    }

    /// The user of this uid, deactivated or not.
    pub(crate) fn get(&self, uid: &str) -> Option<&User> {
        self.by_uid.get(&Uid(uid.to_ascii_lowercase()))
    }

    /// When the user of this uid was deactivated, to change it.
    pub(crate) fn deactivation_mut(&mut self, uid: &str) -> Option<&mut Option<u64>> {
        let user = self.by_uid.get_mut(&Uid(uid.to_ascii_lowercase()))?;
        Some(&mut user.deactivated_at)
    }

    /// Adds a user, or replaces the one of the same uid.
    pub(crate) fn insert(&mut self, user: User) {
        self.weight += user.profile.weight();
        if let Some(replaced) = self.by_uid.insert(user.uid.clone(), user) {
            self.weight -= replaced.profile.weight();
        }
    }

    /// The same, if there is room for what is added.
    ///
    /// # Errors
    /// `ERR_PLAN_RESTRICTION` if there is none.
    pub(crate) fn try_insert(&mut self, user: User) -> Result<(), ApiError> {
        let before = self.by_uid.get(&user.uid);
        let before = before.map_or(0, |user| user.profile.weight());
        let after = user.profile.weight();
        if after > before && self.weight - before + after > USERS_LIMIT {
            let limit = USERS_LIMIT / (1024 * 1024);
            return Err(ApiError {
                message: format!("The emulator has no room for more than {limit} MiB of users."),
                ..ApiError::new(Code::PlanRestriction, "")
            });
        }
        self.insert(user);
        Ok(())
    }

    pub(crate) fn remove(&mut self, uid: &Uid) {
        if let Some(removed) = self.by_uid.remove(uid) {
            self.weight -= removed.profile.weight();
        }
    }

    /// All users in order of uid.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &User> {
        self.by_uid.values()
    }
}

/// The fields of a user that a request sets. An absent field is `None`; one that the request
/// clears is `Some(None)`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Changes {
    pub(crate) name: Option<String>,
    pub(crate) link: Option<Option<String>>,
    pub(crate) avatar: Option<Option<String>>,
    pub(crate) metadata: Option<Option<Value>>,
    pub(crate) role: Option<String>,
    pub(crate) status_message: Option<Option<String>>,
    pub(crate) tags: Option<Vec<String>>,
}

impl Changes {
    /// Applies the changes to a profile.
    pub(crate) fn apply(self, profile: &mut Profile) {
        fn set<T>(target: &mut T, change: Option<T>) {
            if let Some(value) = change {
                *target = value;
            }
        }
        set(&mut profile.name, self.name);
        set(&mut profile.link, self.link);
        set(&mut profile.avatar, self.avatar);
        set(&mut profile.metadata, self.metadata);
        set(&mut profile.role, self.role);
        set(&mut profile.status_message, self.status_message);
        set(&mut profile.tags, self.tags);
    }
}

/// Reads the fields of a user from a request's body and gathers what is wrong with them.
#[derive(Debug)]
pub(crate) struct UserForm<'a> {
    body: &'a Map<String, Value>,
    problems: Map<String, Value>,
}

impl<'a> UserForm<'a> {
    pub(crate) fn new(body: &'a Map<String, Value>) -> Self {
        Self {
            body,
            problems: Map::new(),
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// `ERR_BAD_REQUEST` if anything was wrong.
    pub(crate) fn finish<T>(self, read: Option<T>) -> Result<T, ApiError> {
        match read {
            Some(read) if self.problems.is_empty() => Ok(read),
            _ => Err(ApiError::invalid(self.problems)),
        }
    }

    /// The uid, which must be there.
    pub(crate) fn uid(&mut self) -> Option<Uid> {
        let text = match self.body.get("uid") {
            None | Some(Value::Null) => "",
            Some(Value::String(text)) => text,
            Some(_) => {
                self.problem("uid", "The uid must be a string.".to_owned());
                return None;
            }
        };
        Uid::parse(text)
            .map_err(|problem| self.problem("uid", problem.to_owned()))
            .ok()
    }

    /// The name, which must be there.
    pub(crate) fn required_name(&mut self) -> Option<String> {
        let name = self.name();
        if name.is_none() && !self.problems.contains_key("name") {
            self.problem("name", "The name field is required.".to_owned());
        }
        name
    }

    /// Every field that may change.
    pub(crate) fn changes(&mut self) -> Changes {
        let mut changes = Changes {
            name: self.name(),
            link: self.text("link", URL_LIMIT),
            avatar: self.text("avatar", URL_LIMIT),
            metadata: self.metadata(),
            role: self.text("role", NAME_LIMIT).flatten(),
            status_message: self.text("statusMessage", URL_LIMIT),
            tags: self.tags(),
        };
        self.unset(&mut changes);
        changes
    }

    /// A flag that is off unless it is sent.
    pub(crate) fn flag(&mut self, field: &'static str) -> bool {
        match self.body.get(field) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.problem(field, format!("The {field} field must be true or false."));
                false
            }
        }
    }

    fn problem(&mut self, field: &str, message: String) {
        if let Value::Array(messages) = self.problems.entry(field).or_insert_with(|| json!([])) {
            messages.push(json!(message));
        }
    }

    fn name(&mut self) -> Option<String> {
        let name = self.text("name", NAME_LIMIT)??;
        if name.trim().is_empty() {
            self.problem("name", "The name field is required.".to_owned());
            return None;
        }
        Some(name)
    }

    fn text(&mut self, field: &'static str, limit: usize) -> Option<Option<String>> {
        match self.body.get(field)? {
            Value::Null => Some(None),
            Value::String(text) if text.chars().count() > limit => {
                self.problem(
                    field,
                    format!("The {field} may not be greater than {limit} characters."),
                );
                None
            }
            Value::String(text) => Some(Some(text.clone())),
            _ => {
                self.problem(field, format!("The {field} must be a string."));
                None
            }
        }
    }

    fn metadata(&mut self) -> Option<Option<Value>> {
        match self.body.get("metadata")? {
            Value::Null => Some(None),
            metadata @ Value::Object(_) => {
                if json_length(metadata) > METADATA_LIMIT {
                    self.problem(
                        "metadata",
                        "The metadata may not be greater than 5 KB.".to_owned(),
                    );
                    return None;
                }
                Some(Some(metadata.clone()))
            }
            _ => {
                self.problem("metadata", "The metadata must be an object.".to_owned());
                None
            }
        }
    }

    fn tags(&mut self) -> Option<Vec<String>> {
        let tags = match self.body.get("tags")? {
            Value::Null => return Some(Vec::new()),
            Value::Array(tags) => tags,
            _ => {
                self.problem("tags", "The tags must be an array.".to_owned());
                return None;
            }
        };
        if tags.len() > TAG_COUNT_LIMIT {
            self.problem(
                "tags",
                format!("The tags may not have more than {TAG_COUNT_LIMIT} items."),
            );
            return None;
        }
        let mut read = Vec::with_capacity(tags.len());
        for (index, tag) in tags.iter().enumerate() {
            match tag {
                Value::String(tag) if tag.chars().count() <= TAG_LIMIT => read.push(tag.clone()),
                Value::String(_) => self.problem(
                    &format!("tags.{index}"),
                    format!("The tags.{index} may not be greater than {TAG_LIMIT} characters."),
                ),
                _ => self.problem(
                    &format!("tags.{index}"),
                    format!("The tags.{index} must be a string."),
                ),
            }
        }
        Some(read)
    }

    /// `unset` names the optional fields to clear.
    fn unset(&mut self, changes: &mut Changes) {
        let fields = match self.body.get("unset") {
            None | Some(Value::Null) => return,
            Some(Value::Array(fields)) => fields,
            Some(_) => return self.problem("unset", "The unset must be an array.".to_owned()),
        };
        for (index, field) in fields.iter().enumerate() {
            match field.as_str() {
                Some("link") => changes.link = Some(None),
                Some("avatar") => changes.avatar = Some(None),
                Some("metadata") => changes.metadata = Some(None),
                _ => self.problem(
                    &format!("unset.{index}"),
                    format!("The selected unset.{index} is invalid."),
                ),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(n: usize) -> User {
        let metadata = json!({ "a": "b".repeat(METADATA_LIMIT - 10) });
        let profile = Profile {
            metadata: Some(metadata),
            ..Profile::named("A")
        };
        User::new(Uid(format!("u{n}")), profile)
    }

    #[test]
    fn all_users_together_stay_within_their_limit() {
        let mut users = Users::samples();
        let refused = (0..10_000).find(|n| users.try_insert(user(*n)).is_err());
        let refused = refused.expect("a limit");
        assert!(refused > 100);
        assert!(users.weight <= USERS_LIMIT);
        let error = users.try_insert(user(refused)).expect_err("no room");
        assert_eq!(error.code, "ERR_PLAN_RESTRICTION");
        // Whoever is there can be changed, and makes room by going.
        users.try_insert(user(0)).expect("the same again");
        users.remove(&Uid("u1".to_owned()));
        users.try_insert(user(refused)).expect("room");
        for uid in users
            .iter()
            .map(|user| user.uid.clone())
            .collect::<Vec<_>>()
        {
            users.remove(&uid);
        }
        assert_eq!(users.weight, 0);
    }
}
