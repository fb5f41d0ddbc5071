# Shell function that the scripts share: source this file, do not run it.

# readme_block ROOT LANGUAGE [HEADING]: the first block of the README in that language, after that heading.
readme_block() {
  awk -v fence='```'"$2" -v heading="${3-}" '
    $0 == heading { heading = "" }
    heading == "" && $0 == fence && !seen { seen = on = 1; next }
    /^```/ { on = 0 }
    on' "$1/README.md"
}
