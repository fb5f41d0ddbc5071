# Shell functions that the scripts share: source this file, do not run it.

cpu_model() {
  local model
  model=$(LC_ALL=C lscpu 2>/dev/null | sed -n 's/^Model name: *//p' | head -n 1)
  # macOS has no lscpu.
  [ -n "$model" ] || model=$(sysctl -n machdep.cpu.brand_string 2>/dev/null || true)
  echo "${model:-$(uname -m)}" | sed -E 's/\((R|TM)\)//g; s/ CPU//; s/ @.*//; s/ +/ /g'
}

# The model as a part of a file's name.
cpu_slug() {
  cpu_model | tr '[:upper:]' '[:lower:]' | sed -E 's/[^a-z0-9]+/-/g; s/^-|-$//g'
}

machine() {
  if ! command -v lscpu >/dev/null; then
    echo "$(cpu_model), $(getconf _NPROCESSORS_ONLN) CPUs, $(uname -sr), load$(uptime | sed 's/.*load average[s]*://') before the run"
    return
  fi
  LC_ALL=C lscpu | awk -F': *' -v model="$(cpu_model)" -v os="$(uname -sr)" -v load="$(cut -d' ' -f1 /proc/loadavg)" '
    { gsub(/^ +/, "", $1); value[$1] = $2 }
    END {
      printf "%s (family %s, model %s), %s CPUs, L2 %s, L3 %s, %s, load %s before the run\n", model,
        value["CPU family"], value["Model"], value["CPU(s)"], value["L2 cache"], value["L3 cache"], os, load
    }'
}
