//! How programs of `c_tests` are compiled, as strictly as their language allows, linked to the shared library, and run.
//!
//! `SCIPIX_TEST_RUNNER` names a program, with arguments, to run them under: `valgrind -q --error-exitcode=9`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::SystemTime;
use std::{env, fs};

mod library;
pub use library::library;

pub const ROOT: &str = env!("CARGO_MANIFEST_DIR");
pub const WORK: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/c");

/// Returns the folder that holds the shared library under the name that programs ask for.
fn library_dir() -> &'static Path {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    DIR.get_or_init(|| {
        let built = library();
        let dir = Path::new(WORK).join("lib");
        fs::create_dir_all(&dir).expect("the target folder is writable");
        let soname = concat!("libscipix.so.", env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));
        for name in ["libscipix.so", soname] {
            let link = dir.join(name);
            let _ = fs::remove_file(&link);
            std::os::unix::fs::symlink(&built, &link).expect("symbolic links work");
        }
        dir
    })
}

/// A compiler run that takes no warning: of C, or of C++ where `standard` names one.
pub fn compiler(standard: &str) -> Command {
    let triple = format!("{}-unknown-linux-gnu", env::consts::ARCH);
    let mut build = cc::Build::new();
    build.target(&triple).host(&triple).opt_level(1).debug(true).out_dir(WORK).cargo_metadata(false);
    build.cpp(standard.starts_with("c++")).std(standard);
    build.warnings(true).extra_warnings(true).warnings_into_errors(true).flag("-Wpedantic");
    let mut command = build.get_compiler().to_command();
    command.arg("-I").arg(Path::new(ROOT).join("include"));
    if cfg!(feature = "optimize") {
        command.arg("-DSCIPIX_OPTIMIZE"); // only then there are threads
    }
    command
}

pub fn succeed(mut command: Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{out}{err}", output.status);
    print!("{out}");
}

/// When the newest file changed that programs are made of: their sources, the headers, and this test, which has their flags.
fn newest_input() -> SystemTime {
    static NEWEST: OnceLock<SystemTime> = OnceLock::new();
    fn newest(path: &Path) -> SystemTime {
        let about = fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let own = about.modified().expect("a time");
        if !about.is_dir() {
            return own;
        }
        let entries = fs::read_dir(path).expect("a folder").map(|entry| newest(&entry.expect("an entry").path()));
        entries.fold(own, SystemTime::max)
    }
    *NEWEST.get_or_init(|| {
        let root = Path::new(ROOT);
        let test = env::current_exe().expect("the path of this test");
        let sources = ["c_tests", "include", "abi"].map(|folder| root.join(folder));
        sources.iter().chain([&test]).map(|path| newest(path)).max().expect("four")
    })
}

/// Returns whether a program is newer than all that it is made of: the tests run several times, at other SIMD levels and under
/// other programs. The library is loaded, so it may be newer. Where `CC` or `CXX` names a compiler, programs are always built.
pub fn is_built(program: &Path) -> bool {
    let named = env::var_os("CC").or(env::var_os("CXX")).is_some();
    !named && fs::metadata(program).and_then(|about| about.modified()).is_ok_and(|made| made > newest_input())
}

/// Builds `c_tests/<file>` as `program` by `standard` and `flags`, unless it is built.
pub fn build(file: &str, program: &Path, standard: &str, flags: &[&str]) {
    let lib = library_dir();
    if is_built(program) {
        return;
    }
    let mut compile = compiler(standard);
    compile.args(flags).arg(Path::new(ROOT).join("c_tests").join(file)).arg("-o").arg(program);
    compile.arg("-L").arg(lib).args(["-lscipix", "-lm", "-pthread"]).arg(format!("-Wl,-rpath,{}", lib.display()));
    succeed(compile);
}

pub fn run(program: &Path, arguments: &[&str]) {
    let runner = env::var("SCIPIX_TEST_RUNNER").unwrap_or_default();
    let mut words = runner.split_whitespace().map(Path::new).chain([program]);
    let mut command = Command::new(words.next().expect("the program at least"));
    command.args(words).args(arguments);
    succeed(command);
}
