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
