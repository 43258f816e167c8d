#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The host's side of the vm target: fake_guest.c is the VM. No QEMU, no kernel.
#
# Alone: rows of this machine are measured, and what a signal takes.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers

setup_file() {
	build_program
	build_guest
}

# boot_of MODE [FILE]: --boot for a fake guest
boot_of() {
	echo "6.99.0-fake=$BATS_FILE_TMPDIR/guest $*"
}

# suite LINE..
suite() {
	suite=$BATS_TEST_TMPDIR/s
	printf '%s\n' "$@" >"$suite"
}

two_rows() {
	suite "vm	direct/null/map_single" "vm	running/kernel-iommu/map_single"
}

# vm BOOTS MODE [FILE]: a run with a fake guest, in $dir
vm() {
	local boots=$1
	shift
	two_rows
	call "$DMABENCH" run --suite "$suite" --target vm --boots "$boots" \
		--boot "$(boot_of "$@")" --output "$BATS_TEST_TMPDIR/runs"
	run_dir
	valid_run "$dir/run.json"
}

# rows FILTER: of each row of $dir, joined by commas
rows() {
	# A newer jq prints 10.0 as it was written.
	jq -r ".rows[] | $1 | if type == \"number\" and . == floor then floor
		else . end" "$dir/run.json" | paste -sd,
}

complete() {
	jq .complete "$dir/run.json"
}

# void MODE WORD..: a run with that guest is void, and says so with the words
void() {
	vm 2 "$1"
	[ "$status" -eq 3 ]
	[ "$(complete)" = false ]
	holds "$(grep '^dmabench: ' <<<"$stderr")" "${@:2}"
}

@test "rows that must fail come last, whatever a suite's order is" {
	suite "vm	running/kernel-iommu/map_single@fail" \
		"vm	running/kernel-{iommu,direct}/map_sg:16{,@fail}" \
		"vm	direct/null/map_single"
	call "$DMABENCH" run --suite "$suite" --target vm --boots 1 \
		--boot "$(boot_of normal)" --output "$BATS_TEST_TMPDIR/runs"
	run_dir
	valid_run "$dir/run.json"
	[ "$(rows .name)" = "running/kernel-iommu/map_sg:16,running/kernel-direct/map_sg:16,direct/null/map_single,running/kernel-iommu/map_single@fail,running/kernel-iommu/map_sg:16@fail,running/kernel-direct/map_sg:16@fail" ]
	# And what the guest says of row i is row i's.
	[ "$(rows .median)" = 10,11,12,13,14,15 ]
}

@test "a guest says when a row was steady, and how a list was mapped" {
	vm 2 normal
	# Who has no state is not asked; both say what the first boot said.
	[ "$(rows .steady)" = null,4 ]
	[ "$(rows .mapped)" = 16,16 ]
	vm 1 unavailable
	[ "$(rows 'has("steady")')" = false,false ]
}

@test "a guest's rows: exact counts, and what it said of itself" {
	vm 2 normal
	[ "$status" -eq 0 ]
	[ "$(complete)" = true ]
	[ "$(rows .median)" = 10,11 ]
	[ "$(rows '.unit + " " + .target')" = "insn/op vm,insn/op vm" ]
	[ "$(rows .boots)" = 2,2 ]
	[ "$(rows .n)" = 32,32 ]
	[ "$(rows .rejected)" = 0,0 ]
	[ "$(jq -c '[.rows[].device]' "$dir/run.json")" = '["","0000:00:04.0"]' ]
	[ "$(jq -r '.environment | keys[]' "$dir/run.json")" = vm/6.99.0-fake ]
	[ "$(jq -r '.environment[] | ."vm.package" + " " + ."kernel.release"' \
		"$dir/run.json")" = "6.99-1 6.99.0-fake" ]
	grep -q '^\[    1.0\] Linux version 6.99.0-fake$' "$dir/dmesg.txt"
	[ "$(grep -c '^== vm/6.99.0-fake boot [12], kernel log ==$' "$dir/dmesg.txt")" -eq 2 ]
}

@test "boots that read the same are identical, one is not" {
	vm 2 normal
	[ "$(rows .identical)" = true,true ]
	vm 1 normal
	[ "$status" -eq 0 ]
	[ "$(rows .boots)" = 1,1 ]
	[ "$(rows .identical)" = false,false ]
}

@test "one tick in one window more in the second boot: not identical" {
	vm 2 differ "$BATS_TEST_TMPDIR/booted"
	[ "$status" -eq 0 ]
	[ "$(rows .identical)" = false,false ]
	[ "$(rows .median)" = 10,11 ]
	[ "$(rows '.max > .median')" = true,true ]
}

@test "a window with a cause is left out, its partner too" {
	vm 1 causes
	[ "$status" -eq 0 ]
	[ "$(rows .n)" = 15,15 ]
	[ "$(rows .rejected)" = 1,1 ]
}

@test "a row with too few clean windows is void, and says by what" {
	vm 2 half
	[ "$status" -eq 0 ]
	[ "$(complete)" = true ]
	[ "$(rows .median)" = 10,null ]
	[ "$(rows .status)" = ok,void ]
	[ "$(rows .n)" = 32,16 ]
	[ "$(rows .repeated)" = 32,32 ]
	[ "$(rows '.rejected_by | [.interrupt, .smi] | join(" ")')" = " ,16 16" ]
	has "$(rows .unavailable)" "null,void: 50 % *[(]interrupt 16, SMI 16)"
	call "$DMABENCH" report "$dir"
	has "$output" "*
VOID: * 80 %*

  running/kernel-iommu/map_single
    void: 50 % *[(]interrupt 16, SMI 16)
*
windows: 48 *, 16 *
         interrupt 16, SMI 16
         64 more *
noisy: 1 row *dmabench check*"
	echo "$output" >report
	narrow report
}

@test "a run whose rows are all void is void" {
	vm 1 void
	[ "$status" -eq 3 ]
	[ "$(grep -c '^dmabench: ' <<<"$stderr")" -eq 1 ]
	has "$(grep '^dmabench: ' <<<"$stderr")" \
		"*no row has a number*void: 100 % *[(]interrupt 16, SMI 16)"
	[ "$(complete)" = true ]
	[ "$(rows .median)" = null,null ]
}

@test "a row that the guest's kernel has not got" {
	vm 2 unavailable
	[ "$status" -eq 0 ]
	[ "$(complete)" = true ]
	[ "$(rows .median)" = 10,null ]
	has "$(rows .unavailable)" "null,*no such row"
	call "$DMABENCH" report "$dir"
	has "$output" "*running/kernel-iommu/map_single:
    *no such*"
}

@test "an operation that failed: which, how often, and the others are kept" {
	vm 2 failed
	[ "$status" -eq 0 ]
	[ "$(rows .median)" = 10,null ]
	has "$(rows .unavailable)" \
		"null,*map_single failed: 3 of 16 operations*"
	[ "$(rows .status)" = "ok,op failed" ]
	call "$DMABENCH" report "$dir"
	has "$output" "*running/kernel-iommu/map_single:
    map_single failed: 3 of 16 *"
}

@test "a thread that is stuck ends the run, 3: it may still be running" {
	vm 2 stuck
	[ "$status" -eq 3 ]
	[ "$(complete)" = false ]
	has "$(grep '^dmabench: ' <<<"$stderr")" \
		"dmabench: vm/6.99.0-fake: *void*thread*running/kernel-iommu/map_single*"
	[ "$(grep -c '^dmabench: ' <<<"$stderr")" -eq 1 ]
	[ "$(rows .median)" = 10,null ]
	has "$(rows .unavailable)" "null,*barrier*"
}

@test "two kernels: an environment each" {
	two_rows
	call "$DMABENCH" run --suite "$suite" --target vm --boots 1 \
		--boot "a=$BATS_FILE_TMPDIR/guest normal" \
		--boot "b=$BATS_FILE_TMPDIR/guest normal"
	[ "$status" -eq 0 ]
	run_dir
	valid_run "$dir/run.json"
	[ "$(rows .env)" = vm/a,vm/a,vm/b,vm/b ]
}

# wide_run MODE: the rows of a report that has everything, in $dir
wide_run() {
	suite "user,vm	{direct,per-device}/null/{map_single,map_sg}" \
		"user,vm	known/none/empty" \
		"vm	running/{null,kernel-direct,kernel-iommu}/{map_single,map_sg}"
	call "$DMABENCH" run --suite "$suite" --target user --target vm \
		--passes 1 --boot "$(boot_of "$1")"
	[ "$status" -eq "${2:-0}" ]
	run_dir
	valid_run "$dir/run.json"
}

# report: into the file report
report() {
	call "$DMABENCH" report "$dir"
	[ "$status" -eq 0 ]
	echo "$output" >report
}

@test "user and vm in one run: the report has both, with all units" {
	wide_run normal
	[[ $(basename "$dir") == *-user+vm-6.99.0-fake-* ]]
	report
	narrow report
	for line in "insn  instructions *[(]vm/6.99.0-fake)" \
		"cyc   cycles *" "retp  *" \
		"         insn = instructions, exact*" \
		"         2 boots: 11 rows *the same *" \
		"         spectre_v2: Retpolines" \
		"vm       kernel 6.99.0-fake, package 6.99-1" \
		"2. *, insn/op
   vm/6.99.0-fake"; do
		has "$output" "*
$line*"
	done
	# The guest's row 0 is direct's and costs 10, and so on.
	grep -Eq '^direct +10 ' report
	grep -Eq '^(running/)?kernel-iommu +19 +20$' report
	grep -Eq '^  (running/)?null +78\.9% +80%$' report
	# per-device less direct is 2, and 2 of 19 is 10.5 %
	grep -Eq '^a call through ops +2 +2$' report
	grep -Eq '^  a call through ops +10\.5% +10%$' report
	grep -Eq '^ +known/none/empty +is +2\.00 +read +2\.00 to +2\.00 +ok$' report
}

@test "report: the names of rows are whole" {
	wide_run normal
	report
	grep -Eq '^(running/)?kernel-direct +17 +18$' report
}

@test "report: an instrument that is wrong is said, in 72 columns" {
	wide_run wrong 3
	holds "$stderr" "dmabench: vm/6.99.0-fake: *void*instrument*known/none/empty"
	report
	grep -Eq '^ +known/none/empty .*WRONG' report
	narrow report
}

@test "report: 72 columns, however long a kernel's release is" {
	two_rows
	name=6.18.0-rc7-next-20261120-00034-gdeadbeef0123-dirty
	call "$DMABENCH" run --suite "$suite" --target vm --boots 1 \
		--boot "$name=$BATS_FILE_TMPDIR/guest normal"
	[ "$status" -eq 0 ]
	run_dir
	[ "$(rows .env)" = "vm/$name,vm/$name" ]
	report
	narrow report
}

# full_run: the suite full, in $dir
full_run() {
	call "$DMABENCH" run --suite full --target vm --boots 1 \
		--boot "$(boot_of normal)"
	[ "$status" -eq 0 ]
	run_dir
	valid_run "$dir/run.json"
	report
}

@test "report: the suite full, what runs on the kernel in 72 columns" {
	full_run
	sed -i '/^3\. /,$d' report
	narrow report
}

@test "report: the suite full, every operation and size" {
	full_run
	for op in $(rows 'select(.design == "running") | .name' | tr , '\n' |
		cut -d/ -f3 | sort -u); do
		grep -Eq "(^| )$op( |\$)" report || { echo "no $op"; return 1; }
	done
}

@test "plot: instructions of designs and of the kernel's API" {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	suite "vm	{direct,per-device}/null/map_single" \
		"vm	running/{null,kernel-direct,kernel-iommu}/map_single"
	call "$DMABENCH" run --suite "$suite" --target vm --boots 1 \
		--boot "$(boot_of normal)"
	run_dir
	call "$DMABENCH" plot "$dir"
	[ "$status" -eq 0 ]
	[ "$(cd "$dir/plots" && echo *)" = "$(echo {designs,running}-insn.{dat,png,svg,txt})" ]
	narrow "$dir/plots/designs-insn.txt"
	narrow "$dir/plots/running-insn.txt"
	[ "$(grep -v '^#' "$dir/plots/designs-insn.dat")" = '"direct" 10.000
"per-device" 11.000' ]
	grep -Fxq '"map_single" 12.000 13.000 14.000' "$dir/plots/running-insn.dat"
}

@test "a machine that says vm.unit=cycles/op: that is the rows' unit" {
	vm 1 cycles
	[ "$status" -eq 0 ]
	[ "$(rows .unit)" = cycles/op,cycles/op ]
	call "$DMABENCH" report "$dir"
	has "$output" "*VIRTUALISED cycles*"
	[[ $output != *exact* ]]
	# nothing may call them instructions
	[[ $output != *insn* ]]
	[[ $output != *instructions* ]]
}

@test "a guest that dies in the middle: void, its rows are kept" {
	void die "status 128"
	holds "$stderr" "guest died"
	[ "$(rows .name)" = direct/null/map_single ]
	[ "$(rows .median)" = 10 ]
	[ -e "$dir/dmesg.txt" ]
}

@test "a command that fails before anything: void, with its status" {
	void status "status 7"
	[ "$(rows .name)" = "" ]
}

@test "a command that cannot be run: void" {
	two_rows
	call "$DMABENCH" run --suite "$suite" --target vm --boot x=/no/such/cmd
	[ "$status" -eq 3 ]
	holds "$stderr" "'/no/such/cmd'*status 127"
	run_dir
	[ "$(complete)" = false ]
}

@test "a guest that ends with an error: void, with the reason" {
	void fails "No such device"
}

@test "a guest that ends well but did not do every row: void" {
	vm 1 short
	[ "$status" -eq 3 ]
	[ "$(complete)" = false ]
	[ "$(rows .name)" = direct/null/map_single ]
}

@test "a warning in the guest's log: void" {
	void warning "guest: \[    1.0\] WARNING: CPU: 0 PID: 1 at drivers/x.c:1"
	holds "$stderr" "void*kernel*1 time"
	grep -q WARNING: "$dir/dmesg.txt"
}

@test "a mitigation that the kernel warns of is used all the same, and named" {
	vm 1 calls
	[ "$status" -eq 0 ]
	[ "$(complete)" = true ]
	grep -q 'Spectre V2 : WARNING: LFENCE' "$dir/dmesg.txt"
	call "$DMABENCH" report "$dir"
	grep -q '^         .*lfence.* its.* CFI kcfi+ibt$' <<<"$output"
	grep -q '^         COMPILERS .*gcc 12\.2\.0.* clang 19\.1\.7$' <<<"$output"
	# Of a run that lacks all that, such as those of before, not a word.
	vm 1 well
	call "$DMABENCH" report "$dir"
	run ! grep -E 'CFI|COMPILERS' <<<"$output"
}

@test "--identify: which box it was, and only then" {
	local name words=(--target user --suite "$BATS_TEST_TMPDIR/s" --passes 1)
	name=$(uname -n)
	suite "user	direct/null/map_single"
	for args in "" --identify; do
		# shellcheck disable=SC2086 # no argument, or one
		void_is_fine=1 call "$DMABENCH" run "${words[@]}" $args \
			--output "$BATS_TEST_TMPDIR/box"
		# 3: no number, on a busy machine
		[[ $status == [03] ]]
		run_dir
		valid_run "$dir/run.json"
		jq -e --arg name "$name" --arg asked "$args" '
			[.environment[] | keys[] | select(startswith("box."))] as $keys |
			if $asked == "" then $keys == []
			else all(.environment[]; ."box.name" == $name) end' \
			"$dir/run.json"
	done
}

@test "a bug on the guest's console: void" {
	void console "guest: \[    1.0\] BUG: unable to handle page"
	grep -q '^== vm/6.99.0-fake boot 1, console ==$' "$dir/dmesg.txt"
}

@test "records that make no sense end the run, and nothing else" {
	for mode in type index length warm twice written; do
		vm 1 "$mode"
		[ "$status" -eq 3 ] || [ "$status" -eq 5 ]
		[ "$(complete)" = false ]
		[ "$(grep -c '^dmabench: ' <<<"$stderr")" -ge 1 ]
		# The row before is kept, and no number of the bad one.
		[ "$(rows .median)" = 10 ] || [ "$mode" = written ]
		[ "$(processes_with "$BATS_FILE_TMPDIR/guest")" -eq 0 ]
	done
}

@test "a window in a placement that there is not ends the run" {
	vm 1 placement
	[ "$status" -eq 3 ] || [ "$status" -eq 5 ]
	[ "$(complete)" = false ]
	[ "$(grep -c '^dmabench: ' <<<"$stderr")" -ge 1 ]
}

# hanging [CMD]: a run whose guest hangs after one row; $guest is its process
hanging() {
	two_rows
	start "$DMABENCH" run --suite "$suite" --target vm --output runs \
		--boot "6.99.0-fake=${1:-$BATS_FILE_TMPDIR/guest hang $PWD/guest}"
	wait_for 10 [ -s guest ]
	guest=$(<guest)
	end_later "$guest"
	[ -d "/proc/$guest" ]
	dir=$(echo runs/*)
}

@test "a guest that hangs: an interrupt ends it, and keeps the row" {
	for signal in INT TERM; do
		hanging
		stop "$signal"
		[ "$status" -eq 3 ]
		gone "$guest"
		[ "$(tail -n1 "$BATS_TEST_TMPDIR/out")" = "run: $dir" ]
		valid_run "$dir/run.json"
		[ "$(complete)" = false ]
		[ "$(rows .name)" = direct/null/map_single ]
		rm -r runs guest
	done
}

@test "an interrupt ends all that the command started" {
	cat >cmd <<-EOF
		#!/bin/sh
		sleep 4321 &
		echo \$! >helper
		exec "$BATS_FILE_TMPDIR/guest" hang "$PWD/guest"
	EOF
	chmod +x cmd
	hanging "$PWD/cmd"
	end_later "$(<helper)"
	stop INT
	[ "$status" -eq 3 ]
	gone "$guest"
	wait_for 2 gone "$(<helper)"
}

@test "a command that leaves a process behind does not hold the run up" {
	two_rows
	cat >cmd <<-EOF
		#!/bin/sh
		sleep 20 &
		echo \$! >helper
		exec "$BATS_FILE_TMPDIR/guest" normal
	EOF
	chmod +x cmd
	start "$DMABENCH" run --suite "$suite" --target vm --boots 1 --boot "x=$PWD/cmd"
	wait_for 10 [ -s helper ]
	end_later "$(<helper)"
	wait_for 5 gone "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 0 ]
	wait_for 2 gone "$(<helper)"
}

@test "the guest ends when dmabench is killed" {
	hanging
	stop KILL
	[ "$status" -eq 137 ]
	wait_for 2 gone "$guest"
	is_json "$dir/run.json"
	[ "$(complete)" = false ]
}
