//! `quantize`: the weights of a safetensors file as bytes, all else as it was.

mod options;
mod progress;
mod report;

use self::options::{Options, USAGE};
use self::progress::Progress;
use self::report::{Loss, Report, Row};
use crate::Failure;
use scipix::model::{Dtype, Model, Tensor};
use scipix::quant::{self, MAX_RANK, QTensor};
use scipix::{Error, Result};
use std::ffi::OsString;
use std::path::Path;

/// Does what `args` ask for and returns the report.
pub fn run(args: &[OsString]) -> Result<String, Failure> {
    let options = match Options::parse(args) {
        Ok(Some(options)) => options,
        Ok(None) => return Ok(USAGE.to_owned()),
        Err(what) => return Err(Failure::Usage(what, USAGE)),
    };
    quantize_file(&options).map_err(Failure::Failed).map(|report| match (options.quiet, options.json) {
        (_, true) => report.as_json(),
        (true, false) => String::new(),
        (false, false) => report.as_text(),
    })
}

fn quantize_file(options: &Options) -> Result<Report<'_>, String> {
    let message = |error: Error| error.message().to_owned();
    let model = Model::open(&options.input, scipix::model::ModelOptions::default()).map_err(message)?;
    let tensors: Vec<Tensor<'_>> = (0..model.len()).filter_map(|index| model.tensor_at(index)).collect();
    if tensors.is_empty() {
        return Err(format!("{}: has no tensors; is it a safetensors file?", options.input.display()));
    }
    // OUT may be IN.
    let before = size(&options.input)?;
    let mut progress = Progress::new(tensors.iter().map(|tensor| tensor.data.len() as u64).sum(), options.quiet);
    let (mut rows, mut kept, mut quantized) = (Vec::new(), Vec::new(), Vec::new());
    for tensor in &tensors {
        let name = tensor.name.to_string_lossy();
        progress.show(&name);
        if is_weight(tensor) && options.wants(&name) {
            let (bytes, loss) =
                quantize_tensor(tensor, options).map_err(|error| format!("tensor {name:?}: {}", error.message()))?;
            rows.push(Row::of(tensor, Some(loss)));
            quantized.push((name, bytes));
        } else {
            rows.push(Row::of(tensor, None));
            kept.push(*tensor);
        }
        progress.advance(tensor.data.len() as u64);
    }
    progress.show("writing");
    let named: Vec<_> = quantized.iter().map(|(name, tensor)| (name.as_ref(), tensor)).collect();
    quant::save_beside(&kept, model.metadata(), &named, &options.output).map_err(message)?;
    Ok(Report { options, rows, bytes: [before, size(&options.output)?] })
}

/// Whether bytes instead of floats save anything worth saving: biases, scales and other vectors are small and delicate.
fn is_weight(tensor: &Tensor<'_>) -> bool {
    let long = tensor.shape.iter().filter(|&&extent| extent > 1).count();
    tensor.dtype == Dtype::F32 && tensor.shape.len() <= MAX_RANK && long >= 2
}

fn quantize_tensor(tensor: &Tensor<'_>, options: &Options) -> Result<(QTensor, Loss)> {
    let floats = tensor.floats()?;
    let bytes = QTensor::from_f32(&floats, tensor.shape, &options.config)?;
    let error = bytes.error(&floats)?;
    let loss = Loss { error, ratio: bytes.compression_ratio(), axis: bytes.axis(), channels: bytes.params().len() };
    Ok((bytes, loss))
}

fn size(path: &Path) -> Result<u64, String> {
    path.metadata().map(|found| found.len()).map_err(|error| format!("{}: {error}", path.display()))
}
