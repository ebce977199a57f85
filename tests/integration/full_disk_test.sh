#!/usr/bin/env bash
# A disk of 64 MiB that fills up, again and again: ingest is refused while reads go on, and goes on by
# itself when there is room. Nothing that was acknowledged is lost. Needs the right to mount.
source "$(dirname "$0")/server.sh"
rounds=${FULL_DISK_ROUNDS:-3}
fixture=$SOURCE_DIR/data/fixtures/tjk_afg_2025/events.ndjson

records() { "$OXUS" status -o json | /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin).get("lastSequence", 0))'; }
# send NAME: the fixture as from a producer of that name.
send() { sed "s/oxus-fixture/$1/g" "$fixture" >"$work/events.ndjson" && "$OXUS" import "$work/events.ndjson"; }
# fill MIB: takes up the disk until that much is left.
fill() {
  local free
  free=$(df --output=avail -B1 "$work/data" | tail -1)
  fallocate -l "$((free - ($1 << 20)))" "$work/data/filler"
}

mkdir "$work/data"
mount -t tmpfs -o size=64m oxus-test "$work/data" 2>"$work/mount" || { cat "$work/mount"; exit 77; }
unmount() { finish_server; umount "$work/data"; rm -rf "$work"; }
finish_server() { [ -z "$server" ] || { kill -KILL "$server"; wait "$server" || true; }; }
trap unmount EXIT
mkdir "$work/data/store"

expected=0
for round in $(seq "$rounds"); do
  export OXUS_MIN_FREE_MIB=16
  start_server store
  send "before-$round" >/dev/null
  expected=$((expected + 21))
  fill 10
  status=0
  send "full-$round" >"$work/refused" 2>&1 || status=$?
  [ "$status" -ne 0 ] || fail "an import onto a full disk says it went well"
  grep -q 'the disk is nearly full: [0-9]* MiB are free and min_free_mib keeps 16 MiB so' \
    "$work/refused" || fail "the refusal names no limit: $(cat "$work/refused")"
  [ "$(records)" = "$expected" ] || fail "reads while full: $(records) for $expected"
  rm "$work/data/filler"
  send "full-$round" >/dev/null || fail "ingest does not go on when there is room"
  expected=$((expected + 21))

  # Other programs take the last of it: reads go on, and the server stops in order.
  fill 0
  [ "$(records)" = "$expected" ] || fail "reads on a full disk: $(records) for $expected"
  stop_server TERM 0
  rm "$work/data/filler"
  start_server store
  [ "$(records)" = "$expected" ] || fail "lost: $(records) records of $expected"
  stop_server TERM 0
done
echo "rounds=$rounds acked=$expected lost=0 aborts=0 resumed=$rounds"
