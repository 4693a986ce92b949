//! `/users`: the users of the app.

use axum::extract::{Path, Query, State};
use serde_json::{Map, Value, json};

use super::answer::{Answer, Result};
use super::body::Body;
use super::page::Page;
use crate::app::App;
use crate::clock;
use crate::credentials::{AnyKey, FullAccess, Reader};
use crate::errors::{ApiError, Code};
use crate::users::{User, UserForm};
use crate::world::World;

/// `POST /users`
pub(super) async fn create(State(app): State<App>, _caller: AnyKey, Body(body): Body) -> Result {
    app.world().create_user(&body).map(Answer::data)
}

/// `GET /users`
pub(super) async fn list(
    State(app): State<App>,
    caller: Reader,
    Query(query): Query<Vec<(String, String)>>,
) -> Result {
    let page = Page::parse(&query)?;
    let filter = Filter::parse(&query);
    let world = app.world();
    let found: Vec<&User> = world
        .users
        .iter()
        .filter(|user| filter.admits(user))
        .collect();
    let total = found.len();
    Ok(page.answer(found.into_iter(), total, |user| caller.view(user)))
}

/// `GET /users/{uid}`
pub(super) async fn read(
    State(app): State<App>,
    caller: Reader,
    Path(uid): Path<String>,
) -> Result {
    let world = app.world();
    Ok(Answer::data(caller.view(world.active_user(&uid)?)))
}

/// `PUT /users/{uid}`
pub(super) async fn update(
    State(app): State<App>,
    _caller: AnyKey,
    Path(uid): Path<String>,
    Body(body): Body,
) -> Result {
    let mut form = UserForm::new(&body);
    let changes = form.changes();
    let changes = form.finish(Some(changes))?;
    let mut world = app.world();
    let mut user = world.active_user(&uid)?.clone();
    world.check_role(changes.role.as_ref())?;
    changes.apply(&mut user.profile);
    user.updated_at = Some(clock::epoch_seconds());
    let answer = Answer::data(user.to_json());
    world.users.try_insert(user)?;
    Ok(answer)
}

/// `DELETE /users/{uid}`: deactivates, or with `permanent` deletes.
pub(super) async fn delete(
    State(app): State<App>,
    _caller: FullAccess,
    Path(uid): Path<String>,
    Body(body): Body,
) -> Result {
    let mut form = UserForm::new(&body);
    let permanent = form.flag("permanent");
    let permanent = form.finish(Some(permanent))?;
    let mut world = app.world();
    if permanent {
        // A deactivated user can be deleted for good.
        let user = world
            .users
            .get(&uid)
            .ok_or_else(|| ApiError::new(Code::UidNotFound, &uid))?;
        let uid = user.uid.clone();
        world.users.remove(&uid);
        world.tokens.remove_all(&uid);
        return Ok(Answer::done(format!(
            "User with UID {uid} has been deleted successfully."
        )));
    }
    let mut user = world.active_user(&uid)?.clone();
    user.deactivated_at = Some(clock::epoch_seconds());
    let answer = Answer::data(json!({ "deactivatedUids": [user.uid.as_str()] }));
    world.users.insert(user);
    Ok(answer)
}

/// `DELETE /users`: deactivates the users of `uidsToDeactivate`.
pub(super) async fn deactivate(
    State(app): State<App>,
    _caller: FullAccess,
    Body(body): Body,
) -> Result {
    let now = clock::epoch_seconds();
    switch(
        &mut app.world(),
        &body,
        "uidsToDeactivate",
        |deactivated_at| match deactivated_at.replace(now) {
            Some(before) => {
                *deactivated_at = Some(before);
                "alreadyDeactivatedUids"
            }
            None => "deactivatedUids",
        },
    )
}

/// `PUT /users`: reactivates the users of `uidsToActivate`.
pub(super) async fn reactivate(
    State(app): State<App>,
    _caller: FullAccess,
    Body(body): Body,
) -> Result {
    switch(
        &mut app.world(),
        &body,
        "uidsToActivate",
        |deactivated_at| match deactivated_at.take() {
            Some(_) => "reactivatedUids",
            None => "nonDeactivatedUids",
        },
    )
}

/// Switches each user that the body's `field` names, and answers with the uids sorted by outcome.
fn switch(
    world: &mut World,
    body: &Map<String, Value>,
    field: &str,
    switch: impl Fn(&mut Option<u64>) -> &'static str,
) -> Result {
    let uids: Option<Vec<&str>> = body
        .get(field)
        .and_then(Value::as_array)
        .and_then(|uids| uids.iter().map(Value::as_str).collect());
    let Some(uids) = uids.filter(|uids| !uids.is_empty()) else {
        let message = format!("The {field} field is required and must be an array of UIDs.");
        return Err(ApiError::invalid_field(field, message));
    };
    let mut sorted = Map::new();
    for uid in uids {
        let outcome = world
            .users
            .deactivation_mut(uid)
            .map_or("notFound", &switch);
        if let Value::Array(uids) = sorted.entry(outcome).or_insert_with(|| json!([])) {
            uids.push(json!(uid));
        }
    }
    Ok(Answer::data(sorted))
}

/// Which users a list shows.
#[derive(Debug, Default)]
struct Filter {
    search_key: Option<String>,
    status: Option<String>,
    roles: Vec<String>,
    tags: Vec<String>,
    only_deactivated: bool,
    with_deactivated: bool,
}

impl Filter {
    fn parse(query: &[(String, String)]) -> Self {
        let mut filter = Self::default();
        for (name, value) in query {
            let value = value.clone();
            let on = matches!(value.as_str(), "true" | "1");
            match name.as_str() {
                "searchKey" => filter.search_key = Some(value.to_lowercase()),
                "status" => filter.status = Some(value),
                "role" | "roles" | "roles[]" => {
                    filter.roles.extend(value.split(',').map(str::to_owned));
                }
                "tags" | "tags[]" => filter.tags.extend(value.split(',').map(str::to_owned)),
                "onlyDeactivated" => filter.only_deactivated = on,
                "withDeactivated" => filter.with_deactivated = on,
                _ => {}
            }
        }
        filter
    }

    fn admits(&self, user: &User) -> bool {
        let profile = &user.profile;
        let active = if self.only_deactivated {
            !user.is_active()
        } else {
            self.with_deactivated || user.is_active()
        };
        active
            && self.search_key.as_ref().is_none_or(|key| {
                user.uid.as_str().starts_with(key) || profile.name.to_lowercase().starts_with(key)
            })
            && self
                .status
                .as_ref()
                .is_none_or(|status| (status == "offline") != user.online)
            && (self.roles.is_empty() || self.roles.contains(&profile.role))
            && (self.tags.is_empty() || self.tags.iter().any(|tag| profile.tags.contains(tag)))
    }
}
