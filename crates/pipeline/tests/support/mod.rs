//! Packages to test with.

#![allow(dead_code, unused_imports, reason = "each test uses a part")]

mod small;

use legation_models::{Catalogue, Store};
use legation_pipeline::Package;
pub(crate) use small::small;

/// The package of that name from `LEGATION_MODELS` or the user's cache, if it is there.
pub(crate) fn model(name: &str) -> Option<Package> {
    let catalogue = Catalogue::embedded();
    let model = catalogue.models.iter().find(|m| m.folder.starts_with(name))?;
    Store::from_env().ok()?.open(model).expect("a model that is there opens")
}
