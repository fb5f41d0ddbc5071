//! `quantize`: the weights of a safetensors file as bytes, everything else unchanged.

mod options;
mod report;

pub use self::options::Arguments;

use self::options::{Options, conflict};
use self::report::{Loss, Report, Row};
use crate::outcome::{Done, Failure};
use crate::progress::Progress;
use scipix_core::model::{Dtype, Escaped, Model, ModelOptions, Tensor};
use scipix_core::quant::{self, MAX_RANK, QTensor};
use scipix_core::{Error, ErrorKind};
use std::fs;
use std::path::Path;

/// Does what the arguments ask for and returns the report.
pub fn run(arguments: Arguments) -> Result<Done, Failure> {
    let options = arguments.checked().map_err(Failure::Usage)?;
    match (same_file(&options.input, &options.output), options.in_place) {
        (true, false) => {
            return Err(Failure::Usage(conflict("OUT is IN; --in-place replaces the file that is read")));
        }
        (false, true) if options.input != options.output => {
            return Err(Failure::Usage(conflict("--in-place replaces IN, but OUT is another file")));
        }
        _ => {}
    }
    let report = quantize_file(&options).map_err(Failure::Failed)?;
    let text = match (options.quiet, options.json) {
        (_, true) => report.as_json(),
        (true, false) => String::new(),
        (false, false) => report.as_text(),
    };
    Ok(Done { text, warnings: report.warnings(), ..Done::default() })
}

/// Whether both paths lead to one file, also by links.
fn same_file(input: &Path, output: &Path) -> bool {
    #[cfg(unix)]
    if let (Ok(input), Ok(output)) = (fs::metadata(input), fs::metadata(output)) {
        use std::os::unix::fs::MetadataExt;
        return (input.dev(), input.ino()) == (output.dev(), output.ino());
    }
    matches!((fs::canonicalize(input), fs::canonicalize(output)), (Ok(input), Ok(output)) if input == output)
}

fn quantize_file(options: &Options) -> Result<Report<'_>, String> {
    let message = |error: Error| error.message().to_owned();
    let model = Model::open(&options.input, ModelOptions::default()).map_err(message)?;
    let tensors: Vec<Tensor<'_>> = (0..model.len()).filter_map(|index| model.tensor_at(index)).collect();
    if !model.is_safetensors() {
        return Err(format!("{}: not a safetensors file", options.input.display()));
    }
    if tensors.is_empty() {
        return Err(format!("{}: has no tensors", options.input.display()));
    }
    // Before OUT, which may be IN, is written.
    let before = size(&options.input)?;
    let progress = Progress::new(tensors.iter().map(|tensor| tensor.data.len() as u64).sum(), options.quiet);
    let (mut rows, mut unchanged, mut quantized) = (Vec::new(), Vec::new(), Vec::new());
    for tensor in &tensors {
        let name = tensor.name.to_string_lossy();
        progress.show(&name);
        if is_weight(tensor) && options.wants(&name) {
            let (bytes, loss) = quantize_tensor(tensor, options)?;
            rows.push(Row::of(tensor, Some(loss)));
            quantized.push((name, bytes));
        } else {
            rows.push(Row::of(tensor, None));
            unchanged.push(*tensor);
        }
        progress.advance(tensor.data.len() as u64);
    }
    progress.show("writing");
    let named: Vec<_> = quantized.iter().map(|(name, tensor)| (name.as_ref(), tensor)).collect();
    quant::save_beside(&unchanged, model.metadata(), &named, &options.output).map_err(message)?;
    let names: Vec<String> = tensors.iter().map(|tensor| tensor.name.to_string_lossy().into_owned()).collect();
    let idle_patterns = options.idle_patterns(&names).map(str::to_owned).collect();
    Ok(Report { options, rows, idle_patterns, bytes: [before, size(&options.output)?] })
}

/// Whether bytes instead of floats save anything worth saving: biases, scales and other vectors are small and delicate.
fn is_weight(tensor: &Tensor<'_>) -> bool {
    let long = tensor.shape.iter().filter(|&&extent| extent > 1).count();
    let is_float = [Dtype::F32, Dtype::F16, Dtype::BF16].contains(&tensor.dtype);
    is_float && tensor.shape.len() <= MAX_RANK && long >= 2
}

fn quantize_tensor(tensor: &Tensor<'_>, options: &Options) -> Result<(QTensor, Loss), String> {
    let name = tensor.name.to_string_lossy();
    let failed = |error: Error| format!("tensor {name:?}: {}", error.message());
    let floats = tensor.floats().map_err(failed)?;
    let bytes = QTensor::from_f32(&floats, tensor.shape, &options.config).map_err(|error| {
        let bad = floats.iter().position(|value| !value.is_finite());
        match bad.filter(|_| error.kind() == ErrorKind::InvalidArgument) {
            Some(at) => not_finite(&name, at, floats[at], tensor.shape),
            None => failed(error),
        }
    })?;
    let error = bytes.error(&floats).map_err(failed)?;
    let ratio = tensor.data.len() as f64 / bytes.size_bytes() as f64;
    let loss = Loss { error, ratio, axis: bytes.axis(), channels: bytes.params().len() };
    Ok((bytes, loss))
}

/// Says which value is not finite, and how to go on without its tensor.
fn not_finite(name: &str, at: usize, value: f32, shape: &[usize]) -> String {
    let mut index = vec![0; shape.len()];
    let mut rest = at;
    for (index, &extent) in index.iter_mut().zip(shape).rev() {
        (*index, rest) = (rest % extent, rest / extent);
    }
    let name = Escaped(name);
    format!("tensor \"{name}\": the value at {index:?} is {value}; --exclude \"{name}\" leaves this tensor as it is")
}

fn size(path: &Path) -> Result<u64, String> {
    path.metadata().map(|found| found.len()).map_err(|error| format!("{}: {error}", path.display()))
}
