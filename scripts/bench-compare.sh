# shellcheck shell=bash disable=SC2154,SC2034 # bench.sh has them
# SPDX-License-Identifier: GPL-2.0-or-later
#
# From a patch to a verdict: what bench.sh, which sources this, does before and
# after a run that is to be compared.  Its variables are bench.sh's: tree, base,
# head and series say what to build, baseline, vary, gate, regress and bisect
# what becomes of it.

# What --tree and its like have to have, and what follows from them.
check_compare_options() {
	if [ -z "$tree" ]; then
		[ -z "$base$head$series" ] ||
			die 2 "--base, --head and --series are of a --tree"
	else
		[ -z "$series" ] || [ -z "$head" ] ||
			die 2 "--series makes the head; name a --base"
		[ ${#targets[@]} -gt 0 ] || add_target vm
		wants vm || die 2 "--tree is for --target vm"
	fi
	[ -z "$regress" ] || [ -n "$gate$bisect" ] ||
		die 2 "--max-regress is for --gate and --bisect"
	[ -z "$baseline" ] || [ -e "$(first_run)" ] ||
		die 2 "--baseline: no run '$baseline'"
	# Rows with a state depend on it.
	[ -z "$baseline" ] || [ -n "$seed" ] || seed=$(baseline_seed)
}

# Of the forms that compare takes, RUN,RUN.. and RUN:ENV, the first run.
first_run() {
	if [ -e "$baseline" ]; then
		echo "$baseline"
	else
		sed 's/,.*//; s/:\(user\|host\|vm\).*//' <<<"$baseline"
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
	[ -z "$baseline" ] || [ "$nr" = 1 ] ||
		die 2 "--baseline is compared with one kernel, not with $nr"
	[ -z "$gate$bisect${vary[*]}" ] || [ -n "$baseline" ] ||
		[ "$nr" -gt 1 ] ||
		die 2 "--gate, --bisect and --vary want a --baseline, or two kernels"
}

# What tree.sh is to build: "REV" or "REV SERIES" a line, the base first.
tree_kernels() {
	[ -n "$tree" ] || return 0
	if [ -n "$series" ]; then
		printf '%s\t\n%s\t%s\n' "${base:-HEAD}" "${base:-HEAD}" "$series"
	else
		[ -z "$base" ] || printf '%s\t\n' "$base"
		printf '%s\t\n' "${head:-HEAD}"
	fi
}

# Before anything is built: all of it is there, applies, and differs.
check_trees() {
	local rev patches name names=''

	[ -n "$tree" ] || return 0
	while IFS=$'\t' read -r rev patches; do
		name=$("$here/tree.sh" check "$tree" "$rev" "$patches" \
			</dev/null)
		[[ $names != *" $name "* ]] ||
			die 2 "--tree: base and head are the same, $name"
		names+=" $name "
	done < <(tree_kernels)
}

# Build them; they become kernels as those of --kernel.
build_trees() {
	local rev patches dir

	[ -n "$tree" ] || return 0
	while IFS=$'\t' read -r rev patches; do
		dir=$("$here/tree.sh" build "$tree" "$rev" "$patches" \
			</dev/null)
		kernels+=("$dir")
	done < <(tree_kernels)
}

# Can the old run be read, and has it numbers?  Of itself nothing differs.
check_baseline() {
	local status=0

	[ -n "$baseline" ] || return 0
	"$build/dmabench" compare "$baseline" "$baseline" >/dev/null || status=$?
	[ "$status" = 0 ] || die 2 "--baseline: '$baseline' cannot be compared with"
}

# How the rows of the run went from kernel to kernel, for the suite of that name.
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

	if [ -n "$baseline" ]; then
		sides=(--vary kernel "$baseline" "$run")
	elif ! wants vm || [ ${#kernels[@]} = 1 ]; then
		return 0
	elif [ "$suite" = history ] && [ -z "$gate$bisect" ]; then
		history_of_run
		return
	fi
	"$build/dmabench" compare ${gate:+--gate} ${bisect:+--bisect} \
		${regress:+--max-regress "$regress"} "${vary[@]}" "${sides[@]}" \
		>"$run/compare.txt" || status=$?
	if [ -s "$run/compare.txt" ]; then
		echo
		cat "$run/compare.txt"
	else
		rm -f "$run/compare.txt"
	fi
	[ -n "$gate$bisect" ] || return 0
	verdict=$status
	return "$status"
}
