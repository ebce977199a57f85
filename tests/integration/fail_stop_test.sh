#!/usr/bin/env bash
# A server whose disk refuses a write stops in order and loses nothing; one whose files lost their
# end does not start, says what is missing and leaves everything as it is.
source "$(dirname "$0")/server.sh"
fixture=$SOURCE_DIR/data/fixtures/tjk_afg_2025/events.ndjson
ucdp=$SOURCE_DIR/data/samples/ucdp/ucdp_ged_v24_1_myanmar.csv.gz

records() { "$OXUS" status -o json | /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin)["lastSequence"])'; }
# contents: of every file, by checksum; LOCK is empty.
contents() { (cd "$work/data" && find . -type f ! -name LOCK -exec sha256sum {} + | sort -k 2); }

start_server
"$OXUS" import "$fixture" >/dev/null
expect "stored before" 21 "$(records)"
# From here on no file may grow past this, as on a full disk.
prlimit --pid "$server" --fsize=65536:65536
status=0
"$OXUS" import "$ucdp" --timeout 1 >"$work/import" 2>&1 || status=$?
[ "$status" -ne 0 ] || fail "the import says it went well: $(cat "$work/import")"
status=0
wait "$server" || status=$?
server=
expect "the server ends by itself with the code for a failed write" 6 "$status"
grep -q 'oxusd: the store is read-only after a failed write' "$work/log" ||
  fail "the server does not say why it ended"

start_server
held=$(records)
[ "$held" -ge 21 ] || fail "events were lost: $held are left"
"$OXUS" import "$ucdp" >/dev/null
expect "what was refused is stored when it is sent again" 7395 "$(records)"
stop_server TERM 0

wal=$(find "$work/data" -name '*.log' -size +0 | sort | tail -1)
truncate -s "$(($(stat -c %s "$wal") / 2))" "$wal"
before=$(contents)
status=0
"$OXUSD" --data-dir "$work/data" --listen 127.0.0.1:0 >/dev/null 2>"$work/refusal" || status=$?
expect "a log that lost its end is not opened" 7 "$status"
grep -q 'had been acknowledged: sequences [0-9]* to 7395 are missing' "$work/refusal" ||
  fail "the missing sequences are not named: $(cat "$work/refusal")"
expect "nothing was changed" "$before" "$(contents)"
