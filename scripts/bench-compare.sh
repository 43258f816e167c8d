# shellcheck shell=bash disable=SC2154,SC2034 # bench.sh has them
# SPDX-License-Identifier: GPL-2.0-or-later
#
# From a patch to a verdict: sourced by bench.sh, for what comes before and after
# a run that is to be compared.

# What --tree and its like have to have, and what follows from them.
check_compare_options() {
	if [ -z "${opt[tree]}" ]; then
		[ -z "${opt[base]}${opt[head]}${opt[series]}" ] ||
			die 2 "--base, --head and --series are of a --tree"
	else
		[ -z "${opt[series]}" ] || [ -z "${opt[head]}" ] ||
			die 2 "--series makes the head; name a --base"
		wants vm || die 2 "--tree is for --target vm"
	fi
	[ -z "${opt[baseline]}" ] || [ -e "$(first_run)" ] ||
		die 2 "--baseline: no run '${opt[baseline]}'"
	# Rows with a state depend on it.
	[ -z "${opt[baseline]}" ] || [ -n "${opt[seed]}" ] ||
		opt[seed]=$(baseline_seed)
}

# Of the forms that compare takes, RUN,RUN.. and RUN:ENV, the first run.
first_run() {
	if [ -e "${opt[baseline]}" ]; then
		echo "${opt[baseline]}"
	else
		sed 's/,.*//; s/:\(user\|host\|vm\).*//' <<<"${opt[baseline]}"
	fi
}

# The seed of the old run; nothing where there is none to be seen.
baseline_seed() {
	local run

	run=$(first_run)
	{ find -H "$run" -maxdepth 2 -name run.json -type f -exec \
		grep -ohE -m1 '"seed": *[0-9]{1,18}\>' {} + || true; } |
		sed -n '1s/[^0-9]//gp'
}

# To be called when the kernels are known: is there something to compare?
check_sides() {
	local nr=$((${#kernels[@]} + $(tree_kernels | wc -l)))

	wants vm || nr=1
	[ -z "${opt[baseline]}" ] || [ "$nr" = 1 ] ||
		die 2 "--baseline is compared with one kernel, not with $nr"
	[ -z "${opt[gate]}${opt[bisect]}${opt[vary]}" ] || [ -n "${opt[baseline]}" ] ||
		[ "$nr" -gt 1 ] ||
		die 2 "--gate, --bisect and --vary want a --baseline, or two kernels"
}

# Is what was asked for a comparison of kernels?  A suite that names several is a
# matrix, or a history.
judges_kernels() {
	wants vm && { [ -n "${opt[gate]}${opt[bisect]}${opt[baseline]}" ] ||
		{ [ -n "$given" ] && [ -z "${opt[history]}" ] &&
			[ $((${#kernels[@]} + $(tree_kernels | wc -l))) -gt 1 ]; }; }
}

# What tree.sh is to build: "REV" or "REV SERIES" a line, the base first.
tree_kernels() {
	[ -n "${opt[tree]}" ] || return 0
	if [ -n "${opt[series]}" ]; then
		printf '%s\t\n%s\t%s\n' "${opt[base]:-HEAD}" "${opt[base]:-HEAD}" "${opt[series]}"
	else
		[ -z "${opt[base]}" ] || printf '%s\t\n' "${opt[base]}"
		printf '%s\t\n' "${opt[head]:-HEAD}"
	fi
}

# Before anything is built: all of it is there, applies, and differs.
check_trees() {
	local rev patches name names=''

	[ -n "${opt[tree]}" ] || return 0
	while IFS=$'\t' read -r rev patches; do
		name=$("$here/tree.sh" check "${opt[tree]}" "$rev" "$patches" \
			</dev/null)
		[[ $names != *" $name "* ]] ||
			die 2 "--tree: base and head are the same, $name"
		names+=" $name "
	done < <(tree_kernels)
}

# Build them; they become kernels as those of --kernel.
build_trees() {
	local rev patches dir

	[ -n "${opt[tree]}" ] || return 0
	while IFS=$'\t' read -r rev patches; do
		dir=$("$here/tree.sh" build "${opt[tree]}" "$rev" "$patches" \
			</dev/null)
		kernels+=("$dir")
	done < <(tree_kernels)
}

# Can the old run be read, and has it numbers?  Of itself nothing differs.
check_baseline() {
	local status=0

	[ -n "${opt[baseline]}" ] || return 0
	"$build/dmabench" compare "${opt[baseline]}" "${opt[baseline]}" >/dev/null || status=$?
	[ "$status" = 0 ] || die 2 "--baseline: '${opt[baseline]}' cannot be compared with"
	[ -n "${opt[gate]}${opt[bisect]}" ] || return 0
	wants user || wants host || return 0
	# A verdict that cannot come is refused before anything is run.
	runs_wanted=$("$build/dmabench" compare --takes "${opt[baseline]}")
}

# How the rows of the run went from kernel to kernel: --history.
history_of_run() {
	local status=0

	"$build/dmabench" history --output "$run/plots" "$run" \
		>"$run/history.txt" || status=$?
	echo
	cat "$run/history.txt"
	[ "$status" != 4 ] || status=0
	return "$status"
}

# Compare the run that is done, where there is something to compare it with.
# Its status is compare's for --gate and --bisect, else 0.
compare_run() {
	local status=0 sides=("$run")

	if [ -n "${opt[baseline]}" ]; then
		sides=(--vary kernel "${opt[baseline]}" "$(IFS=,; echo "${runs[*]}")")
	elif ! wants vm || [ ${#kernels[@]} = 1 ]; then
		return 0
	elif [ -n "${opt[history]}" ] && [ -z "${opt[gate]}${opt[bisect]}" ]; then
		history_of_run
		return
	fi
	with_mark compare
	"$build/dmabench" compare "${passed[@]}" "${sides[@]}" \
		>"$run/compare.txt" || status=$?
	if [ -s "$run/compare.txt" ]; then
		echo
		cat "$run/compare.txt"
	else
		rm -f "$run/compare.txt"
	fi
	[ -n "${opt[gate]}${opt[bisect]}" ] || return 0
	verdict=$status
	return "$status"
}
