//! The server's book of tokens: who has which, which still work, and which may be revoked.

use std::collections::BTreeMap;

use super::step::UIDS;

#[derive(Default)]
pub struct Ledger {
    tokens: BTreeMap<String, Token>,
}

#[derive(Default)]
struct Token {
    works: bool,
    /// Whether the application's own server, or another tab, made it, and so has it, too.
    is_elsewhere: bool,
    /// Whether the application gave it for this page, which may revoke it.
    is_given: bool,
    /// How many requests to revoke it may still come.
    revocations: u32,
    /// How many came, in vain, since it was last to be revoked.
    in_vain: u32,
}

/// How often a revocation is tried: once, and three times more.
const ATTEMPTS: u32 = 4;

impl Ledger {
    /// Makes a token for a user.
    pub fn issue(&mut self, uid: &str) -> String {
        let token = format!("{uid}_{}", self.tokens.len());
        self.note(&token, false);
        token
    }

    /// The application gives a token for this page: one that it has, or a new one.
    pub fn give(&mut self, uid: &str, known: Option<String>) -> String {
        let token = known.unwrap_or_else(|| format!("{uid}_given{}", self.tokens.len()));
        self.note(&token, true);
        if let Some(token) = self.tokens.get_mut(&token) {
            token.is_given = true;
        }
        token
    }

    /// Notes a token that somebody else has.
    pub fn brought(&mut self, token: &str) {
        self.note(token, true);
    }

    fn note(&mut self, token: &str, is_elsewhere: bool) {
        self.tokens.entry(token.into()).or_insert(Token {
            works: true,
            is_elsewhere,
            ..Token::default()
        });
    }

    /// All tokens there have ever been.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        self.tokens.keys().map(String::as_str)
    }

    /// Whose token it is.
    pub fn owner(token: &str) -> Option<&'static str> {
        let uid = token.split('_').next()?;
        UIDS.into_iter().find(|it| *it == uid)
    }

    pub fn works(&self, token: &str) -> bool {
        self.tokens.get(token).is_some_and(|it| it.works)
    }

    pub fn kill(&mut self, token: &str) {
        if let Some(token) = self.tokens.get_mut(token) {
            token.works = false;
        }
    }

    /// From now on it is the SDK's duty to revoke it.
    pub fn must_go(&mut self, token: &str) {
        if let Some(token) = self.tokens.get_mut(token) {
            token.revocations += ATTEMPTS;
            token.is_elsewhere = false;
            token.in_vain = 0;
        }
    }

    /// The SDK may revoke it, and need not.
    pub fn may_go(&mut self, token: &str) {
        if let Some(token) = self.tokens.get_mut(token) {
            token.revocations += ATTEMPTS;
        }
    }

    /// A request to revoke a token has come. Whether it was to come.
    pub fn revocation(&mut self, token: &str) -> bool {
        self.tokens.get_mut(token).is_some_and(|token| {
            let allowed = token.revocations > 0;
            token.revocations = token.revocations.saturating_sub(1);
            token.in_vain += 1;
            allowed
        })
    }

    /// The token is nobody's duty any more: what else knows it was taken away. One that nobody else has
    /// may be revoked all the same: two tabs may have logged in without seeing each other's session.
    pub fn excuse(&mut self, token: &str) {
        if let Some(token) = self.tokens.get_mut(token) {
            if !token.is_elsewhere || token.is_given {
                token.revocations += ATTEMPTS;
            }
            token.is_elsewhere = true;
        }
    }

    /// The tokens that still work, though nobody has them, and though they could be revoked.
    pub fn leaked(&self, held: &[String]) -> Vec<String> {
        let is_leaked = |(token, it): &(&String, &Token)| {
            let is_live = it.works && !it.is_elsewhere && it.in_vain < ATTEMPTS;
            is_live && !held.contains(*token)
        };
        let leaked = self.tokens.iter().filter(is_leaked);
        leaked.map(|(token, _)| token.clone()).collect()
    }
}
