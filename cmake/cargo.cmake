# Runs Cargo. Leaves the libraries, with the names they are installed under, in SCIPIX_STAGE.

foreach(tool cargo rustc)
  string(TOUPPER "${tool}_EXECUTABLE" variable)
  find_program(${variable} ${tool}
    HINTS "$ENV{CARGO_HOME}/bin" "$ENV{HOME}/.cargo/bin" REQUIRED NO_CMAKE_FIND_ROOT_PATH)
endforeach()

if(SCIPIX_RUST_TARGET)
  set(triple "${SCIPIX_RUST_TARGET}")
elseif(CMAKE_CROSSCOMPILING)
  # A toolchain file names the processor as uname does; Rust has the same names for 64-bit Linux.
  if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux" OR NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|aarch64)$")
    message(FATAL_ERROR "scipix: set SCIPIX_RUST_TARGET to Rust's name of "
      "${CMAKE_SYSTEM_NAME} on ${CMAKE_SYSTEM_PROCESSOR} (rustc --print target-list)")
  endif()
  set(triple "${CMAKE_SYSTEM_PROCESSOR}-unknown-linux-gnu")
else()
  execute_process(COMMAND "${RUSTC_EXECUTABLE}" -vV OUTPUT_VARIABLE rustc_facts COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCH "host: ([^\n]+)" _ "${rustc_facts}")
  set(triple "${CMAKE_MATCH_1}")
endif()

# Cargo links by the compiler that CMake found where that one is for another system.
set(cargo_command "${CARGO_EXECUTABLE}")
if(CMAKE_CROSSCOMPILING)
  string(TOUPPER "CARGO_TARGET_${triple}_LINKER" linker_variable)
  string(REPLACE "-" "_" linker_variable "${linker_variable}")
  set(cargo_command "${CMAKE_COMMAND}" -E env
    "${linker_variable}=${CMAKE_C_COMPILER}" "RUSTC=${RUSTC_EXECUTABLE}" "${CARGO_EXECUTABLE}")
endif()

# What a program that links the static library must link too. A C compiler driver adds libc and libgcc by itself,
# and naming the shared libgcc_s would make fully static programs impossible.
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/empty.rs" "")
execute_process(
  COMMAND "${RUSTC_EXECUTABLE}" --crate-type staticlib --target "${triple}" --print native-static-libs
          -o "${CMAKE_CURRENT_BINARY_DIR}/empty.a" "${CMAKE_CURRENT_BINARY_DIR}/empty.rs"
  ERROR_VARIABLE rustc_notes COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCH "native-static-libs: ([^\n]+)" _ "${rustc_notes}")
separate_arguments(SCIPIX_NATIVE_LIBS UNIX_COMMAND "${CMAKE_MATCH_1}")
list(REMOVE_ITEM SCIPIX_NATIVE_LIBS -lgcc_s -lc)
list(REMOVE_DUPLICATES SCIPIX_NATIVE_LIBS)

set(cargo_flags --locked --release --target "${triple}" --manifest-path "${SCIPIX_ROOT}/Cargo.toml")
# Each set of features has folders of its own: Cargo would write both libraries to one file, and then take the one it
# finds there for either.
set(variant "")
if(NOT SCIPIX_OPTIMIZE)
  list(APPEND cargo_flags --no-default-features)
  set(variant "-plain")
endif()

# Another build's targets ask for scipix where they link it.
set(all "")
if(SCIPIX_INSTALL)
  set(all ALL)
endif()

# Cargo knows best what is out of date, so it is asked on every build.
# LTO is named because the environment could say otherwise, and hiding names in the archive relies on it.
set(cargo_dir "${SCIPIX_CARGO_DIR}${variant}")
set(cargo_out "${cargo_dir}/${triple}/release")
set(cargo_build ${cargo_command} build ${cargo_flags} --target-dir "${cargo_dir}" --config "profile.release.lto='fat'")
add_custom_target(scipix_cargo ${all}
  COMMAND ${cargo_build} --package scipix-capi
  BYPRODUCTS "${cargo_out}/libscipix.so" "${cargo_out}/libscipix.a"
  COMMENT "Building the scipix libraries" USES_TERMINAL VERBATIM)

if(SCIPIX_BUILD_PROGRAM)
  set(SCIPIX_PROGRAM "${cargo_out}/scipix")
  add_custom_target(scipix_program ${all}
    COMMAND ${cargo_build} --package scipix-cli
    BYPRODUCTS "${SCIPIX_PROGRAM}"
    COMMENT "Building the program scipix" USES_TERMINAL VERBATIM)
  add_dependencies(scipix_program scipix_cargo)
endif()

# build.rs sets the same soname.
set(SCIPIX_SONAME "libscipix.so.0.${PROJECT_VERSION_MINOR}")
set(SCIPIX_SHARED_NAME "libscipix.so.${PROJECT_VERSION}")
set(SCIPIX_STAGE "${CMAKE_CURRENT_BINARY_DIR}/lib${variant}")
file(MAKE_DIRECTORY "${SCIPIX_STAGE}")

add_custom_command(OUTPUT "${SCIPIX_STAGE}/${SCIPIX_SHARED_NAME}"
  COMMAND "${CMAKE_COMMAND}" -E copy "${cargo_out}/libscipix.so" "${SCIPIX_STAGE}/${SCIPIX_SHARED_NAME}"
  COMMAND "${CMAKE_COMMAND}" -E create_symlink "${SCIPIX_SHARED_NAME}" "${SCIPIX_STAGE}/${SCIPIX_SONAME}"
  COMMAND "${CMAKE_COMMAND}" -E create_symlink "${SCIPIX_SONAME}" "${SCIPIX_STAGE}/libscipix.so"
  DEPENDS scipix_cargo "${cargo_out}/libscipix.so" VERBATIM)

# Most of the archive is debugging information of Rust's own library. With LTO it is one object that has a copy of that
# library to itself, of which a few names are global: hidden, they do not clash with another such archive in one program.
add_custom_command(OUTPUT "${SCIPIX_STAGE}/libscipix.a"
  COMMAND "${CMAKE_OBJCOPY}" --strip-debug --wildcard
          "--localize-symbol=rust_eh_personality" "--localize-symbol=*3std*"
          "${cargo_out}/libscipix.a" "${SCIPIX_STAGE}/libscipix.a"
  DEPENDS scipix_cargo "${cargo_out}/libscipix.a" VERBATIM)

add_custom_target(scipix_stage ${all} DEPENDS "${SCIPIX_STAGE}/${SCIPIX_SHARED_NAME}" "${SCIPIX_STAGE}/libscipix.a")
