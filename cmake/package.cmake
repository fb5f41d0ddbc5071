# What `cmake --install` copies. Nothing in it names this machine: the prefix may be moved.

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/scipix")

# Two components for those who package them apart; without --component all is installed.
set(runtime COMPONENT scipix_runtime)
set(development COMPONENT scipix_development)

install(
  FILES "${SCIPIX_ROOT}/include/scipix.h" "${SCIPIX_ROOT}/include/scipix.hpp"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" ${development})
install(
  DIRECTORY "${SCIPIX_ROOT}/include/scipix"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" ${development} FILES_MATCHING PATTERN "*.hpp")
install(FILES "${SCIPIX_STAGE}/libscipix.a" DESTINATION "${CMAKE_INSTALL_LIBDIR}" ${development})
if(SCIPIX_BUILD_SHARED)
  install(PROGRAMS "${SCIPIX_STAGE}/${SCIPIX_SHARED_NAME}" DESTINATION "${SCIPIX_SHARED_DIR}" ${runtime})
  if(SCIPIX_SONAME)
    install(FILES "${SCIPIX_STAGE}/${SCIPIX_SONAME}" DESTINATION "${CMAKE_INSTALL_LIBDIR}" ${runtime})
  endif()
  install(FILES "${SCIPIX_STAGE}/${SCIPIX_LINK_NAME}" DESTINATION "${CMAKE_INSTALL_LIBDIR}" ${development})
endif()
if(SCIPIX_BUILD_PROGRAM)
  install(PROGRAMS "${SCIPIX_PROGRAM}" DESTINATION "${CMAKE_INSTALL_BINDIR}" ${runtime})
  install(FILES "${SCIPIX_ROOT}/cli/scipix.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1" ${runtime})
  # Where shells look for what completes the program's options.
  set(completions "${SCIPIX_ROOT}/cli/completions")
  set(share "${CMAKE_INSTALL_DATAROOTDIR}")
  install(FILES "${completions}/scipix" DESTINATION "${share}/bash-completion/completions" ${runtime})
  install(FILES "${completions}/_scipix" DESTINATION "${share}/zsh/site-functions" ${runtime})
  install(FILES "${completions}/scipix.fish" DESTINATION "${share}/fish/vendor_completions.d" ${runtime})
endif()

# CMAKE_INSTALL_DOCDIR would be the folder of the project that scipix is part of.
set(doc_dir "${CMAKE_INSTALL_DATAROOTDIR}/doc/scipix")
install(
  FILES "${SCIPIX_ROOT}/LICENSE-APACHE" "${SCIPIX_ROOT}/LICENSE-MIT" "${SCIPIX_ROOT}/SECURITY.md"
        "${SCIPIX_ROOT}/cmake/scipix.cdx.json"
  DESTINATION "${doc_dir}" ${runtime}
)
file(GLOB guides CONFIGURE_DEPENDS "${SCIPIX_ROOT}/docs/*.md")
install(
  FILES "${SCIPIX_ROOT}/README.md" "${SCIPIX_ROOT}/CHANGELOG.md" ${guides}
  DESTINATION "${doc_dir}" ${development})

configure_package_config_file(scipixConfig.cmake.in scipixConfig.cmake
  INSTALL_DESTINATION "${package_dir}"
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR SCIPIX_SHARED_DIR)
# Until 1.0 a minor release may change the ABI, as the soname says too.
write_basic_package_version_file(scipixConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(
  FILES "${CMAKE_CURRENT_BINARY_DIR}/scipixConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/scipixConfigVersion.cmake"
  DESTINATION "${package_dir}" ${development})

# pkg-config knows the folder of its file only, and how deep that lies depends on the library folder (lib, lib64,
# lib/<multiarch>).
set(SCIPIX_PC_DIR "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
  set(SCIPIX_PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
else()
  file(RELATIVE_PATH up "/${SCIPIX_PC_DIR}" "/")
  string(REGEX REPLACE "/$" "" up "${up}")
  set(SCIPIX_PC_PREFIX "\${pcfiledir}/${up}")
endif()
foreach(dir INCLUDEDIR LIBDIR)
  if(IS_ABSOLUTE "${CMAKE_INSTALL_${dir}}")
    set(SCIPIX_PC_${dir} "${CMAKE_INSTALL_${dir}}")
  else()
    set(SCIPIX_PC_${dir} "\${prefix}/${CMAKE_INSTALL_${dir}}")
  endif()
endforeach()
list(JOIN SCIPIX_NATIVE_LIBS " " SCIPIX_PC_LIBS_PRIVATE)
set(SCIPIX_PC_LIBS "-lscipix")
if(NOT SCIPIX_BUILD_SHARED)
  string(APPEND SCIPIX_PC_LIBS " ${SCIPIX_PC_LIBS_PRIVATE}")
endif()
configure_file(scipix.pc.in scipix.pc @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/scipix.pc" DESTINATION "${SCIPIX_PC_DIR}" ${development})

# CMake lists what it installed last in install_manifest.txt.
add_custom_target(scipix_uninstall
  COMMAND "${CMAKE_COMMAND}" "-DMANIFEST=${CMAKE_BINARY_DIR}/install_manifest.txt"
          -P "${CMAKE_CURRENT_SOURCE_DIR}/uninstall.cmake"
  COMMENT "Removing what was installed" VERBATIM)
