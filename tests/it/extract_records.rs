//! A large set of real records: every one is imported, with its texts as they are. The data belongs
//! to others and is not part of the project; if it is not available, the test is skipped.

use recension::extract::{self, ExtractOptions};
use recension::source::{Format, Input, ItemContent, Limits, open};
use serde_json::Value;

use crate::common::shared;

#[test]
fn real_records_are_all_taken() {
    for (name, count) in [
        ("articles_dev.jsonl.zst", 8313),
        ("articles_meta_dev.jsonl.zst", 1127),
        ("articles_untimed_dev.jsonl.zst", 1530),
        ("stress_wikimedia_terms.jsonl.zst", 1719),
    ] {
        let Some(path) = shared(&format!("articles/{name}")) else { continue };
        let mut source = open(Input::Path(path), Format::Auto, &Limits::default()).unwrap();
        let (mut items, mut timed) = (0, 0);
        while let Some(item) = source.next_item().unwrap() {
            let ItemContent::Json(bytes) = &item.raw else { panic!("no JSON") };
            let capture = extract::capture(&item, &ExtractOptions::default())
                .unwrap_or_else(|problem| panic!("{:?}: {problem}", item.place));
            let plain: Value = serde_json::from_slice(bytes).unwrap();
            let text = |name: &str| plain.get(name).and_then(Value::as_str);
            let content = &capture.version.content;
            assert_eq!(content.title.as_deref(), text("title"));
            assert_eq!(content.byline.as_deref(), text("byline"));
            assert_eq!(content.body.as_deref(), text("body"));
            items += 1;
            timed += u64::from(capture.captured.is_some());
        }
        assert_eq!(items, count, "{name}");
        assert_eq!(timed == 0, name.contains("untimed"), "{name}");
        assert_eq!(Some(source.position()), source.size());
    }
}
