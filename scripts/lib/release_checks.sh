# Checks of scripts/test-release: source this file there, do not run it. It uses that script's variables and functions.
# shellcheck shell=bash disable=SC2154

users=$root/c_tests/install

# archive_of PART: prints a file among the archives, or fails.
archive_of() {
  local name
  case $1 in
    windows-x86-64) name=scipix-$version-$1.zip ;;
    linux-* | macos-* | source) name=scipix-$version-$1.tar.gz ;;
    deb) name="libscipix${version%.*}_$version-*_amd64.deb" ;;
    wheel) name="scipix-$version-*.whl" ;;
    npm) name=scipix-$version-npm.tgz ;;
    crates) name=scipix-$version.crate ;;
    nuget) name=Scipix.$version.nupkg ;;
    *) return 1 ;;
  esac
  find "$archives" -maxdepth 1 -name "$name" | grep .
}

# without_rust: a cargo and a rustc that fail are found first.
without_rust() {
  local tool
  mkdir -p "$work/no-rust"
  for tool in cargo rustc rustup; do
    printf '#!/bin/sh\necho "test-release: %s was called" >&2\nexit 1\n' $tool >"$work/no-rust/$tool"
    chmod +x "$work/no-rust/$tool"
  done
  PATH=$work/no-rust:$PATH
}

# unpack PART: sets `prefix`, in a folder whose name has a space, and looks for what each archive must have.
unpack() {
  local at="$work/at some place" file
  prefix=$at/scipix-$version-$1
  rm -rf "$prefix"
  mkdir -p "$at"
  case $archive in
    *.zip) python3 -m zipfile -e "$archive" "$at" ;;
    *) tar -xzf "$archive" -C "$at" ;;
  esac
  for file in include/scipix.h include/scipix.hpp lib/libscipix.a lib/cmake/scipix/scipixConfig.cmake lib/pkgconfig/scipix.pc \
    share/doc/scipix/{LICENSE-MIT,LICENSE-APACHE,THIRD-PARTY.txt,scipix.cdx.json,README.md,CHANGELOG.md}; do
    [ -s "$prefix/$file" ] || fail "$1 has no $file"
  done
  if grep -rlF -e "$root" -e "${CARGO_HOME:-$HOME/.cargo}" "$prefix"; then fail "$1 names the machine that it was built on"; fi
}

# consumers PART TOOLCHAIN RUNNER...: a C and a C++ program that find the package by CMake say the right thing, with each library.
consumers() {
  local project app said folder
  for project in find_shared find_static; do
    folder=$work/$1/$project
    rm -rf "$folder"
    cmake -S "$users/$project" -B "$folder" -DCMAKE_TOOLCHAIN_FILE="$2" -DCMAKE_PREFIX_PATH="$prefix" \
      -DCMAKE_FIND_ROOT_PATH="$prefix" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "$1: $project cannot be configured"; }
    cmake --build "$folder" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "$1: $project cannot be built"; }
    [ ! -e "$prefix/bin/scipix.dll" ] || [ "$project" = find_static ] || cp "$prefix/bin/scipix.dll" "$folder"
    for app in app app_cpp; do
      app=$folder/$app
      [ ! -e "$app.exe" ] || app+=.exe
      said=$("${@:3}" "$app" | tr -d '\r') || fail "$1: $app does not run"
      [ "$said" = "scipix $version: level 76" ] || fail "$1: $app printed: $said"
    done
  done
}

# golden PART COMPILER RUNNER ARGUMENT...: every operation gives the bits that it gives everywhere.
golden() {
  "$2" -std=c11 -O1 -DSCIPIX_OPTIMIZE -I"$prefix/include" c_tests/golden_test.c -o "$work/$1/golden.exe" "${@:4}" -lm -pthread
  # shellcheck disable=SC2086
  (cd "$work/$1" && $3 ./golden.exe) || fail "$1: golden_test fails"
}

old_glibc() { # FILE...: none needs a newer glibc than 2.17
  local newest
  newest=$(objdump -T "$@" | grep -oE 'GLIBC_[0-9.]+' | sort -uV | tail -n 1)
  [ "$(printf '%s\nGLIBC_2.17\n' "$newest" | sort -V | tail -n 1)" = GLIBC_2.17 ] || fail "$* needs $newest"
}

program_runs() { # RUNNER...: the program of the archive
  local program=$prefix/bin/scipix
  [ ! -e "$program.exe" ] || program+=.exe
  [ "$("$@" "$program" --version | tr -d '\r')" = "scipix $version" ] || fail "the program is not of version $version"
  "$@" "$program" detect-features >/dev/null || fail "the program does not run"
}

test_linux_x86_64() {
  need_commands cmake=cmake make=make c++=g++ objdump=binutils
  unpack linux-x86-64
  old_glibc "$prefix/lib/libscipix.so"
  old_glibc "$prefix/bin/scipix"
  program_runs
  consumers linux-x86-64 "" env
  golden linux-x86-64 cc "" "$prefix/lib/libscipix.a"
  in_old_debian
}

test_linux_aarch64() {
  need_aarch64_run
  unpack linux-aarch64
  old_glibc "$prefix/lib/libscipix.so"
  old_glibc "$prefix/bin/scipix"
  program_runs qemu-aarch64-static
  consumers linux-aarch64 "$users/aarch64-linux-gnu.cmake" qemu-aarch64-static
  golden linux-aarch64 aarch64-linux-gnu-gcc qemu-aarch64-static -static "$prefix/lib/libscipix.a"
}

test_windows_x86_64() {
  need_wine
  unpack windows-x86-64
  [ ! -e "$prefix/lib/scipix.dll" ] || fail "the DLL is not beside the program"
  system_dlls "$prefix/bin/scipix.dll"
  system_dlls "$prefix/bin/scipix.exe"
  program_runs wine
  # The compiler's own DLLs are not in wine.
  LDFLAGS=-static consumers windows-x86-64 "$users/x86_64-w64-mingw32.cmake" wine
  golden windows-x86-64 x86_64-w64-mingw32-gcc-posix wine "${mingw_c_flags[@]}" -static "$prefix/lib/libscipix.a" \
    "${mingw_libraries[@]}"
  # A program finds a DLL in its own folder.
  cp "$prefix/bin/scipix.dll" "$work/windows-x86-64"
  golden windows-x86-64 x86_64-w64-mingw32-gcc-posix wine "${mingw_c_flags[@]}" -static "$prefix/lib/libscipix.dll.a"
  stop_wine
}

system_dlls() { # FILE: it needs no DLL that Windows does not have
  local others
  others=$(x86_64-w64-mingw32-objdump -p "$1" | sed -n 's/.*DLL Name: //p' |
    grep -vixE '(kernel32|ntdll|ws2_32|userenv|bcrypt|bcryptprimitives|advapi32|msvcrt|api-ms-win-core-synch-l1-2-0)\.dll' || true)
  [ -z "$others" ] || fail "$(basename "$1") needs $others"
}

test_macos() { # PART
  platform_of "$1"
  unpack "$1"
  local name=libscipix.${version%.*}.dylib
  python3 scripts/lib/macho.py "$prefix/lib/libscipix.dylib" "${system#* }" "@rpath/$name" abi/libscipix.so.*.abi ||
    fail "$1: the library is not as it should be"
  [ "$(readlink "$prefix/lib/libscipix.dylib")" = "$name" ] || fail "$1: libscipix.dylib points elsewhere"
}

test_wheel() {
  rm -rf "$work/wheel"
  need_venv "$work/wheel" "$archive"
  (cd "$work" && "$work/wheel/bin/python" - "$version" <<'END'
import sys
from importlib.metadata import version

import numpy
import scipix

assert version("scipix") == sys.argv[1], version("scipix")
page = numpy.zeros((4, 6, 3), numpy.uint8)
page[:, 3:] = 255
gray = scipix.grayscale(page)
assert gray.shape == (4, 6) and set(gray.ravel()) == {0, 255}, gray
END
  ) || fail "the wheel does not work"
}

test_npm() {
  need_node "$work/node"
  rm -rf "$work/npm"
  mkdir -p "$work/npm"
  (
    cd "$work/npm"
    echo '{"private": true, "type": "module"}' >package.json
    npm install --silent --no-audit --no-fund --offline "$archive"
    cat >app.js <<'END'
import * as scipix from 'scipix';
await scipix.load();
const page = { data: new Uint8Array(8 * 4).fill(255), width: 8, height: 4 };
page.data.fill(0, 0, 16);
const black = scipix.binarize(page, { method: 'otsu' });
console.log(scipix.version(), [...black.data].filter((value) => value === 0).length);
END
    [ "$(node app.js)" = "$version 16" ] || { echo "it printed: $(node app.js)" >&2; exit 1; }
  ) || fail "the npm package does not work"
}

test_crates() {
  local crate
  for crate in scipix scipix-core; do
    tar -xzOf "$archives/$crate-$version.crate" "$crate-$version/Cargo.toml" | grep -x "version = \"$version\"" >/dev/null ||
      fail "$crate has another version"
    tar -tzf "$archives/$crate-$version.crate" | grep 'LICENSE-MIT$' >/dev/null || fail "$crate has no licence"
  done
}

test_source() {
  tar -tzf "$archive" >"$work/sources"
  local file
  for file in Cargo.toml Cargo.lock LICENSE-MIT cmake/CMakeLists.txt include/scipix.h src/lib.rs scripts/release; do
    grep -x "scipix-$version/$file" "$work/sources" >/dev/null || fail "the sources have no $file"
  done
  if grep -E "^scipix-$version/(target|\.git)/" "$work/sources"; then fail "the sources have what is made of them"; fi
}

# A program beside which the package lies as the tools of .NET lay it finds the library there.
test_nuget() {
  need_dotnet "$tools/dotnet"
  local package=$work/nuget/package app=$work/nuget/app file
  rm -rf "$work/nuget"
  mkdir -p "$package" "$app"
  python3 -m zipfile -e "$archive" "$package"
  python3 - "$package" <<'END' || fail "the C# package is not as NuGet wants it"
import sys
import xml.etree.ElementTree as tree
from pathlib import Path

package = Path(sys.argv[1])
for name in ("Scipix.nuspec", "_rels/.rels", "[Content_Types].xml"):
    tree.parse(package / name)
for relation in tree.parse(package / "_rels/.rels").getroot():
    assert (package / relation.get("Target").lstrip("/")).is_file(), relation.attrib
types = tree.parse(package / "[Content_Types].xml").getroot()
ends = {each.get("Extension") for each in types}
parts = {each.get("PartName") for each in types}
for path in package.rglob("*"):
    name = path.relative_to(package).as_posix()
    if path.is_file() and name != "[Content_Types].xml":
        assert path.suffix[1:] in ends or "/" + name in parts, name
END
  for file in lib/netcoreapp3.1/Scipix.dll lib/netcoreapp3.1/Scipix.xml runtimes/linux-x64/native/libscipix.so README.md; do
    [ -s "$package/$file" ] || fail "the C# package has no $file"
  done
  cp -r "$package/lib/netcoreapp3.1/Scipix.dll" "$package/runtimes" "$app"
  cat >"$app/App.cs" <<'END'
class App
{
    static void Main() => System.Console.WriteLine(Scipix.Library.Version);
}
END
  "${compile_sharp[@]}" -r:"$app/Scipix.dll" -out:"$app/App.exe" "$app/App.cs"
  [ "$(run_dotnet "$app" "$app/App.exe")" = "$version" ] || fail "the C# program does not find the library of the package"
}
