//! Quantisation and integer products of scipix beside its peers, in one run and on one thread.
//! `quant-peers LIBONNXRUNTIME FOLDER [FILTER]`; `scripts/bench-quant` brings both.

mod elementwise;
mod onednn;
mod onnx;
#[cfg(target_arch = "x86_64")]
mod peak;
mod products;
mod rounds;
mod table;

use scipix_core::cpu::{OptLevel, set_opt_level};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (library, folder, filter) = match &args[..] {
        [library, folder] => (library, folder, ""),
        [library, folder, filter] => (library, folder, filter.as_str()),
        _ => return Err("usage: quant-peers LIBONNXRUNTIME FOLDER [FILTER]".into()),
    };
    set_opt_level(OptLevel::Simd);
    let onnx = onnx::Runtime::new(library, folder)?;
    elementwise::run(&onnx, filter)?;
    products::run(&onnx, filter)?;
    Ok(())
}
