//! Quantisation of a whole model file.

use super::{MAX_RANK, QTensor, QTensorBuilder, QuantError};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Dtype, Model, Tensor};
use scipix_core::quant as core;
use std::fmt;
use std::fs;
use std::path::Path;

/// Quantises the weights of a safetensors file and writes them, with everything else unchanged, to another.
///
/// Weights are the F32, F16 and BF16 tensors with at least two axes longer than 1: biases and other vectors are small
/// and delicate. Unless set otherwise they become signed bytes with a scale for each index of axis 0. Each is
/// followed by `NAME.scale` and `NAME.zero_point`, and [`QTensor::open`] opens it.
///
/// ```no_run
/// use scipix::quant::FileQuantizer;
///
/// let report = FileQuantizer::new()
///     .filter(|tensor| !tensor.name().starts_with("head."))
///     .progress(|step| eprintln!("{:3.0} %  {}", 100.0 * step.fraction(), step.name))
///     .run("model.safetensors", "small.safetensors")?;
/// for tensor in &report.tensors {
///     if let Some(error) = tensor.error {
///         println!("{}: {:.1} dB", tensor.name, error.sqnr_db);
///     }
/// }
/// println!("{:.2} times smaller", report.bytes_before as f64 / report.bytes_after as f64);
/// # Ok::<(), scipix::Error>(())
/// ```
pub struct FileQuantizer<'f> {
    builder: QTensorBuilder,
    filter: Box<dyn FnMut(&Tensor<'_>) -> bool + 'f>,
    progress: Box<dyn FnMut(FileProgress<'_>) + 'f>,
}

/// The step that begins, for the closure of [`FileQuantizer::progress`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileProgress<'a> {
    /// The tensor that comes next; empty when all are done and the file is written.
    pub name: &'a str,
    /// Bytes of the tensors that are done.
    pub bytes_done: u64,
    /// Bytes of all tensors.
    pub bytes_total: u64,
}

/// The result of [`FileQuantizer::run`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FileReport {
    /// Every tensor, in the order of the file.
    pub tensors: Vec<TensorReport>,
    /// Size of the file that was read.
    pub bytes_before: u64,
    /// Size of the file that was written.
    pub bytes_after: u64,
}

/// A tensor of a file that was quantised.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TensorReport {
    /// Its name.
    pub name: String,
    /// Its type in the file that was read.
    pub dtype: Dtype,
    /// Extent of each axis.
    pub shape: Vec<usize>,
    /// How far the bytes are from the floats; `None` where the tensor was left as it was.
    pub error: Option<QuantError>,
    /// How many times smaller it became; 1 where it was left as it was.
    pub compression_ratio: f64,
}

impl FileProgress<'_> {
    /// Returns the part that is done, from 0 to 1.
    pub fn fraction(&self) -> f64 {
        if self.bytes_total == 0 { 1.0 } else { self.bytes_done as f64 / self.bytes_total as f64 }
    }
}

impl FileReport {
    /// Returns how many tensors were quantised.
    pub fn quantized(&self) -> usize {
        self.tensors.iter().filter(|tensor| tensor.error.is_some()).count()
    }
}

impl Default for FileQuantizer<'_> {
    fn default() -> Self {
        Self { builder: QTensor::builder().per_channel(0), filter: Box::new(|_| true), progress: Box::new(|_| ()) }
    }
}

impl<'f> FileQuantizer<'f> {
    /// Begins with the default settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Chooses how tensors are quantised. Those that do not have the builder's axis are left as they are.
    pub fn builder(mut self, builder: QTensorBuilder) -> Self {
        self.builder = builder;
        self
    }

    /// Quantises only the weights for which the closure returns `true`.
    pub fn filter(mut self, filter: impl FnMut(&Tensor<'_>) -> bool + 'f) -> Self {
        self.filter = Box::new(filter);
        self
    }

    /// Calls a closure before each tensor, and before the file is written.
    pub fn progress(mut self, progress: impl FnMut(FileProgress<'_>) + 'f) -> Self {
        self.progress = Box::new(progress);
        self
    }

    /// Reads `input` and writes `output`, which appears when it is complete. Both may be one file, which is then
    /// replaced.
    ///
    /// # Errors
    /// Those of [`Model::open`] and [`save`](super::save); `Malformed` for a file that is no safetensors file;
    /// `InvalidArgument` for a value that is not finite, with the tensor's name.
    pub fn run(mut self, input: impl AsRef<Path>, output: impl AsRef<Path>) -> Result<FileReport> {
        let (input, output) = (input.as_ref(), output.as_ref());
        let model = Model::open(input)?;
        if !model.is_safetensors() {
            let what = "is not a safetensors file";
            return Err(Error::new(ErrorKind::Malformed, format_args!("input: {} {what}", input.display())));
        }
        let bytes_total = model.tensors().map(|tensor| tensor.bytes().len() as u64).sum();
        let (mut reports, mut unchanged, mut quantized, mut bytes_done) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for tensor in model.tensors() {
            (self.progress)(FileProgress { name: tensor.name(), bytes_done, bytes_total });
            let mut report = TensorReport {
                name: tensor.name().to_owned(),
                dtype: tensor.dtype(),
                shape: tensor.shape().to_vec(),
                error: None,
                compression_ratio: 1.0,
            };
            if self.wants(&tensor) {
                let bytes = self.quantize(&tensor, &mut report)?;
                quantized.push((tensor.name(), bytes));
            } else {
                unchanged.push(tensor.core());
            }
            reports.push(report);
            bytes_done += tensor.bytes().len() as u64;
        }
        (self.progress)(FileProgress { name: "", bytes_done, bytes_total });
        let named: Vec<_> = quantized.iter().map(|(name, tensor)| (*name, tensor.core())).collect();
        core::save_beside(&unchanged, model.core().metadata(), &named, output)?;
        let bytes_before = model.bytes().len() as u64;
        Ok(FileReport { tensors: reports, bytes_before, bytes_after: size(output)? })
    }

    fn wants(&mut self, tensor: &Tensor<'_>) -> bool {
        let (dtype, shape) = (tensor.dtype(), tensor.shape());
        let is_float = [Dtype::F32, Dtype::F16, Dtype::BF16].contains(&dtype);
        let is_weight = is_float && shape.len() <= MAX_RANK && shape.iter().filter(|&&extent| extent > 1).count() >= 2;
        is_weight && self.builder.accepts(shape) && (self.filter)(tensor)
    }

    fn quantize(&self, tensor: &Tensor<'_>, report: &mut TensorReport) -> Result<QTensor> {
        let named = |error: Error| Error::new(error.kind(), format_args!("tensor {:?}: {error}", tensor.name()));
        let floats = tensor.to_f32()?;
        let quantized = self.builder.build(&floats, tensor.shape()).map_err(named)?;
        report.error = Some(quantized.error(&floats).map_err(named)?);
        report.compression_ratio = tensor.bytes().len() as f64 / quantized.size_bytes() as f64;
        Ok(quantized)
    }
}

fn size(path: &Path) -> Result<u64> {
    let failed = |error| Error::new(ErrorKind::Io, format_args!("output: {}: {error}", path.display()));
    fs::metadata(path).map(|found| found.len()).map_err(failed)
}

impl fmt::Debug for FileQuantizer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileQuantizer").field("builder", &self.builder).finish_non_exhaustive()
    }
}
