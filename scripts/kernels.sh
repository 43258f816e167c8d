#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Kernels to boot in QEMU and to build the module against, unpacked into a
# cache and never installed on this machine.
#
# usage: kernels.sh list
#        kernels.sh get SPEC [--no-headers]
#        kernels.sh path SPEC
#        kernels.sh source debian:SERIES
#        kernels.sh apt debian:SERIES
#        kernels.sh --help
#
#   list   a line per SPEC: SPEC, version it resolves to, download size, state
#   get    download, verify and unpack what is missing; print the directory
#   path   print the directory if it is there already; never uses the network
#   source print a directory with Debian's source of that series, 1.5 GB
#   apt    print a file of apt sources: this machine's, for the suites of that
#          series
#
# SPEC is one of
#   debian:5.10 debian:6.1 debian:6.12 debian:7    the newest of that series;
#               debian:6.1-cloud, debian:6.1-rt are its other flavours
#   running     the kernel of this machine
#   DIRECTORY   a built kernel tree (with a slash in it: ./linux)
#
# The directory printed holds vmlinuz, config, release (what uname -r says),
# version, modules (lib/modules/RELEASE), build (for make -C; not with
# --no-headers) and, where there is a real one, System.map. Of Debian's modules
# only those for IOMMU and virtio are kept.
#
# The cache is $DMABENCH_CACHE, else $XDG_CACHE_HOME/dmabench, else
# ~/.cache/dmabench. The mirror is the one in this machine's apt sources.
#
# Exit status: 0 done, 2 usage, 4 not available (no network, no such package,
# no headers, not in the cache), 5 internal error.

set -Eeuo pipefail
export LC_ALL=C

# A series a line: its name in SPEC, and the suites that may hold it. The
# newest version over these suites is taken.
SERIES='
5.10	bullseye bullseye-security
6.1	bookworm bookworm-updates bookworm-security
6.12	bookworm-backports bookworm-security
7	trixie trixie-backports
'
FLAVOURS='amd64 cloud-amd64 rt-amd64'

WHY=	# why the last step failed, for the one line on stderr
STAGE=	# unfinished work, removed on every way out

# shellcheck disable=SC1091 # checked on its own
. "$(dirname "$0")/lib.sh"
# shellcheck disable=SC1091 # checked on its own
. "$(dirname "$0")/kernels-debian.sh"

trap '((BASH_SUBSHELL)) && exit 5
	die 5 "internal error at $BASH_SOURCE:$LINENO; please report it"' ERR
trap 'on_exit $?' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

on_exit() {
	[[ -z $STAGE ]] || rm -rf "$STAGE"
	# 1 is the shell giving up, on an unset variable for one
	[[ $1 -ne 1 ]] || exit 5
}

usage() {
	sed -n '4,/^$/{ /^$/d; s/^# \{0,1\}//; p }' "$0"
}

series_names() {
	awk 'NF { print $1 }' <<<"$SERIES"
}

bad_usage() {
	die 2 "$1; try 'kernels.sh --help'"
}

bad_spec() {
	local known

	known=$(series_names | sed 's/^/debian:/' | paste -sd' ')
	die 2 "bad SPEC '$1'; valid are $known (each also with -cloud or -rt)," \
		"running, or the directory of a built kernel"
}

# Set SPEC and KIND, for debian SERIES_NAME and FLAVOUR too, for a tree TREE.
parse_spec() {
	SPEC=$1
	case $1 in
	debian:*)
		KIND=debian SERIES_NAME=${1#debian:} FLAVOUR=amd64
		case $SERIES_NAME in
		*-cloud) FLAVOUR=cloud-amd64 ;;
		*-rt) FLAVOUR=rt-amd64 ;;
		esac
		SERIES_NAME=${SERIES_NAME%-"${FLAVOUR%-amd64}"}
		series_names | grep -Fxq -- "$SERIES_NAME" || bad_spec "$1"
		;;
	running)
		KIND=running
		;;
	*/*)
		[[ -d $1 ]] || bad_spec "$1"
		KIND=tree TREE=$(realpath -- "$1")
		;;
	*)
		bad_spec "$1"
		;;
	esac
}

# Set DIR to where the SPEC is, or would be, in the cache; for debian to the
# newest that is there, or to nothing.
spec_dir() {
	case $KIND in
	debian) DIR=$(cached_debian) ;;
	running) DIR=$KERNELS/running_$(uname -r) ;;
	tree) DIR=$KERNELS/tree_${TREE##*/}_$(sha1sum <<<"$TREE" | cut -c1-8) ;;
	esac
}

# Hold the lock NAME until the next lock or the end, with an empty STAGE: two
# runs at once would share apt's state and the staging directory.
lock() {
	[[ -z $STAGE ]] || rm -rf "$STAGE"
	mkdir -p "$KERNELS" 2>/dev/null || :
	[[ -d $KERNELS && -w $KERNELS ]] ||
		die 5 "cannot write to $KERNELS; set DMABENCH_CACHE to a directory of yours"
	exec 9>"$KERNELS/.lock-$1"
	if ! flock -n 9; then
		note "waiting for another kernels.sh that is at work on $1"
		flock 9
	fi
	STAGE=$KERNELS/.stage-$1
	rm -rf "$STAGE"	# of a run that was killed
	mkdir "$STAGE"
}

# Kernels that are on this machine already get a view: a directory of links.

# Put $STAGE/new in place as $DIR, if it is not there just so already.
place_view() {
	if [[ -d $DIR ]]; then
		! diff -rq --no-dereference "$STAGE/new" "$DIR" >/dev/null || return 0
		mv -T "$DIR" "$STAGE/old"
	fi
	mv -T "$STAGE/new" "$DIR"
}

# Print the first of these files that can be read.
first_of() {
	local file

	for file; do
		[[ -r $file ]] || continue
		echo "$file"
		break
	done
}

# Debian's System.map is one line that says where the real one is.
stub_map() {
	[[ $(head -n2 "$1" 2>/dev/null | wc -l) -lt 2 ]]
}

# get_running HEADERS
get_running() {
	local new=$STAGE/new rel mods image config map

	rel=$(uname -r)
	mods=/lib/modules/$rel
	image=$(first_of "/boot/vmlinuz-$rel" "$mods/vmlinuz")
	config=$(first_of "/boot/config-$rel" "$mods/config" "$mods/build/.config" /proc/config.gz)
	map=$(first_of "/boot/System.map-$rel" "$mods/System.map")
	! stub_map "$map" || map=''
	[[ $image ]] ||
		die 4 "no readable image of the running kernel $rel in /boot or $mods; use a debian: SPEC"
	[[ $config ]] ||
		die 4 "no config of the running kernel $rel in /boot, $mods or /proc; use a debian: SPEC"
	[[ -z $1 || -e $mods/build/Makefile ]] ||
		die 4 "no headers of the running kernel in $mods/build; install linux-headers-$rel"
	mkdir "$new"
	ln -s "$image" "$new/vmlinuz"
	if [[ $config == *.gz ]]; then
		zcat "$config" >"$new/config"
	else
		ln -s "$config" "$new/config"
	fi
	[[ -z $map ]] || ln -s "$map" "$new/System.map"
	ln -s "$mods" "$new/modules"
	[[ -z $1 && ! -e $DIR/build ]] || ln -s "$(realpath "$mods/build")" "$new/build"
	echo "$rel" >"$new/release"
	# shellcheck disable=SC2016 # for dpkg-query
	dpkg-query -W -f '${Version}\n' "linux-image-$rel" >"$new/version" 2>/dev/null ||
		uname -v >"$new/version"
	place_view
}

# get_tree HEADERS
get_tree() {
	local new=$STAGE/new rel src=$TREE file

	for file in arch/x86/boot/bzImage .config include/config/kernel.release; do
		[[ -s $TREE/$file ]] ||
			die 4 "$TREE is not a built kernel: it has no $file; run make there"
	done
	read -r rel <"$TREE/include/config/kernel.release"
	mkdir -p "$new/lib/modules/$rel"
	ln -s "$TREE/arch/x86/boot/bzImage" "$new/vmlinuz"
	ln -s "$TREE/.config" "$new/config"
	[[ ! -e $TREE/System.map ]] || ln -s "$TREE/System.map" "$new/System.map"
	[[ -z $1 && ! -e $DIR/build ]] || ln -s "$TREE" "$new/build"
	# as make modules_install would lay it out
	ln -s "lib/modules/$rel" "$new/modules"
	ln -s "$TREE" "$new/modules/kernel"
	for file in modules.order modules.builtin modules.builtin.modinfo; do
		[[ ! -e $TREE/$file ]] || ln -s "$TREE/$file" "$new/modules/$file"
	done
	echo "$rel" >"$new/release"
	# The source of a tree made with O= is elsewhere. A repository that only
	# has the tree somewhere inside says nothing about the kernel.
	[[ ! -e $TREE/source ]] || src=$TREE/source
	echo tree >"$new/version"
	# tree.sh says which revision it built.
	if [[ -s $TREE/dmabench-version ]]; then
		cp "$TREE/dmabench-version" "$new/version"
		[[ ! -s $TREE/dmabench-code ]] ||
			cp "$TREE/dmabench-code" "$new/code"
	elif file=$(git -C "$src" rev-parse --show-cdup 2>/dev/null) && [[ -z $file ]]; then
		file=$(GIT_OPTIONAL_LOCKS=0 git -C "$src" -c core.fsmonitor=false \
			describe --always --dirty 2>/dev/null) || file=''
		[[ -z $file ]] || echo "$file" >"$new/version"
	fi
	place_view
}

cmd_get() {
	local spec='' headers=yes arg

	for arg; do
		case $arg in
		--no-headers) headers='' ;;
		-*) bad_usage "unknown option '$arg'" ;;
		*)
			[[ -z $spec ]] || bad_usage "get takes one SPEC"
			spec=$arg
			;;
		esac
	done
	[[ $spec ]] || bad_usage "get needs a SPEC"
	parse_spec "$spec"
	spec_dir
	lock "$KIND${SERIES_NAME:+-$SERIES_NAME}"
	"get_$KIND" "$headers"
	echo "$DIR"
}

cmd_source() {
	[[ $# -eq 1 ]] || bad_usage "source takes one SPEC"
	parse_spec "$1"
	[[ $KIND == debian ]] || bad_usage "source is for debian:SERIES, not '$1'"
	lock "$KIND-$SERIES_NAME"
	get_source
	echo "$DIR"
}

cmd_apt() {
	[[ $# -eq 1 ]] || bad_usage "apt takes one SPEC"
	parse_spec "$1"
	[[ $KIND == debian ]] || bad_usage "apt is for debian:SERIES, not '$1'"
	lock "$KIND-$SERIES_NAME"
	apt_setup || die 4 "$WHY; check apt's sources"
	echo "$APT/kernels.sources"
}

cmd_path() {
	[[ $# -eq 1 ]] || bad_usage "path takes one SPEC"
	parse_spec "$1"
	spec_dir
	[[ $DIR && -e $DIR/version && -e $DIR/vmlinuz ]] ||
		die 4 "$SPEC is not in the cache; run 'kernels.sh get $SPEC'"
	echo "$DIR"
}

# list_line SPEC VERSION SIZE STATE
list_line() {
	printf '%-18s %-20s %7s  %s\n' "$@"
}

# List the SPECs of $SERIES_NAME; fail when none of them can be resolved.
list_debian() {
	local name state usable='' resolved='' bytes

	WHY=''
	! apt_setup || usable=yes
	if [[ -z $usable ]] || ! apt_refresh; then
		note "debian:$SERIES_NAME: $WHY"
	fi
	for FLAVOUR in $FLAVOURS; do
		name=debian:$SERIES_NAME
		[[ $FLAVOUR == amd64 ]] || name+=-${FLAVOUR%-amd64}
		DIR=$(cached_debian)
		state="not cached" bytes=-
		if [[ $usable ]] && resolve; then
			resolved=yes
			bytes=$(megabytes $((IMAGE_BYTES + HEADER_BYTES)))
			[[ -z $DIR ]] || state="not cached, but $(<"$DIR/version") is"
			DIR=$KERNELS/debian_${VERSION}_$FLAVOUR
			[[ ! -e $DIR/version ]] || state="cached, no headers"
			[[ ! -e $DIR/build ]] || state="cached"
		elif [[ $DIR ]]; then
			VERSION=$(<"$DIR/version") state="cached"
		else
			VERSION=- state="not available"
		fi
		list_line "$name" "$VERSION" "$bytes" "$state"
	done
	[[ $resolved ]]
}

cmd_list() {
	local resolved='' rel state="on this machine"

	[[ $# -eq 0 ]] || bad_usage "list takes no arguments"
	for SERIES_NAME in $(series_names); do
		lock "debian-$SERIES_NAME"
		! list_debian || resolved=yes
	done
	rel=$(uname -r)
	[[ -e /lib/modules/$rel/build/Makefile ]] || state="not available: no headers"
	[[ $(first_of "/boot/vmlinuz-$rel" "/lib/modules/$rel/vmlinuz") ]] ||
		state="not available: no image"
	list_line running "$rel" - "$state"
	[[ $resolved ]] || die 4 "no debian: SPEC can be resolved: $WHY; check the network and apt's sources"
}

KERNELS=$(cache_dir)/kernels || exit
case ${1:-} in
list | get | path | source | apt) "cmd_$1" "${@:2}" ;;
-h | --help) usage ;;
'') bad_usage "no command" ;;
*) bad_usage "unknown command '$1'" ;;
esac
