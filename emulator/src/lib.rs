//! A local server that speaks CometChat's authentication REST API.
