# Finds cargo and rustc, and refuses versions older than rust-version in Cargo.toml before anything is built.

file(STRINGS "${SCIPIX_ROOT}/Cargo.toml" rust_version_line REGEX "^rust-version *=" LIMIT_COUNT 1)
string(REGEX MATCH "[0-9]+(\\.[0-9]+)+" SCIPIX_RUST_MINIMUM "${rust_version_line}")

# Stops with a message that names the problem and the packages to install.
function(scipix_refuse_rust problem)
  # The next run must search again: what this one found is no use.
  unset(CARGO_EXECUTABLE CACHE)
  unset(RUSTC_EXECUTABLE CACHE)
  set(remedy "see https://rustup.rs")
  if(EXISTS /etc/os-release)
    file(STRINGS /etc/os-release system REGEX "^(ID|VERSION_ID)=")
    string(REPLACE "\"" "" system "${system}")
    # Debian 12 has a recent Rust beside its old one, in packages that are meant for building browsers.
    if("ID=debian" IN_LIST system AND "VERSION_ID=12" IN_LIST system)
      set(remedy "apt install rustc-web cargo-web\n  or ${remedy}")
    endif()
  endif()
  message(FATAL_ERROR "scipix needs Rust ${SCIPIX_RUST_MINIMUM} or later, but ${problem}. To install it:\n  ${remedy}")
endfunction()

function(scipix_check_rust tool)
  string(TOUPPER "${tool}_EXECUTABLE" variable)
  find_program(${variable} ${tool} HINTS ${SCIPIX_CARGO_HOME}/bin "$ENV{HOME}/.cargo/bin" NO_CMAKE_FIND_ROOT_PATH)
  if(NOT ${variable})
    scipix_refuse_rust("${tool} was not found")
  endif()
  execute_process(COMMAND "${${variable}}" --version
    OUTPUT_VARIABLE printed ERROR_VARIABLE printed_error RESULT_VARIABLE failed)
  if(failed OR NOT printed MATCHES "^${tool} ([0-9]+\\.[0-9]+\\.[0-9]+)")
    scipix_refuse_rust("${${variable}} --version failed: ${failed}\n${printed_error}")
  elseif(CMAKE_MATCH_1 VERSION_LESS SCIPIX_RUST_MINIMUM)
    scipix_refuse_rust("${${variable}} is ${tool} ${CMAKE_MATCH_1}")
  endif()
endfunction()

# Both tools come from the same folder: rustup's cargo does not go with a rustc of the system.
set(SCIPIX_CARGO_HOME "$ENV{HOME}/.cargo")
if(DEFINED ENV{CARGO_HOME})
  set(SCIPIX_CARGO_HOME "$ENV{CARGO_HOME}")
endif()
scipix_check_rust(cargo)
scipix_check_rust(rustc)
