# Runs Cargo. Leaves the libraries, with the names they are installed under, in SCIPIX_STAGE.

if(SCIPIX_RUST_TARGET)
  set(triple "${SCIPIX_RUST_TARGET}")
elseif(CMAKE_CROSSCOMPILING)
  set(triple "")
  # A toolchain file names the processor as uname does; Rust has nearly the same names.
  string(REGEX REPLACE "^(AMD64|amd64)$" "x86_64" processor "${CMAKE_SYSTEM_PROCESSOR}")
  string(REGEX REPLACE "^arm64$" "aarch64" processor "${processor}")
  if(APPLE)
    set(triple "${processor}-apple-darwin")
  elseif(MINGW)
    set(triple "${processor}-pc-windows-gnu")
  elseif(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    set(triple "${processor}-unknown-linux-gnu")
  endif()
  if(NOT triple OR NOT processor MATCHES "^(x86_64|aarch64)$")
    message(FATAL_ERROR "scipix: set SCIPIX_RUST_TARGET to Rust's name of "
      "${CMAKE_SYSTEM_NAME} on ${CMAKE_SYSTEM_PROCESSOR} (rustc --print target-list)")
  endif()
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
list(TRANSFORM SCIPIX_BUILT_SHARED PREPEND "${cargo_out}/" OUTPUT_VARIABLE built_shared)
list(APPEND cargo_flags --target-dir "${cargo_dir}" --config "profile.release.lto='fat'")
# Panic messages name the files of other crates, wherever those lie: the same bytes come out of any folder. RUSTFLAGS of the
# environment replaces this.
list(APPEND cargo_flags --config "build.rustflags=['--remap-path-prefix=${SCIPIX_CARGO_HOME}=/cargo']")
if(SCIPIX_BUILD_SHARED)
  set(library_command ${cargo_command} build ${cargo_flags} --package scipix-capi)
  set(library_files ${built_shared} "${cargo_out}/libscipix.a")
else()
  set(library_command ${cargo_command} rustc ${cargo_flags} --package scipix-capi --lib --crate-type staticlib)
  set(library_files "${cargo_out}/libscipix.a")
endif()
add_custom_target(scipix_cargo ${all}
  COMMAND ${library_command}
  BYPRODUCTS ${library_files}
  COMMENT "Building the scipix libraries" USES_TERMINAL VERBATIM)

if(SCIPIX_BUILD_PROGRAM)
  set(SCIPIX_PROGRAM "${cargo_out}/scipix${CMAKE_EXECUTABLE_SUFFIX}")
  add_custom_target(scipix_program ${all}
    COMMAND ${cargo_command} build ${cargo_flags} --package scipix-cli
    BYPRODUCTS "${SCIPIX_PROGRAM}"
    COMMENT "Building the program scipix" USES_TERMINAL VERBATIM)
  add_dependencies(scipix_program scipix_cargo)
endif()

set(SCIPIX_STAGE "${CMAKE_CURRENT_BINARY_DIR}/lib${variant}")
file(MAKE_DIRECTORY "${SCIPIX_STAGE}")

set(staged "${SCIPIX_STAGE}/libscipix.a")
if(SCIPIX_BUILD_SHARED)
  list(APPEND staged "${SCIPIX_STAGE}/${SCIPIX_SHARED_NAME}")
  if(WIN32)
    set(stage_shared COMMAND "${CMAKE_COMMAND}" -E copy ${built_shared} "${SCIPIX_STAGE}"
      BYPRODUCTS "${SCIPIX_STAGE}/${SCIPIX_LINK_NAME}")
  else()
    set(stage_shared
      COMMAND "${CMAKE_COMMAND}" -E copy ${built_shared} "${SCIPIX_STAGE}/${SCIPIX_SHARED_NAME}"
      COMMAND "${CMAKE_COMMAND}" -E create_symlink "${SCIPIX_SHARED_NAME}" "${SCIPIX_STAGE}/${SCIPIX_SONAME}"
      COMMAND "${CMAKE_COMMAND}" -E create_symlink "${SCIPIX_SONAME}" "${SCIPIX_STAGE}/${SCIPIX_LINK_NAME}")
  endif()
  add_custom_command(OUTPUT "${SCIPIX_STAGE}/${SCIPIX_SHARED_NAME}" ${stage_shared}
    DEPENDS scipix_cargo ${built_shared} VERBATIM)
endif()
set(built_archive "${cargo_out}/libscipix.a")
set(thin_archive "")
if(WIN32)
  set(built_archive "${CMAKE_CURRENT_BINARY_DIR}/libscipix.a")
  set(thin_archive COMMAND "${CMAKE_COMMAND}" "-DINPUT=${cargo_out}/libscipix.a" "-DOUTPUT=${built_archive}" "-DAR=${CMAKE_AR}"
    -P "${CMAKE_CURRENT_SOURCE_DIR}/archive.cmake")
endif()
add_custom_command(OUTPUT "${SCIPIX_STAGE}/libscipix.a" ${thin_archive}
  COMMAND ${SCIPIX_ARCHIVE_COMMAND} "${built_archive}" "${SCIPIX_STAGE}/libscipix.a"
  DEPENDS scipix_cargo "${cargo_out}/libscipix.a" VERBATIM)

add_custom_target(scipix_stage ${all} DEPENDS ${staged})
