//! Linear layers and integer products; against floats, and against what the dot product instructions can do at most.

use crate::onednn::OneDnn;
use crate::onnx::Runtime;
use crate::rounds::{Contender, medians};
use numkong::{PackedMatrix, Tensor};
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions};
use rten_tensor::NdTensorView;
use scipix_core::quant::{self, Calibration, Linear, MatmulShape, QTensor, QuantConfig, QuantParams};

const CONFIG: QuantConfig = QuantConfig {
    bytes: scipix_core::quant::ByteType::I8,
    symmetric: true,
    narrow: false,
    axis: Some(0),
    calibration: Calibration::MinMax,
};

const BYTES: QuantParams = QuantParams { scale: 0.02, zero_point: 128 };

/// Rows, and both extents of the weights.
const SHAPES: [(usize, usize); 8] =
    [(1, 1024), (2, 1024), (4, 1024), (8, 1024), (16, 1024), (32, 512), (256, 1024), (1024, 1024)];

pub fn run(onnx: &Runtime, filter: &str) -> ort::Result<()> {
    if !"products".contains(filter) {
        return Ok(());
    }
    let mut table = Products::default();
    let dnnl = OneDnn::open();
    for (m, size) in SHAPES {
        let case = &Case::read(onnx, m, size);
        let (shape, len) = ([m, size], m * size);
        let linear = case.linear();
        let (mut out, mut sums, mut bytes) = (vec![0f32; len], vec![0i32; len], vec![0u8; len]);
        let layer = |kind: &str| format!("{kind}_{size}");
        let floats = (&shape[..], &case.activations[..]);
        let mut contenders = vec![
            Contender::new("scipix, layer", || linear.run(&case.activations, m, &mut out).expect("good arguments")),
            Contender::new("scipix, layer from bytes to bytes", || {
                linear.run_bytes((&case.bytes, BYTES), m, (&mut bytes, BYTES)).expect("good arguments");
            }),
            Contender::new("scipix, integers, packing each time", || {
                let shape = MatmulShape { m, k: size, n: size };
                quant::matmul_u8i8(&case.bytes, &case.weights, shape, &mut sums).expect("good arguments");
            }),
            onnx.model::<f32, f32>(&layer("linear"), floats, 1, &shape)?.contender("ONNX Runtime, layer", 1),
            onnx.model::<u8, i32>(&layer("integer"), (&shape, &case.bytes), 1, &shape)?
                .contender("ONNX Runtime, integers", 1),
            onnx.model::<f32, f32>(&layer("float"), floats, 1, &shape)?.contender("ONNX Runtime, floats", 1),
            case.rten_integers(m),
            case.rten_floats(m),
            case.numkong_integers(m),
        ];
        if let Some(dnnl) = &dnnl {
            let (mut sums, mut out) = (vec![0i32; len], vec![0f32; len]);
            let integers = move || dnnl.u8s8(&case.bytes, &case.weights, size, &mut sums);
            contenders.push(Contender::new("oneDNN, integers", integers));
            let floats = move || dnnl.f32(&case.activations, &case.floats, size, &mut out);
            contenders.push(Contender::new("oneDNN, floats", floats));
        }
        #[cfg(target_arch = "x86_64")]
        if let Some(peak) = crate::peak::dot_products(m * size * size) {
            contenders.push(Contender::new("dot products without memory", peak));
        }
        let times = medians(&mut contenders);
        let gops = times.iter().map(|ns| 2.0 * (m * size * size) as f64 / ns);
        table.column(format!("{m} x {size} x {size}"), contenders.iter().map(|contender| contender.name).zip(gops));
    }
    table.print();
    Ok(())
}

/// Billions of operations a second: a row for each contender, a column for each shape.
#[derive(Default)]
struct Products {
    shapes: Vec<String>,
    rows: Vec<(&'static str, Vec<f64>)>,
}

impl Products {
    fn column(&mut self, shape: String, gops: impl Iterator<Item = (&'static str, f64)>) {
        self.shapes.push(shape);
        for (name, gops) in gops {
            match self.rows.iter_mut().find(|(known, _)| *known == name) {
                Some((_, row)) => row.push(gops),
                None => self.rows.push((name, vec![gops])),
            }
        }
    }

    fn print(&self) {
        println!("## Integer products\n\nIn billions of operations a second, two for each product.\n");
        println!("| | {} |\n| --- |{}", self.shapes.join(" | "), " ---: |".repeat(self.shapes.len()));
        for (name, row) in &self.rows {
            println!("| {name} | {} |", row.iter().map(|gops| format!("{gops:.0}")).collect::<Vec<_>>().join(" | "));
        }
    }
}

/// The input of all contenders: weights as bytes and as floats, and rows of activations.
struct Case {
    size: usize,
    weights: Vec<i8>,
    floats: Vec<f32>,
    activations: Vec<f32>,
    bytes: Vec<u8>,
}

impl Case {
    fn read(onnx: &Runtime, m: usize, size: usize) -> Self {
        let file = std::fs::read(onnx.path(&format!("weights_{size}.i8"))).expect("quant_models.py wrote it");
        let weights: Vec<i8> = file.into_iter().map(|byte| byte as i8).collect();
        let bytes: Vec<u8> = (0..m * size).map(|i| (i.wrapping_mul(2654435761) >> 13) as u8).collect();
        Self {
            size,
            floats: weights.iter().map(|&byte| f32::from(byte) * 0.01).collect(),
            activations: bytes.iter().map(|&byte| f32::from(byte) * 0.02 - 1.0).collect(),
            bytes,
            weights,
        }
    }

    fn linear(&self) -> Linear {
        let tensor = QTensor::from_f32(&self.floats, &[self.size, self.size], &CONFIG).expect("finite weights");
        Linear::new(&tensor, None).expect("a matrix")
    }

    fn rten_integers(&self, m: usize) -> Contender<'_> {
        let executor = GemmExecutor::<u8, i8, i32>::new();
        let packed = executor.prepack_b(NdTensorView::from_data([self.size; 2], &self.weights[..]).transposed());
        let mut sums = vec![0; m * self.size];
        Contender::new("rten-gemm, integers", move || {
            let rows = GemmInputA::Unpacked(NdTensorView::from_data([m, self.size], &self.bytes[..]));
            let done = executor.gemm(&mut sums, rows, GemmInputB::Packed(&packed), GemmOptions::default());
            done.expect("good arguments");
        })
    }

    /// Multiplies signed bytes, the only byte product that the peer has.
    fn numkong_integers(&self, m: usize) -> Contender<'_> {
        // Asks for AMX, where there is any.
        numkong::configure_thread();
        let signed: Vec<i8> = self.bytes.iter().map(|&byte| (byte ^ 0x80) as i8).collect();
        let rows = Tensor::<i8>::from_slice(&signed, &[m, self.size]);
        let weights = Tensor::<i8>::from_slice(&self.weights, &[self.size; 2]);
        let packed = PackedMatrix::try_pack(&weights).expect("a matrix");
        let mut sums = Tensor::<i32>::try_full(&[m, self.size], 0).expect("memory");
        Contender::new("numkong, signed integers", move || {
            rows.try_dots_packed_into(&packed, &mut sums).expect("good arguments");
        })
    }

    fn rten_floats(&self, m: usize) -> Contender<'_> {
        let executor = GemmExecutor::<f32>::new();
        let packed = executor.prepack_b(NdTensorView::from_data([self.size; 2], &self.floats[..]).transposed());
        let mut out = vec![0.0; m * self.size];
        Contender::new("rten-gemm, floats", move || {
            let rows = GemmInputA::Unpacked(NdTensorView::from_data([m, self.size], &self.activations[..]));
            let done = executor.gemm(&mut out, rows, GemmInputB::Packed(&packed), GemmOptions::default());
            done.expect("good arguments");
        })
    }
}
