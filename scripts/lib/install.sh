# Shell functions that the scripts share: source this file after deps.sh, do not run it.

# install_scipix ROOT PREFIX: builds the libraries of the checkout at ROOT and installs them. When nothing has changed
# it takes a moment.
install_scipix() {
  mkdir -p "$1/target"
  alone "$1/target/install.lock" install_scipix_alone "$@"
}

install_scipix_alone() {
  local root=$1 prefix=$2 build=$1/target/cmake
  cmake --log-level=WARNING -S "$root/cmake" -B "$build" >/dev/null &&
    cmake --build "$build" >/dev/null && # Cargo's progress goes to stderr
      cmake --install "$build" --prefix "$prefix" >/dev/null
}
