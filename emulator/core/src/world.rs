//! What the server remembers: users, tokens and roles.

use serde_json::{Map, Value, json};

use crate::errors::{ApiError, Code};
use crate::tokens::{Token, Tokens};
use crate::users::{Profile, Uid, User, UserForm, Users};

/// Users, tokens and roles.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) users: Users,
    pub(crate) tokens: Tokens,
    roles: Vec<String>,
}

impl World {
    /// A world of the five sample users.
    pub(crate) fn with_sample_users(roles: Vec<String>) -> Self {
        Self {
            users: Users::samples(),
            tokens: Tokens::default(),
            roles,
        }
    }

    /// Adds a user, or renames the one of the same uid.
    pub(crate) fn seed_user(&mut self, uid: Uid, name: &str) {
        let mut user = match self.users.get(uid.as_str()) {
            Some(user) => user.clone(),
            None => User::new(uid, Profile::named(name)),
        };
        user.profile.name = name.to_owned();
        self.users.insert(user);
    }

    /// Adds a token, and its user if there is none. Without a text, one is made up.
    pub(crate) fn seed_token(&mut self, uid: Uid, text: Option<String>) -> Token {
        if self.users.get(uid.as_str()).is_none() {
            self.seed_user(uid.clone(), uid.as_str());
        }
        match text {
            Some(text) => self.tokens.add(uid, text),
            None => self.tokens.issue(uid),
        }
    }

    /// Creates a user from the body of a request, and a token if the body asks for one.
    ///
    /// # Errors
    /// `ERR_BAD_REQUEST`, `ERR_UID_ALREADY_EXISTS`, `ERR_ROLE_NOT_FOUND` or `ERR_PLAN_RESTRICTION`.
    pub(crate) fn create_user(
        &mut self,
        body: &Map<String, Value>,
    ) -> Result<Map<String, Value>, ApiError> {
        let mut form = UserForm::new(body);
        let uid = form.uid();
        let name = form.required_name();
        let changes = form.changes();
        let with_auth_token = form.flag("withAuthToken");
        let (uid, name) = form.finish(uid.zip(name))?;
        if self.users.get(uid.as_str()).is_some() {
            return Err(ApiError::new(Code::UidAlreadyExists, uid.as_str()));
        }
        self.check_role(changes.role.as_ref())?;
        let mut profile = Profile::named(&name);
        changes.apply(&mut profile);
        let user = User::new(uid.clone(), profile);
        let mut json = user.to_json();
        self.users.try_insert(user)?;
        if with_auth_token {
            json.insert("authToken".to_owned(), json!(self.tokens.issue(uid).text));
        }
        Ok(json)
    }

    /// The user of this uid.
    ///
    /// # Errors
    /// `ERR_UID_NOT_FOUND`, for a deactivated user too.
    pub(crate) fn active_user(&self, uid: &str) -> Result<&User, ApiError> {
        let user = self.users.get(uid).filter(|user| user.is_active());
        user.ok_or_else(|| ApiError::new(Code::UidNotFound, uid))
    }

    /// The token of this text, which must be one of this user's.
    ///
    /// # Errors
    /// `ERR_AUTH_TOKEN_NOT_FOUND`, or `ERR_AUTHTOKEN_NOT_ACCESSIBLE` if it is another user's.
    pub(crate) fn token_of(&self, uid: &Uid, text: &str) -> Result<&Token, ApiError> {
        match self.tokens.get(text) {
            Some(token) if token.uid == *uid => Ok(token),
            Some(_) => Err(ApiError::new(Code::AuthTokenNotAccessible, text)),
            None => Err(ApiError::new(Code::AuthTokenNotFound, text)),
        }
    }

    /// # Errors
    /// `ERR_ROLE_NOT_FOUND` unless the role exists. No role at all is fine.
    pub(crate) fn check_role(&self, role: Option<&String>) -> Result<(), ApiError> {
        match role {
            Some(role) if !self.roles.contains(role) => {
                Err(ApiError::new(Code::RoleNotFound, role))
            }
            _ => Ok(()),
        }
    }
}
