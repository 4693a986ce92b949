//! The calls about users, by name.

use cometchat_wasm::operations;

use super::Json;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserCall {
    Create,
    Update,
    UpdateCurrent,
    Get,
}

impl UserCall {
    /// The call, for a user, or for a UID.
    pub fn of(self, user: impl Into<Json>, auth_key: impl Into<Json>) -> operations::UserCall {
        let (user, auth_key) = (user.into(), auth_key.into());
        match self {
            Self::Create => operations::UserCall::Create { user, auth_key },
            Self::Update => operations::UserCall::Update { user, auth_key },
            Self::UpdateCurrent => operations::UserCall::UpdateCurrent { user },
            Self::Get => operations::UserCall::Get { uid: user },
        }
    }
}
