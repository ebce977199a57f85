#!/usr/bin/env bash
# Real files through the command line into a real server, and the answers back; again, which
# changes nothing; after SIGKILL, which loses nothing.
source "$(dirname "$0")/server.sh"
samples=$SOURCE_DIR/data/samples
fixture=$SOURCE_DIR/data/fixtures/tjk_afg_2025/events.ndjson

# tally FILE REASON: a count of the import's table.
tally() { "$OXUS" import "$1" -o csv 2>/dev/null | awk -F, -v row="$2" '$2 == row && $3 == "" { print $4 }'; }
answers() {
  "$OXUS" query --by country,admin1 --metrics events,killed,killed_low,killed_high -o csv
  "$OXUS" query --by type --bucket year -o csv
  "$OXUS" query --by actor,class --metrics events,score_mean -o csv
}

start_server
gdelt=$samples/gdelt/20180101000000.export.CSV
ucdp=$samples/ucdp/ucdp_ged_v24_1_myanmar.csv.gz
expect "UCDP rows stored" 7374 "$(tally "$ucdp" stored)"
expect "GDELT rows stored" 621 "$(tally "$gdelt" stored)"
expect "fixture stored" 21 "$(tally "$fixture" stored)"
before=$(answers)
expect "UCDP again: all duplicates" 7374 "$(tally "$ucdp" duplicates)"
expect "GDELT again: all duplicates" 621 "$(tally "$gdelt" duplicates)"
expect "answers unchanged by a second import" "$before" "$(answers)"

window=(--since 2025-11-01 --until 2026-01-01)
in_tajikistan='kind = INCIDENT AND country = "TJ"'
expect "incidents per region" $'admin1,events\nTJ-KT,2\nTJ-GB,1' \
  "$("$OXUS" query --by admin1 --where "$in_tajikistan" "${window[@]}" -o csv)"
expect "killed by nationality" $'nationality,killed\nCHN,5\n,3\nTJK,2' \
  "$("$OXUS" query --by nationality --metrics killed --where "$in_tajikistan" \
    "${window[@]}" -o csv)"
expect "ndjson is one JSON value a line" 21 \
  "$("$OXUS" list --where 'producer = "oxus-fixture"' --limit 0 -o ndjson |
    /usr/bin/python3 -c 'import json, sys; print(len([json.loads(l) for l in sys.stdin]))')"
expect "the footnote of CSV is on standard error" "3 events as of" \
  "$("$OXUS" query --where "$in_tajikistan" "${window[@]}" -o csv 2>&1 >/dev/null | cut -c-14)"
for command in query list; do
  # Broken off with Ctrl-C while it waits for the reader of its rows.
  expect "a broken-off $command says so and ends by the signal" "-2 oxus: broken off" \
    "$(/usr/bin/python3 - "$command" <<'EOT'
import os, signal, subprocess, sys
rows = ["--bucket", "day", "--by", "actor,source,admin2,victim_role"] if sys.argv[1] == "query" else ["--limit", "0"]
oxus = subprocess.Popen([os.environ["OXUS"], sys.argv[1], *rows, "-o", "csv"],
                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
oxus.stdout.readline()
oxus.send_signal(signal.SIGINT)
said = oxus.stderr.read().decode().strip()
print(oxus.wait(), said.partition(";")[0])
EOT
)"
done
status=0
"$OXUS" get oxus-fixture/none 2>/dev/null || status=$?
expect "an unknown key exits 5" 5 "$status"

# niceness THREAD: of a thread of the server, above the process's own.
niceness() {
  /usr/bin/python3 - "$server" "$1" <<'EOT'
import os, pathlib, sys
for task in pathlib.Path(f"/proc/{sys.argv[1]}/task").iterdir():
    if (task / "comm").read_text().strip() == sys.argv[2]:
        print(os.getpriority(os.PRIO_PROCESS, int(task.name)) - os.getpriority(os.PRIO_PROCESS, int(sys.argv[1])))
EOT
}
for thread in ingest-0 commit upkeep; do expect "$thread gives way" 5 "$(niceness $thread)"; done
expect "queries do not" 0 "$(niceness query-0)"

stop_server KILL 137
start_server
expect "answers unchanged by SIGKILL" "$before" "$(answers)"
expect "nothing is stored twice after SIGKILL" 0 "$(tally "$ucdp" stored)"
stop_server TERM 0
status=0
"$OXUS" status 2>/dev/null || status=$?
expect "a server that is gone exits 3" 3 "$status"
