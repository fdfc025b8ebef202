//! The pages.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByReader {
    reader: &'static str,
}

/// How often pages are rendered.
#[derive(Clone, Debug)]
pub struct PageMetrics {
    everybody: Counter,
    one: Counter,
}

impl PageMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let rendered = Family::<ByReader, Counter>::default();
        let of = |reader| rendered.get_or_create(&ByReader { reader }).clone();
        let this = Self { everybody: of("everybody"), one: of("one") };
        registry.register(
            "pages_rendered",
            "Pages that were rendered, by whom they are for: everybody who has nothing on hold, or one who may have",
            rendered,
        );
        this
    }

    /// A page was rendered that is the same for everybody.
    pub fn rendered_for_everybody(&self) {
        self.everybody.inc();
    }

    /// One was rendered for whoever asked.
    pub fn rendered_for_one(&self) {
        self.one.inc();
    }
}
