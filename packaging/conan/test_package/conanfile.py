"""Builds programs in C and C++ with the package of scipix, and runs them."""

from pathlib import Path

from conan import ConanFile
from conan.tools.build import can_run
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout


class ScipixTest(ConanFile):
    """A user's program."""

    settings = "os", "arch", "compiler", "build_type"

    def requirements(self):
        """Takes the package under test."""
        self.requires(self.tested_reference_str)

    def layout(self):
        """Puts the build into folders of its own."""
        cmake_layout(self)

    def generate(self):
        """Lets CMake find the package."""
        CMakeDeps(self).generate()
        toolchain = CMakeToolchain(self)
        toolchain.user_presets_path = False  # it would lie among the sources
        toolchain.generate()

    def build(self):
        """Builds the programs."""
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def test(self):
        """Runs them: each checks its results and prints the library's version."""
        if can_run(self):
            for program in ("in_c", "in_cpp"):
                self.run(str(Path(self.build_folder, self.cpp.build.bindir, program)), env="conanrun")
