# Runs Cargo. Leaves the libraries, with the names they are installed under, in SCIPIX_STAGE.

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

# Cargo uses the rustc whose version was checked. For another system it links with the compiler that CMake found.
set(cargo_environment "RUSTC=${RUSTC_EXECUTABLE}")
if(CMAKE_CROSSCOMPILING)
  string(TOUPPER "CARGO_TARGET_${triple}_LINKER" linker_variable)
  string(REPLACE "-" "_" linker_variable "${linker_variable}")
  list(APPEND cargo_environment "${linker_variable}=${CMAKE_C_COMPILER}")
endif()
set(cargo_command "${CMAKE_COMMAND}" -E env ${cargo_environment} "${CARGO_EXECUTABLE}")

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
list(APPEND cargo_flags --target-dir "${cargo_dir}" --config "profile.release.lto='fat'")
# Panic messages name the files of other crates, wherever those lie: the same bytes come out of any folder. RUSTFLAGS of the
# environment replaces this.
list(APPEND cargo_flags --config "build.rustflags=['--remap-path-prefix=${SCIPIX_CARGO_HOME}=/cargo']")
if(SCIPIX_BUILD_SHARED)
  set(library_command ${cargo_command} build ${cargo_flags} --package scipix-capi)
  set(library_files "${cargo_out}/libscipix.so" "${cargo_out}/libscipix.a")
else()
  set(library_command ${cargo_command} rustc ${cargo_flags} --package scipix-capi --lib --crate-type staticlib)
  set(library_files "${cargo_out}/libscipix.a")
endif()
add_custom_target(scipix_cargo ${all}
  COMMAND ${library_command}
  BYPRODUCTS ${library_files}
  COMMENT "Building the scipix libraries" USES_TERMINAL VERBATIM)

if(SCIPIX_BUILD_PROGRAM)
  set(SCIPIX_PROGRAM "${cargo_out}/scipix")
  add_custom_target(scipix_program ${all}
    COMMAND ${cargo_command} build ${cargo_flags} --package scipix-cli
    BYPRODUCTS "${SCIPIX_PROGRAM}"
    COMMENT "Building the program scipix" USES_TERMINAL VERBATIM)
  add_dependencies(scipix_program scipix_cargo)
endif()

# build.rs sets the same soname.
set(SCIPIX_SONAME "libscipix.so.0.${PROJECT_VERSION_MINOR}")
set(SCIPIX_SHARED_NAME "libscipix.so.${PROJECT_VERSION}")
set(SCIPIX_STAGE "${CMAKE_CURRENT_BINARY_DIR}/lib${variant}")
file(MAKE_DIRECTORY "${SCIPIX_STAGE}")

set(staged "${SCIPIX_STAGE}/libscipix.a")
if(SCIPIX_BUILD_SHARED)
  list(APPEND staged "${SCIPIX_STAGE}/${SCIPIX_SHARED_NAME}")
  add_custom_command(OUTPUT "${SCIPIX_STAGE}/${SCIPIX_SHARED_NAME}"
    COMMAND "${CMAKE_COMMAND}" -E copy "${cargo_out}/libscipix.so" "${SCIPIX_STAGE}/${SCIPIX_SHARED_NAME}"
    COMMAND "${CMAKE_COMMAND}" -E create_symlink "${SCIPIX_SHARED_NAME}" "${SCIPIX_STAGE}/${SCIPIX_SONAME}"
    COMMAND "${CMAKE_COMMAND}" -E create_symlink "${SCIPIX_SONAME}" "${SCIPIX_STAGE}/libscipix.so"
    DEPENDS scipix_cargo "${cargo_out}/libscipix.so" VERBATIM)
endif()

# Most of the archive is debugging information of Rust's standard library, of which each Rust archive has a copy. The
# names below would clash with those of another one. The personality routine is called from several objects of the
# archive, so it gets a name of its own; hidden in its object, it would be undefined in the others.
add_custom_command(OUTPUT "${SCIPIX_STAGE}/libscipix.a"
  COMMAND "${CMAKE_OBJCOPY}" --strip-debug
          --redefine-sym rust_eh_personality=scipix_rust_eh_personality
          --redefine-sym DW.ref.rust_eh_personality=DW.ref.scipix_rust_eh_personality
          --wildcard "--localize-symbol=*3std*"
          "${cargo_out}/libscipix.a" "${SCIPIX_STAGE}/libscipix.a"
  DEPENDS scipix_cargo "${cargo_out}/libscipix.a" VERBATIM)

add_custom_target(scipix_stage ${all} DEPENDS ${staged})
