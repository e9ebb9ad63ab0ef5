#!/usr/bin/env bash
# How does our client, which makes a fresh tensor for every request, compare with h2load, which sends one fixed payload
# again and again, and with the path that a user of the generated stub takes?
#
# Prints, per set-up, "ratio CONNECTIONSxOUTSTANDING MIN MEDIAN MAX" (ours / h2load) and the same with "stub-ratio"
# (ours / generated stub). All take turns against the same null scheduler; only ratios within one run mean anything.
# Installs nothing; exits 77 where h2load (Debian: nghttp2-client) is missing.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
read_options "Compares our client with h2load and with the generated stub, against one null scheduler." "$@"
command -v h2load >/dev/null || fail "h2load is missing (Debian: nghttp2-client); nothing was compared" 77

start_scheduler
# The very bytes that our client sends, once, behind gRPC's five.
"$repository/plumbline" peer --write-message "$work/message" --scheduler-url "$address"

h2load_rate() { # CONNECTIONS OUTSTANDING MILLISECONDS
  local output
  output=$(h2load -t 1 -c "$1" -m "$2" -D "$3ms" -d "$work/message" \
    -H 'content-type: application/grpc' -H 'te: trailers' \
    "http://$address/scheduler.SchedulerService/Infer" 2>&1) || fail "h2load failed: $output" 3
  grep -q ' 0 failed, 0 errored, 0 timeout' <<<"$output" || fail "h2load's requests failed: $output" 3
  sed -n 's/.*finished in .*, \([0-9.]*\) req\/s.*/\1/p' <<<"$output"
}

for setup in $setups; do
  connections=${setup%x*}
  outstanding=${setup#*x}
  loops=$((connections < $(nproc) ? connections : $(nproc)))
  common=(peer --scheduler-url "$address" --channels "$connections" --outstanding "$outstanding" --event-loops "$loops")
  start_client ours "$repository/plumbline" "${common[@]}"
  start_client stub "$repository/plumbline" "${common[@]}" --encoding element-by-element --generator jdk-random
  echo "$setup: warming up" >&2
  ask ours "$warmup_ms" >/dev/null
  ask stub "$warmup_ms" >/dev/null
  h2load_rate "$connections" "$outstanding" 1000 >/dev/null
  : >"$work/h2load.pairs"
  : >"$work/stub.pairs"
  for ((round = 1; round <= rounds; round++)); do
    ours=$(ask ours "$interval_ms")
    theirs=$(h2load_rate "$connections" "$outstanding" "$interval_ms")
    stub=$(ask stub "$interval_ms")
    echo "$setup: round $round of $rounds: ours $ours/s, h2load $theirs/s, generated stub $stub/s" >&2
    echo "$ours $theirs" >>"$work/h2load.pairs"
    echo "$ours $stub" >>"$work/stub.pairs"
  done
  stop_client ours
  stop_client stub
  ratios "ratio $setup" "$work/h2load.pairs"
  ratios "stub-ratio $setup" "$work/stub.pairs"
done
