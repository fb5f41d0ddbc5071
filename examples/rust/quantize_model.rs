//! Quantises the weights of a model and tells what is lost: `quantize_model MODEL.safetensors OUT.safetensors`

use scipix::model::Model;
use scipix::quant::{self, QTensor};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args_os().skip(1);
    let (Some(from), Some(to)) = (args.next(), args.next()) else { return Err("quantize_model MODEL OUT".into()) };
    let model = Model::open(from)?; // mapped, not read

    let mut quantized = vec![];
    for tensor in model.tensors() {
        let weights = tensor.to_f32()?;
        let builder = match tensor.shape().len() {
            0 | 1 => QTensor::builder(),
            _ => QTensor::builder().per_channel(0),
        };
        let bytes = builder.build(&weights, tensor.shape())?;
        println!(
            "{:<20} {:?}: {:.1} times smaller, {:.1} dB",
            tensor.name(),
            tensor.shape(),
            bytes.compression_ratio(),
            bytes.error(&weights)?.sqnr_db
        );
        quantized.push((tensor.name(), bytes));
    }
    let named: Vec<_> = quantized.iter().map(|(name, tensor)| (*name, tensor)).collect();
    quant::save(to, &named)?;
    Ok(())
}
