# Shell functions that the scripts share: source this file after deps.sh, do not run it.

# need_ppocr_wheels ROOT: ONNX Runtime and the models of PP-OCRv4 and PP-OCRv6 from PyPI, under target/. Of the wheels only
# files are used. They are then in $wheels, and the library of ONNX Runtime is $runtime.
need_ppocr_wheels() {
  wheels=$1/target/ppocr-wheels
  if [ ! -d "$wheels/onnxruntime" ] || [ ! -d "$wheels/rapidocr/models" ] ||
    [ ! -d "$wheels/rapidocr_onnxruntime/models" ]; then
    need_venv "$1/target/ppocr-venv" --no-deps --upgrade --target "$wheels" 'onnxruntime==1.31.*' \
      'rapidocr-onnxruntime==1.4.*' 'rapidocr==3.10.*'
  fi
  runtime=$(echo "$wheels"/onnxruntime/capi/libonnxruntime.so.*)
}

# ppocr_options v4|v6: the options that name ONNX Runtime and the models of PP-OCRv4 or v6 are then in $ppocr_models.
# After need_ppocr_wheels; returns 1 for other models.
ppocr_options() {
  local v4=$wheels/rapidocr_onnxruntime/models v6=$wheels/rapidocr/models
  ppocr_models=(--runtime "$runtime")
  case $1 in
    v4) ppocr_models+=(--detector "$v4/ch_PP-OCRv4_det_infer.onnx" --recogniser "$v4/ch_PP-OCRv4_rec_infer.onnx"
      --classifier "$v4/ch_ppocr_mobile_v2.0_cls_infer.onnx") ;;
    v6) ppocr_models+=(--detector "$v6/PP-OCRv6_det_small.onnx" --recogniser "$v6/PP-OCRv6_rec_small.onnx"
      --classifier "$v6/ch_ppocr_mobile_v2.0_cls_mobile.onnx") ;;
    *)
      echo "The models are v4 or v6, not: $1" >&2
      return 1
      ;;
  esac
}

# build_ppocr ROOT: examples/ppocr against an installed scipix, both under target/; source install.sh before.
build_ppocr() {
  local root=$1 prefix=$1/target/prefix
  need_commands cmake=cmake make=make c++=g++ pkg-config=pkg-config
  pkg-config --exists lept || need_apt libleptonica-dev
  need_cargo
  need_ppocr_wheels "$root"

  echo "Building and installing scipix into $prefix" >&2
  install_scipix "$root" "$prefix"
  echo "Building examples/ppocr against it" >&2
  cmake --log-level=WARNING -S "$root/examples/ppocr" -B "$root/target/ppocr" -DCMAKE_PREFIX_PATH="$prefix" >/dev/null
  cmake --build "$root/target/ppocr" >/dev/null
}

# need_rapidocr ROOT: an environment of Python's at $venv with what both versions of RapidOCR need; it imports the unpacked
# wheels through the PYTHONPATH in $wheels.
need_rapidocr() {
  venv=$1/target/ppocr-venv
  need_ppocr_wheels "$1"
  need_venv "$venv" 'onnxruntime==1.31.*' 'numpy==2.4.*' 'opencv-python-headless==5.0.*' 'pyclipper==1.4.*' \
    'shapely==2.2.*' 'pillow==13.*' 'PyYAML==6.*' 'six==1.*' 'tqdm==4.*' 'omegaconf==2.3.*' 'requests==2.*' 'colorlog==6.*'
}
