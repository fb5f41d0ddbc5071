//! The report of `quantize`, as text and as JSON.

use super::options::Options;
use scipix_core::model::{Escaped, Tensor};
use scipix_core::quant::{ByteType, Calibration, QuantError};
use std::fmt::Write;

pub struct Report<'a> {
    pub options: &'a Options,
    pub rows: Vec<Row>,
    /// Patterns of `--include` that match no tensor.
    pub idle_patterns: Vec<String>,
    /// Sizes of the files before and after.
    pub bytes: [u64; 2],
}

pub struct Row {
    name: String,
    shape: Vec<usize>,
    dtype: String,
    /// `None` where it was left as it was.
    loss: Option<Loss>,
}

/// The cost and the gain of quantising a tensor.
pub struct Loss {
    pub error: QuantError,
    pub ratio: f64,
    pub axis: Option<usize>,
    pub channels: usize,
}

impl Row {
    pub fn of(tensor: &Tensor<'_>, loss: Option<Loss>) -> Self {
        Self {
            name: Escaped(&tensor.name.to_string_lossy()).to_string(),
            shape: tensor.shape.to_vec(),
            dtype: tensor.dtype.name().to_string_lossy().into_owned(),
            loss,
        }
    }
}

impl Report<'_> {
    fn element(&self) -> &'static str {
        if self.options.config.bytes == ByteType::I8 { "I8" } else { "U8" }
    }

    fn scheme(&self) -> &'static str {
        if self.options.config.symmetric { "symmetric" } else { "affine" }
    }

    /// How many tensors were quantised.
    fn quantized(&self) -> usize {
        self.rows.iter().filter(|row| row.loss.is_some()).count()
    }

    /// Sentences about results that are hardly intended.
    pub fn warnings(&self) -> Vec<String> {
        let idle = self.idle_patterns.iter().map(|pattern| format!("--include {pattern:?} matches no tensor"));
        let none = (self.quantized() == 0).then(|| {
            format!(
                "none of the {} tensors was quantised; {:?} contains them unchanged",
                self.rows.len(),
                self.options.output
            )
        });
        idle.chain(none).collect()
    }

    pub fn as_text(&self) -> String {
        let shapes: Vec<String> = self.rows.iter().map(|row| times(&row.shape)).collect();
        let width = |texts: &mut dyn Iterator<Item = &str>| texts.map(|text| text.chars().count()).max().unwrap_or(0);
        let names = width(&mut self.rows.iter().map(|row| row.name.as_str()).chain(["tensor"]));
        let of_shapes = width(&mut shapes.iter().map(String::as_str).chain(["shape"]));
        let mut text = format!("{:names$}  {:of_shapes$}  {:22}  SQNR, dB  ratio\n", "tensor", "shape", "scheme");
        for (row, shape) in self.rows.iter().zip(&shapes) {
            let _ = write!(text, "{:names$}  {shape:of_shapes$}  ", row.name);
            let _ = match &row.loss {
                None => writeln!(text, "{} kept", row.dtype),
                Some(loss) => {
                    let axis = loss.axis.map_or_else(String::new, |axis| format!(" axis {axis}"));
                    let scheme = format!("{} {}{axis}", self.element(), self.scheme());
                    writeln!(text, "{scheme:22}  {:8.2}  {:5.2}", loss.error.sqnr_db, loss.ratio)
                }
            };
        }
        let quantized = self.quantized();
        let [before, after] = self.bytes;
        let ratio = before as f64 / after as f64;
        let _ =
            writeln!(text, "{quantized} of {} tensors; {before} to {after} bytes, {ratio:.2} to 1", self.rows.len());
        text
    }

    pub fn as_json(&self) -> String {
        let calibration = match self.options.config.calibration {
            Calibration::MinMax => "\"minmax\"".to_owned(),
            Calibration::Percentile(percentage) => format!("\"percentile\", \"percentile\": {percentage}"),
            Calibration::Mse => "\"mse\"".to_owned(),
        };
        let rows: Vec<String> = self.rows.iter().map(|row| format!("    {}", self.row_as_json(row))).collect();
        format!(
            "{{\n  \"element\": \"{}\",\n  \"scheme\": \"{}\",\n  \"narrow\": {},\n  \"calibration\": {calibration},\n  \
             \"input_bytes\": {},\n  \"output_bytes\": {},\n  \"tensors\": [\n{}\n  ]\n}}\n",
            self.element(),
            self.scheme(),
            self.options.config.narrow,
            self.bytes[0],
            self.bytes[1],
            rows.join(",\n"),
        )
    }

    fn row_as_json(&self, row: &Row) -> String {
        let Row { name, shape, dtype, loss } = row;
        let start = format!("{{\"name\": \"{name}\", \"shape\": {shape:?}, \"dtype\": \"{dtype}\"");
        let Some(Loss { error, ratio, axis, channels }) = loss else {
            return format!("{start}, \"quantized\": false}}");
        };
        let axis = axis.map_or_else(|| "null".to_owned(), |axis| axis.to_string());
        format!(
            "{start}, \"quantized\": true, \"axis\": {axis}, \"channels\": {channels}, \"ratio\": {}, \"sqnr_db\": {}, \
             \"mse\": {}, \"max_abs\": {}, \"cosine\": {}}}",
            number(*ratio),
            number(error.sqnr_db),
            number(error.mse),
            number(error.max_abs),
            number(error.cosine),
        )
    }
}

fn times(shape: &[usize]) -> String {
    shape.iter().map(usize::to_string).collect::<Vec<_>>().join("x")
}

/// JSON has no infinity: a tensor without noise has no SQNR.
fn number(value: f64) -> String {
    if value.is_finite() { format!("{value:e}") } else { "null".to_owned() }
}
