# Shell functions that the scripts share: source this file, do not run it.

export SCIPIX_ASAN=target/asan
export SCIPIX_ASAN_LIB=$SCIPIX_ASAN/x86_64-unknown-linux-gnu/debug

# asan_cargo COMMAND ARGUMENT...: cargo with AddressSanitizer inside, and the faults that scripts/test-nets names.
asan_cargo() {
  local command=$1
  shift
  RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Zsanitizer=address --cfg scipix_faults" \
    cargo "$command" --locked --target x86_64-unknown-linux-gnu --target-dir "$SCIPIX_ASAN" "$@"
}

# build_with_asan: the shared library. The program that loads it brings the sanitizer's runtime.
build_with_asan() {
  asan_cargo rustc -q --package scipix-capi --lib --crate-type cdylib
  mkdir -p "$SCIPIX_ASAN/c"
  ln -sf "$PWD/$SCIPIX_ASAN_LIB/libscipix.so" "$SCIPIX_ASAN/c/libscipix.so.0.1"
}

# run_with_asan FILE: builds a program of c_tests with the sanitizers and runs it. What it says is shown if it fails.
run_with_asan() {
  local file=$1 program=$SCIPIX_ASAN/c/${1##*/}.out compiler=(gcc -std=c11)
  case $file in
    cxx_test.cpp) compiler=(g++ -std=c++17) ;;
    *.cpp) compiler=(g++ -std=c++20) ;;
  esac
  if [ ! "$program" -nt "c_tests/$file" ] || [ -n "$(find include c_tests/*.h -newer "$program" -name '*.h*' -print -quit)" ]; then
    "${compiler[@]}" -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined \
      -I include -DSCIPIX_OPTIMIZE "c_tests/$file" -o "$program" "$SCIPIX_ASAN/c/libscipix.so.0.1" -lm -pthread \
      "-Wl,-rpath,$PWD/$SCIPIX_ASAN/c" || return 1
  fi
  local began=$SECONDS
  if ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=1:detect_stack_use_after_return=0 \
    SCIPIX_TEST_RUNNER=asan timeout 300 "$program" >"$program.log" 2>&1; then
    echo "$(tail -1 "$program.log") ($((SECONDS - began)) s)"
  else
    echo "$file fails under AddressSanitizer:"
    head -150 "$program.log"
    return 1
  fi
}
