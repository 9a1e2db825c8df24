//! thinc's model files: a list of layers with their parameters.

use crate::LoadError;
use crate::msgpack::{Reader, Value};
use crate::package::{Package, file};

/// The layers of one model file that have parameters, by name, in the order of the network.
#[derive(Debug)]
pub(crate) struct ModelFile {
    path: String,
    layers: Vec<Layer>,
}

/// One layer.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) name: String,
    pub(crate) tensors: Vec<(String, Tensor)>,
    /// The seed of a hash embedding.
    pub(crate) seed: Option<u32>,
}

/// Numbers with a shape.
#[derive(Debug)]
pub(crate) struct Tensor {
    pub(crate) shape: Vec<usize>,
    pub(crate) data: Vec<f32>,
}

impl ModelFile {
    pub(crate) fn load(package: &Package, path: &str) -> Result<Self, LoadError> {
        let file = Reader::read(path, file(package, path)?)?;
        let list = |key: &str| {
            file.get(key).and_then(Value::as_array).ok_or_else(|| LoadError::damaged(path, format!("no list of {key}")))
        };
        let mut layers = Vec::new();
        for ((node, attrs), params) in list("nodes")?.iter().zip(list("attrs")?).zip(list("params")?) {
            let name = node.get("name").and_then(Value::as_str);
            let name = name.ok_or_else(|| LoadError::damaged(path, "a layer has no name"))?;
            let mut tensors = Vec::new();
            for (key, value) in params.as_map().unwrap_or_default() {
                if let (Some(key), Value::Map(_)) = (key.as_str(), value) {
                    tensors.push((key.to_owned(), tensor(path, value)?));
                }
            }
            if tensors.is_empty() {
                continue;
            }
            let seed = match attrs.get("seed") {
                Some(Value::Bin(bytes)) => Reader::read(path, bytes)?.as_u64(),
                Some(value) => value.as_u64(),
                None => None,
            };
            layers.push(Layer { name: name.to_owned(), tensors, seed: seed.and_then(|s| u32::try_from(s).ok()) });
        }
        Ok(Self { path: path.to_owned(), layers })
    }

    /// The layers of that name, first to last.
    pub(crate) fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Layer> {
        self.layers.iter().filter(move |l| l.name == name)
    }

    pub(crate) fn damaged(&self, problem: impl Into<String>) -> LoadError {
        LoadError::damaged(&self.path, problem)
    }

    /// A layer's parameter, which must have this shape.
    pub(crate) fn parameter<'l>(&self, layer: &'l Layer, key: &str, shape: &[usize]) -> Result<&'l [f32], LoadError> {
        let tensor = layer.tensors.iter().find(|(k, _)| k == key).map(|(_, t)| t);
        let tensor = tensor.ok_or_else(|| self.damaged(format!("{} has no {key}", layer.name)))?;
        if tensor.shape == shape {
            Ok(&tensor.data)
        } else {
            Err(self.damaged(format!("{} of {} has shape {:?}, not {shape:?}", key, layer.name, tensor.shape)))
        }
    }

    /// A parameter's shape.
    pub(crate) fn shape<'l>(&self, layer: &'l Layer, key: &str) -> Result<&'l [usize], LoadError> {
        let tensor = layer.tensors.iter().find(|(k, _)| k == key).map(|(_, t)| t.shape.as_slice());
        tensor.ok_or_else(|| self.damaged(format!("{} has no {key}", layer.name)))
    }

    /// The next layer of a kind, or an error that names it.
    pub(crate) fn take<'a>(
        &self,
        layers: &mut impl Iterator<Item = &'a Layer>,
        name: &str,
    ) -> Result<&'a Layer, LoadError> {
        layers.next().ok_or_else(|| self.damaged(format!("a layer `{name}` is missing")))
    }
}

/// A numpy array as `msgpack-numpy` stores it.
fn tensor(path: &str, value: &Value<'_>) -> Result<Tensor, LoadError> {
    let damaged = |problem: &str| LoadError::damaged(path, problem);
    if value.get("type").and_then(Value::as_str) != Some("<f4") {
        return Err(damaged("a parameter is not of 32-bit floats"));
    }
    let shape = value.get("shape").and_then(Value::as_array).ok_or_else(|| damaged("a parameter has no shape"))?;
    let shape: Option<Vec<usize>> = shape.iter().map(Value::as_usize).collect();
    let shape = shape.ok_or_else(|| damaged("a parameter has a bad shape"))?;
    let Some(Value::Bin(bytes)) = value.get("data") else { return Err(damaged("a parameter has no data")) };
    let count = shape.iter().try_fold(1usize, |n, &d| n.checked_mul(d));
    if count.and_then(|n| n.checked_mul(4)) != Some(bytes.len()) {
        return Err(damaged("a parameter's data does not fit its shape"));
    }
    Ok(Tensor { shape, data: floats(bytes) })
}

/// Little-endian 32-bit floats.
pub(crate) fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect()
}
