# Shell functions of scripts/release: source this file, do not run it, after deps.sh and ports.sh.
# `root` is set by those who source it, and some of what this sets is used by them only.
# shellcheck disable=SC2034,SC2154

version=$(sed -n 's/^version *= *"\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)
archives=$root/target/release-archives
tools=$root/target/release-tools
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
mkdir -p "$archives" "$tools"

# pack_tar FOLDER: packs it into FOLDER.tar.gz among the archives, the same bytes each time.
pack_tar() {
  tar --sort=name --owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX-w --mtime="@$SOURCE_DATE_EPOCH" --format=gnu \
    -C "$(dirname "$1")" -c "$(basename "$1")" | gzip -9n >"$archives/$(basename "$1").tar.gz"
}

# platform_of PART: what a platform is called by Rust, by zig and by CMake, and its objcopy.
platform_of() {
  case $1 in
    linux-x86-64) triple=x86_64-unknown-linux-gnu zig=x86_64-linux-gnu.2.17 system="Linux x86_64" objcopy=objcopy ;;
    linux-aarch64)
      triple=aarch64-unknown-linux-gnu zig=aarch64-linux-gnu.2.17 system="Linux aarch64" objcopy=aarch64-linux-gnu-objcopy
      ;;
    windows-x86-64) triple=x86_64-pc-windows-gnu zig='' system="Windows x86_64" objcopy=x86_64-w64-mingw32-objcopy ;;
    macos-arm64) triple=aarch64-apple-darwin zig=aarch64-macos.11.0 system="Darwin arm64" objcopy='' ;;
    macos-x86-64) triple=x86_64-apple-darwin zig=x86_64-macos.11.0 system="Darwin x86_64" objcopy='' ;;
    *) return 1 ;;
  esac
}

# need_zig: zig, which has the libraries of every version of glibc and of macOS, and what makes it take the arguments
# that rustc gives to a linker.
need_zig() { need_venv "$tools/venv" 'ziglang>=0.15' 'cargo-zigbuild>=0.20'; }

# zig_compiler NAME LANGUAGE TARGET: writes a compiler driver for TARGET, and prints where it is. LANGUAGE is cc or c++.
zig_compiler() {
  local driver=$tools/$1-$2
  printf '%s\n' '#!/bin/sh' "PATH=$tools/venv/bin:\$PATH exec cargo-zigbuild zig $2 -- -target $3 \"\$@\"" >"$driver"
  chmod +x "$driver"
  echo "$driver"
}

# need_platform PART: what builds for it. Sets `toolchain`, a file for CMake.
need_platform() {
  platform_of "$1"
  need_cargo
  need_commands cmake=cmake make=make python3=python3 objcopy=binutils
  need_target "$triple"
  if [ "${#port_std[@]}" -gt 0 ]; then
    echo "release: the standard library for $triple is missing: rustup target add $triple" >&2
    return 1
  fi
  toolchain=$tools/$1.cmake
  if [ -z "$zig" ]; then
    need_mingw
    cp "$root/c_tests/install/x86_64-w64-mingw32.cmake" "$toolchain"
    return 0
  fi
  need_zig
  case $1 in
    linux-aarch64) need_apt binutils-aarch64-linux-gnu ;;
  esac
  {
    echo "set(CMAKE_SYSTEM_NAME ${system% *})"
    echo "set(CMAKE_SYSTEM_PROCESSOR ${system#* })"
    echo "set(CMAKE_C_COMPILER $(zig_compiler "$1" cc "$zig"))"
    echo "set(SCIPIX_RUST_TARGET $triple)"
    [ -z "$objcopy" ] || echo "set(CMAKE_OBJCOPY $(command -v "$objcopy"))"
    # CMake wants a tool of macOS, which is not called.
    [ -n "$objcopy" ] || echo "set(CMAKE_INSTALL_NAME_TOOL /bin/false)"
  } >"$toolchain"
}

# release_library PART: the C library, the program, headers, CMake and pkg-config files for one platform.
release_library() {
  local build=$root/target/release-build/$1 folder=scipix-$version-$1
  local stage=$build/stage/$folder
  need_platform "$1"
  release_facts
  rm -rf "$build/stage"
  cmake --log-level=WARNING -S cmake -B "$build/build" -DCMAKE_TOOLCHAIN_FILE="$toolchain" -DCMAKE_INSTALL_LIBDIR=lib \
    -DSCIPIX_CARGO_DIR="$build/cargo" >/dev/null
  cmake --build "$build/build" >/dev/null
  cmake --install "$build/build" --prefix "$stage" >/dev/null
  strip_all "$stage"
  cp "$build/scipix.cdx.json" "$build/THIRD-PARTY.txt" "$stage/share/doc/scipix"
  if [ "${system% *}" = Windows ]; then
    python3 scripts/lib/pack_zip.py "$archives/$folder.zip" "$build/stage"
  else
    pack_tar "$stage"
  fi
  case $1 in
    linux-x86-64 | linux-aarch64) debian_packages "$1" ;;
  esac
  [ -n "${SCIPIX_KEEP_BUILD:-}" ] || rm -rf "$build"
}

# strip_all PREFIX: takes debugging information and unused names out of the shared library and the program. There is no tool for
# macOS here, and its signature would no longer be right.
strip_all() {
  local file
  [ -n "$objcopy" ] || return 0
  while IFS= read -r file; do
    "$objcopy" --strip-all "$file"
  done < <(find "$1" -type f \( -name 'scipix.dll' -o -name 'libscipix.so.*' -o -path '*/bin/scipix' -o -name scipix.exe \))
}

# release_facts: writes to `build` what the library for this platform is made of, and the licences of that.
release_facts() {
  mkdir -p "$build"
  cargo metadata --locked --format-version 1 --filter-platform "$triple" >"$build/metadata.json"
  python3 scripts/lib/sbom.py "$build/scipix.cdx.json" <"$build/metadata.json"
  python3 scripts/lib/third_party.py "$build/THIRD-PARTY.txt" <"$build/metadata.json"
}

release_wheel() {
  scripts/wheel "$tools/wheels" >"$tools/wheel"
  cp "$(tail -n 1 "$tools/wheel")" "$archives"
}

release_npm() {
  scripts/npm >"$tools/npm"
  cp "$(tail -n 1 "$tools/npm")" "$archives/scipix-$version-npm.tgz"
}

# release_crates: the Rust packages as a registry takes them.
release_crates() {
  need_cargo
  cargo package --locked --quiet --no-verify --target-dir "$tools/crates" -p scipix-core -p scipix
  cp "$tools"/crates/package/scipix{,-core}-"$version".crate "$archives"
}

release_source() {
  [ -z "$(git status --porcelain)" ] || { echo "release: not all is committed, and the sources would lack it" >&2; return 1; }
  # Its files have the date of the commit.
  git archive --format=tar --prefix="scipix-$version/" HEAD | gzip -9n >"$archives/scipix-$version-source.tar.gz"
}

# release_nuget: the C# package, with the shared library of each archive that is there.
release_nuget() {
  local stage=$tools/nuget
  need_commands python3=python3
  need_dotnet "$tools/dotnet"
  rm -rf "$stage"
  mkdir -p "$stage/lib/netcoreapp3.1"
  "${compile_sharp[@]}" -t:library -doc:"$stage/lib/netcoreapp3.1/Scipix.xml" \
    -out:"$stage/lib/netcoreapp3.1/Scipix.dll" bindings/csharp/{src,generated}/*.cs
  cp LICENSE-MIT LICENSE-APACHE README.md "$stage"
  python3 scripts/lib/nuget.py "$stage" "$version" "$archives"
  python3 scripts/lib/pack_zip.py "$archives/Scipix.$version.nupkg" "$stage"
}
