# Shell function that the scripts share: source this file, do not run it.

# install_scipix ROOT PREFIX: builds the libraries of the checkout at ROOT and installs them. When nothing has changed
# it takes a moment.
install_scipix() {
  local root=$1 prefix=$2 build=$1/target/cmake
  cmake --log-level=WARNING -S "$root/cmake" -B "$build" >/dev/null
  cmake --build "$build" >/dev/null # Cargo's progress goes to stderr
  cmake --install "$build" --prefix "$prefix" >/dev/null
}
