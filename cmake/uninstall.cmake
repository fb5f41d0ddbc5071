# Removes the files that MANIFEST lists, below DESTDIR where that was set, and the folders of scipix that they leave empty.

if(NOT EXISTS "${MANIFEST}")
  message(FATAL_ERROR "scipix: nothing was installed from this build: there is no ${MANIFEST}")
endif()

file(STRINGS "${MANIFEST}" files ENCODING UTF-8)
set(folders "")
foreach(file IN LISTS files)
  file(REMOVE "$ENV{DESTDIR}${file}")
  get_filename_component(folder "$ENV{DESTDIR}${file}" DIRECTORY)
  if(folder MATCHES "/scipix$")
    list(APPEND folders "${folder}")
  endif()
endforeach()

list(REMOVE_DUPLICATES folders)
foreach(folder IN LISTS folders)
  file(GLOB rest "${folder}/*")
  if(NOT rest)
    file(REMOVE_RECURSE "${folder}")
  endif()
endforeach()
