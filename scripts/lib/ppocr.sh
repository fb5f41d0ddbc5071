# Shell functions that the scripts share: source this file after deps.sh, do not run it.

# need_ppocr_wheels ROOT: ONNX Runtime and PP-OCR's models from PyPI, under target/. Of the wheels only files are used: the
# library of one, whose path is then in $runtime, and the models of the other, whose folder is in $models.
need_ppocr_wheels() {
  local venv=$1/target/ppocr-venv wheels=$1/target/ppocr-wheels
  models=$wheels/rapidocr_onnxruntime/models
  if [ ! -d "$wheels/onnxruntime" ] || [ ! -d "$models" ]; then
    need_venv "$venv" --no-deps --target "$wheels" 'onnxruntime==1.31.*' 'rapidocr-onnxruntime==1.4.*'
  fi
  # shellcheck disable=SC2034 # for who sourced this
  runtime=$(echo "$wheels"/onnxruntime/capi/libonnxruntime.so.*)
}
