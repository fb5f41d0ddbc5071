# Copies the archive that rustc made for Windows, INPUT, to OUTPUT, without the members that have debugging information only, which
# objcopy would refuse: cmake -DINPUT=F -DOUTPUT=F -DAR=F -P archive.cmake
configure_file("${INPUT}" "${OUTPUT}" COPYONLY)
execute_process(COMMAND "${AR}" t "${OUTPUT}" OUTPUT_VARIABLE members ERROR_QUIET COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\n" ";" members "${members}")
list(FILTER members INCLUDE REGEX "\\.dwo$")
if(members)
  execute_process(COMMAND "${AR}" d "${OUTPUT}" ${members} ERROR_QUIET COMMAND_ERROR_IS_FATAL ANY)
endif()
