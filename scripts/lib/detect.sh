# Shell function that the scripts share: source this file after deps.sh, do not run it.

# need_detect_python: an environment under target/ with RapidOCR's post-processing and what it needs; its Python is then in
# $detect_python.
need_detect_python() {
  local venv=target/detect-venv
  need_venv "$venv" 'rapidocr-onnxruntime==1.4.4' 'opencv-python-headless==5.0.*' 'pyclipper==1.4.*' 'shapely==2.2.*'
  # RapidOCR brings an OpenCV of its own, which hides the one that the vectors are made with.
  "$venv/bin/pip" uninstall --quiet --yes opencv-python
  "$venv/bin/pip" install --quiet --force-reinstall --no-deps 'opencv-python-headless==5.0.*'
  # shellcheck disable=SC2034 # for who sourced this
  detect_python=$venv/bin/python
}
