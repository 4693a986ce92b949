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

    /// Reads `page` and `perPage`.
    pub(super) fn parse(query: &[(String, String)]) -> Result<Self> {
        Ok(Self {
            number: Self::number(query, "page", 1, usize::MAX)?,
            per_page: Self::number(query, "perPage", Self::DEFAULT_SIZE, Self::LARGEST_SIZE)?,
        })
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
