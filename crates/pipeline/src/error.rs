/// Why a package cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A file is missing.
    #[error("{path} is missing from the package")]
    Missing {
        /// The file, relative to the model folder.
        path: String,
    },
    /// A file does not hold what its name promises.
    #[error("{path} is damaged: {problem}")]
    Damaged {
        /// The file, relative to the model folder.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A component, or a part of one, is of a kind that this crate does not run.
    #[error("component `{component}` needs `{architecture}`, which is not supported")]
    Unsupported {
        /// The component as `config.cfg` names it.
        component: String,
        /// The architecture, factory or setting.
        architecture: String,
    },
    /// The wheel is no readable archive.
    #[error("the wheel cannot be read")]
    Archive(#[from] zip::result::ZipError),
    /// A file of the wheel cannot be unpacked.
    #[error("the wheel cannot be unpacked")]
    Unpack(#[from] std::io::Error),
    /// The wheel holds no model folder, or files beyond the size that any known model needs.
    #[error("the wheel holds no usable model: {problem}")]
    NoModel {
        /// What is missing or too much.
        problem: String,
    },
}

impl LoadError {
    pub(crate) fn damaged(path: &str, problem: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), problem: problem.into() }
    }

    pub(crate) fn unsupported(component: &str, architecture: impl Into<String>) -> Self {
        Self::Unsupported { component: component.to_owned(), architecture: architecture.into() }
    }
}
