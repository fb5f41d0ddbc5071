# Shell function that the scripts share: source this file, do not run it.

# readme_block ROOT LANGUAGE: the first block of the README in that language.
readme_block() {
  awk -v fence='```'"$2" '$0 == fence && !seen { seen = on = 1; next } /^```/ { on = 0 } on' "$1/README.md"
}
