# Builds the tree that this port lies in, a clone or an unpacked source archive. Cargo must be on the PATH, Rust 1.89 or later, and
# Cargo fetches the crates of Cargo.lock: vcpkg has neither.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
if(NOT EXISTS "${SOURCE_PATH}/cmake/CMakeLists.txt")
  message(FATAL_ERROR "scipix: this port builds the tree that it lies in; name its folder with --overlay-ports, do not copy it")
endif()

vcpkg_check_features(OUT_FEATURE_OPTIONS feature_options FEATURES tools SCIPIX_BUILD_PROGRAM)

# Without it the CMake build takes Rust's name of the host.
set(rust_target "")
if(VCPKG_CROSSCOMPILING)
  string(REPLACE "x64" "x86_64" rust_target "${VCPKG_TARGET_ARCHITECTURE}")
  string(REPLACE "arm64" "aarch64" rust_target "${rust_target}")
  if(VCPKG_TARGET_IS_OSX)
    string(APPEND rust_target "-apple-darwin")
  elseif(VCPKG_TARGET_IS_MINGW)
    string(APPEND rust_target "-pc-windows-gnu")
  else()
    string(APPEND rust_target "-unknown-linux-gnu")
  endif()
endif()

# Both configurations are the optimised build, which Cargo makes once.
vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}/cmake"
  OPTIONS
    ${feature_options}
    "-DSCIPIX_RUST_TARGET=${rust_target}"
    "-DSCIPIX_CARGO_DIR=${CURRENT_BUILDTREES_DIR}/${TARGET_TRIPLET}-cargo")
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/scipix)
vcpkg_fixup_pkgconfig()
if("tools" IN_LIST FEATURES)
  vcpkg_copy_tools(TOOL_NAMES scipix AUTO_CLEAN)
endif()

file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")
if(VCPKG_LIBRARY_LINKAGE STREQUAL "dynamic")
  file(REMOVE "${CURRENT_PACKAGES_DIR}/lib/libscipix.a" "${CURRENT_PACKAGES_DIR}/debug/lib/libscipix.a")
endif()
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(
  FILE_LIST "${SOURCE_PATH}/LICENSE-MIT" "${SOURCE_PATH}/LICENSE-APACHE"
  COMMENT "scipix is under either of these licences, at your choice. share/doc/scipix/scipix.cdx.json lists the crates in it.")
