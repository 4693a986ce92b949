//! Authentication for CometChat in the browser.
