"""Conan 2 recipe of scipix, which packages the tree that it lies in: conan create packaging/conan

Cargo and rustc 1.89 or later and CMake 3.19 or later must be on the PATH: no package of Conan brings Rust. Cargo fetches the crates
of Cargo.lock.
"""

import re
from pathlib import Path

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.build import cross_building
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy, rm, rmdir

required_conan_version = ">=2.0"

# What the build reads: the library and, because Cargo wants the manifest of each member of the workspace, those of the others.
SOURCES = [
    *("*.md", "LICENSE-*", "Cargo.*", "build.rs", "cbindgen.toml", "CMakeLists.txt", "docs/*.md", "benches/optimization_bench.rs"),
    *("cmake/*", "src/*", "include/*", "crates/*", "cli/*", "tests/capi/*", "examples/rust/*", "fuzz/*", "bindings/web/*"),
]
# The names that Conan and Rust have for what scipix is built for.
RUST_ARCHITECTURES = {"x86_64": "x86_64", "armv8": "aarch64"}
RUST_SYSTEMS = {"Linux": "unknown-linux-gnu", "Macos": "apple-darwin", "Windows": "pc-windows-gnu"}
# What a program that links the static library must link too.
SYSTEM_LIBRARIES = {
    "Linux": ["util", "rt", "pthread", "m", "dl"],
    "Windows": ["ws2_32", "userenv", "ntdll", "bcrypt", "advapi32"],
}


class ScipixRecipe(ConanFile):
    """The C library with its C and C++ headers."""

    name = "scipix"
    description = "The work around an OCR model: clean pages, tensors, text boxes, decoding, quantised weights, batches"
    license = "MIT OR Apache-2.0"
    topics = ("ocr", "image-processing", "binarization", "simd")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "program": [True, False]}
    default_options = {"shared": True, "program": False}
    # The CMake build leaves its sources alone.
    no_copy_source = True

    def set_version(self):
        """Takes the version of the tree."""
        manifest = Path(self.recipe_folder, "../../Cargo.toml").read_text()
        self.version = self.version or re.search(r'^version *= *"(.+)"', manifest, re.MULTILINE)[1]

    def export_sources(self):
        """Copies what the build reads from the tree."""
        for pattern in SOURCES:
            copy(self, pattern, Path(self.recipe_folder, "../.."), self.export_sources_folder, excludes=("*/target/*", "fuzz/corpus/*"))

    def validate(self):
        """Refuses what the CMake build refuses."""
        system, arch = str(self.settings.os), str(self.settings.arch)
        if system not in RUST_SYSTEMS or arch not in RUST_ARCHITECTURES or (system == "Windows" and arch != "x86_64"):
            raise ConanInvalidConfiguration(f"scipix has no build for {system} on {arch}")
        if system == "Windows" and self.settings.compiler != "gcc":
            raise ConanInvalidConfiguration("scipix is built by MinGW on Windows")

    def layout(self):
        """Puts the build into folders of its own."""
        cmake_layout(self)

    def generate(self):
        """Tells CMake what is wanted."""
        toolchain = CMakeToolchain(self)
        toolchain.user_presets_path = False  # it would lie among the sources
        toolchain.cache_variables["SCIPIX_BUILD_PROGRAM"] = bool(self.options.program)
        if cross_building(self):
            triple = f"{RUST_ARCHITECTURES[str(self.settings.arch)]}-{RUST_SYSTEMS[str(self.settings.os)]}"
            toolchain.cache_variables["SCIPIX_RUST_TARGET"] = triple
        toolchain.generate()

    def build(self):
        """Runs CMake, which runs Cargo."""
        cmake = CMake(self)
        cmake.configure(build_script_folder="cmake")
        cmake.build()

    def package(self):
        """Installs one of the two libraries, without the files for CMake and pkg-config that Conan makes itself."""
        CMake(self).install()
        copy(self, "LICENSE-*", self.source_folder, Path(self.package_folder, "licenses"))
        lib = Path(self.package_folder, "lib")
        rmdir(self, lib / "cmake")
        rmdir(self, lib / "pkgconfig")
        if self.options.shared:
            rm(self, "libscipix.a", lib)

    def package_id(self):
        """Makes one package for all compilers and build types: rustc compiles it, optimised, and its ABI is that of C."""
        del self.info.settings.compiler
        del self.info.settings.build_type

    def package_info(self):
        """Describes the library. Its target has the name that it has without Conan."""
        self.cpp_info.libs = ["scipix"]
        kind = "shared" if self.options.shared else "static"
        self.cpp_info.set_property("cmake_target_aliases", [f"scipix::{kind}"])
        if not self.options.shared:
            self.cpp_info.system_libs = SYSTEM_LIBRARIES.get(str(self.settings.os), [])
