# The targets that a build with scipix inside it sees; scipixConfig.cmake.in makes the same ones of an installed scipix.

# There is one build for all configurations. It is called Release too, for those who map theirs to that.
if(SCIPIX_BUILD_SHARED)
  set(load "${SCIPIX_LOAD_NAME}")
  if(WIN32)
    set(load "${SCIPIX_STAGE}/${SCIPIX_LINK_NAME}")
  endif()
  add_library(scipix_shared SHARED IMPORTED GLOBAL)
  set_target_properties(scipix_shared PROPERTIES
    IMPORTED_CONFIGURATIONS RELEASE
    IMPORTED_LOCATION "${SCIPIX_STAGE}/${SCIPIX_SHARED_NAME}"
    IMPORTED_LOCATION_RELEASE "${SCIPIX_STAGE}/${SCIPIX_SHARED_NAME}"
    ${SCIPIX_LOAD_PROPERTY} "${load}"
    ${SCIPIX_LOAD_PROPERTY}_RELEASE "${load}"
    INTERFACE_INCLUDE_DIRECTORIES "${SCIPIX_ROOT}/include")
  add_dependencies(scipix_shared scipix_stage)
  add_library(scipix::shared ALIAS scipix_shared)
  add_library(scipix::scipix ALIAS scipix_shared)
endif()

add_library(scipix_static STATIC IMPORTED GLOBAL)
set_target_properties(scipix_static PROPERTIES
  IMPORTED_CONFIGURATIONS RELEASE
  IMPORTED_LOCATION "${SCIPIX_STAGE}/libscipix.a"
  IMPORTED_LOCATION_RELEASE "${SCIPIX_STAGE}/libscipix.a"
  INTERFACE_LINK_LIBRARIES "${SCIPIX_NATIVE_LIBS}"
  INTERFACE_INCLUDE_DIRECTORIES "${SCIPIX_ROOT}/include")

add_dependencies(scipix_static scipix_stage)
add_library(scipix::static ALIAS scipix_static)
if(NOT SCIPIX_BUILD_SHARED)
  add_library(scipix::scipix ALIAS scipix_static)
endif()
