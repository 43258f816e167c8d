#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/kernels.sh. Only the tests after "network" use the mirror; they are
# skipped, with the reason, when it cannot be reached. The cache is a temporary
# one, but for the last test, which builds against the user's own.

bats_require_minimum_version 1.5.0

KERNELS_SH=$BATS_TEST_DIRNAME/../../scripts/kernels.sh

setup() {
	export DMABENCH_CACHE=$BATS_TEST_TMPDIR/cache
	K=$DMABENCH_CACHE/kernels
}

kernels() {
	run --separate-stderr "$KERNELS_SH" "$@"
}

# One line on stderr, of the agreed form: what was wrong; what to do.
one_error() {
	# shellcheck disable=SC2154 # set by run
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ ${stderr_lines[0]} == "kernels.sh: "*"; "* ]]
}

# A built kernel tree as far as anyone looks.
fake_tree() {
	mkdir -p "$1/arch/x86/boot" "$1/include/config"
	echo image >"$1/arch/x86/boot/bzImage"
	echo CONFIG_X=y >"$1/.config"
	echo 6.99.0-fake >"$1/include/config/kernel.release"
}

# fake_cached VERSION FLAVOUR [build]: what a finished get leaves
fake_cached() {
	mkdir -p "$K/debian_$1_$2"
	echo "$1" >"$K/debian_$1_$2/version"
	echo image >"$K/debian_$1_$2/vmlinuz"
	[ $# -lt 3 ] || mkdir "$K/debian_$1_$2/build"
}

# An apt-get that finds no network, ahead of the real one.
no_network() {
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	cat >"$BATS_TEST_TMPDIR/bin/apt-get" <<-'EOF'
		#!/bin/sh
		echo "E: Failed to fetch anything, there is no network" >&2
		exit 100
	EOF
	chmod +x "$BATS_TEST_TMPDIR/bin/apt-get"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

# apt_sources FILE: make that file all the sources apt knows of
apt_sources() {
	command -v apt-config >/dev/null || skip "no apt on this machine"
	mkdir -p "$BATS_TEST_TMPDIR/parts"
	mv "$1" "$BATS_TEST_TMPDIR/parts/"
	cat >"$BATS_TEST_TMPDIR/apt.conf" <<-EOF
		Dir::Etc::sourcelist "/dev/null";
		Dir::Etc::sourceparts "$BATS_TEST_TMPDIR/parts";
	EOF
	export APT_CONFIG=$BATS_TEST_TMPDIR/apt.conf
}

@test "no command, unknown command, unknown option: usage, 2" {
	for args in "" "frob" "get" "path" "get --frob debian:6.1" "list x" \
		"get debian:6.1 debian:5.10" "path debian:6.1 debian:5.10"; do
		# shellcheck disable=SC2086 # several arguments
		kernels $args
		[ "$status" -eq 2 ]
		[ -z "$output" ]
		one_error
	done
}

@test "--help prints the usage on stdout" {
	kernels --help
	[ "$status" -eq 0 ]
	[[ $output == *"usage: kernels.sh list"*"get SPEC [--no-headers]"*"Exit status"* ]]
	[ -z "$stderr" ]
}

@test "a bad SPEC: 2, and one line that lists the valid ones" {
	for spec in debian:4.19 debian: debian:6.1-foo debian:6 linux nowhere/at/all \
		"debian:6.1 " "debian:.*" ""; do
		kernels path "$spec"
		[ "$status" -eq 2 ]
		one_error
		[ -z "$spec" ] || [[ $stderr == *debian:5.10*debian:6.1*debian:7*running* ]]
	done
}

@test "path of a kernel that is not in the cache: 4, and nothing is made" {
	fake_tree "$BATS_TEST_TMPDIR/linux"
	for spec in debian:6.1 debian:7-cloud running "$BATS_TEST_TMPDIR/linux"; do
		kernels path "$spec"
		[ "$status" -eq 4 ]
		[ -z "$output" ]
		one_error
		[[ $stderr == *"kernels.sh get $spec"* ]]
	done
	[ ! -e "$DMABENCH_CACHE" ]
}

@test "path: the newest cached kernel of the series and the flavour" {
	fake_cached 6.1.9-1 amd64
	fake_cached 6.1.10-1 amd64
	fake_cached 6.1.11-1 cloud-amd64
	fake_cached 6.12.1-1~deb12u1 amd64
	mkdir -p "$K/debian_6.1.99-1_amd64"	# not finished
	kernels path debian:6.1
	[ "$output" = "$K/debian_6.1.10-1_amd64" ]
	kernels path debian:6.1-cloud
	[ "$output" = "$K/debian_6.1.11-1_cloud-amd64" ]
	kernels path debian:6.12
	[ "$output" = "$K/debian_6.12.1-1~deb12u1_amd64" ]
	kernels path debian:6.1-rt
	[ "$status" -eq 4 ]
}

@test "get without a network takes what the cache has" {
	no_network
	fake_cached 6.1.9-1 amd64 build
	fake_cached 6.1.10-1 amd64
	kernels get debian:6.1
	[ "$status" -eq 0 ]
	[ "$output" = "$K/debian_6.1.9-1_amd64" ]
	kernels get debian:6.1 --no-headers
	[ "$status" -eq 0 ]
	[ "$output" = "$K/debian_6.1.10-1_amd64" ]
}

@test "get without a network and with nothing in the cache: 4" {
	no_network
	kernels get debian:6.12
	[ "$status" -eq 4 ]
	[ -z "$output" ]
	[[ ${stderr_lines[-1]} == "kernels.sh: "*"no network"*"; "* ]]
	[ "$(grep -c '^kernels.sh: ' <<<"$stderr")" -eq 1 ]
	[ -z "$(find "$K" -name '.stage*')" ]
}

@test "list without a network: a line per SPEC, 4" {
	no_network
	fake_cached 6.1.9-1 amd64
	kernels list
	[ "$status" -eq 4 ]
	[ "${#lines[@]}" -eq 13 ]
	grep -Eq '^debian:6\.1 +6\.1\.9-1 +- +cached$' <<<"$output"
	grep -Eq '^debian:7-rt +- +- +not available$' <<<"$output"
	grep -Eq '^running ' <<<"$output"
}

@test "running without an image: 4" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\necho 0.0.0-none\n' >"$BATS_TEST_TMPDIR/bin/uname"
	chmod +x "$BATS_TEST_TMPDIR/bin/uname"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH kernels get running
	[ "$status" -eq 4 ]
	one_error
	[[ $stderr == *"0.0.0-none"* ]]
}

@test "running: a view of the kernel of this machine" {
	[[ -r /boot/vmlinuz-$(uname -r) ]] || skip "/boot has no image of the running kernel"
	kernels get running --no-headers
	[ "$status" -eq 0 ]
	[ "$(<"$output/release")" = "$(uname -r)" ]
	[ -s "$output/vmlinuz" ]
	[ -s "$output/config" ]
	[ -s "$output/version" ]
}

@test "a built tree: a view with the names every SPEC has" {
	tree=$BATS_TEST_TMPDIR/linux
	fake_tree "$tree"
	mkdir -p "$tree/drivers/iommu"
	touch "$tree/drivers/iommu/virtio-iommu.ko" "$tree/modules.order"
	kernels get "$tree"
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 1 ]
	dir=$output
	[[ $dir == "$K"/* ]]
	[ "$(<"$dir/vmlinuz")" = image ]
	[ "$(<"$dir/config")" = CONFIG_X=y ]
	[ "$(<"$dir/release")" = 6.99.0-fake ]
	[ "$(<"$dir/version")" = tree ]
	[ "$(realpath "$dir/build")" = "$(realpath "$tree")" ]
	[ -e "$dir/modules/kernel/drivers/iommu/virtio-iommu.ko" ]
	[[ $(realpath "$dir/modules") == */lib/modules/6.99.0-fake ]]
	[ -e "$dir/modules/modules.order" ]
	[ ! -e "$dir/System.map" ]
	kernels path "$tree"
	[ "$output" = "$dir" ]
	# by another name for the same place
	cd "$tree"
	kernels path ./
	[ "$output" = "$dir" ]
}

@test "a built tree: the view follows the tree" {
	tree=$BATS_TEST_TMPDIR/linux
	fake_tree "$tree"
	kernels get "$tree" --no-headers
	dir=$output
	[ ! -e "$dir/build" ]
	echo 6.99.1-fake >"$tree/include/config/kernel.release"
	echo map >"$tree/System.map"
	kernels get "$tree"
	[ "$output" = "$dir" ]
	[ "$(<"$dir/release")" = 6.99.1-fake ]
	[ -e "$dir/build" ]
	[ -e "$dir/System.map" ]
	kernels get "$tree" --no-headers
	[ -e "$dir/build" ]	# another may be at work with it
}

@test "a built tree: version is git's word on it, not on a tree around it" {
	command -v git >/dev/null || skip "no git"
	tree=$BATS_TEST_TMPDIR/repo/linux
	fake_tree "$tree"
	git -C "$BATS_TEST_TMPDIR/repo" init -q
	git -C "$BATS_TEST_TMPDIR/repo" -c user.name=t -c user.email=t@example.org \
		commit -q --allow-empty -m outer
	kernels get "$tree"
	[ "$(<"$output/version")" = tree ]
	git -C "$tree" init -q
	git -C "$tree" -c user.name=t -c user.email=t@example.org commit -q --allow-empty -m x
	git -C "$tree" -c user.name=t -c user.email=t@example.org tag -a -m x v6.99
	kernels get "$tree"
	[ "$(<"$output/version")" = v6.99 ]
}

@test "a tree that is not built: 4" {
	tree=$BATS_TEST_TMPDIR/linux
	fake_tree "$tree"
	rm "$tree/arch/x86/boot/bzImage"
	kernels get "$tree"
	[ "$status" -eq 4 ]
	one_error
	[[ $stderr == *bzImage* ]]
}

@test "two trees of one name do not share a view" {
	fake_tree "$BATS_TEST_TMPDIR/a/linux"
	fake_tree "$BATS_TEST_TMPDIR/b/linux"
	kernels get "$BATS_TEST_TMPDIR/a/linux"
	first=$output
	kernels get "$BATS_TEST_TMPDIR/b/linux"
	[ "$output" != "$first" ]
}

@test "runs at once do not clash" {
	tree=$BATS_TEST_TMPDIR/linux
	fake_tree "$tree"
	for i in 1 2 3 4 5 6 7 8; do
		"$KERNELS_SH" get "$tree" >"$BATS_TEST_TMPDIR/out.$i" 2>/dev/null &
	done
	for job in $(jobs -p); do
		wait "$job"
	done
	[ "$(sort -u "$BATS_TEST_TMPDIR"/out.* | wc -l)" -eq 1 ]
	[ -e "$(<"$BATS_TEST_TMPDIR/out.1")/vmlinuz" ]
	[ "$(find "$K" -mindepth 1 -maxdepth 1 ! -name '.lock*' | wc -l)" -eq 1 ]
}

@test "a run waits for another, and says so" {
	tree=$BATS_TEST_TMPDIR/linux
	fake_tree "$tree"
	mkdir -p "$K"
	exec 8>"$K/.lock-tree"
	flock 8
	"$KERNELS_SH" get "$tree" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" 8>&- &
	for ((i = 0; i < 50; i++)); do
		[ ! -s "$BATS_TEST_TMPDIR/err" ] || break
		sleep 0.1
	done
	grep -q "^waiting " "$BATS_TEST_TMPDIR/err"
	[ ! -s "$BATS_TEST_TMPDIR/out" ]
	exec 8>&-
	wait $!
	[ -e "$(<"$BATS_TEST_TMPDIR/out")/vmlinuz" ]
}

@test "a run that is stopped leaves no staging directory" {
	no_network
	printf '#!/bin/sh\ntouch "%s"\nexec sleep 60\n' "$BATS_TEST_TMPDIR/started" \
		>"$BATS_TEST_TMPDIR/bin/apt-get"
	command -v apt-config >/dev/null || skip "no apt on this machine"
	setsid "$KERNELS_SH" get debian:6.1 >/dev/null 2>&1 3>&- &
	pid=$!
	for ((i = 0; i < 50; i++)); do
		[ ! -e "$BATS_TEST_TMPDIR/started" ] || break
		sleep 0.1
	done
	[ -d "$K/.stage-debian-6.1" ]
	kill -TERM -- "-$pid"
	# Not by run, whose subshell has no such child to wait for.
	wait "$pid" || true
	[ ! -e "$K/.stage-debian-6.1" ]
}

@test "a cache that cannot be written: 5, one line" {
	touch "$BATS_TEST_TMPDIR/file"
	fake_tree "$BATS_TEST_TMPDIR/linux"
	DMABENCH_CACHE=$BATS_TEST_TMPDIR/file kernels get "$BATS_TEST_TMPDIR/linux"
	[ "$status" -eq 5 ]
	one_error
	[[ $stderr == *DMABENCH_CACHE* ]]
}

@test "the mirror is this machine's: one-line sources" {
	no_network
	cat >"$BATS_TEST_TMPDIR/a.list" <<-'EOF'
		# deb http://commented.example/debian bookworm main
		deb [arch=amd64 signed-by=/k/other.gpg] https://third.example/debian stable main
		deb [ signed-by=/k/debian-archive-keyring.gpg arch=amd64 ] http://one.example/debian/ trixie main contrib
		deb-src http://src.example/debian trixie main
		deb http://sec.example/debian-security trixie-security main # security
	EOF
	apt_sources "$BATS_TEST_TMPDIR/a.list"
	kernels get debian:6.1
	[ "$status" -eq 4 ]
	run cat "$K/.apt/6.1/kernels.sources"
	[ "$(grep ^URIs <<<"$output" | sort | uniq -c | tr -s ' ')" = " 2 URIs: http://one.example/debian/
 1 URIs: http://sec.example/debian-security" ]
	[ "$(grep -c '^Signed-By: /k/debian-archive-keyring.gpg$' <<<"$output")" -eq 2 ]
	[ "$(grep -c '^Suites: bookworm' <<<"$output")" -eq 3 ]
}

@test "the mirror is this machine's: deb822 sources, with a key inside" {
	no_network
	cat >"$BATS_TEST_TMPDIR/a.sources" <<-'EOF'
		# a comment
		Types: deb
		URIs: http://off.example/debian
		Suites: trixie
		Components: main
		Enabled: no

		Types: deb deb-src
		URIs: http://two.example/debian
		# another
		Suites: trixie trixie-updates
		 trixie-backports
		Components: main
		Signed-By:
		 -----BEGIN PGP PUBLIC KEY BLOCK-----
		 .
		 abc
		 -----END PGP PUBLIC KEY BLOCK-----
	EOF
	apt_sources "$BATS_TEST_TMPDIR/a.sources"
	kernels get debian:6.1
	[ "$status" -eq 4 ]
	[[ $stderr == *"bookworm-security"* ]]
	run cat "$K/.apt/6.1/kernels.sources"
	[ "$(grep -c '^URIs: http://two.example/debian$' <<<"$output")" -eq 2 ]
	[ "$(grep -c '^URIs:' <<<"$output")" -eq 2 ]
	[ "$(grep -cx ' -----END PGP PUBLIC KEY BLOCK-----' <<<"$output")" -eq 2 ]
	[ "$(grep -cx ' \.' <<<"$output")" -eq 2 ]
}

@test "no Debian archive among the sources: 4" {
	no_network
	echo "deb http://other.example/ubuntu noble main" >"$BATS_TEST_TMPDIR/a.list"
	apt_sources "$BATS_TEST_TMPDIR/a.list"
	for verb in get apt; do
		kernels $verb debian:6.1
		[ "$status" -eq 4 ]
		one_error
		[[ $stderr == *"bookworm bookworm-updates bookworm-security"* ]]
	done
}

@test "apt: a file of sources, without the network" {
	no_network
	echo "deb http://one.example/debian bookworm main" >"$BATS_TEST_TMPDIR/a.list"
	apt_sources "$BATS_TEST_TMPDIR/a.list"
	kernels apt debian:6.1
	[ "$status" -eq 0 ]
	[ "$(grep -c '^URIs: http://one.example/debian$' "$output")" -eq 2 ]
	kernels apt running
	[ "$status" -eq 2 ]
	one_error
}

# --- network

# The first caller finds out whether the mirror can be reached; its lists are
# then there for the others.
need_mirror() {
	command -v apt-get >/dev/null || skip "no apt-get on this machine"
	export DMABENCH_CACHE=$BATS_FILE_TMPDIR/cache
	K=$DMABENCH_CACHE/kernels
	[ -e "$BATS_FILE_TMPDIR/list" ] ||
		"$KERNELS_SH" list >"$BATS_FILE_TMPDIR/list" 2>"$BATS_FILE_TMPDIR/why" ||
		touch "$BATS_FILE_TMPDIR/no"
	[ ! -e "$BATS_FILE_TMPDIR/no" ] ||
		skip "the mirror cannot be reached: $(tail -n1 "$BATS_FILE_TMPDIR/why")"
}

@test "network: list resolves SPECs and changes nothing of the machine's apt" {
	# shellcheck disable=SC2317 # called by both lines below
	state() {
		find /etc/apt /var/lib/apt /var/cache/apt /var/lib/dpkg/status \
			-printf '%p %s %m %T@\n' 2>/dev/null | sort
	}
	before=$(state)
	need_mirror
	[ "$(state)" = "$before" ]
	run cat "$BATS_FILE_TMPDIR/list"
	grep -Eq '^debian:6\.1 +6\.1\.[0-9]+-[^ ]+ +[0-9]+ MB +not cached$' <<<"$output"
	[ "${#lines[@]}" -eq 13 ]
}

@test "network: get fetches an image, then only its headers, then nothing" {
	need_mirror
	grep -q '^debian:5.10-cloud .*MB' "$BATS_FILE_TMPDIR/list" ||
		skip "the mirror has no debian:5.10-cloud"
	kernels get debian:5.10-cloud --no-headers
	[ "$status" -eq 0 ]
	dir=$output
	[ -s "$dir/vmlinuz" ]
	[ -s "$dir/config" ]
	[ -d "$dir/modules/" ]
	[[ $(<"$dir/release") == 5.10.*-cloud-amd64 ]]
	[[ $(<"$dir/version") == 5.10.* ]]
	[ ! -e "$dir/build" ]
	inode=$(stat -c %i "$dir/vmlinuz")
	kernels get debian:5.10-cloud
	[ "$output" = "$dir" ]
	[ "$(stat -c %i "$dir/vmlinuz")" = "$inode" ]
	[ -s "$dir/build/Module.symvers" ]
	[ -z "$(find "$dir" -xtype l)" ]	# no dead link
	[ -z "$(find "$dir" -lname '/*')" ]	# none that leads out
	no_network
	kernels get debian:5.10-cloud
	[ "$output" = "$dir" ]
	[ -z "$stderr" ]
	[ -z "$(find "$K" -name '*.deb')" ]
}

@test "network: a source signed by another key is not believed" {
	need_mirror
	sed -i -e '/^ /d; /^Signed-By:/d' -e 's|^Targets:.*|&\nSigned-By: /dev/null|' \
		"$K/.apt/7/kernels.sources"
	run apt-get -c "$K/.apt/7/apt.conf" -o "Dir::State::lists=$BATS_TEST_TMPDIR/" -q update
	[ "$status" -ne 0 ]
	[[ $output == *"is not signed"* ]]
}

@test "a module builds against debian:6.1 of the user's cache" {
	unset DMABENCH_CACHE
	kernels path debian:6.1
	[ "$status" -eq 0 ] && [ -e "$output/build" ] ||
		skip "debian:6.1 is not in the cache; scripts/kernels.sh get debian:6.1"
	[[ $output/ != *[[:space:]:]* ]] || skip "kbuild takes no space or colon in a path"
	dir=$output
	cat >"$BATS_TEST_TMPDIR/hello.c" <<-'EOF'
		#include <linux/module.h>
		static int __init hello(void) { return 0; }
		module_init(hello);
		MODULE_LICENSE("GPL");
	EOF
	echo 'obj-m := hello.o' >"$BATS_TEST_TMPDIR/Makefile"
	run make -C "$dir/build" M="$BATS_TEST_TMPDIR" CC=gcc CONFIG_DEBUG_INFO_BTF_MODULES= modules
	[ "$status" -eq 0 ]
	[[ $output != *warning* ]]
	grep -aq "vermagic=$(<"$dir/release") " "$BATS_TEST_TMPDIR/hello.ko"
}
