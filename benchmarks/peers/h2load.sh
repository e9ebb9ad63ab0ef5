#!/usr/bin/env bash
# How does our client, which makes a fresh tensor for every request, compare with h2load, which sends one fixed payload
# again and again, and with the path that a user of the generated stub takes?
#
# Prints, per set-up:
#   ratio SETUP MIN MEDIAN MAX             ours / h2load, each with --threads for input and output (but not more than
#                                          connections)
#   stub-ratio SETUP MIN MEDIAN MAX        ours / generated blocking stub on channels as gRPC makes them, a thread per call,
#                                          values from java.util.Random one by one
#   allocation SETUP OURS EMPTY DIFFERENCE bytes that the client's JVM allocated per request, with a fresh tensor, and with
#                                          the generated message on the same channel and a single value; least of all rounds
# All take turns against one null scheduler, in an order that rotates; only ratios within one run mean anything.
# Installs nothing; exits 77 where h2load (Debian: nghttp2-client) is missing.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
read_options "Compares our client with h2load and with the generated stub, against one null scheduler." "$@"
command -v h2load >/dev/null || fail "h2load is missing (Debian: nghttp2-client); nothing was compared" 77

start_scheduler
# The very bytes that our client sends, once, behind gRPC's five.
"$plumbline" peer --write-message "$work/message" --scheduler-url "$address"

h2load_rate() { # SETUP MILLISECONDS
  local output at_most=$((${1%x*} < threads ? ${1%x*} : threads))
  output=$(h2load -t "$at_most" -c "${1%x*}" -m "${1#*x}" -D "$2ms" -d "$work/message" \
    -H 'content-type: application/grpc' -H 'te: trailers' \
    "http://$address/scheduler.SchedulerService/Infer" 2>&1) || fail "h2load failed: $output" 3
  grep -q ' 0 failed, 0 errored, 0 timeout' <<<"$output" || fail "h2load's requests failed: $output" 3
  # To h2load a gRPC error is a success; but it has no message, and a good answer has one of 12 bytes behind gRPC's 5.
  awk '/^requests:/ { answered = $8 } /^traffic:/ { sub(/.*\(/, ""); data = $1 + 0 }
    END { exit !(answered > 0 && data >= 17 * answered) }' <<<"$output" || fail "h2load got errors of gRPC: $output" 3
  sed -n 's/.*finished in .*, \([0-9.]*\) req\/s.*/\1/p' <<<"$output"
}

start_client ours "$plumbline" peer --scheduler-url "$address" --event-loops "$threads"
start_client stub "$plumbline" peer --scheduler-url "$address" --generated-stub
cat >"$work/single.yaml" <<'EOF'
name: single
models:
  single: {shape: [1]}
classes:
EOF
for ((class = 1; class <= 9; class++)); do
  echo "  - {tier: $class, slo: normal, slo-ms: 500, share: 0.111111111111, models: {single: 1.0}}" >>"$work/single.yaml"
done
start_client empty "$plumbline" peer --scheduler-url "$address" --workload "$work/single.yaml" --encoding element-by-element
sides=(ours h2load stub)

take_turns() { # SETUP ROUND
  local turn side answer
  for ((turn = 0; turn < ${#sides[@]}; turn++)); do
    side=${sides[($2 - 1 + turn) % ${#sides[@]}]}
    if [ "$side" = h2load ]; then
      answer=$(h2load_rate "$1" "$interval_ms")
    else
      answer=$(ask "$side" "$1" "$interval_ms")
    fi
    echo "${answer% *}" >"$work/rate.$side"
    [ "$side" != ours ] || echo "${answer#* }" >"$work/bytes.ours"
  done
}

for setup in $setups; do
  for ((round = 1; round <= warmup_rounds; round++)); do
    echo "$setup: warming up, round $round of $warmup_rounds" >&2
    take_turns "$setup" "$round"
  done
  least_ours=
  for ((round = 1; round <= rounds; round++)); do
    take_turns "$setup" "$round"
    read -r ours <"$work/rate.ours"
    read -r theirs <"$work/rate.h2load"
    read -r stub <"$work/rate.stub"
    read -r bytes <"$work/bytes.ours"
    echo "$setup: round $round of $rounds: ours $ours/s, h2load $theirs/s, generated stub $stub/s" >&2
    echo "$ours $theirs" >>"$work/h2load.$setup"
    echo "$ours $stub" >>"$work/stub.$setup"
    [ -n "$least_ours" ] && [ "$least_ours" -le "$bytes" ] || least_ours=$bytes
  done
  ratios "ratio $setup" "$work/h2load.$setup"
  ratios "stub-ratio $setup" "$work/stub.$setup"
  # Apart from the rounds: small messages make the scheduler's compiler think again.
  least_empty=
  for ((round = 1; round <= rounds; round++)); do
    answer=$(ask empty "$setup" "$interval_ms")
    bytes=${answer#* }
    [ -n "$least_empty" ] && [ "$least_empty" -le "$bytes" ] || least_empty=$bytes
  done
  echo "allocation $setup $least_ours $least_empty $((least_ours - least_empty))"
done
