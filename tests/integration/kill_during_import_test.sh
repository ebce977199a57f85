#!/usr/bin/env bash
# The server is killed again and again while a producer imports, each time after some more events
# were stored; it restarts on the same data. What was acknowledged is there, and nothing twice.
source "$(dirname "$0")/server.sh"
file=$SOURCE_DIR/data/samples/ucdp/ucdp_ged_v24_1_myanmar.csv.gz
RANDOM=${SEED:=$(date +%N | sed 's/^0*//')}
echo "SEED=$SEED"

# count FILE REASON: a number of an import's table.
count() { awk -F, -v row="$2" '$2 == row && $3 == "" { print $4 }' "$1"; }
events_held() { "$OXUS" query -o csv | tail -n 1; }

acknowledged=0
cut_off=0
for round in 1 2 3 4 5 6; do
  start_server
  target=$(($(events_held) + RANDOM % 900 + 1))
  # It tries again until its time is over, and then prints what was answered.
  "$OXUS" --timeout 1 import "$file" --batch 20 -o csv >"$work/import" 2>/dev/null &
  import=$!
  while [ "$(events_held)" -lt "$target" ] && kill -0 "$import" 2>/dev/null; do :; done
  stop_server KILL 137
  wait "$import" && status=0 || status=$?
  [ "$status" -eq 0 ] || cut_off=$((cut_off + 1))
  acknowledged=$((acknowledged + $(count "$work/import" stored)))
  echo "round $round: exit $status, acknowledged $acknowledged so far"
done
[ "$cut_off" -gt 0 ] || fail "no import was cut off"

start_server
held=$(events_held)
[ "$held" -ge "$acknowledged" ] || fail "$acknowledged acknowledged, $held held"
echo "ok: $acknowledged acknowledged, $held held, $cut_off imports cut off"
"$OXUS" import "$file" -o csv >"$work/import"
expect "what was held comes back as duplicates" "$held" "$(count "$work/import" duplicates)"
expect "the rest is stored" $((7374 - held)) "$(count "$work/import" stored)"
expect "events held" 7374 "$(events_held)"
expect "killed, as in the file" \
  "$(gzip -dc "$file" | /usr/bin/python3 -c '
import csv, sys
print(sum(int(row["best"]) for row in csv.DictReader(sys.stdin)))')" \
  "$("$OXUS" query --metrics killed -o csv | tail -n 1)"
stop_server TERM 0
