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

/// What a request's body is, by the name of its schema.
enum Body {
    None,
    May(&'static str),
    Must(&'static str),
}

/// What a success gives.
enum Data {
    One,
    /// A page of a list, which these parameters choose.
    List(&'static [(&'static str, &'static str)]),
}

/// One operation: what it is called, what it takes, and what it gives by the name of its schema.
struct Operation {
    method: &'static str,
    path: &'static str,
    id: &'static str,
    caller: Caller,
    body: Body,
    data: Data,
    schema: &'static str,
    /// How it fails, apart from its caller.
    codes: &'static [Code],
    summary: &'static str,
}

/// `method "/path" id(caller, body "Schema") -> data "Schema" or codes: "summary"`
macro_rules! operations {
    ($($method:ident $path:literal $id:ident($caller:ident $(, $body:ident $takes:literal)?)
        -> $data:ident $($query:ident)? $schema:literal $(or $($code:ident)+)?: $summary:literal;)+) => {
        &[$(Operation {
            method: stringify!($method),
            path: $path,
            id: stringify!($id),
            caller: Caller::$caller,
            body: operations!(@body $($body $takes)?),
            data: Data::$data$(($query))?,
            schema: $schema,
            codes: &[$($(Code::$code),+)?],
            summary: $summary,
        }),+]
    };
    (@body) => { Body::None };
    (@body $body:ident $takes:literal) => { Body::$body($takes) };
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
    let schemas: Map<_, _> = [requests(config), answers()]
        .into_iter()
        .filter_map(|schemas| schemas.as_object().cloned())
        .flatten()
        .collect();
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
            "schemas": schemas,
        },
    })
}

const OPERATIONS: &[Operation] = operations! {
    get "/me" getMe(Session) -> One "Peer": "The user of the token";
    put "/me" putMe(Session, May "OwnChanges") -> One "Session" or BadRequest PlanRestriction:
        "Register a device, or change the own profile";
    delete "/me" deleteMe(Session) -> One "Done": "Log out: the token ends";
    get "/settings" getSettings(Member) -> One "Settings": "Where the app's services are";
    post "/user_sessions" createUserSession(AnyApp, May "Statistics") -> One "Done" or BadRequest:
        "Statistics of the page; nothing comes of them";
    get "/users" listUsers(Reader) -> List USERS "User" or BadRequest UidNotFound: "The users";
    post "/users" createUser(AnyKey, Must "NewUser") -> One "User"
        or BadRequest UidAlreadyExists RoleNotFound PlanRestriction: "Create a user";
    put "/users" reactivateUsers(FullAccess, Must "UidsToActivate") -> One "UidsByOutcome"
        or BadRequest: "Reactivate users";
    delete "/users" deactivateUsers(FullAccess, Must "UidsToDeactivate") -> One "UidsByOutcome"
        or BadRequest: "Deactivate users";
    get "/users/{uid}" getUser(Reader) -> One "User": "A user";
    put "/users/{uid}" updateUser(AnyKey, May "UserChanges") -> One "User"
        or BadRequest UidNotFound RoleNotFound PlanRestriction: "Change a user";
    delete "/users/{uid}" deleteUser(FullAccess, May "Deletion") -> One "Deleted"
        or BadRequest UidNotFound: "Deactivate a user, or delete it for good";
    get "/users/{uid}/auth_tokens" listAuthTokens(FullAccess) -> List PAGE "AuthToken"
        or BadRequest UidNotFound: "The user's live tokens, oldest first";
    post "/users/{uid}/auth_tokens" createAuthToken(AnyKey, May "TokenRequest") -> One "AuthToken"
        or BadRequest UidNotFound: "A new token";
    delete "/users/{uid}/auth_tokens" flushAuthTokens(FullAccess) -> One "Done"
        or UidNotFound: "End every token of the user";
    get "/users/{uid}/auth_tokens/{authToken}" getAuthToken(FullAccess) -> One "AuthToken"
        or UidNotFound AuthTokenNotFound AuthTokenNotAccessible: "A token";
    put "/users/{uid}/auth_tokens/{authToken}" updateAuthToken(FullAccess, May "Device")
        -> One "AuthToken" or BadRequest UidNotFound AuthTokenNotFound AuthTokenNotAccessible:
        "Change what is known of its device";
    delete "/users/{uid}/auth_tokens/{authToken}" deleteAuthToken(FullAccess) -> One "Done"
        or UidNotFound AuthTokenNotFound AuthTokenNotAccessible: "End a token";
    get "/conversations" listConversations(Session) -> List PAGE "Nothing"
        or BadRequest UidNotFound: "The conversations: none";
    get "/groups" listGroups(Session) -> List PAGE "Nothing"
        or BadRequest UidNotFound: "The groups: none";
    get "/messages" listMessages(Session) -> List PAGE "Nothing"
        or BadRequest UidNotFound: "The messages: none";
    get "/users/{uid}/messages" listUserMessages(Session) -> List PAGE "Nothing"
        or BadRequest UidNotFound: "The messages with a user: none";
    get "/users/{uid}/conversation" getConversation(Session) -> One "Conversation"
        or UidNotFound: "The conversation with a user, without a message";
    post "/users/{uid}/conversation/read" markConversationRead(Session) -> One "Done"
        or UidNotFound: "Mark the conversation with a user as read; nothing comes of it";
};

fn paths() -> Value {
    let mut paths = Map::new();
    for operation in OPERATIONS {
        let item = paths
            .entry(operation.path)
            .or_insert_with(|| path_item(operation.path));
        item[operation.method] = operation.describe();
    }
    paths.into()
}

/// A path without its operations.
fn path_item(path: &str) -> Value {
    let parameters: Vec<_> = [
        ("{uid}", "uid", "Uid"),
        ("{authToken}", "authToken", "Text"),
    ]
    .into_iter()
    .filter(|(part, ..)| path.contains(part))
    .map(|(_, name, schema)| parameter("path", name, schema))
    .collect();
    if parameters.is_empty() {
        json!({})
    } else {
        json!({ "parameters": parameters })
    }
}

impl Operation {
    fn describe(&self) -> Value {
        let query = match self.data {
            Data::One => &[],
            Data::List(query) => query,
        };
        let mut parameters: Vec<_> = query
            .iter()
            .map(|(name, schema)| parameter("query", name, schema))
            .collect();
        if self.caller.acts_for_others() {
            parameters.push(parameter("header", "onBehalfOf", "Actor"));
        }
        let mut item = json!({
            "operationId": self.id,
            "summary": self.summary,
            "security": self.caller.security(),
            "parameters": parameters,
            "responses": self.responses(),
        });
        if let Body::May(schema) | Body::Must(schema) = self.body {
            let required = matches!(self.body, Body::Must(_));
            item["requestBody"] =
                json!({ "required": required, "content": content(&reference(schema)) });
        }
        item
    }

    fn responses(&self) -> Value {
        let data = reference(self.schema);
        let success = match self.data {
            Data::One => json!({
                "type": "object",
                "required": ["data"],
                "properties": { "data": data },
            }),
            Data::List(_) => json!({
                "type": "object",
                "required": ["data", "meta"],
                "properties": {
                    "data": { "type": "array", "items": data },
                    "meta": reference("Meta"),
                },
            }),
        };
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

/// A switch of this name.
fn flag(field: &str) -> Value {
    json!({ "type": "object", "properties": { field: { "type": ["boolean", "null"] } } })
}

/// A list of uids of this name.
fn uids(field: &str) -> Value {
    json!({
        "type": "object",
        "required": [field],
        "properties": {
            field: { "type": "array", "minItems": 1, "items": { "type": "string" } },
        },
    })
}

/// What is taken.
fn requests(config: &Config) -> Value {
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
        "Statistics": { "type": "object" },
        "Deletion": flag("permanent"),
        "TokenRequest": flag("force"),
        "UidsToActivate": uids("uidsToActivate"),
        "UidsToDeactivate": uids("uidsToDeactivate"),
        "Device": { "type": "object", "properties": { "platform": {}, "deviceId": {}, "appInfo": {} } },
    })
}

/// What is given.
fn answers() -> Value {
    json!({
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
        "Done": {
            "type": "object",
            "required": ["success", "message"],
            "properties": { "success": { "const": true }, "message": { "type": "string" } },
        },
        "Deleted": { "anyOf": [reference("Done"), reference("UidsByOutcome")] },
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

/// JSON that this schema describes.
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
