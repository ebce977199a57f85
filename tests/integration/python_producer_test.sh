#!/usr/bin/env bash
# A plain Python gRPC client, generated from the .proto files, streams to a real server.
source "$(dirname "$0")/server.sh"

protoc -I"$SOURCE_DIR/proto" --python_out="$work" --grpc_out="$work" \
  --plugin=protoc-gen-grpc="$(command -v grpc_python_plugin)" \
  oxus/v1/options.proto oxus/v1/event.proto oxus/v1/ingest_service.proto
start_server
# Debian's interpreter, which Debian's python3-grpcio belongs to.
PYTHONPATH=$work /usr/bin/python3 "$SOURCE_DIR/tests/integration/python_producer.py" \
  "$OXUS_SERVER" >"$work/out"
expect "the first event is stored" "1 RESULT_STORED 1" "$(sed -n 1p "$work/out")"
expect "the bad country is named" "2 RESULT_REJECTED 0 event.place.country:" \
  "$(sed -n 2p "$work/out" | cut -d' ' -f1-4)"
expect "the first event again is a duplicate" "1 RESULT_DUPLICATE 1" "$(sed -n 3p "$work/out")"
stop_server TERM 0
