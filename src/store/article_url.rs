//! Article URL: the one address of an article that every list, view and finding shows.
//!
//! Of an article's aliases it is the one whose own match key is the article's: not a redirect, a short
//! URL, an address in a web archive or for phones, unless there is no other. Of several, `https` comes
//! first, then the shortest, which has no tracking parameters, then the alphabet.

/// The order in which an article's aliases, the rows of `_alias l`, are preferred. An alias whose key is
/// not the article's has a row in `_alias_key`.
pub(super) const PREFERENCE: &str =
    "EXISTS (SELECT 1 FROM _alias_key other WHERE other.alias_id = l.alias_id),
     lower(substr(l.url, 1, 6)) <> 'https:', length(l.url), l.url";

/// The URL of the article whose number this expression gives, as an expression.
pub(super) fn article_url(article: &str) -> String {
    format!(
        "(SELECT l.url FROM _alias l WHERE l.article_id = {article} ORDER BY {PREFERENCE} LIMIT 1)"
    )
}
