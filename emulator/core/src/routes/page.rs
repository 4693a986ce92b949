//! One page of a list.

use serde_json::{Map, Value, json};

use super::answer::{Answer, Result};
use crate::errors::ApiError;

/// Which page of a list is wanted.
#[derive(Debug)]
pub(super) struct Page {
    number: usize,
    per_page: usize,
}

impl Page {
    const DEFAULT_SIZE: usize = 100;
    const LARGEST_SIZE: usize = 1000;
    const LAST: usize = u32::MAX as usize;

    /// Reads `page` and `perPage`, which the chat SDK calls `per_page`.
    pub(super) fn parse(query: &[(String, String)]) -> Result<Self> {
        let per_page = Self::number(query, "per_page", Self::DEFAULT_SIZE, Self::LARGEST_SIZE)?;
        Ok(Self {
            number: Self::number(query, "page", 1, Self::LAST)?,
            per_page: Self::number(query, "perPage", per_page, Self::LARGEST_SIZE)?,
        })
    }

    /// The answer with this page of a list of nothing.
    pub(super) fn empty(&self) -> Answer {
        self.answer(std::iter::empty::<()>(), 0, |()| Map::new())
    }

    fn number(query: &[(String, String)], field: &str, usual: usize, most: usize) -> Result<usize> {
        let Some((_, text)) = query.iter().find(|(name, _)| name == field) else {
            return Ok(usual);
        };
        match text.parse() {
            Ok(number) if (1..=most).contains(&number) => Ok(number),
            _ => Err(ApiError::invalid_field(
                field,
                format!("The {field} must be an integer from 1 to {most}."),
            )),
        }
    }

    /// The items of this page.
    fn cut<T>(&self, items: impl Iterator<Item = T>) -> Vec<T> {
        items
            .skip((self.number - 1).saturating_mul(self.per_page))
            .take(self.per_page)
            .collect()
    }

    /// The answer with this page of a list of `total` items, and CometChat's `meta.pagination`.
    pub(super) fn answer<T>(
        &self,
        items: impl Iterator<Item = T>,
        total: usize,
        view: impl Fn(T) -> Map<String, Value>,
    ) -> Answer {
        let items: Vec<_> = self.cut(items).into_iter().map(view).collect();
        let pagination = json!({
            "total": total,
            "count": items.len(),
            "per_page": self.per_page,
            "current_page": self.number,
            "total_pages": total.div_ceil(self.per_page),
        });
        Answer::list(items, json!({ "pagination": pagination }))
    }
}
