//! The REST API as an OpenAPI document, made from the limits and the codes that the API itself uses.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::config::Config;
use crate::errors::Code;
use crate::users::{METADATA_LIMIT, NAME_LIMIT, TAG_COUNT_LIMIT, TAG_LIMIT, UID_LIMIT, URL_LIMIT};

/// What an operation needs of its caller.
#[derive(Clone, Copy)]
enum Caller {
    AnyApp,
    AnyKey,
    FullAccess,
    Session,
    /// A session, or the REST API Key.
    Reader,
    /// A session, or either key.
    Member,
}

impl Caller {
    /// Each of these will do.
    fn security(self) -> Value {
        let schemes: &[&[&str]] = match self {
            Self::AnyApp => &[&["appId"]],
            Self::AnyKey | Self::FullAccess => &[&["appId", "apiKey"]],
            Self::Session => &[&["appId", "authToken"]],
            Self::Reader | Self::Member => &[&["appId", "authToken"], &["appId", "apiKey"]],
        };
        let requirement =
            |names: &&[&str]| Map::from_iter(names.iter().map(|name| ((*name).into(), json!([]))));
        schemes.iter().map(requirement).collect()
    }

    /// How a caller fails who is not one.
    fn codes(self) -> Vec<Code> {
        let app = [Code::EmptyAppId, Code::InvalidAppId];
        let key = [Code::EmptyApiKey, Code::ApiKeyNotFound, Code::UidNotFound];
        let token = [
            Code::EmptyAuthToken,
            Code::AuthTokenUnknown,
            Code::UidNotFound,
        ];
        let mut codes = app.to_vec();
        match self {
            Self::AnyApp => {}
            Self::AnyKey => codes.extend(key),
            Self::FullAccess => codes.extend(key.into_iter().chain([Code::NoAccess])),
            Self::Session => codes.extend(token),
            Self::Member => codes.extend(key.into_iter().chain(token)),
            Self::Reader => {
                codes.extend(key.into_iter().chain(token).chain([Code::NoAccess]));
            }
        }
        codes
    }

    fn acts_for_others(self) -> bool {
        matches!(self, Self::AnyKey | Self::FullAccess | Self::Reader)
    }
}

/// One operation: what it is called, what it takes and what it gives.
struct Operation {
    method: &'static str,
    id: &'static str,
    summary: &'static str,
    caller: Caller,
    query: &'static [(&'static str, &'static str)],
    body: Option<Value>,
    /// Whether there must be a body.
    needs_body: bool,
    data: Value,
    /// Whether it answers with a page of a list of `data`.
    is_list: bool,
    /// How it fails, apart from its caller.
    codes: &'static [Code],
}

/// The parameters that cut a list into pages.
const PAGE: &[(&str, &str)] = &[
    ("page", "PageNumber"),
    ("perPage", "PageSize"),
    ("per_page", "PageSize"),
];

/// The parameters of the list of users.
const USERS: &[(&str, &str)] = &[
    ("page", "PageNumber"),
    ("perPage", "PageSize"),
    ("per_page", "PageSize"),
    ("searchKey", "Filter"),
    ("status", "Filter"),
    ("role", "Filter"),
    ("roles", "Filter"),
    ("tags", "Filter"),
    ("onlyDeactivated", "Filter"),
    ("withDeactivated", "Filter"),
];

/// The document of this app's API.
pub(crate) fn document(config: &Config) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "CometChat's authentication API, as cometchat-emulator speaks it",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Unofficial. Every failure is `{\"error\": {code, message, …}}`.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/v3.0" }, { "url": "/v3" }],
        "paths": paths(),
        "components": {
            "securitySchemes": {
                "appId": { "type": "apiKey", "in": "header", "name": "appid" },
                "apiKey": { "type": "apiKey", "in": "header", "name": "apikey" },
                "authToken": { "type": "apiKey", "in": "header", "name": "authtoken" },
            },
            "schemas": schemas(config),
        },
    })
}

fn paths() -> Value {
    let mut paths = Map::new();
    for (path, operations) in [
        ("/me", me()),
        ("/settings", vec![read_settings()]),
        ("/user_sessions", vec![note_session()]),
        ("/users", users()),
        ("/users/{uid}", user()),
        ("/users/{uid}/auth_tokens", auth_tokens()),
        ("/users/{uid}/auth_tokens/{authToken}", auth_token()),
        (
            "/conversations",
            vec![empty("listConversations", "The conversations: none")],
        ),
        ("/groups", vec![empty("listGroups", "The groups: none")]),
        (
            "/messages",
            vec![empty("listMessages", "The messages: none")],
        ),
        (
            "/users/{uid}/messages",
            vec![empty("listUserMessages", "The messages with a user: none")],
        ),
        ("/users/{uid}/conversation", vec![read_conversation()]),
        ("/users/{uid}/conversation/read", vec![mark_conversation()]),
    ] {
        let mut item = Map::new();
        let parameters: Vec<_> = [
            ("{uid}", "uid", "Uid"),
            ("{authToken}", "authToken", "Text"),
        ]
        .into_iter()
        .filter(|(part, ..)| path.contains(part))
        .map(|(_, name, schema)| parameter("path", name, schema))
        .collect();
        if !parameters.is_empty() {
            item.insert("parameters".to_owned(), parameters.into());
        }
        for operation in operations {
            item.insert(operation.method.to_owned(), operation.describe());
        }
        paths.insert(path.to_owned(), item.into());
    }
    paths.into()
}

impl Operation {
    fn new(method: &'static str, id: &'static str, summary: &'static str, caller: Caller) -> Self {
        Self {
            method,
            id,
            summary,
            caller,
            query: &[],
            body: None,
            needs_body: false,
            data: reference("Done"),
            is_list: false,
            codes: &[],
        }
    }

    fn gives(self, schema: &str) -> Self {
        let data = reference(schema);
        Self { data, ..self }
    }

    fn lists(self, schema: &str, query: &'static [(&'static str, &'static str)]) -> Self {
        Self {
            is_list: true,
            query,
            codes: &[Code::BadRequest, Code::UidNotFound],
            ..self.gives(schema)
        }
    }

    fn takes(self, schema: Value) -> Self {
        let body = Some(schema);
        Self { body, ..self }
    }

    fn fails(self, codes: &'static [Code]) -> Self {
        Self { codes, ..self }
    }

    fn describe(self) -> Value {
        let mut parameters: Vec<_> = self
            .query
            .iter()
            .map(|(name, schema)| parameter("query", name, schema))
            .collect();
        if self.caller.acts_for_others() {
            parameters.push(parameter("header", "onBehalfOf", "Actor"));
        }
        let mut item = Map::new();
        item.insert("operationId".to_owned(), self.id.into());
        item.insert("summary".to_owned(), self.summary.into());
        item.insert("security".to_owned(), self.caller.security());
        item.insert("parameters".to_owned(), parameters.into());
        if let Some(schema) = &self.body {
            let body = json!({ "required": self.needs_body, "content": content(schema) });
            item.insert("requestBody".to_owned(), body);
        }
        item.insert("responses".to_owned(), self.responses());
        item.into()
    }

    fn responses(&self) -> Value {
        let mut success = json!({
            "type": "object",
            "required": ["data"],
            "properties": { "data": self.data },
        });
        if self.is_list {
            success = json!({
                "type": "object",
                "required": ["data", "meta"],
                "properties": {
                    "data": { "type": "array", "items": self.data },
                    "meta": reference("Meta"),
                },
            });
        }
        let mut failures = BTreeMap::<u16, Vec<&str>>::new();
        for code in self.caller.codes().iter().chain(self.codes) {
            let codes = failures.entry(code.status().as_u16()).or_default();
            if !codes.contains(&code.text()) {
                codes.push(code.text());
            }
        }
        let mut responses = Map::new();
        let ok = json!({ "description": "A success.", "content": content(&success) });
        responses.insert("200".to_owned(), ok);
        for (status, codes) in failures {
            let failure = json!({
                "description": codes.join(", "),
                "content": content(&reference("Failure")),
            });
            responses.insert(status.to_string(), failure);
        }
        responses.into()
    }
}

fn me() -> Vec<Operation> {
    const INVALID: &[Code] = &[Code::BadRequest, Code::PlanRestriction];
    vec![
        Operation::new("get", "getMe", "The user of the token", Caller::Session).gives("Peer"),
        Operation::new(
            "put",
            "putMe",
            "Register a device, or change the own profile",
            Caller::Session,
        )
        .takes(reference("OwnChanges"))
        .gives("Session")
        .fails(INVALID),
        Operation::new(
            "delete",
            "deleteMe",
            "Log out: the token ends",
            Caller::Session,
        ),
    ]
}

fn read_settings() -> Operation {
    let summary = "Where the app's services are";
    Operation::new("get", "getSettings", summary, Caller::Member).gives("Settings")
}

fn note_session() -> Operation {
    let summary = "Statistics of the page; nothing comes of them";
    Operation::new("post", "createUserSession", summary, Caller::AnyApp)
        .takes(json!({ "type": "object" }))
        .fails(&[Code::BadRequest])
}

/// A list of a chat, in which there never is anything.
fn empty(id: &'static str, summary: &'static str) -> Operation {
    Operation::new("get", id, summary, Caller::Session).lists("Nothing", PAGE)
}

fn read_conversation() -> Operation {
    let summary = "The conversation with a user, without a message";
    Operation::new("get", "getConversation", summary, Caller::Session)
        .gives("Conversation")
        .fails(&[Code::UidNotFound])
}

fn mark_conversation() -> Operation {
    let summary = "Mark the conversation with a user as read; nothing comes of it";
    Operation::new("post", "markConversationRead", summary, Caller::Session)
        .fails(&[Code::UidNotFound])
}

fn users() -> Vec<Operation> {
    let uids = |field: &str| {
        json!({
            "type": "object",
            "required": [field],
            "properties": {
                field: { "type": "array", "minItems": 1, "items": { "type": "string" } },
            },
        })
    };
    let switch = |method, id, summary, field| Operation {
        needs_body: true,
        ..Operation::new(method, id, summary, Caller::FullAccess)
            .takes(uids(field))
            .gives("UidsByOutcome")
            .fails(&[Code::BadRequest])
    };
    vec![
        Operation::new("get", "listUsers", "The users", Caller::Reader).lists("User", USERS),
        Operation {
            needs_body: true,
            ..Operation::new("post", "createUser", "Create a user", Caller::AnyKey)
                .takes(reference("NewUser"))
                .gives("User")
                .fails(&[
                    Code::BadRequest,
                    Code::UidAlreadyExists,
                    Code::RoleNotFound,
                    Code::PlanRestriction,
                ])
        },
        switch(
            "put",
            "reactivateUsers",
            "Reactivate users",
            "uidsToActivate",
        ),
        switch(
            "delete",
            "deactivateUsers",
            "Deactivate users",
            "uidsToDeactivate",
        ),
    ]
}

fn user() -> Vec<Operation> {
    const INVALID: &[Code] = &[Code::BadRequest, Code::UidNotFound];
    let permanent = json!({
        "type": "object",
        "properties": { "permanent": { "type": ["boolean", "null"] } },
    });
    vec![
        Operation::new("get", "getUser", "A user", Caller::Reader).gives("User"),
        Operation::new("put", "updateUser", "Change a user", Caller::AnyKey)
            .takes(reference("UserChanges"))
            .gives("User")
            .fails(&[
                Code::BadRequest,
                Code::UidNotFound,
                Code::RoleNotFound,
                Code::PlanRestriction,
            ]),
        Operation {
            data: json!({ "anyOf": [reference("Done"), reference("UidsByOutcome")] }),
            ..Operation::new(
                "delete",
                "deleteUser",
                "Deactivate a user, or delete it for good",
                Caller::FullAccess,
            )
            .takes(permanent)
            .fails(INVALID)
        },
    ]
}

fn auth_tokens() -> Vec<Operation> {
    let force = json!({
        "type": "object",
        "properties": { "force": { "type": ["boolean", "null"] } },
    });
    vec![
        Operation::new(
            "get",
            "listAuthTokens",
            "The user's live tokens, oldest first",
            Caller::FullAccess,
        )
        .lists("AuthToken", PAGE),
        Operation::new("post", "createAuthToken", "A new token", Caller::AnyKey)
            .takes(force)
            .gives("AuthToken")
            .fails(&[Code::BadRequest, Code::UidNotFound]),
        Operation::new(
            "delete",
            "flushAuthTokens",
            "End every token of the user",
            Caller::FullAccess,
        )
        .fails(&[Code::UidNotFound]),
    ]
}

fn auth_token() -> Vec<Operation> {
    const MISSING: &[Code] = &[
        Code::UidNotFound,
        Code::AuthTokenNotFound,
        Code::AuthTokenNotAccessible,
    ];
    const INVALID: &[Code] = &[
        Code::BadRequest,
        Code::UidNotFound,
        Code::AuthTokenNotFound,
        Code::AuthTokenNotAccessible,
    ];
    let caller = Caller::FullAccess;
    vec![
        Operation::new("get", "getAuthToken", "A token", caller)
            .gives("AuthToken")
            .fails(MISSING),
        Operation::new(
            "put",
            "updateAuthToken",
            "Change what is known of its device",
            caller,
        )
        .takes(reference("Device"))
        .gives("AuthToken")
        .fails(INVALID),
        Operation::new("delete", "deleteAuthToken", "End a token", caller).fails(MISSING),
    ]
}

fn schemas(config: &Config) -> Value {
    let text = |limit: usize| json!({ "type": ["string", "null"], "maxLength": limit });
    let profile = json!({
        "name": { "type": ["string", "null"], "maxLength": NAME_LIMIT, "pattern": "\\S" },
        "link": text(URL_LIMIT),
        "avatar": text(URL_LIMIT),
        "metadata": reference("Metadata"),
        "role": { "enum": config.roles().iter().map(|role| json!(role)).chain([Value::Null]).collect::<Vec<_>>() },
        "statusMessage": text(URL_LIMIT),
        "tags": {
            "type": ["array", "null"],
            "maxItems": TAG_COUNT_LIMIT,
            "items": { "type": "string", "maxLength": TAG_LIMIT },
        },
        "unset": {
            "type": ["array", "null"],
            "items": { "enum": ["link", "avatar", "metadata"] },
        },
    });
    // A user's own role is not the user's to change: it is read, and left as it is.
    let mut own_changes = profile.clone();
    own_changes["role"] = text(NAME_LIMIT);
    let mut new_user = profile.clone();
    new_user["uid"] = reference("Uid");
    new_user["name"] = reference("Name");
    new_user["withAuthToken"] = json!({ "type": ["boolean", "null"] });
    json!({
        "Text": { "type": "string", "minLength": 1 },
        "Filter": { "type": "string" },
        "Uid": {
            "type": "string",
            "pattern": format!("^[A-Za-z0-9_-]{{1,{UID_LIMIT}}}$"),
        },
        "Actor": {
            "type": "string",
            "pattern": format!("^[A-Za-z0-9_-]{{0,{UID_LIMIT}}}$"),
            "description": "The uid of the user for whom the caller acts; nobody if it is empty.",
        },
        "Name": { "type": "string", "maxLength": NAME_LIMIT, "pattern": "\\S" },
        "Metadata": {
            "type": ["object", "null"],
            "description": format!("At most {METADATA_LIMIT} bytes of JSON."),
        },
        "PageNumber": { "type": "integer", "minimum": 1, "maximum": u32::MAX },
        "PageSize": { "type": "integer", "minimum": 1, "maximum": 1000 },
        "NewUser": { "type": "object", "required": ["uid", "name"], "properties": new_user },
        "OwnChanges": { "type": "object", "properties": own_changes },
        "UserChanges": { "type": "object", "properties": profile },
        "User": {
            "type": "object",
            "required": ["uid", "name", "status", "role", "createdAt", "tags"],
            "properties": {
                "uid": reference("Uid"),
                "name": { "type": "string" },
                "link": { "type": "string" },
                "avatar": { "type": "string" },
                "metadata": { "type": "object" },
                "status": { "enum": ["online", "offline"] },
                "role": { "type": "string" },
                "statusMessage": { "type": "string" },
                "lastActiveAt": { "type": "integer" },
                "createdAt": { "type": "integer" },
                "updatedAt": { "type": "integer" },
                "deactivatedAt": { "type": "integer" },
                "tags": { "type": "array", "items": { "type": "string" } },
                "hasBlockedMe": { "type": "boolean" },
                "blockedByMe": { "type": "boolean" },
                "authToken": { "type": "string" },
            },
        },
        "Peer": {
            "allOf": [
                reference("User"),
                { "required": ["hasBlockedMe", "blockedByMe", "authToken"] },
            ],
        },
        "Session": {
            "allOf": [
                reference("Peer"),
                {
                    "required": ["settings", "wsChannel", "jwt", "fat"],
                    "properties": {
                        "settings": reference("Settings"),
                        "wsChannel": { "type": "object" },
                        "jwt": { "type": "string" },
                        "fat": { "type": "string" },
                    },
                },
            ],
        },
        "Settings": {
            "type": "object",
            "required": ["CHAT_API_VERSION", "ADMIN_API_HOST", "CLIENT_API_HOST", "CHAT_HOST"],
        },
        "Nothing": { "not": {} },
        "Conversation": {
            "type": "object",
            "required": [
                "conversationId", "conversationType", "unreadMessageCount", "createdAt", "updatedAt",
                "conversationWith",
            ],
            "properties": {
                "conversationId": { "type": "string" },
                "conversationType": { "const": "user" },
                "unreadMessageCount": { "const": 0 },
                "createdAt": { "type": "integer" },
                "updatedAt": { "type": "integer" },
                "conversationWith": reference("User"),
            },
        },
        "AuthToken": {
            "type": "object",
            "required": ["uid", "authToken", "createdAt"],
            "properties": {
                "uid": reference("Uid"),
                "authToken": { "type": "string" },
                "createdAt": { "type": "integer" },
                "platform": {},
                "deviceId": {},
                "appInfo": {},
            },
        },
        "Device": { "type": "object", "properties": { "platform": {}, "deviceId": {}, "appInfo": {} } },
        "Done": {
            "type": "object",
            "required": ["success", "message"],
            "properties": { "success": { "const": true }, "message": { "type": "string" } },
        },
        "UidsByOutcome": {
            "type": "object",
            "additionalProperties": { "type": "array", "items": { "type": "string" } },
        },
        "Meta": {
            "type": "object",
            "required": ["pagination"],
            "properties": {
                "pagination": {
                    "type": "object",
                    "required": ["total", "count", "per_page", "current_page", "total_pages"],
                    "additionalProperties": { "type": "integer" },
                },
            },
        },
        "Failure": {
            "type": "object",
            "required": ["error"],
            "properties": {
                "error": {
                    "type": "object",
                    "required": ["code", "message", "devMessage", "source"],
                    "properties": {
                        "code": { "type": "string" },
                        "message": { "type": "string" },
                        "devMessage": { "type": "string" },
                        "source": { "type": "string" },
                        "details": {},
                    },
                },
            },
        },
    })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn content(schema: &Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

fn parameter(place: &str, name: &str, schema: &str) -> Value {
    json!({
        "in": place,
        "name": name,
        "required": place == "path",
        "schema": reference(schema),
    })
}
