#!/usr/bin/env bash
# The server is killed again and again while a producer imports; it restarts on the same data and
# the import is repeated. Every event is then there once.
source "$(dirname "$0")/server.sh"
file=$SOURCE_DIR/data/samples/ucdp/ucdp_ged_v24_1_myanmar.csv.gz

for round in 1 2 3 4 5 6; do
  start_server
  "$OXUS" import "$file" --batch 50 -o csv >"$work/import" 2>&1 &
  import=$!
  # Long enough for some batches, short enough to cut most imports off.
  sleep "0.$((RANDOM % 3 + 1))"
  stop_server KILL 137
  # It would try again for a while; the next server has another address.
  kill "$import" 2>/dev/null || true
  wait "$import" || true
  echo "round $round: cut off"
done
start_server
"$OXUS" import "$file" -o csv >"$work/import"
count() { awk -F, -v row="$1" '$2 == row && $3 == "" { print $4 }' "$work/import"; }
expect "stored now and before" 7374 "$(($(count stored) + $(count duplicates)))"
expect "events held" 7374 "$("$OXUS" query -o csv | tail -n 1)"
expect "killed, as in the file" \
  "$(gzip -dc "$file" | /usr/bin/python3 -c '
import csv, sys
print(sum(int(row["best"]) for row in csv.DictReader(sys.stdin)))')" \
  "$("$OXUS" query --metrics killed -o csv --where 'producer = "ucdp-ged:24.1"' |
    tail -n 1)"
stop_server TERM 0
