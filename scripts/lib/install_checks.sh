# Checks of scripts/test-install: source this file there, do not run it. It uses that script's variables and functions.
# shellcheck shell=bash disable=SC2154

not_configured() { # WORDS COMMAND...: configuring fails and the message has the words
  local words=$1
  shift
  rm -rf "$work/not_configured"
  if "$@" -S "$root" -B "$work/not_configured" >"$work/not_configured.log" 2>&1; then
    fail "configured, though it should say: $words"
  fi
  tr -s ' \n' ' ' <"$work/not_configured.log" | grep -F -- "$words" >/dev/null ||
    { cat "$work/not_configured.log" >&2; fail "configuring failed without saying: $words"; }
}

# An old or missing Rust is reported when the build is configured, with what to install.
check_rust_version() {
  local minimum remedy tools=$work/tools old=$work/old_rust tool
  minimum=$(sed -n 's/^rust-version *= *"\(.*\)"/\1/p' "$root/Cargo.toml")
  remedy="see https://rustup.rs"
  if grep -x 'ID=debian' /etc/os-release >/dev/null && grep -x 'VERSION_ID="12"' /etc/os-release >/dev/null; then
    remedy="apt install rustc-web cargo-web or $remedy"
  fi

  mkdir -p "$tools" "$old"
  for tool in cargo rustc; do
    printf '#!/bin/sh\necho "%s 1.63.0 (4b91a6ea7 2022-08-08)"\n' $tool >"$old/$tool"
    chmod +x "$old/$tool"
    not_configured "scipix needs Rust $minimum or later, but $old/$tool is $tool 1.63.0. To install it: $remedy" \
      cmake "-D${tool^^}_EXECUTABLE=$old/$tool"
  done
  not_configured "but $old/none --version failed" cmake "-DRUSTC_EXECUTABLE=$old/none"

  for tool in cmake cc c++ make as ld ar ranlib nm objcopy objdump strip uname; do
    ln -sf "$(command -v $tool)" "$tools/$tool"
  done
  not_configured "scipix needs Rust $minimum or later, but cargo was not found. To install it: $remedy" \
    env -u CARGO_HOME HOME=/nonexistent PATH="$tools" cmake -DCMAKE_FIND_USE_CMAKE_SYSTEM_PATH=OFF
}

options_of() { # TEXT: its long options
  grep -oE -- '--[a-z][a-z-]*' <<<"$1" | sort -u
}

# Licences, guides and the manual page are installed, and the page has the options that the program says it has.
check_documents() {
  local doc=$prefix/share/doc/scipix page=$prefix/share/man/man1/scipix.1 file warnings help completed
  for file in LICENSE-APACHE LICENSE-MIT SECURITY.md cmake/scipix.cdx.json README.md CHANGELOG.md docs/*.md; do
    cmp "$root/$file" "$doc/$(basename "$file")" || fail "$file is not installed"
  done
  warnings=$(groff -man -ww -z "$page" 2>&1) || fail "groff cannot read scipix.1: $warnings"
  [ -z "$warnings" ] || fail "scipix.1: $warnings"
  help=$(for command in "" clean quantize detect-features; do "$prefix/bin/scipix" $command --help 2>/dev/null || true; done)
  diff <(options_of "$help") <(options_of "$(sed 's/\\-/-/g' "$page")") ||
    fail "scipix.1 does not have the options of --help"
  # shellcheck disable=SC2016
  completed=$(bash -c '. "$1"; COMP_WORDS=(scipix cl) COMP_CWORD=1; _scipix scipix cl scipix; echo "${COMPREPLY[@]}"' - \
    "$prefix/share/bash-completion/completions/scipix")
  [ "$completed" = clean ] || fail "bash completes 'scipix cl' to: $completed"
}

# Linkers by the names that -fuse-ld knows. Rust brings lld along, where rustup installed it.
linkers() {
  local linker
  for linker in bfd gold lld; do
    if command -v "ld.$linker" >/dev/null; then echo "$linker"; fi
  done
}

# The static library inside two shared libraries, a plugin, and a program that uses all of these.
check_static_in_shared() {
  local linker lines name project=$work/static_in_shared tried=0
  PATH=$PATH:$(rustc --print sysroot)/lib/rustlib/$(rustc -vV | sed -n 's/^host: //p')/bin/gcc-ld
  lines=$(for _ in 1 2 3; do echo "scipix $version: level 76"; done)
  for linker in $(linkers); do
    rm -rf "$project"
    configure static_in_shared "-DCMAKE_"{EXE,SHARED,MODULE}"_LINKER_FLAGS=-fuse-ld=$linker"
    compile static_in_shared
    [ "$("$project/app" "$project/libplugin.so")" = "$lines" ] || fail "static_in_shared fails, linked by $linker"
    [ "$("$project/app_too" "$project/libplugin.so")" = "$lines"$'\n76' ] ||
      fail "static_in_shared with scipix in the program fails, linked by $linker"
    for name in first second plugin; do
      is_static "$project/lib$name.so"
      if nm -D --undefined-only "$project/lib$name.so" | grep rust_; then
        fail "lib$name.so, linked by $linker, has undefined symbols of Rust"
      fi
    done
    if nm -D --defined-only "$project/libsecond.so" | grep ' scipix_'; then
      fail "--exclude-libs leaves functions of scipix exported"
    fi
    tried=$((tried + 1))
  done
  [ "$tried" -gt 0 ] || fail "no linker was found"
}

# BUILD_SHARED_LIBS=OFF: the static library alone is built and installed, and is scipix::scipix. How well its code is optimised
# does not matter here, and that is most of the time of a build.
check_static_only() {
  local tree=$work/static_only prefix=$work/static_only/prefix
  local -x CARGO_PROFILE_RELEASE_OPT_LEVEL=0
  cmake --log-level=WARNING -S "$root" -B "$tree/build" -DBUILD_SHARED_LIBS=OFF -DSCIPIX_CARGO_DIR="$tree/cargo" >/dev/null
  cmake --build "$tree/build" >/dev/null 2>"$work/static_only.log" || { cat "$work/static_only.log" >&2; fail "no static build"; }
  cmake --install "$tree/build" --prefix "$prefix" >/dev/null
  [ -z "$(find "$tree" -name 'libscipix*.so*')" ] || fail "BUILD_SHARED_LIBS=OFF leaves a shared library"

  configure default_library
  compile default_library
  prints "$work/default_library/app"
  is_static "$work/default_library/app"
  refused "COMPONENTS;shared" 'scipix has no component "shared" here; there are: static'

  # shellcheck disable=SC2046
  cc "$users/smoke.c" $(PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name scipix.pc)") pkg-config --cflags --libs scipix) -o "$work/pc_only"
  prints "$work/pc_only"

  rm -rf "$work/fetch_content"
  configure fetch_content -DFETCHCONTENT_SOURCE_DIR_SCIPIX="$root" -DSCIPIX_CARGO_DIR="$tree/cargo" -DBUILD_SHARED_LIBS=OFF
  compile fetch_content
  prints "$work/fetch_content/app"
  is_static "$work/fetch_content/app"
}
