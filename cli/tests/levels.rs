//! `SCIPIX_SIMD` and `SCIPIX_CPU_MASK`, which a process reads once: so each is tried in a process of its own.

use std::process::Command;

/// Runs `scipix detect-features --json` with these variables and returns its output.
struct Seen {
    json: String,
}

/// Runs `scipix` with these arguments and returns its output.
fn printed(args: &[&str], variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scipix"));
    command.args(args).env_remove("SCIPIX_SIMD").env_remove("SCIPIX_CPU_MASK");
    let output = command.envs(variables.iter().copied()).output().expect("the program runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

impl Seen {
    fn with(variables: &[(&str, &str)]) -> Self {
        Self { json: printed(&["detect-features", "--json"], variables) }
    }

    fn value(&self, key: &str) -> &str {
        let start = format!("\"{key}\": ");
        let line = self.json.lines().find_map(|line| line.trim().strip_prefix(&start));
        line.unwrap_or_else(|| panic!("{key} in {}", self.json)).trim_end_matches(',')
    }

    fn name(&self, key: &str) -> &str {
        self.value(key).trim_matches('"')
    }

    fn names(&self, key: &str) -> Vec<&str> {
        let list = self.value(key).trim_matches(['[', ']']);
        list.split(", ").map(|name| name.trim_matches('"')).filter(|name| !name.is_empty()).collect()
    }
}

#[test]
fn without_variables_the_best_level_is_active() {
    let seen = Seen::with(&[]);
    assert_eq!(seen.names("simd_levels")[0], "scalar");
    assert_eq!(Some(&seen.name("simd_level")), seen.names("simd_levels").last());
    assert_eq!(seen.name("opt_level"), "full");
    assert!(seen.value("threads").parse::<usize>().expect("a number") >= 1);
}

#[test]
fn every_level_here_can_be_asked_for() {
    let all = Seen::with(&[]);
    let levels = all.names("simd_levels");
    for level in levels {
        assert_eq!(Seen::with(&[("SCIPIX_SIMD", level)]).name("simd_level"), level);
        assert_eq!(Seen::with(&[("SCIPIX_SIMD", &level.to_uppercase())]).name("simd_level"), level);
    }
}

#[test]
fn a_level_that_is_not_here_is_lowered_and_an_unknown_one_ignored() {
    let best = Seen::with(&[]);
    for name in ["", "none", "avx1024", "-1"] {
        assert_eq!(Seen::with(&[("SCIPIX_SIMD", name)]).name("simd_level"), best.name("simd_level"), "{name:?}");
    }
    if cfg!(not(target_arch = "x86_64")) {
        return;
    }
    for (mask, level) in [("avx2", "sse42"), ("avx512bw", "avx2"), ("avx2,sse4.2", "scalar")] {
        let lowered = Seen::with(&[("SCIPIX_SIMD", "avx512"), ("SCIPIX_CPU_MASK", mask)]);
        let expected = if best.names("simd_levels").contains(&level) { level } else { best.name("simd_level") };
        assert_eq!(lowered.name("simd_level"), expected, "without {mask}");
    }
}

#[test]
fn a_masked_feature_is_gone_with_the_levels_that_need_it() {
    let all = Seen::with(&[]);
    for feature in all.names("features") {
        let masked = Seen::with(&[("SCIPIX_CPU_MASK", feature)]);
        let expected: Vec<_> = all.names("features").into_iter().filter(|name| *name != feature).collect();
        assert_eq!(masked.names("features"), expected);
        assert_eq!(Some(&masked.name("simd_level")), masked.names("simd_levels").last());
    }
}

#[test]
fn a_level_remains_without_its_byte_products() {
    let all = Seen::with(&[]);
    for (level, mask) in [("avx2", "avxvnni"), ("avx512", "avx512vnni"), ("neon", "i8mm"), ("neon", "dotprod,i8mm")] {
        if !all.names("simd_levels").contains(&level) {
            continue;
        }
        for mask in ["", mask] {
            let variables = [("SCIPIX_SIMD", level), ("SCIPIX_CPU_MASK", mask)];
            let seen = Seen::with(&variables);
            let has = |feature| seen.names("features").contains(&feature);
            let kind = match level {
                "neon" if has("dotprod") && has("i8mm") => " (with i8mm)",
                "neon" if has("dotprod") => " (with dotprod)",
                "neon" => "",
                _ if has(if level == "avx2" { "avxvnni" } else { "avx512vnni" }) => " (with VNNI)",
                _ => " (without VNNI)",
            };
            assert_eq!(seen.names("simd_levels"), all.names("simd_levels"), "to C they are one level");
            assert_eq!(text_line("active SIMD level", &variables), format!("{level}{kind}"));
        }
    }
}

/// Returns the value after `title` in the text for people.
fn text_line(title: &str, variables: &[(&str, &str)]) -> String {
    let text = printed(&["detect-features"], variables);
    let line = text.lines().find_map(|line| line.strip_prefix(title));
    line.unwrap_or_else(|| panic!("{title} in {text}")).trim().to_owned()
}

#[test]
fn a_name_that_means_nothing_is_pointed_out() {
    let active = |name| text_line("active SIMD level", &[("SCIPIX_SIMD", name)]);
    assert!(active("avx1024").ends_with("; SCIPIX_SIMD=\"avx1024\" names none"), "{}", active("avx1024"));
    assert_eq!(active("scalar"), "scalar");
    assert!(!active(" ").contains("SCIPIX_SIMD"));
}

#[test]
fn names_in_the_mask_that_mean_nothing_are_pointed_out() {
    let missing = |mask| text_line("not here", &[("SCIPIX_CPU_MASK", mask)]);
    let one = missing("sse4.2,avx1024");
    assert!(one.ends_with("; SCIPIX_CPU_MASK: \"avx1024\" names none"), "{one}");
    let two = missing(" avx9000, AVX2,,avx2;");
    assert!(two.ends_with("; SCIPIX_CPU_MASK: \"avx9000\", \"avx2;\" name none"), "{two}");
    assert!(!missing("SSE4.2, avx2,,").contains("SCIPIX_CPU_MASK"));
}

#[test]
fn with_every_feature_masked_scalar_is_left() {
    let all = Seen::with(&[]);
    let masked = Seen::with(&[("SCIPIX_CPU_MASK", &all.names("features").join(" , ").to_uppercase())]);
    assert_eq!(masked.names("features"), [""; 0]);
    assert_eq!(masked.names("simd_levels"), ["scalar"]);
}

#[test]
fn unknown_names_in_the_mask_hide_nothing() {
    let masked = Seen::with(&[("SCIPIX_CPU_MASK", "avx9000,,sse, ;avx2;")]);
    assert_eq!(masked.json, Seen::with(&[]).json);
}
