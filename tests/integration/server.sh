# Sourced by the scripts beside it. Gives a work directory, a server on a free port, and checks.
# Expects SOURCE_DIR, OXUSD and OXUS in the environment.
set -euo pipefail
work=$(mktemp -d)
server=

# start_server [DIRECTORY]: below the data directory.
start_server() {
  rm -f "$work/ready"
  "$OXUSD" --data-dir "$work/data/${1:-}" --listen 127.0.0.1:0 --ready-file "$work/ready" \
    >/dev/null 2>>"$work/log" &
  server=$!
  until [ -s "$work/ready" ]; do
    kill -0 "$server" || { cat "$work/log"; exit 1; }
    sleep 0.05
  done
  OXUS_SERVER=$(cat "$work/ready")
  export OXUS_SERVER
}

# stop_server SIGNAL EXPECTED_STATUS
stop_server() {
  local status=0
  kill "-$1" "$server"
  wait "$server" || status=$?
  server=
  [ "$status" -eq "$2" ] || fail "the server ended with $status after $1, expected $2"
}

fail() {
  echo "FAILED: $*" >&2
  cat "$work/log" >&2
  exit 1
}

# expect WHAT EXPECTED ACTUAL
expect() {
  [ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"
  echo "ok: $1"
}

finish() {
  [ -z "$server" ] || { kill -KILL "$server"; wait "$server" || true; }
  rm -rf "$work"
}
trap finish EXIT
