# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A git tree that scripts/tree.sh takes for a kernel, built in no time.

# commit TREE MESSAGE
commit() {
	git -C "$1" -c user.name=x -c user.email=x@localhost commit -qam "$2"
}

# edit TREE FILE TEXT: a commit in which FILE is that line
edit() {
	echo "$3" >"$1/$2"
	commit "$1" "$2: $3"
}

# series TREE REV WORD: a directory 'series' of one patch for REV
series() {
	git clone -q "$1" clone
	git -C clone checkout -q "$(git -C "$1" rev-parse "$2")"
	edit clone mapping.c "$3"
	git -C clone format-patch -q -o "$PWD/series" HEAD~
	rm -rf clone
}

# fake_tree DIR: its mapping.c is its image; FAKE_BUILD_S is how long it takes;
# what was done is noted in $DMABENCH_CACHE.
fake_tree() {
	mkdir -p "$1"/{arch/x86/include,include/linux,scripts/kconfig}
	(
		cd "$1" || exit
		echo one >mapping.c
		echo other >other.c
		echo "# Kconfig" >arch/x86/Kconfig
		touch Kbuild arch/x86/Makefile arch/x86/include/asm.h \
			include/linux/dma.h
		cat >scripts/kconfig/merge_config.sh <<-'EOF'
			#!/bin/sh
			shift 2
			cat "$3" >>"$2"
		EOF
		chmod +x scripts/kconfig/merge_config.sh
		cp "$BATS_TEST_DIRNAME/fake_kernel.mk" Makefile
		git init -q -b main
		git add -A
		git -c user.name=x -c user.email=x@localhost commit -qm start
	)
}
