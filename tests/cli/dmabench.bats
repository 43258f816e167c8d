#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dmabench: its commands and their options.
#
# Alone: rows of this machine are measured.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load run_helpers

setup_file() {
	build_program
}

@test "no command: usage on stderr, 2" {
	dmabench
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	has "$stderr" "Usage: dmabench COMMAND*"
}

@test "--help and -h name every command and every exit status" {
	for help in --help -h; do
		dmabench "$help"
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
		for word in list run report compare explain plot history export \
			env check; do
			grep -Eq "^ +$word " <<<"$output"
		done
		holds "$output" "exit status*0 *1 *2 *3 *4 *5 "
	done
}

@test "--version: version and commit; what is installed has the same version" {
	dmabench --version
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[[ $output =~ ^dmabench\ ([0-9.]+)\ \([^\ ]+\)$ ]]
	version=${BASH_REMATCH[1]}
	make -s -C "$TOP" O="$BUILD" DESTDIR="$PWD/to" PREFIX=/usr KMOD= \
		COUNTERS= install >&2
	[ "$(to/usr/bin/dmabench --version)" = "$output" ]
	grep -q "^[.]TH DMABENCH .* \"dmabench $version\"" \
		to/usr/share/man/man1/dmabench.1
	fake_cmd dkms <<<$'#!/bin/sh\necho "$@"'
	call make -s -C "$TOP" DESTDIR="$PWD/to" dkms-install
	[ "$output" = "add dmabench/$version
install dmabench/$version" ]
	grep -qx "PACKAGE_VERSION=\"$version\"" \
		"to/usr/src/dmabench-$version/dkms.conf"
}

@test "an unknown command" {
	for cmd in frob --frob "" LIST runs; do
		dmabench "$cmd"
		[ "$status" -eq 2 ]
		[ -z "$output" ]
		one_error dmabench "'$cmd'" --help
	done
}

@test "--help of each command names its options" {
	for cmd in list report:--save plot:RUN env \
		compare:--vary:--force:--gate:--bisect:--format \
		run:--target:--suite:--output:--boots:--passes:--boot=:--seed:--device:--unbind; do
		IFS=: read -ra word <<<"$cmd"
		dmabench "${word[0]}" --help
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
		has "$output" "Usage: dmabench ${word[0]} *"
		for option in "${word[@]:1}"; do
			has "$output" "*$option*"
		done
	done
	nothing_written
}

@test "an unknown option, or a word too many" {
	for cmd in list run report compare explain plot history export env; do
		dmabench "$cmd" --frob
		usage_error "'--frob'"
	done
	for cmd in list run env; do
		dmabench "$cmd" extra
		usage_error argument
	done
	dmabench report a b
	usage_error run
	for cmd in report plot; do
		dmabench "$cmd"
		usage_error run directory
	done
}

@test "an option without its value" {
	for option in --target --suite --output --boots --passes --boot --seed \
		--device; do
		dmabench run "$option"
		usage_error "'$option'" argument
	done
}

@test "list: designs, backends, operations and states" {
	dmabench list
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	for word in known direct global per-device stack-global \
		stack-per-device running none null kernel-direct kernel-iommu \
		kernel-swiotlb map_single unmap_single map_sg unmap_sg \
		sync_cpu sync_device alloc_coherent free_coherent \
		iova_alloc iova_free iova_link iova_sync iova_unlink \
		iova_destroy \
		hot 'mixed\[N\]' ringN cold fail each; do
		grep -Eq "^$word +" <<<"$output"
	done
	# What it says of running is so: not in a process
	grep -Eq '^running .* host vm$' <<<"$output"
}

@test "list: what it says of the layers of a stack is so in the code" {
	dmabench list
	[ "$(grep -c '^ *layers ' <<<"$output")" -eq 3 ]
	while read -r design layer branch word; do
		grep -A2 "^$design " <<<"$output" | grep -q "^ *layers .*\<$word"
		for way in plain retpoline; do
			for op in map_single unmap_single map_sg unmap_sg; do
				run -0 "$TOP/tests/branches.sh" \
					"$BUILD/$way/dispatch/stack_per_device.o" \
					"${layer}_$op"
				[ "$output" = "$branch" ]
			done
		done
		dmabench list
	done <<-END
		stack-per-device forward jmp tail jumps
		stack-working working call calls
	END
	grep -A2 '^stack-resolved ' <<<"$output" | grep -q '^ *layers .*not called'
}

@test "list --suites: each file of suites, with what it says that it is for" {
	dmabench list --suites
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	for suite in "$TOP"/bench/suites/*.suite; do
		head -n1 "$suite" | sed 's/^# //; s/ - / /' | tr -s ' '
	done >said
	diff <(tr -s ' ' <<<"$output") said
	run ! grep -vE '^[a-z]+ [^ ].{10,}' said
	# They are what help and errors name, too.
	names=$(cut -d' ' -f1 said | paste -sd, | sed 's/,/, /g')
	dmabench run --suite frob
	has "$stderr" "*no suite 'frob'; *$names"
	dmabench run --help
	has "$(tr -s ' \n' ' ' <<<"$output")" "*--suite=NAME *: $names *"
}

# completes WORD..: what the last one may become, in $output
completes() {
	# shellcheck disable=SC2016 # for the inner shell
	call bash -c 'compopt() { :; }; . "$0"; COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1)); _dmabench "$1"; echo "${COMPREPLY[*]}"' \
		"$TOP/bench/dmabench.bash-completion" "$DMABENCH" "$@"
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
}

@test "completion: commands, options, their words and suites, as they are" {
	completes re
	[ "$output" = report ]
	completes --
	[ "$output" = "--help --version" ]
	completes ""
	for cmd in list run report compare explain plot history export check env; do
		has " $output " "* $cmd *"
	done
	completes run --bo
	[ "$output" = "--boot --boots" ]
	completes compare --ma
	[ "$output" = "--margin --max-regress" ]
	for option in --target -t "--target ="; do
		# shellcheck disable=SC2086 # as the shell has it
		completes run $option ""
		[ "$output" = "user host vm" ]
	done
	completes run --target =
	[ "$output" = "user host vm" ]
	completes export --format = go
	[ "$output" = gobench ]
	completes history -f ""
	[ "$output" = "text csv" ]
	completes compare --vary ke
	[ "$output" = kernel ]
	completes run --suite qu
	[ "$output" = quick ]
	completes run -s ""
	[ "$output" = "$("$DMABENCH" list --suites | cut -d' ' -f1 | paste -sd' ')" ]
	# A value of its own, and none: files.
	completes run --output ""
	[ -z "$output" ]
	completes report --rows ""
	[ -z "$output" ]
	completes frob --x
	[ -z "$output" ]
}

@test "env: key=value lines, once each, then a table of devices" {
	dmabench env
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	# bats: output has no empty line at its end, this one is inside.
	table=${output#*$'\n\n'}
	output=${output%%$'\n\n'*}
	has "$table" "PCI device *" || [ "$table" = "no PCI here" ]
	! grep -E '.{73}' <<<"$table" || false
	for bdf in /sys/bus/pci/devices/*; do
		class=$(cat "$bdf/class" 2>/dev/null) || continue
		[[ $class != 0x06* ]] || continue
		grep -Eq "^${bdf##*/}  .*  (yes|no|with --unbind)$" <<<"$table"
	done
	[ "$(grep -cv '^[a-z0-9_.]*=' <<<"$output")" -eq 0 ]
	[ -z "$(cut -d= -f1 <<<"$output" | sort | uniq -d)" ]
	grep -Fxq "kernel.release=$(uname -r)" <<<"$output"
	grep -q '^cpu.name=.' <<<"$output"
	grep -q '^topology.cpu=[0-9]*$' <<<"$output"
	grep -q '^cpu.hypervisor=.' <<<"$output"
	grep -Eq '^cpu.turbo=(on|off|unknown)$' <<<"$output"
	grep -q '^cpu.cstates=.' <<<"$output"
	nothing_written
}

@test "env: the CPU that would be measured on, and which rules decided" {
	# hwloc makes the machine up; nobody is bound on it.
	export HWLOC_SYNTHETIC
	HWLOC_SYNTHETIC="numa:2 core:4 pu:1"
	dmabench env
	[ "$status" -eq 0 ]
	grep -Eqx 'topology.cpu=[1-7]' <<<"$output"
	grep -Eqx 'topology.numa_node=[01]' <<<"$output"
	grep -Eq '^topology.why=(isolated, )?(core idle, )?not CPU 0' <<<"$output"
	grep -Eq '^topology.rule1=[a-zA-Z0 ]+: [1-7] of 8$' <<<"$output"
	grep -qx 'topology.sibling=none' <<<"$output"
	HWLOC_SYNTHETIC="core:1 pu:1"
	dmabench env
	grep -qx 'topology.cpu=0' <<<"$output"
	grep -qx 'topology.memory=one node' <<<"$output"
}

@test "env: --device chooses the CPU for it; what is no device, 2" {
	local bdf
	for bdf in 0000:ff:1f.7 nonsense ../../../../etc ""; do
		dmabench env --device "$bdf"
		[ "$status" -eq 2 ]
		holds "$stderr" --device "'$bdf'"
	done
	for bdf in /sys/bus/pci/devices/*; do
		[[ $(cat "$bdf/class" 2>/dev/null) != 0x06* ]] || continue
		[ -e "$bdf/class" ] || continue
		dmabench env --device "${bdf##*/}"
		[ "$status" -eq 0 ]
		grep -Eqx 'topology.cpu=[0-9]+' <<<"$output"
	done
}

@test "env: --identify adds the host's name, and nothing that is a secret" {
	dmabench env
	run ! grep '^box\.' <<<"$output"
	for option in -i --identify; do
		dmabench env "$option"
		[ "$status" -eq 0 ]
		grep -Fxq "box.name=$(uname -n)" <<<"$output"
		run ! grep -iE '^box\..*(serial|uuid|asset)' <<<"$output"
	done
}

@test "standard output that is full is an error" {
	for cmd in list env; do
		# shellcheck disable=SC2016 # for the inner shell
		call sh -c '"$0" "$1" >/dev/full' "$DMABENCH" "$cmd"
		[ "$status" -eq 5 ]
	done
}

# --- run: what is asked

@test "run: --boots and --passes are from 1 to 1000" {
	for option in --boots --passes; do
		for value in 0 1001 abc 1x -1 1.5 "" 99999999999999999999; do
			dmabench run "$option" "$value"
			usage_error "$option" "'$value'" 1000
		done
	done
}

@test "run: --seed is a number" {
	two_rows
	for value in abc 1x "" 99999999999999999999999; do
		dmabench run --suite "$suite" --passes 1 --seed "$value"
		usage_error --seed "'$value'"
	done
}

@test "run: an unknown target" {
	for value in frob auto "" USER user,vm; do
		dmabench run --target "$value"
		usage_error "'$value'" user host vm
	done
}

@test "run: --device is for host, --unbind for a device" {
	for args in "" "--target user" "--target vm --boot x=true"; do
		# shellcheck disable=SC2086 # several arguments
		dmabench run $args --device 0000:00:00.0
		usage_error --device "--target host"
	done
	dmabench run --target host --unbind
	usage_error --unbind --device
	dmabench run --target host --device ""
	usage_error --device
}

@test "run: a device that is not there, or none that maps" {
	for value in frob 00:00.0 ffff:ff:1f.7 ../devices .; do
		dmabench run --target host --device "$value"
		usage_error "'$value'" "dmabench env"
	done
	bridge=$(grep -ls '^0x06' /sys/bus/pci/devices/*/class | head -n1)
	[ -n "$bridge" ] || skip "no bridge here"
	bridge=$(basename "$(dirname "$bridge")")
	dmabench run --target host --device "$bridge"
	usage_error bridge "'$bridge'"
}

@test "run: a device that is in use is not claimed, 4" {
	need_root "to be allowed more than that"
	bdf=$("$DMABENCH" env | awk '$NF == "no" { print $1; exit }')
	[ -n "$bdf" ] || skip "no device here that is in use"
	for unbind in "" --unbind; do
		# shellcheck disable=SC2086 # or none
		dmabench run --target host --device "$bdf" $unbind
		[ "$status" -eq 4 ]
		[ -z "$output" ]
		one_error "dmabench run" "$bdf"
		nothing_written
	done
	bdf=$("$DMABENCH" env | awk '/with --unbind$/ { print $1; exit }')
	[ -n "$bdf" ] || skip "no device here that a driver has"
	dmabench run --target host --device "$bdf"
	[ "$status" -eq 4 ]
	one_error "dmabench run" "$bdf" --unbind
	nothing_written
}

@test "run: host without the module, 4" {
	[ ! -e /dev/dmabench ] || skip "dmabench.ko is loaded"
	suite "host	direct/null/map_single"
	dmabench run --target host --suite "$suite" --output out
	[ "$status" -eq 4 ]
	holds "$stderr" "dmabench: " /dev/dmabench module
	[ "$(grep -c '^dmabench: ' <<<"$stderr")" -eq 1 ]
	run_dir
	[[ $(basename "$dir") == *-host-"$(uname -r)"-* ]]
	[ "$(jq .complete "$dir/run.json")" = false ]
}

@test "run: --target vm and --boot go together" {
	dmabench run --target vm
	usage_error "--target vm" --boot
	dmabench run --boot x=true
	usage_error "--target vm" --boot
	dmabench run --target user --boot x=true
	usage_error "--target vm" --boot
	for value in x x= =true = ""; do
		dmabench run --target vm --boot "$value"
		usage_error --boot NAME=CMD "'$value'"
	done
}

@test "run: --boot with a name that cannot be part of a directory's" {
	suite "vm	direct/null/map_single"
	dmabench run --target vm --boot a/b=true --suite "$suite"
	usage_error "a/b"
}

@test "run: one name for two --boot" {
	suite "vm	direct/null/map_single"
	dmabench run --target vm --boot a=true --boot a=false --suite "$suite"
	usage_error "a"
}

@test "run: an unknown suite" {
	for value in frob ./frob /no/such/file ""; do
		dmabench run --suite "$value"
		usage_error suite "'$value'"
		[ "${#stderr_lines[@]}" -eq 1 ]
	done
}

@test "run: a suite that is a directory" {
	dmabench run --suite /
	usage_error "'/'"
	has "$stderr" "*irectory*"
}

# bad_line LINE WORD..: is refused with its number and the words
bad_line() {
	suite "# a comment" "user	direct/null/map_single" "" "$1" "vm bad too"
	dmabench run --suite "$suite"
	usage_error "'$suite', line 4: " "${@:2}"
	[ "${#stderr_lines[@]}" -eq 1 ]
}

@test "run: a suite with a bad row" {
	bad_line "user	nope/null/map_single" design "'nope'"
	bad_line "user	direct/nope/map_single" backend "'nope'"
	bad_line "user	direct/null/nope" operation "'nope'"
	bad_line "user	direct/null" "'direct/null'"
	bad_line "user	direct/none/map_single" "map_single*direct*none"
	bad_line "user	direct/null/map_single:0" size "'0'"
	bad_line "user	direct/null/map_single:3M" size "'3M'"
	bad_line "user	direct/null/map_sg:257" entries "'257'"
	bad_line "user	direct/null/map_sg:1K" entries "'1K'"
	bad_line "user	direct.2/null/map_single" depth "'direct'"
	bad_line "user	stack-global.9/null/map_single" depth "'9'"
	bad_line "user	stack-global.0/null/map_single" depth "'0'"
	bad_line "user	direct/null/map_single@tepid" state "'tepid'"
	bad_line "user	$(printf 'x%.0s' {1..120})/null/empty" long
}

@test "run: a suite with a bad target, or a line that is none" {
	bad_line "frob	direct/null/map_single" target "'frob'"
	bad_line "user,frob	direct/null/map_single" target "'frob'"
	bad_line "user,	direct/null/map_single" target "''"
	bad_line "user" "TARGET"
	bad_line "user	direct/null/map_single more" "TARGET"
	bad_line "user, vm	direct/null/map_single" "TARGET"
}

@test "run: a suite with a bad brace" {
	bad_line "user	{direct,global/null/map_single" brace
	bad_line "user	direct}/null/map_single" brace
	bad_line "user	{a,{b}}/null/map_single" brace
	bad_line "user	{direct,nope}/null/map_single" design "'nope'"
}

@test "run: a suite with a line that is too long" {
	bad_line "user	{$(printf 'direct,%.0s' {1..300})direct}/null/map_single" ""
}

@test "run: a suite without a row" {
	suite "# only a comment" "" "	# and another"
	dmabench run --suite "$suite"
	usage_error "'$suite', line 3: " row
	: >"$suite"
	dmabench run --suite "$suite"
	usage_error "'$suite', line 1: " row
}

@test "run: a suite without a row for the target that was asked for" {
	suite "vm	direct/null/map_single"
	dmabench run --suite "$suite"
	usage_error "user"
}

@test "run --dry-run: says what is wrong, writes nothing" {
	two_rows
	dmabench run --dry-run --suite "$suite" --boots 3
	[ "$status" -eq 0 ]
	[ -z "$output$stderr" ]
	nothing_written
	dmabench run --dry-run --suite "$suite" --boots 0
	usage_error --boots number
	dmabench run --dry-run --suite frob
	usage_error suite "'frob'"
	dmabench run --dry-run --suite "$suite" --target vm --boot x=true
	usage_error row target vm
}

@test "compare --dry-run: options alone, without a run" {
	dmabench compare --dry-run --vary kernel --gate --max-regress 2%
	[ "$status" -eq 0 ]
	[ -z "$output$stderr" ]
	dmabench compare --dry-run --vary weather
	usage_error --vary kernel "'weather'"
	dmabench compare --dry-run --gate --max-regress x
	usage_error --max-regress number
}

# --- run: what is written
