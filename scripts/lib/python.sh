# Shell functions that the scripts share: source this file after deps.sh, do not run it.

# need_quant_python: an environment with ONNX Runtime under target/; its Python is then in $quant_python.
need_quant_python() {
  local venv=target/quant-venv
  need_venv "$venv" 'onnxruntime==1.31.*' 'onnx==1.23.*' 'numpy==2.4.*'
  # shellcheck disable=SC2034 # for who sourced this
  quant_python=$venv/bin/python
}
