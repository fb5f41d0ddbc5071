# Shell function that the scripts share: source this file after deps.sh, do not run it.
# What it sets is used by those who source it.
# shellcheck disable=SC2034

# need_dotnet FOLDER: .NET Core 3.1 from Python's package index, a download of 80 MB. Sets `dotnet`, the program, and
# `compile_sharp`, the command that compiles against .NET's own assemblies: those of Mono promise types in other places.
need_dotnet() {
  local part framework
  need_commands mcs=mono-mcs mono=mono-runtime || return 1
  need_venv "$1" 'dotnetcore2==3.1.*' || return 1
  dotnet=$(find "$1" -path '*/dotnetcore2/bin/dotnet')
  chmod +x "$dotnet"
  framework=$(find "$(dirname "$dotnet")/shared/Microsoft.NETCore.App" -mindepth 1 -maxdepth 1 -name '3.1.*')
  compile_sharp=(mcs -langversion:latest -unsafe -warn:4 -nostdlib -noconfig "-r:$framework/System.Private.CoreLib.dll")
  for part in Runtime Runtime.Extensions Runtime.InteropServices Runtime.InteropServices.RuntimeInformation Memory Threading \
    Threading.Tasks Threading.Thread Collections Linq Console Diagnostics.Process ComponentModel.Primitives IO.FileSystem \
    Text.RegularExpressions Text.Encoding.Extensions; do
    compile_sharp+=("-r:$framework/System.$part.dll")
  done
}

# run_dotnet FOLDER PROGRAM ARGUMENT...: runs what was compiled. FOLDER is for a file that says which .NET it wants.
run_dotnet() {
  echo '{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"3.1.0"}}}' >"$1/runtimeconfig.json"
  DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 timeout 300 "$dotnet" exec --runtimeconfig "$1/runtimeconfig.json" "${@:2}"
}
