//! The arguments of `quantize`.

use clap::error::ErrorKind;
use clap::{Args, ValueEnum};
use scipix_core::quant::{ByteType, Calibration, QuantConfig};
use std::path::PathBuf;

/// Write the weights of a safetensors file as bytes.
///
/// Writes the F32, F16 and BF16 tensors of IN that have at least two axes longer than 1 as bytes, with NAME.scale and
/// NAME.zero_point beside each. Every other tensor and the metadata stay as they are. OUT takes its name when it is complete.
///
/// Exit code 3, with a warning: no tensor was quantised, or a pattern of --include matches no tensor. OUT is written all the
/// same.
#[derive(Args, Clone, Debug)]
pub struct Arguments {
    /// The file to read.
    #[arg(value_name = "IN.safetensors")]
    input: PathBuf,
    /// The file to write; must not be IN, also by a link.
    #[arg(value_name = "OUT.safetensors", required_unless_present = "in_place")]
    output: Option<PathBuf>,
    /// Replace IN; OUT is IN or left out.
    #[arg(long)]
    in_place: bool,
    /// Type of the bytes.
    #[arg(long, value_enum, default_value = "i8")]
    element: Element,
    /// Quantisation scheme: symmetric (zero point in the middle) or affine (full range).
    #[arg(long, value_enum, default_value = "symmetric")]
    scheme: Scheme,
    /// One scale and zero point per channel, or one for the tensor.
    #[arg(long, value_enum, default_value = "channel")]
    granularity: Granularity,
    /// The axis of the channels; negative counts from the end [default: 0].
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    axis: Option<i32>,
    /// The range that the bytes cover: all of it, all but a few values, or the one of least mean square error.
    #[arg(long, value_enum, default_value = "minmax")]
    calibration: Method,
    /// Percentage of the values within the range, above 50 and up to 100 [default: 99.9].
    #[arg(long, value_name = "P")]
    percentile: Option<f64>,
    /// Leave out the least byte: -127 to 127, or 1 to 255.
    #[arg(long)]
    narrow: bool,
    /// Quantise only tensors of these names, in which * stands for anything; may be given again.
    #[arg(long, value_name = "PATTERN")]
    include: Vec<String>,
    /// Leave tensors of these names as they are; may be given again.
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<String>,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
    /// Print no progress bar, and no report but that of --json.
    #[arg(long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Element {
    I8,
    U8,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Scheme {
    Symmetric,
    Affine,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Granularity {
    Channel,
    Tensor,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Method {
    Minmax,
    Percentile,
    Mse,
}

/// Arguments that fit each other.
#[derive(Debug)]
pub struct Options {
    pub input: PathBuf,
    pub output: PathBuf,
    pub in_place: bool,
    pub config: QuantConfig,
    pub json: bool,
    pub quiet: bool,
    include: Vec<String>,
    exclude: Vec<String>,
}

impl Arguments {
    /// Checks what depends on more than one argument.
    ///
    /// # Errors
    /// The contradiction, as a usage error.
    pub fn checked(self) -> Result<Options, clap::Error> {
        let config = QuantConfig {
            bytes: match self.element {
                Element::I8 => ByteType::I8,
                Element::U8 => ByteType::U8,
            },
            symmetric: matches!(self.scheme, Scheme::Symmetric),
            narrow: self.narrow,
            axis: self.axis()?,
            calibration: self.calibration()?,
        };
        let Self { input, output, in_place, json, quiet, include, exclude, .. } = self;
        let output = output.unwrap_or_else(|| input.clone());
        Ok(Options { input, output, in_place, config, json, quiet, include, exclude })
    }

    fn axis(&self) -> Result<Option<i32>, clap::Error> {
        match (self.granularity, self.axis) {
            (Granularity::Tensor, Some(_)) => Err(conflict("--axis has no meaning with --granularity tensor")),
            (Granularity::Tensor, None) => Ok(None),
            (Granularity::Channel, axis) => Ok(Some(axis.unwrap_or(0))),
        }
    }

    fn calibration(&self) -> Result<Calibration, clap::Error> {
        match (self.calibration, self.percentile) {
            (Method::Percentile, Some(p)) if !(p > 50.0 && p <= 100.0) => {
                Err(conflict(format!("--percentile {p} is not above 50 and up to 100")))
            }
            (Method::Percentile, p) => Ok(Calibration::Percentile(p.unwrap_or(99.9))),
            (_, Some(_)) => Err(conflict("--percentile has no meaning without --calibration percentile")),
            (Method::Minmax, None) => Ok(Calibration::MinMax),
            (Method::Mse, None) => Ok(Calibration::Mse),
        }
    }
}

/// Makes a usage error, which prints the usage of `quantize`.
pub fn conflict(what: impl std::fmt::Display) -> clap::Error {
    let command = clap::Command::new("quantize").bin_name("scipix quantize");
    Arguments::augment_args(command).error(ErrorKind::ArgumentConflict, what)
}

impl Options {
    /// Whether a tensor of this name is to be quantised.
    pub fn wants(&self, name: &str) -> bool {
        let among = |patterns: &[String]| patterns.iter().any(|pattern| matches(pattern, name));
        (self.include.is_empty() || among(&self.include)) && !among(&self.exclude)
    }

    /// Patterns of `--include` that match none of the names.
    pub fn idle_patterns<'a>(&'a self, names: &'a [String]) -> impl Iterator<Item = &'a str> {
        let is_idle = |pattern: &&String| !names.iter().any(|name| matches(pattern, name));
        self.include.iter().filter(is_idle).map(String::as_str)
    }
}

/// Whether `name` is like `pattern`, in which `*` stands for any characters.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut rest) = name.strip_prefix(before) else {
        return false;
    };
    let mut parts: Vec<&str> = after.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        // The first place is the best: it leaves most for what comes after.
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cli, Command};
    use clap::{CommandFactory, Parser};

    fn parse(words: &str) -> Result<Options, String> {
        let words = ["scipix", "quantize"].into_iter().chain(words.split(' '));
        let parsed = Cli::try_parse_from(words).and_then(|cli| match cli.command {
            Command::Quantize(arguments) => arguments.checked(),
            Command::DetectFeatures { .. } | Command::Clean(_) => unreachable!(),
        });
        parsed.map_err(|error| error.to_string())
    }

    #[test]
    fn the_definition_of_the_arguments_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn patterns_match_whole_names() {
        for (pattern, name) in [("a", "a"), ("*", ""), ("*", "x"), ("a*", "a"), ("*.w", "b.w"), ("a*b*c", "a.b.b.c")] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("a", "ab"), ("", "x"), ("a*a", "a"), ("*.w", "w"), ("a*b*c", "a.c"), ("*b*b", "b")] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn options_become_a_config() {
        let plain = parse("in out").unwrap();
        assert_eq!((plain.config.bytes, plain.config.symmetric, plain.config.axis), (ByteType::I8, true, Some(0)));
        let all =
            parse("--element=u8 --scheme affine in --axis -1 --calibration percentile --percentile 99 --narrow out")
                .unwrap();
        let calibration = Calibration::Percentile(99.0);
        let config = QuantConfig { bytes: ByteType::U8, symmetric: false, narrow: true, axis: Some(-1), calibration };
        assert_eq!(all.config, config);
        assert_eq!((all.input, all.output), ("in".into(), "out".into()));
        assert_eq!(parse("--granularity tensor in out").unwrap().config.axis, None);
        assert_eq!(parse("in --in-place").unwrap().output, PathBuf::from("in"));
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        for (words, expected) in [
            ("in", "OUT.safetensors"),
            ("a b c", "'c'"),
            ("a b --element", "a value is required"),
            ("a b --element f8", "[possible values: i8, u8]"),
            ("a b --axis one", "invalid value 'one'"),
            ("a b --granularity tensor --axis 0", "--axis has no meaning"),
            ("a b --percentile 99", "--calibration percentile"),
            ("a b --calibration percentile --percentile 50", "above 50"),
            ("a b --json=yes", "unexpected value 'yes'"),
        ] {
            let said = parse(words).unwrap_err();
            assert!(said.contains(expected), "{words}: {said}");
        }
    }
}
