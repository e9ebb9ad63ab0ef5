#!/usr/bin/env bash
# How does our client compare with a Python client on grpcio and numpy? Both make a fresh tensor for every request.
#
# Prints "ratio CONNECTIONSxOUTSTANDING MIN MEDIAN MAX" (ours / Python) per set-up; both take turns against the same null
# scheduler. Installs nothing; exits 77 where grpcio, numpy or protoc (Debian: python3-grpcio, python3-numpy,
# python3-protobuf, protobuf-compiler) is missing.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
read_options "Compares our client with a Python client on grpcio and numpy, against one null scheduler." "$@"

# Debian's packages belong to Debian's interpreter, whatever else is on the path.
python=python3
[ -x /usr/bin/python3 ] && python=/usr/bin/python3
"$python" -c 'import google.protobuf, grpc, numpy' 2>/dev/null ||
  fail "grpcio, protobuf or numpy is missing (Debian: python3-grpcio, python3-protobuf, python3-numpy); nothing was compared" 77
command -v protoc >/dev/null || fail "protoc is missing (Debian: protobuf-compiler); nothing was compared" 77
protoc --proto_path="$repository/proto/src/main/protobuf" --python_out="$work" scheduler.proto

start_scheduler
start_client ours "$plumbline" peer --scheduler-url "$address" --event-loops "$threads"
start_client python env PYTHONPATH="$work" "$python" "$(dirname "${BASH_SOURCE[0]}")/client.py" "$address"
for setup in $setups; do
  for ((round = 1 - warmup_rounds; round <= rounds; round++)); do
    if ((round % 2)); then
      ours=$(ask ours "$setup" "$interval_ms")
      theirs=$(ask python "$setup" "$interval_ms")
    else
      theirs=$(ask python "$setup" "$interval_ms")
      ours=$(ask ours "$setup" "$interval_ms")
    fi
    echo "$setup: round $round of $rounds: ours ${ours% *}/s, Python $theirs/s" >&2
    ((round < 1)) || echo "${ours% *} $theirs" >>"$work/python.$setup"
  done
  ratios "ratio $setup" "$work/python.$setup"
done
