# Sourced by the scripts beside it: one null scheduler, clients that take turns against it, and ratios of their rates.
# Everything started here ends with the script.

set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
plumbline=${PLUMBLINE:-$repository/plumbline}
work=$(mktemp -d)
pids=()

finish() {
  for pid in "${pids[@]}"; do
    kill "$pid" 2>/dev/null || true
  done
  wait
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  echo "$(basename "$0"): $1" >&2
  exit "$2"
}

usage() {
  cat >&2 <<EOF
usage: $(basename "$0") [--rounds N] [--interval-ms MS] [--warmup-rounds N] [--setups "1x1 1x8 2x8"] [--threads N]
$1
  --rounds       how often the sides take turns, at least 5 (default: 5)
  --interval-ms  how long a side sends in a round (default: 1500)
  --warmup-rounds  how often they do so first, uncounted: JVMs get faster for a while (default: 12)
  --threads      for input and output, of each side that lets one choose (default: 1)
  --setups       connections x outstanding calls on each (default: 1x1 1x8 2x8)
Environment: JAVA_HOME chooses the JDK, PLUMBLINE_JAVA_OPTS is passed to it; PLUMBLINE names another program than the
repository's own launcher.
EOF
}

rounds=5
interval_ms=1500
warmup_rounds=12
setups="1x1 1x8 2x8"
threads=1

read_options() {
  local about=$1
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h)
        usage "$about"
        exit 0
        ;;
      --rounds | --interval-ms | --warmup-rounds | --setups | --threads)
        [ $# -ge 2 ] || fail "$1 needs a value; see --help" 2
        ;;
      *) fail "unknown option: $1; see --help" 2 ;;
    esac
    case $1 in
      --setups)
        for setup in $2; do
          [[ $setup =~ ^[1-9]x[1-9][0-9]*$ ]] || fail "--setups holds CONNECTIONSxOUTSTANDING, such as 2x8: $setup" 2
        done
        ;;
      *) [[ $2 =~ ^[1-9][0-9]*$ ]] || fail "$1 must be a positive number: $2" 2 ;;
    esac
    case $1 in
      --rounds) rounds=$2 ;;
      --interval-ms) interval_ms=$2 ;;
      --warmup-rounds) warmup_rounds=$2 ;;
      --setups) setups=$2 ;;
      --threads) threads=$2 ;;
    esac
    shift 2
  done
  [ "$rounds" -ge 5 ] || fail "--rounds must be at least 5: $rounds" 2
}

# Starts the null scheduler and sets $address.
start_scheduler() {
  "$plumbline" serve --null --port 0 >"$work/serve.out" 2>"$work/serve.err" &
  pids+=($!)
  local waited=0
  until grep -q "listening on" "$work/serve.out"; do
    kill -0 "${pids[-1]}" 2>/dev/null || fail "the null scheduler did not start: $(cat "$work/serve.err")" 3
    waited=$((waited + 1))
    [ "$waited" -lt 3000 ] || fail "the null scheduler did not start within 5 minutes" 3
    sleep 0.1
  done
  address=$(sed -n 's/^listening on \([^ ]*\).*/\1/p' "$work/serve.out")
}

# start_client NAME COMMAND...: a program that reads turns, CONNECTIONS OUTSTANDING MILLISECONDS a line, and answers each with
# requests per second first. Between turns it waits.
declare -A to from
start_client() {
  local name=$1
  shift
  mkfifo "$work/$name.in" "$work/$name.out"
  "$@" <"$work/$name.in" >"$work/$name.out" 2>"$work/$name.err" &
  pids+=($!)
  exec {to[$name]}>"$work/$name.in" {from[$name]}<"$work/$name.out"
}

# ask NAME SETUP MILLISECONDS: prints the answer to one turn.
ask() {
  local answer
  echo "${2%x*} ${2#*x} $3" >&"${to[$1]}"
  read -r -t $(($3 / 1000 + 60)) answer <&"${from[$1]}" || fail "$1 gave no rate: $(tail -n 3 "$work/$1.err")" 3
  echo "$answer"
}

# ratios LABEL FILE: the file holds a pair of rates per line, ours first; prints minimum, median and maximum of the quotient.
ratios() {
  awk '{ print $1 / $2 }' "$2" | sort -n | awk -v label="$1" '
    { ratio[NR] = $1 }
    END {
      median = NR % 2 ? ratio[(NR + 1) / 2] : (ratio[NR / 2] + ratio[NR / 2 + 1]) / 2
      printf "%s %.2f %.2f %.2f\n", label, ratio[1], median, ratio[NR]
    }'
}
