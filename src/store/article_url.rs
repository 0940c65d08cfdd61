//! The article URL: the one URL of an article that every list, view and finding shows.
//!
//! It is the alias whose own match key is the article's; a redirect, a short URL, or the address of
//! an archive or a mobile page is used only if there is no other. If there are several, `https`
//! comes first, then the shortest, which has no tracking parameters, then alphabetical order.

/// The `ORDER BY` terms that put the preferred alias of an article, a row of `_alias l`, first. An
/// alias whose match key is not the article's has a row in `_alias_key`.
pub(super) const PREFERENCE: &str =
    "EXISTS (SELECT 1 FROM _alias_key other WHERE other.alias_id = l.alias_id),
     lower(substr(l.url, 1, 6)) <> 'https:', length(l.url), l.url";

/// Returns an SQL expression for the URL of an article, given an expression for its number.
pub(super) fn article_url(article: &str) -> String {
    format!(
        "(SELECT l.url FROM _alias l WHERE l.article_id = {article} ORDER BY {PREFERENCE} LIMIT 1)"
    )
}
