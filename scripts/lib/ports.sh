# Shell functions for other platforms, on an x86-64 Debian: source this file, do not run it, after deps.sh.
# What it sets is used by those who source it, and they set root.
# shellcheck disable=SC2034,SC2154

# need_target TARGET: the standard library for TARGET, from rustup where it has one, else built from Debian's sources with
# Debian's compiler. Sets `port_std`, arguments of cargo.
need_target() {
  port_std=()
  unset RUSTC RUSTC_BOOTSTRAP
  if command -v rustup >/dev/null; then
    # Not `grep -q`, which would leave rustup a closed pipe.
    rustup target list --installed | grep -x "$1" >/dev/null && return 0
    alone_here rustup target add "$1" && return 0
  fi
  need_apt rustc-web rust-web-src || return 1
  export RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
  port_std=("-Zbuild-std=std,panic_unwind")
}

# port_library TARGET KIND [CARGO-ARGUMENT...]: builds the C library, and sets `port_folder` to where it lies.
port_library() {
  need_target "$1" || return 1
  port_folder=$root/target/ports/$1/debug
  CARGO_PROFILE_DEV_DEBUG=0 CARGO_INCREMENTAL=0 cargo rustc --locked --quiet --lib "${port_std[@]}" --target "$1" \
    --target-dir "$root/target/ports" --crate-type "$2" "${@:3}"
}

# What the C programs are compiled with.
port_c_flags=(-std=c11 -O1 -Wall -Wextra -Wpedantic -Werror -DSCIPIX_OPTIMIZE "-I$root/include" "-I$root/c_tests")
# MinGW's printf does not know %zu unless told to.
mingw_c_flags=(-D__USE_MINGW_ANSI_STDIO=1)
# What a static library of Rust needs of Windows.
mingw_libraries=(-lws2_32 -luserenv -lntdll -lbcrypt -ladvapi32)

need_i686() { need_apt gcc-i686-linux-gnu libc6-dev-i386-cross; }

need_musl() { need_apt musl-tools; }

need_mingw() { need_apt g++-mingw-w64-x86-64-posix; }

# need_wine: wine, with a folder of its own for what it writes, and a DLL that Debian's wine lacks.
need_wine() {
  local folder=$root/target/ports/wine
  need_apt wine wine64 && need_mingw || return 1
  export WINEPREFIX=$folder/prefix WINEPATH=Z:${folder//\//\\} WINEDEBUG=-all
  mkdir -p "$folder"
  if [ ! -e "$folder/bcryptprimitives.dll" ]; then
    # Windows has it since 2009, wine since version 9.
    printf '%s\n' '#include <windows.h>' '#include <ntsecapi.h>' '__declspec(dllexport) BOOL WINAPI' \
      'ProcessPrng(PBYTE data, SIZE_T len) { return RtlGenRandom(data, (ULONG)len); }' >"$folder/prng.c"
    x86_64-w64-mingw32-gcc-posix -shared "$folder/prng.c" -o "$folder/bcryptprimitives.dll" -ladvapi32
  fi
}

# stop_wine: ends wine's server and what it started, which otherwise write to the folder above for seconds after the last program.
stop_wine() {
  # It fails where no server runs.
  wineserver --kill || true
  wineserver --wait
}

# need_qemu_s390x: sets `qemu_s390x`. Debian 12's version 7.2 multiplies f32 to f64 wrongly (MDEBR), so that a later
# Debian's is taken, without installing it.
need_qemu_s390x() {
  local have=$root/target/ports/qemu apt
  qemu_s390x=$have/usr/bin/qemu-s390x
  need_apt gcc-s390x-linux-gnu libc6-dev-s390x-cross || return 1
  [ ! -x "$qemu_s390x" ] || return 0
  mkdir -p "$have"/lists/partial "$have"/cache/archives/partial
  : >"$have/status"
  printf '%s\n' 'Types: deb' "URIs: ${SCIPIX_DEBIAN:-http://deb.debian.org/debian}" 'Suites: trixie' 'Components: main' \
    'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg' >"$have/debian.sources"
  apt=(apt-get -qq -o "Dir::Etc::sourcelist=$have/debian.sources" -o Dir::Etc::sourceparts=- -o "Dir::State=$have"
    -o "Dir::State::lists=$have/lists" -o "Dir::State::status=$have/status" -o "Dir::Cache=$have/cache"
    -o APT::Sandbox::User=root)
  (cd "$have" && "${apt[@]}" update && "${apt[@]}" download qemu-user:amd64) || return 1
  dpkg-deb --fsys-tarfile "$have"/qemu-user_*.deb | tar -xf - -C "$have" ./usr/bin/qemu-s390x
  rm -rf "$have"/qemu-user_*.deb "$have/lists" "$have/cache"
}
