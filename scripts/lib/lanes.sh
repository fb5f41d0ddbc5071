# Shell functions for work that goes on beside other work: source this file, do not run it.

# begin_lane LOG FUNCTION: runs a function beside what comes next, in a group of processes that ends with this script.
begin_lane() {
  lane_log=$1
  set -m
  (set -e; "$2") </dev/null >"$lane_log" 2>&1 &
  lane=$!
  set +m
  trap 'kill -- "-$lane" 2>/dev/null || true' EXIT
}

# end_lane: waits for that function, prints what it printed, and returns its status.
end_lane() {
  local status=0
  wait "$lane" || status=$?
  trap - EXIT
  cat "$lane_log"
  return "$status"
}
