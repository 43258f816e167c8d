# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The debian: SPECs of kernels.sh, which sources this: find the machine's
# mirror, let apt fetch and verify in a state of its own, unpack into the cache.

LISTS_MAX_AGE=1440	# minutes
# All modules of a kernel take 300 MB; a guest of ours loads only these.
KEEP_MODULES='drivers/iommu drivers/virtio'

# Print "URI <tab> SUITE <tab> SIGNED-BY" for each binary source of this
# machine. A key that stands in the file itself has '|' for its newlines.
machine_sources() {
	local file list='' parts=''

	eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
	for file in "$list" "$parts"/*.list; do
		[[ -f $file && -r $file ]] || continue
		sed 's/#.*//' "$file" | awk '$1 == "deb" && / main( |$)/ {
			key = ""; i = 2
			if ($i ~ /^\[/)
				do {
					o = $i; gsub(/[][]/, "", o)
					if (o ~ /^signed-by=/) key = substr(o, 11)
				} while ($(i++) !~ /\]$/ && i < NF)
			print $i "\t" $(i + 1) "\t" key
		}'
	done
	for file in "$parts"/*.sources; do
		[[ -f $file && -r $file ]] || continue
		sed '/^#/d' "$file" | awk -v RS= -F '\n' '{
			split("", f)
			for (i = 1; i <= NF; i++) {
				if ($i ~ /^[ \t]/) {
					f[name] = f[name] "|" $i
					continue
				}
				name = tolower($i); sub(/:.*/, "", name)
				f[name] = substr($i, length(name) + 2)
			}
			gsub(/[|\t]/, " ", f["uris"]); gsub(/[|\t]/, " ", f["suites"])
			if ((f["types"] " ") !~ /deb / || f["enabled"] ~ /no|false/)
				next
			nu = split(f["uris"], uri, " "); ns = split(f["suites"], suite, " ")
			sub(/^ +/, "", f["signed-by"])
			for (u = 1; u <= nu; u++)
				for (s = 1; s <= ns; s++)
					print uri[u] "\t" suite[s] "\t" f["signed-by"]
		}'
	done
}

# Print the machine_sources line that is the Debian archive (0) or its security
# archive (1). Third parties use Debian's suite names too, so go by key and
# path. A wrong guess does no harm, it only fails: apt checks the signature
# with the key of that same line.
debian_source() {
	machine_sources | awk -F '\t' -v security="$1" '
	($2 ~ /-security$|\/updates$/) == security {
		score = ($1 ~ /debian/) + 2 * ($1 ~ /\/debian(-security)?\/?$/)
		score += $3 ~ /debian-archive/ ? 4 : $3 != "" ? -1 : 0
		if (score > best) { best = score; line = $0 }
	}
	END { print line }'
}

# Write apt's configuration and sources for $SERIES_NAME. They are read after
# the machine's own, so its proxy and other Acquire settings stay in force.
apt_setup() {
	local suite suites security uri key missing=''

	WHY="this machine has no apt-get"
	command -v apt-get >/dev/null || return 1
	APT=$KERNELS/.apt/$SERIES_NAME
	mkdir -p "$APT"/{lists,archives}/partial "$APT/debs" || return 1
	cat >"$APT/apt.conf" <<-EOF
		// The machine's hooks would act on the machine.
		#clear APT::Update::Pre-Invoke;
		#clear APT::Update::Post-Invoke;
		#clear APT::Update::Post-Invoke-Success;
		#clear APT::Architectures;
		APT::Architecture "amd64";
		APT::Architectures { "amd64"; };
		// The user _apt cannot write to a cache below a home directory.
		APT::Sandbox::User "root";
		APT::Update::Error-Mode "any";
		APT::Get::AllowUnauthenticated "false";
		Acquire::AllowInsecureRepositories "false";
		Acquire::AllowWeakRepositories "false";
		Dir::State "$APT/";
		Dir::State::lists "lists/";
		Dir::State::status "/dev/null";
		Dir::Cache "$APT/";
		Dir::Cache::archives "archives/";
		Dir::Cache::pkgcache "pkgcache.bin";
		Dir::Cache::srcpkgcache "";
		Dir::Etc::sourcelist "$APT/kernels.sources";
		Dir::Etc::sourceparts "/dev/null";
	EOF
	suites=$(awk -v s="$SERIES_NAME" '$1 == s { $1 = ""; print }' <<<"$SERIES")
	for suite in $suites; do
		security=0
		[[ $suite != *-security ]] || security=1
		IFS=$'\t' read -r uri _ key < <(debian_source $security)
		[[ $uri ]] || { missing+=" $suite"; continue; }
		printf '%s\n' "Types: deb" "URIs: $uri" "Suites: $suite" \
			"Components: main" "Architectures: amd64" "Targets: Packages"
		[[ -z $key ]] || printf 'Signed-By: %s\n' "${key//|/$'\n'}"
		echo
	done >"$STAGE/kernels.sources"
	WHY=${missing:+"no archive for$missing among this machine's apt sources"}
	[[ -s $STAGE/kernels.sources ]] || return 1
	[[ -z $missing ]] || note "$WHY; left out"
	if ! cmp -s "$STAGE/kernels.sources" "$APT/kernels.sources"; then
		rm -f "$APT/updated"
		cp "$STAGE/kernels.sources" "$APT/kernels.sources"
	fi
}

# Run apt-get in our state. When it fails, WHY is its first word on it.
apt_get() {
	! (cd "$APT/debs" && exec apt-get -c "$APT/apt.conf" -q "$@" 2>"$APT/log") || return 0
	WHY=$({ grep -m1 '^E: ' "$APT/log" || grep -m1 '^W: ' "$APT/log"; } | cut -c4-) ||
		WHY="apt-get $1 failed"
	WHY=${WHY%.}
	return 1
}

# Fetch the package lists when they are older than a day, or when "now".
apt_refresh() {
	local retries=3

	[[ ${1:-} == now || -z $(find "$APT/updated" -mmin "-$LISTS_MAX_AGE" 2>/dev/null) ]] ||
		return 0
	note "fetching the package lists for debian:$SERIES_NAME"
	[[ ! -e $APT/updated ]] || retries=0	# the old lists will do
	apt_get update -o "Acquire::Retries=$retries" >/dev/null || return 1
	touch "$APT/updated"
}

# Print "NAME VERSION BYTES DEPENDENCY..." for each version of these packages.
pkg_info() {
	{ apt-cache -c "$APT/apt.conf" show "$@" 2>/dev/null || :; } | awk '
	/^Package:/ { name = $2 }
	/^Version:/ { version = $2 }
	/^Size:/ { size = $2 }
	# the first of alternatives, without its version
	/^Depends:/ { deps = $0; sub(/^Depends:/, "", deps)
		gsub(/\([^)]*\)|\|[^,]*|,/, " ", deps) }
	/^$/ { show() }
	END { show() }
	function show() {
		if (name) print name, version, size, deps
		name = deps = ""
	}'
}

# closure WANT NAME: set PKGS and BYTES to package NAME of $VERSION, and what
# it depends on as far as that is of the same version (suites carry several
# versions of one linux-kbuild) and its name matches WANT.
closure() {
	local want=$1 todo=$2 next name version size deps dep

	PKGS=() BYTES=0
	while [[ $todo ]]; do
		next=''
		# shellcheck disable=SC2086 # names
		while read -r name version size deps; do
			[[ $version == "$VERSION" && " ${PKGS[*]} " != *" $name=$version "* ]] || continue
			PKGS+=("$name=$version") BYTES=$((BYTES + size))
			for dep in $deps; do
				[[ ! $dep =~ $want ]] || next+=" $dep"
			done
		done < <(pkg_info $todo)
		todo=$next
	done
}

# Set VERSION and REL to the newest kernel of $SERIES_NAME and $FLAVOUR in the
# lists, IMAGE, IMAGE_BYTES, HEADERS and HEADER_BYTES to its packages.
resolve() {
	local metas name version deps dep unsigned

	metas=$(apt-cache -c "$APT/apt.conf" pkgnames linux-image- 2>/dev/null |
		grep -Ex "linux-image(-[0-9.]+)?-$FLAVOUR") || :
	VERSION='' REL=''
	# shellcheck disable=SC2086 # names
	while read -r name version _ deps; do
		[[ $version == "$SERIES_NAME".* ]] || continue
		dpkg --compare-versions "$version" gt "${VERSION:-0}" || continue
		# A metapackage names its image. One that names none is an
		# image itself: linux-image-6.16.3-amd64.
		VERSION=$version REL=${name#linux-image-}
		for dep in $deps; do
			[[ $dep != linux-image-* ]] || REL=${dep#linux-image-}
		done
		REL=${REL%-unsigned}
	done < <([[ -z $metas ]] || pkg_info $metas)
	for unsigned in '' -unsigned; do
		[[ $REL ]] || break
		closure '^linux-(image|binary|base|modules)-[0-9]' "linux-image-$REL$unsigned"
		IMAGE=("${PKGS[@]}") IMAGE_BYTES=$BYTES
		((BYTES == 0)) || break
	done
	if [[ -z $REL || ${#IMAGE[@]} -eq 0 ]]; then
		WHY=${WHY:-no such kernel in the suites${REL:+ but $REL without its image}}
		return 1
	fi
	closure '^linux-(headers|kbuild)-[0-9]' "linux-headers-$REL"
	HEADERS=("${PKGS[@]}") HEADER_BYTES=$BYTES
}

# fetch ROOT PACKAGE=VERSION...: download, verify, unpack below ROOT. A .deb
# stays until it is unpacked, so a broken download is taken up again.
fetch() {
	local root=$1 deb

	shift
	# gpgv has checked the lists, and the lists' hashes check the packages.
	apt_get download "$@" >&2 || return 1
	mkdir -p "$root"
	for deb in "${@/=/_}"; do
		dpkg-deb -x "$APT/debs/$deb"_*.deb "$root" 2>"$APT/log" ||
			die 5 "cannot unpack $deb in $KERNELS: $(head -n1 "$APT/log"); is there space left?"
	done
	rm -rf "$APT/debs/"* "${root:?}/usr/share"
}

# Put the kernel's image into $DIR, whole or not at all.
install_image() {
	local new=$STAGE/new mods file keep=() dir

	fetch "$new/image" "${IMAGE[@]}" || return 1
	for mods in usr/lib/modules/$REL lib/modules/$REL; do
		[[ ! -d $new/image/$mods ]] || break
	done
	ln -s "image/$mods" "$new/modules"
	for file in vmlinuz config System.map; do
		# beside the modules since 7.x
		mv "$new/image/boot/$file-$REL" "$new/$file" 2>/dev/null ||
			mv "$new/modules/$file" "$new/$file" 2>/dev/null || :
	done
	[[ -s $new/vmlinuz && -s $new/config ]] ||
		die 5 "no vmlinuz or no config in ${IMAGE[*]}; please report it"
	! stub_map "$new/System.map" || rm -f "$new/System.map"
	rm -rf "$new/image/boot"
	for dir in $KEEP_MODULES; do
		keep+=(! -path "*/kernel/$dir/*")
	done
	find "$new/modules/kernel" -type f "${keep[@]}" -delete
	find "$new/modules/kernel" -type d -empty -delete
	echo "$REL" >"$new/release"
	echo "$VERSION" >"$new/version"
	rm -rf "$DIR"
	mv -T "$new" "$DIR"
}

# Put the headers into $DIR. build is made last: it says that they are there.
install_headers() {
	local new=$STAGE/headers

	fetch "$new" "${HEADERS[@]}" || return 1
	# links to this machine's /usr/src
	rm -rf "${new:?}/lib" "$new/usr/lib/modules"
	# The Makefile points there too; scripts and tools are relative links.
	# shellcheck disable=SC2016 # for make
	sed -i -e 's|/usr/src/|$(usr_src)/|' \
		-e '1i usr_src := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))..)' \
		"$new/usr/src/linux-headers-$REL/Makefile"
	rm -rf "$DIR/headers"
	mv -T "$new" "$DIR/headers"
	ln -s "headers/usr/src/linux-headers-$REL" "$DIR/build"
}

# cached_debian [headers]: print the newest directory in the cache for
# $SERIES_NAME and $FLAVOUR; with "headers" only of those that have them.
cached_debian() {
	local dir

	for dir in "$KERNELS/debian_$SERIES_NAME".*_"$FLAVOUR"; do
		[[ ! -e $dir/version || ${1:-} && ! -e $dir/build ]] || echo "$dir"
	done | sort -V | tail -n1
}

megabytes() {
	echo "$((($1 + 999999) / 1000000)) MB"
}

# get_debian HEADERS: set DIR, and fetch what is missing there.
get_debian() {
	local headers=$1 again offline='' need bytes

	for again in '' now; do
		[[ -z $offline ]] || break
		WHY=''
		# An archive drops what a newer version replaces, so lists of
		# today can be too old already: one more time with new ones.
		apt_setup || break
		apt_refresh $again || offline=$WHY
		resolve || continue
		if [[ $headers ]] && ((HEADER_BYTES == 0)); then
			WHY="no headers for $REL $VERSION in the suites; try --no-headers"
			continue
		fi
		DIR=$KERNELS/debian_${VERSION}_$FLAVOUR
		need='' bytes=0
		[[ -e $DIR/version ]] || need+=' image' bytes=$IMAGE_BYTES
		[[ -z $headers || -e $DIR/build ]] || need+=' headers' bytes=$((bytes + HEADER_BYTES))
		[[ -z $offline ]] || note "lists not refreshed: $offline"
		[[ $need ]] || return 0
		note "$SPEC is $REL, version $VERSION: fetching$need, $(megabytes "$bytes")"
		[[ $need != *image* ]] || install_image || continue
		[[ $need != *headers* ]] || install_headers || continue
		note "unpacked, $(du -sh "$DIR" | cut -f1)"
		return 0
	done
	DIR=$(cached_debian "$headers")
	[[ $DIR ]] || die 4 "cannot get $SPEC: $WHY; check the network and apt's sources"
	note "$WHY; taking what is in the cache"
}

# get_source: set DIR to the unpacked source of $SERIES_NAME, Debian's patches
# applied; of the version that a boot image has where both are there.
get_source() {
	local pkg=linux-source-$SERIES_NAME name version

	apt_setup && { apt_refresh || note "lists not refreshed: $WHY"; }
	VERSION=''
	while read -r name version _; do
		[[ $name == "$pkg" ]] || continue
		! dpkg --compare-versions "$version" gt "${VERSION:-0}" ||
			VERSION=$version
	done < <(pkg_info "$pkg")
	[[ $VERSION ]] || die 4 "no $pkg in the suites; check the network and apt's sources"
	DIR=$KERNELS/source_$VERSION
	[[ ! -e $DIR/Makefile ]] || return 0
	note "$pkg, version $VERSION: fetching, about 140 MB, 1.5 GB unpacked"
	fetch "$STAGE/deb" "$pkg=$VERSION" ||
		die 4 "cannot get $pkg: $WHY; check the network"
	mkdir "$STAGE/new"
	tar -xf "$STAGE/deb/usr/src/$pkg.tar.xz" -C "$STAGE/new" \
		--strip-components=1 ||
		die 5 "cannot unpack $pkg; is there space left in $KERNELS?"
	mv -T "$STAGE/new" "$DIR"
}
