# Shell function that the scripts share: source this file after deps.sh, do not run it.

# need_wheel ROOT: builds the Python package without link-time optimisation; its wheel is then $wheel.
need_wheel() {
  local work=$1/target/test-python
  mkdir -p "$work"
  need_venv "$work/build" "maturin>=1.7,<2" || return 1
  rm -rf "$work/wheels"
  (
    cd "$1/bindings/python"
    CARGO_TARGET_DIR=$1/target/python PATH=$work/build/bin:$PATH \
      maturin build --profile quick --locked --quiet --out "$work/wheels"
  ) || return 1
  wheel=$(find "$work/wheels" -name 'scipix-*.whl')
  [ -n "$wheel" ]
}
