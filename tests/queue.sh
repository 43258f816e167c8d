#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# queue.sh - run files of tests, several at once, and count.
#
#	queue.sh [-j N] FILE..
#
# A FILE is of bats, or a program that speaks TAP; it is of the part that its
# directory is called.  N (2) of them run at once, and first those that took
# longest the last time.  One that says '# Alone: WHY' runs while nothing else
# does, before all others.  What a file said is printed when it has ended.
#
# At the end come the ten tests that took longest, what a file does before its
# first test among them, what each part cost, and 'N passed, N failed,
# N skipped'.  Tests may share what is long to make in $DMABENCH_SHARED, which
# is gone afterwards.
#
# Exit status: 0, 1 a test failed, 2 usage.

set -euo pipefail
# A process group for each, so that what it leaves can be ended with it.
set -m
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/../scripts/lib.sh"

workers=2
while getopts j: option; do
	[[ $option = j && $OPTARG =~ ^[1-9][0-9]?$ ]] ||
		die 2 "usage: queue.sh [-j N] FILE.."
	workers=$OPTARG
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || die 2 "usage: queue.sh [-j N] FILE.."

times=$(cache_dir)/test-seconds
dir=$(mktemp -d)
export DMABENCH_SHARED=$dir/shared
# As vm_module of tests/vm has them: a module that bench.sh built is the same.
export KBUILD_EXTRA_WARN=1 KBUILD_CHECKSRC=1
# What the compiler makes of the module is the same each time: scripts/kmod.sh.
CCACHE_DIR=$(cache_dir)/ccache
DMABENCH_KMOD_AT=$(cache_dir)/module
export CCACHE_DIR DMABENCH_KMOD_AT CCACHE_MAXSIZE=1G CCACHE_NOHASHDIR=1
mkdir -p "$(cache_dir)"
mkdir "$DMABENCH_SHARED"
declare -A job=()
passed=0 failed=0 skipped=0
TIMEFORMAT='%R %U %S'

end_group() {
	kill -KILL -- "-$1" 2>/dev/null || true
}

# shellcheck disable=SC2317  # called by trap
on_exit() {
	local pid
	for pid in "${!job[@]}"; do
		end_group "$pid"
	done
	rm -rf "$dir"
}
# A signal comes by here, too.
trap on_exit EXIT

# name_of FILE: PART/NAME
name_of() {
	local part
	part=$(basename "$(dirname "$1")")
	echo "$part/$(basename "$1")"
}

run_file() {
	case $1 in
	*.bats) bats --timing --tap "$1" ;;
	*) CMOCKA_MESSAGE_OUTPUT=TAP "$1" ;;
	esac
}

begin() {
	local name
	name=$(name_of "$1")
	mkdir -p "$dir/${name%/*}"
	# A status that nobody asks for would end the shell before it has the time.
	{ { time run_file "$1" >"$dir/$name.tap" 2>&1 </dev/null; } \
		2>"$dir/$name.time" || exit $?; } &
	job[$!]=$name
}

# count NAME STATUS: of a file that has ended.  One without a test, with fewer
# than it planned, or with a status that no test explains has a failed one more.
count() {
	local tap=$dir/$1.tap ok bad skip plan wall user sys
	# A program may have several plans.
	plan=$(awk -F'[. ]+' '/^1\.\.[0-9]+/ { n += $2 } END { print n + 0 }' \
		"$tap")
	ok=$(grep -cE '^ok [0-9]+' "$tap" || true)
	bad=$(grep -cE '^not ok [0-9]+' "$tap" || true)
	skip=$(grep -ciE '^ok [0-9]+.*# skip' "$tap" || true)
	if [ $((ok + bad)) = 0 ] ||
		{ [ "$bad" = 0 ] && [[ $2 != 0 || $ok -lt $plan ]]; }
	then
		echo "not ok - $1 ended with status $2 after $ok of $plan tests"
		bad=$((bad + 1))
	fi
	passed=$((passed + ok - skip))
	failed=$((failed + bad))
	skipped=$((skipped + skip))
	# Of one that was killed there is no time.
	read -r wall user sys < <(tail -n1 "$dir/$1.time") || true
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "${wall:-0}" \
		"$(awk "BEGIN { print ${user:-0} + ${sys:-0} }")" \
		$((ok - skip)) "$bad" "$skip" >>"$dir/ended"
}

# Wait for one to end.
reap() {
	local pid='' name status=0
	# Of one that is killed the shell has its own word.
	wait -n -p pid "${!job[@]}" 2>/dev/null || status=$?
	[ -n "$pid" ] || return 0
	name=${job[$pid]}
	unset "job[$pid]"
	end_group "$pid"
	echo "== $name"
	cat "$dir/$name.tap"
	count "$name" "$status"
}

# until_fewer N: that run
until_fewer() {
	while [ ${#job[@]} -ge "$1" ]; do
		reap
	done
}

# Those that took longest first; those of which nothing is known before them.
by_time() {
	local file
	for file; do
		printf '%s\t%s\n' "$(awk -v name="$(name_of "$file")" \
			'$1 == name { s = $2 } END { print s == "" ? 1e6 : s }' \
			"$times" 2>/dev/null || echo 1e6)" "$file"
	done | sort -s -rg -k1,1 | cut -f2-
}

# Keep what was learnt, of files that were not run too.
note_times() {
	mkdir -p "${times%/*}"
	{
		cat "$times" 2>/dev/null || true
		awk -F'\t' '$2 > 0 { print $1, $2 }' "$dir/ended"
	} | awk '{ s[$1] = $2 } END { for (f in s) print f, s[f] }' |
		sort >"$dir/times"
	cp "$dir/times" "$times.$$" && mv "$times.$$" "$times"
}

# A line a test: seconds, file, name.  What is left of a file's time it took
# before its first test; a program does not say what each of its tests took.
test_times() {
	local name wall
	while IFS=$'\t' read -r name wall _; do
		[[ $name = *.bats ]] || { echo "$wall $name"; continue; }
		awk -v name="$name" -v wall="$wall" '
			match($0, / in [0-9]+ms( # skip.*)?$/) &&
			/^(not )?ok [0-9]+ / {
				ms = substr($0, RSTART + 4) + 0
				what = substr($0, 1, RSTART - 1)
				sub(/^(not )?ok [0-9]+ /, "", what)
				print ms / 1000, name ":", what
				wall -= ms / 1000
			}
			END { if (wall > 0) print wall, name ": set up" }' "$dir/$name.tap"
	done <"$dir/ended"
}

print_costs() {
	echo
	echo "The slowest:"
	test_times | sort -rg | awk 'NR <= 10 {
		s = $1
		sub(/^[^ ]* /, "")
		printf "%7.1f s  %s\n", s, $0
	}'
	echo
	awk -F'\t' '{
			split($1, path, "/")
			p = path[1]
			if (!(p in wall)) part[++n] = p
			wall[p] += $2; cpu[p] += $3
			ok[p] += $4; bad[p] += $5; skip[p] += $6
		} END {
			for (i = 1; i <= n; i++) {
				p = part[i]
				printf "%-6s %4d s, %4d s of CPU  %3d passed %3d failed %3d skipped\n", p, wall[p], cpu[p], ok[p], bad[p], skip[p]
			}
		}' "$dir/ended"
	echo "together $SECONDS s, $workers at once"
	echo "$passed passed, $failed failed, $skipped skipped"
}

main() {
	local file alone=() beside=()

	for file; do
		if [[ $file = *.bats ]] && grep -q '^# Alone: ' "$file"; then
			alone+=("$file")
		else
			beside+=("$file")
		fi
	done
	for file in "${alone[@]}"; do
		begin "$file"
		until_fewer 1
	done
	mapfile -t beside < <(by_time "${beside[@]}")
	for file in "${beside[@]}"; do
		until_fewer "$workers"
		begin "$file"
	done
	until_fewer 1
	note_times
	print_costs
	[ "$failed" = 0 ]
	# A line read at once: who edits this file meanwhile does no harm.
	exit
}
main "$@"
