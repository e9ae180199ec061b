# What the scripts of this folder share; they source it, and set `mounts` before they call found.
#
# A share is good if nothing that was acknowledged is lost or doubled, whatever befell writers and server, and every
# employee's `verify --full` finds the same history whole.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
program=${KONTOR:-$root/.build/release/kontor}
writers=${KONTOR_WRITERS:-8}
seconds=${KONTOR_SECONDS:-25}
name=$(basename "$0")
work=$(mktemp -d "${TMPDIR:-/tmp}/kontor-$name.XXXXXX")
log=$work/log
mounts=()
pids=()

say() { printf '%s: %s\n' "$name" "$*"; }

# A reason not to run is told, and no failure.
skip() {
  say "SKIPPED: $*"
  rmdir "$work" 2>/dev/null
  exit 0
}

fail() {
  say "FAILED: $*; see $work"
  exit 1
}

need() {
  [[ -x $program ]] || fail "no program at $program: make build, or name one in KONTOR"
  [[ $(id -u) == 0 ]] || skip "mounting needs root"
  for command in "$@"; do command -v "$command" >/dev/null || skip "$command is not installed"; done
}

# as NUMBER ARGUMENTS…: an employee on a machine of his own, who has the share at a mount of his own.
as() {
  local number=$1
  shift
  KONTOR_HOME=$work/home-$number KONTOR_EMPLOYEE=W$number KONTOR_PASSPHRASE=correct-horse-battery \
    KONTOR_WORKSPACE=${mounts[number % ${#mounts[@]}]}/office timeout -k 5 90 "$program" "$@"
}

# Employee 0 founds the workspace, and the writers join.
found() {
  local code number
  as 0 init "${mounts[0]}/office" --name Office --admin W0 >>"$log" 2>&1 || fail "init"
  as 0 login >>"$log" 2>&1 || fail "login"
  for number in $(seq "$writers"); do
    code=$(as 0 staff invite "W$number" --role clerk --json 2>>"$log" | python3 -c "import json, sys; print(json.load(sys.stdin)[\"code\"])")
    retry as "$number" staff join "$code" || fail "W$number cannot join"
    retry as "$number" login || fail "W$number cannot log in"
  done
}

# A mount may see a colleague's new file late.
retry() {
  local try
  for try in 1 2 3 4 5 6 7 8; do
    "$@" >>"$log" 2>&1 && return 0
    sleep 4
  done
  return 1
}

# Adds rows until the time is over, and writes down what was promised of each. A fifth is killed on the way.
write_rows() {
  local number=$1 end=$((SECONDS + seconds)) row=0 status job code
  while ((SECONDS < end)); do
    row=$((row + 1))
    as "$number" add customers "company=w$number-$row" --json >"$work/out-$number" 2>&1 &
    job=$!
    if ((RANDOM % 5 == 0)); then
      sleep "0.0$((RANDOM % 10))"
      pkill -KILL -P "$job" 2>/dev/null || kill -KILL "$job" 2>/dev/null
    fi
    wait "$job" 2>/dev/null
    status=$?
    # What waits on the employee's machine is promised too.
    if ((status == 0)) || grep -q '"waiting"' "$work/out-$number"; then
      echo "w$number-$row" >>"$work/promised"
    else
      code=$(sed -n 's/.*"code": *"\([^"]*\)".*/\1/p' "$work/out-$number" 2>/dev/null)
      echo "w$number-$row ${code:-status-$status}" >>"$work/unsure"
    fi
  done
}

start_writers() {
  local number
  : >"$work/promised"
  : >"$work/unsure"
  for number in $(seq "$writers"); do
    write_rows "$number" &
    pids+=($!)
  done
}

wait_for_writers() { wait "${pids[@]}" 2>/dev/null; }

# What the share holds in the end, against what was promised.
check() {
  local number expected="" lost doubled rows
  for number in 0 $(seq "$writers"); do retry as "$number" sync || fail "W$number cannot sync"; done
  for number in 0 $(seq "$writers"); do
    retry as "$number" sync || fail "W$number cannot sync"
    as "$number" show customers --columns company --csv >"$work/rows-$number" 2>>"$log" || fail "W$number cannot read"
    retry as "$number" verify --full || fail "W$number finds the history broken"
    as "$number" status --json 2>>"$log" >"$work/status-$number"
    rows=$(sort "$work/rows-$number")
    [[ -z $expected ]] && expected=$rows
    [[ $rows == "$expected" ]] || fail "W$number sees other rows than W0"
  done
  doubled=$(sort "$work/rows-0" | uniq -d)
  lost=$(comm -23 <(sort "$work/promised") <(sort "$work/rows-0"))
  [[ -z $doubled ]] || fail "doubled: $doubled"
  [[ -z $lost ]] || fail "lost: $lost"
  say "$(wc -l <"$work/promised") rows promised by $writers writers and there, $(wc -l <"$work/unsure") killed or refused \
($(cut -d' ' -f2 "$work/unsure" | sort | uniq -c | awk '{printf "%s%s %s", (NR > 1 ? ", " : ""), $1, $2}')), \
$(($(wc -l <"$work/rows-0") - 1)) in all; $((writers + 1)) verify --full agree"
}

finish() {
  rm -rf "$work"
  exit 0
}
