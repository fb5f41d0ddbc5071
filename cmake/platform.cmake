# How the platform names libraries, and where it wants the shared one:
#   SCIPIX_BUILT_SHARED  what Cargo makes, the library first
#   SCIPIX_SHARED_NAME   the library as it is installed, in SCIPIX_SHARED_DIR
#   SCIPIX_SONAME        what programs ask for when they are loaded; a link to the library
#   SCIPIX_LINK_NAME     what programs are linked to; a link to that, or on Windows the import library
# build.rs gives the library the same soname, and macOS's install name.

if(WIN32)
  set(SCIPIX_BUILT_SHARED scipix.dll libscipix.dll.a)
  set(SCIPIX_SHARED_NAME scipix.dll)
  set(SCIPIX_SONAME "")
  set(SCIPIX_LINK_NAME libscipix.dll.a)
  set(SCIPIX_SHARED_DIR "${CMAKE_INSTALL_BINDIR}")
elseif(APPLE)
  set(SCIPIX_BUILT_SHARED libscipix.dylib)
  set(SCIPIX_SHARED_NAME "libscipix.${PROJECT_VERSION}.dylib")
  set(SCIPIX_SONAME "libscipix.0.${PROJECT_VERSION_MINOR}.dylib")
  set(SCIPIX_LINK_NAME libscipix.dylib)
  set(SCIPIX_SHARED_DIR "${CMAKE_INSTALL_LIBDIR}")
else()
  set(SCIPIX_BUILT_SHARED libscipix.so)
  set(SCIPIX_SHARED_NAME "libscipix.so.${PROJECT_VERSION}")
  set(SCIPIX_SONAME "libscipix.so.0.${PROJECT_VERSION_MINOR}")
  set(SCIPIX_LINK_NAME libscipix.so)
  set(SCIPIX_SHARED_DIR "${CMAKE_INSTALL_LIBDIR}")
endif()

# The property by which a program that is linked to the shared library knows it at run time.
if(WIN32)
  set(SCIPIX_LOAD_PROPERTY IMPORTED_IMPLIB)
else()
  set(SCIPIX_LOAD_PROPERTY IMPORTED_SONAME)
endif()
set(SCIPIX_LOAD_NAME "${SCIPIX_SONAME}")
if(APPLE)
  set(SCIPIX_LOAD_NAME "@rpath/${SCIPIX_SONAME}")
endif()

# Most of the archive is debugging information of Rust's standard library, of which each Rust archive has a copy. The
# names below would clash with those of another one. The personality routine is called from several objects of the
# archive, so it gets a name of its own; hidden in its object, it would be undefined in the others. Windows has several
# definitions of a name in sections of which the linker keeps one, and such names must stay global. macOS keeps the
# debugging information elsewhere, and has no objcopy.
set(SCIPIX_ARCHIVE_COMMAND "${CMAKE_OBJCOPY}" --strip-debug
  --redefine-sym rust_eh_personality=scipix_rust_eh_personality
  --redefine-sym DW.ref.rust_eh_personality=DW.ref.scipix_rust_eh_personality)
if(APPLE)
  set(SCIPIX_ARCHIVE_COMMAND "${CMAKE_COMMAND}" -E copy)
elseif(NOT WIN32)
  list(APPEND SCIPIX_ARCHIVE_COMMAND --wildcard "--localize-symbol=*3std*")
endif()
