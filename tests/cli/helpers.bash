# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the tests of the commands share: load helpers.

TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
BUILD=${DMABENCH_BUILD:-$TOP/build}
# shellcheck disable=SC2034 # used by the tests
DMABENCH=$BUILD/dmabench SCRIPTS=$TOP/scripts

# The processes that a test started: teardown ends those that are left.
started=()

# To be called by setup_file: the program as the tree has it now.
build_program() {
	make -s -C "$TOP" O="$BUILD" "$BUILD/dmabench" "$BUILD/dmabench-agent" >&2
}

# To be called by setup_file behind build_program: guest, which stands for a VM.
build_guest() {
	gcc -std=gnu11 -Wall -Wextra -Werror -I"$TOP" -I"$TOP/bench" \
		-o "$BATS_FILE_TMPDIR/guest" "$BATS_TEST_DIRNAME/fake_guest.c" \
		"$BUILD/bench/measure/channel.o"
}

# An empty directory to be in: nothing may appear there unasked.
setup() {
	mkdir "$BATS_TEST_TMPDIR/cwd"
	cd "$BATS_TEST_TMPDIR/cwd" || return
}

teardown() {
	local pid
	for pid in "${started[@]}"; do
		kill -KILL "$pid" 2>/dev/null || true
	done
}

# Did a run end without a number because somebody else was at the CPU?  Causes
# that only a planted guest has are not among these.
# shellcheck disable=SC2154 # set by run
was_disturbed() {
	[ "$status" -eq 3 ] && grep -qE \
		'no row has a number: void: .*(shared core|core clock moved|context switch|CPU moved|stolen time)' \
		<<<"$stderr"
}

# call CMD ARG..: run, both outputs apart; a test that fails shows them.  What
# a busy machine spoilt is run again, and then the test is skipped; where
# $void_is_fine it is as good as another.
call() {
	local tries

	for tries in 1 2 3; do
		echo "call: ${*@Q}"
		run --separate-stderr "$@"
		# shellcheck disable=SC2154 # set by run
		printf '%s\n' "status: $status" "stdout: $output" \
			"stderr: $stderr"
		[ -z "${void_is_fine:-}" ] && was_disturbed || return 0
		[[ $output != *"run: "* ]] || rm -rf "${output##*run: }"
		sleep "$tries"
	done
	skip "this machine is too busy: ${stderr##*void: }"
}

# has TEXT PATTERN: a match, or a message
has() {
	# shellcheck disable=SC2053 # a pattern
	[[ $1 == $2 ]] || { echo "no match for '$2'"; return 1; }
}

# holds TEXT WORD..: each of them, in whatever order and case.  A word is what a
# message is about, an option, a value, a name; it may be a pattern.  Sentences
# are no test's matter.
holds() {
	local text=${1,,} word
	shift
	for word; do
		has "$text" "*${word,,}*" || return 1
	done
}

# one_error WHO WORD..: one line on stderr, "WHO: ..", that holds the words
# shellcheck disable=SC2154 # set by run
one_error() {
	[ "${#stderr_lines[@]}" -eq 1 ]
	has "${stderr_lines[0]}" "$1: *"
	holds "${stderr_lines[0]}" "${@:2}"
}

# refused STATUS WHO WORD..: nothing but such a line
refused() {
	[ "$status" -eq "$1" ]
	[ -z "$output" ]
	one_error "${@:2}"
}

nothing_written() {
	[ -z "$(ls -A "$BATS_TEST_TMPDIR/cwd")" ]
}

# wait_for SECONDS CMD ARG..: until it succeeds
wait_for() {
	local i seconds=$1
	shift
	for ((i = 0; i < 20 * seconds; i++)); do
		! "$@" 2>/dev/null || return 0
		sleep 0.05
	done
	echo "waited in vain for: $*"
	return 1
}

# start CMD ARG..: in the background, as from a terminal: a background job of a
# script would ignore SIGINT, and one of nohup SIGHUP.  $pid is its process, out
# and err what it says.
start() {
	env --default-signal "$@" >"$BATS_TEST_TMPDIR/out" \
		2>"$BATS_TEST_TMPDIR/err" 3>&- &
	pid=$!
	end_later "$pid"
}

# end_later PID: teardown shall, if it is still there
end_later() {
	started+=("$1")
}

# stop SIGNAL: send it to $pid, which ends within 2 s; its end is in $status.
stop() {
	local i
	kill -s "$1" "$pid"
	for ((i = 0; i < 40; i++)); do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.05
	done
	if kill -0 "$pid" 2>/dev/null; then
		echo "$pid did not end within 2 s of SIG$1"
		return 1
	fi
	status=0
	wait "$pid" || status=$?
	cat "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err"
}

# gone PID: the process ended; a zombie that nobody reaps has.
gone() {
	[ ! -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"
}

# processes_with WORD: how many have it among their arguments
processes_with() {
	local file nr=0
	for file in /proc/[0-9]*/cmdline; do
		! grep -qasF -- "$1" "$file" || nr=$((nr + 1))
	done
	echo "$nr"
}

# The run directory that $output names in its last line.
run_dir() {
	[[ ${output##*$'\n'} == "run: "* ]]
	dir=${output##*$'\n'run: }
	dir=${dir#run: }
	[ -d "$dir" ]
}

# valid_run FILE: by the schema, and every number against samples.csv beside it
valid_run() {
	python3 "$BATS_TEST_DIRNAME/check_run.py" \
		"$TOP/results/schema.json" "$1"
}

is_json() {
	python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$1"
}

# narrow FILE: 72 columns of ASCII at most, and not empty
narrow() {
	[ -s "$1" ]
	! LC_ALL=C grep -n '[^ -~]' "$1" || { echo "$1: not ASCII"; return 1; }
	! LC_ALL=C grep -nE '.{73}' "$1" || { echo "$1: too wide"; return 1; }
}

# path_without CMD..: a PATH of all but these commands, in $path
path_without() {
	local dir cmd
	path=$BATS_TEST_TMPDIR/path
	mkdir "$path"
	while read -r -d: dir; do
		[ ! -d "$dir" ] || cp -rsf "$(realpath "$dir")/." "$path"
	done <<<"$PATH:"
	for cmd; do
		rm -f "$path/$cmd"
	done
}

# fake_cmd NAME: a command from stdin, ahead of the real one
fake_cmd() {
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	cat >"$BATS_TEST_TMPDIR/bin/$1"
	chmod +x "$BATS_TEST_TMPDIR/bin/$1"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

need_root() {
	[ "$EUID" -eq 0 ] || skip "needs root: $1"
	unshare -m true 2>/dev/null || skip "no mount namespaces here: $1"
}
