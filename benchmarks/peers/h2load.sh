#!/usr/bin/env bash
# How does our client, which makes a fresh tensor for every request, compare with h2load, which sends one fixed payload
# again and again, and with the path that a user of the generated stub takes?
#
# Prints, per set-up, "ratio CONNECTIONSxOUTSTANDING MIN MEDIAN MAX" (ours / h2load) and the same with "stub-ratio"
# (ours / generated stub), and "allocation SETUP OURS EMPTY DIFFERENCE": bytes that the client's JVM allocated per request,
# with a fresh tensor and with the generated stub and a single value, at the least of all rounds. All take turns against the same null scheduler; only ratios within one run mean anything.
# Installs nothing; exits 77 where h2load (Debian: nghttp2-client) is missing.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
read_options "Compares our client with h2load and with the generated stub, against one null scheduler." "$@"
command -v h2load >/dev/null || fail "h2load is missing (Debian: nghttp2-client); nothing was compared" 77

start_scheduler
# The very bytes that our client sends, once, behind gRPC's five.
"$plumbline" peer --write-message "$work/message" --scheduler-url "$address"

h2load_rate() { # SETUP MILLISECONDS
  local output
  output=$(h2load -t 1 -c "${1%x*}" -m "${1#*x}" -D "$2ms" -d "$work/message" \
    -H 'content-type: application/grpc' -H 'te: trailers' \
    "http://$address/scheduler.SchedulerService/Infer" 2>&1) || fail "h2load failed: $output" 3
  grep -q ' 0 failed, 0 errored, 0 timeout' <<<"$output" || fail "h2load's requests failed: $output" 3
  sed -n 's/.*finished in .*, \([0-9.]*\) req\/s.*/\1/p' <<<"$output"
}

start_client ours "$plumbline" peer --scheduler-url "$address"
start_client stub "$plumbline" peer --scheduler-url "$address" --encoding element-by-element --generator jdk-random
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
warm_up ours
warm_up stub
warm_up empty
for setup in $setups; do
  for ((round = 1; round <= rounds; round++)); do
    read -r ours ours_bytes < <(ask ours "$setup" "$interval_ms")
    theirs=$(h2load_rate "$setup" "$interval_ms")
    read -r stub _ < <(ask stub "$setup" "$interval_ms")
    read -r _ empty_bytes < <(ask empty "$setup" "$interval_ms")
    echo "$setup: round $round of $rounds: ours $ours/s, h2load $theirs/s, generated stub $stub/s" >&2
    echo "$ours $theirs" >>"$work/h2load.$setup"
    echo "$ours $stub" >>"$work/stub.$setup"
    echo "$ours_bytes $empty_bytes" >>"$work/bytes.$setup"
  done
  ratios "ratio $setup" "$work/h2load.$setup"
  ratios "stub-ratio $setup" "$work/stub.$setup"
  awk -v setup="$setup" '
    NR == 1 || $1 < ours { ours = $1 }
    NR == 1 || $2 < empty { empty = $2 }
    END { printf "allocation %s %d %d %d\n", setup, ours, empty, ours - empty }' "$work/bytes.$setup"
done
