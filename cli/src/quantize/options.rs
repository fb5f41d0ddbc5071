//! The arguments of `quantize`.

use scipix::quant::{ByteType, Calibration, QuantConfig};
use std::ffi::OsString;
use std::path::PathBuf;

pub const USAGE: &str = "usage: scipix quantize [OPTION...] IN.safetensors OUT.safetensors

Writes the F32 tensors of IN that have at least two axes longer than 1 as bytes, with NAME.scale and NAME.zero_point
beside each; every other tensor and the metadata as they are. OUT takes its name when it is complete.

  --element i8|u8                         type of the bytes; i8
  --scheme symmetric|affine               zero in the middle, or the whole range used; symmetric
  --granularity channel|tensor            params for each index of an axis, or one for all; channel
  --axis N                                that axis, from the end where negative; 0
  --calibration minmax|percentile|mse     which range gets the bytes: all of it, all but a few values, or the one of
                                          least mean square error; minmax
  --percentile P                          the percentage of values within the range; 99.9
  --narrow                                without the least byte: -127 to 127, or 1 to 255
  --include PATTERN, --exclude PATTERN    only tensors, or none, of these names, in which * stands for anything; may
                                          be given again
  --json                                  the report in JSON
  --quiet                                 no report but --json's, no progress bar
";

pub struct Options {
    pub input: PathBuf,
    pub output: PathBuf,
    pub config: QuantConfig,
    pub json: bool,
    pub quiet: bool,
    include: Vec<String>,
    exclude: Vec<String>,
}

impl Options {
    /// `None` where help is asked for.
    ///
    /// # Errors
    /// What is wrong with the arguments.
    pub fn parse(args: &[OsString]) -> Result<Option<Self>, String> {
        let config = QuantConfig {
            bytes: ByteType::I8,
            symmetric: true,
            narrow: false,
            axis: Some(0),
            calibration: Calibration::MinMax,
        };
        let (mut options, mut paths) = (
            Self {
                input: PathBuf::new(),
                output: PathBuf::new(),
                config,
                json: false,
                quiet: false,
                include: Vec::new(),
                exclude: Vec::new(),
            },
            Vec::new(),
        );
        let (mut percentile, mut axis, mut per_tensor) = (None, None, false);
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let Some(option) = arg.to_str().filter(|arg| arg.starts_with("--")) else {
                paths.push(PathBuf::from(arg));
                continue;
            };
            let (name, given) = option.split_once('=').map_or((option, None), |(name, value)| (name, Some(value)));
            let mut value = || match given.or_else(|| args.next()?.to_str()) {
                Some(value) => Ok(value),
                None => Err(format!("{name} needs a value")),
            };
            let config = &mut options.config;
            match name {
                "--help" => return Ok(None),
                "--element" => config.bytes = one_of(name, value()?, &[("i8", ByteType::I8), ("u8", ByteType::U8)])?,
                "--scheme" => config.symmetric = one_of(name, value()?, &[("symmetric", true), ("affine", false)])?,
                "--granularity" => per_tensor = one_of(name, value()?, &[("channel", false), ("tensor", true)])?,
                "--axis" => axis = Some(number(name, value()?)?),
                "--calibration" => {
                    let percentile = Calibration::Percentile(99.9);
                    let known =
                        [("minmax", Calibration::MinMax), ("percentile", percentile), ("mse", Calibration::Mse)];
                    config.calibration = one_of(name, value()?, &known)?;
                }
                "--percentile" => percentile = Some(number(name, value()?)?),
                "--include" => options.include.push(value()?.to_owned()),
                "--exclude" => options.exclude.push(value()?.to_owned()),
                "--narrow" | "--json" | "--quiet" if given.is_some() => return Err(format!("{name} takes no value")),
                "--narrow" => config.narrow = true,
                "--json" => options.json = true,
                "--quiet" => options.quiet = true,
                _ => return Err(format!("unknown option {option}")),
            }
        }
        options.settle(axis, per_tensor, percentile)?;
        let [input, output] = <[PathBuf; 2]>::try_from(paths)
            .map_err(|paths| format!("two files are needed, IN and OUT; {} given", paths.len()))?;
        Ok(Some(Self { input, output, ..options }))
    }

    /// What depends on more than one option.
    fn settle(&mut self, axis: Option<i32>, per_tensor: bool, percentile: Option<f32>) -> Result<(), String> {
        match (per_tensor, axis) {
            (true, Some(_)) => return Err("--axis has no meaning with --granularity tensor".to_owned()),
            (true, None) => self.config.axis = None,
            (false, axis) => self.config.axis = Some(axis.unwrap_or(0)),
        }
        match (self.config.calibration, percentile) {
            (_, None) => {}
            (Calibration::Percentile(_), Some(p)) if p > 50.0 && p <= 100.0 => {
                self.config.calibration = Calibration::Percentile(p);
            }
            (Calibration::Percentile(_), Some(p)) => {
                return Err(format!("--percentile {p} is not above 50 and up to 100"));
            }
            _ => return Err("--percentile has no meaning without --calibration percentile".to_owned()),
        }
        Ok(())
    }

    /// Whether a tensor of this name is to be quantised.
    pub fn wants(&self, name: &str) -> bool {
        let among = |patterns: &[String]| patterns.iter().any(|pattern| matches(pattern, name));
        (self.include.is_empty() || among(&self.include)) && !among(&self.exclude)
    }
}

fn one_of<T: Copy>(option: &str, value: &str, known: &[(&str, T)]) -> Result<T, String> {
    let names = || known.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let found = known.iter().find(|(name, _)| *name == value);
    found.map(|&(_, value)| value).ok_or_else(|| format!("{option} {value}: is none of {}", names()))
}

fn number<T: std::str::FromStr>(option: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("{option} {value}: is no number for it"))
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

    fn parse(args: &[&str]) -> Result<Options, String> {
        let args: Vec<OsString> = args.iter().map(OsString::from).collect();
        Options::parse(&args).map(Option::unwrap)
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
        let plain = parse(&["in", "out"]).unwrap();
        assert_eq!((plain.config.bytes, plain.config.symmetric, plain.config.axis), (ByteType::I8, true, Some(0)));
        let words = "--element=u8 --scheme affine in --axis -1 --calibration percentile --percentile 99 --narrow out";
        let all = parse(&words.split(' ').collect::<Vec<_>>()).unwrap();
        let calibration = Calibration::Percentile(99.0);
        let config = QuantConfig { bytes: ByteType::U8, symmetric: false, narrow: true, axis: Some(-1), calibration };
        assert_eq!(all.config, config);
        assert_eq!((all.input, all.output), ("in".into(), "out".into()));
        assert_eq!(parse(&["--granularity", "tensor", "in", "out"]).unwrap().config.axis, None);
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        let refused = |words: &str| parse(&words.split(' ').collect::<Vec<_>>()).err().unwrap();
        assert!(refused("in").contains("two files"));
        assert!(refused("a b c").contains("3 given"));
        assert!(refused("a b --element").contains("needs a value"));
        assert!(refused("a b --element f8").contains("i8, u8"));
        assert!(refused("a b --axis one").contains("no number"));
        assert!(refused("a b --granularity tensor --axis 0").contains("--axis"));
        assert!(refused("a b --percentile 99").contains("--calibration"));
        assert!(refused("a b --calibration percentile --percentile 50").contains("above 50"));
        assert!(refused("a b --json=yes").contains("takes no value"));
        assert!(refused("a b --loud").contains("--loud"));
    }

    #[test]
    fn names_are_wanted_unless_left_out() {
        let options = parse(&["a", "b", "--include", "enc.*", "--include", "dec.*", "--exclude", "*.emb"]).unwrap();
        assert!(options.wants("enc.w") && options.wants("dec.w"));
        assert!(!options.wants("enc.emb") && !options.wants("head"));
    }
}
