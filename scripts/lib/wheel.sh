# Shell functions that the scripts share: source this file after deps.sh, do not run it.

# need_wheel ROOT: builds the Python package without link-time optimisation; its wheel is then $wheel.
need_wheel() {
  mkdir -p "$1/target/test-python"
  alone "$1/target/test-python/lock" build_wheel "$1"
}

build_wheel() { # ROOT
  local work=$1/target/test-python built
  need_venv "$work/build" "maturin>=1.7,<2" || return 1
  rm -rf "$work/wheels.new"
  (
    cd "$1/bindings/python"
    CARGO_TARGET_DIR=$1/target/python PATH=$work/build/bin:$PATH \
      maturin build --profile quick --locked --quiet --out "$work/wheels.new"
  ) || return 1
  built=$(find "$work/wheels.new" -name 'scipix-*.whl')
  # Another script may be reading the wheel that was there.
  wheel=$work/wheels/${built##*/}
  mkdir -p "$work/wheels" && mv "$built" "$wheel"
}
