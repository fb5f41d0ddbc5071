# Shell function that the scripts share: source this file, do not run it, after deps.sh.

# need_aarch64: what builds for AArch64 on an x86-64 Debian, and runs that by emulation.
need_aarch64() {
  # The standard library for AArch64 must be of the very compiler that uses it: Debian has both, rustup's may lack it.
  dpkg --print-foreign-architectures | grep -x arm64 >/dev/null || as_root dpkg --add-architecture arm64
  need_apt rustc-web libstd-rust-web-dev:arm64 gcc-aarch64-linux-gnu libc6-dev-arm64-cross libc6:arm64 libgcc-s1:arm64 qemu-user-static
}

# need_aarch64_run: what emulated programs for AArch64 in C and C++ load.
need_aarch64_run() {
  dpkg --print-foreign-architectures | grep -x arm64 >/dev/null || as_root dpkg --add-architecture arm64
  need_apt qemu-user-static g++-aarch64-linux-gnu libc6-dev-arm64-cross libc6:arm64 libgcc-s1:arm64 libstdc++6:arm64
}

# install_aarch64 ROOT PREFIX: builds the libraries of the checkout at ROOT for AArch64 and installs them, after need_aarch64.
install_aarch64() {
  local build=$1/target/test-cross/build
  cmake --log-level=WARNING -S "$1" -B "$build" -DCMAKE_TOOLCHAIN_FILE="$1/c_tests/install/aarch64-linux-gnu.cmake" \
    -DRUSTC_EXECUTABLE=/usr/bin/rustc -DSCIPIX_BUILD_PROGRAM=OFF >/dev/null
  cmake --build "$build" >/dev/null # Cargo's progress goes to stderr
  rm -rf "$2"
  cmake --install "$build" --prefix "$2" >/dev/null
}
