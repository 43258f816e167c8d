#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# files.sh - the files of this tree, of a clone as of an unpacked archive.
#
#	files.sh [PATTERN..]	whose path from the top matches; a * stands for
#				slashes, too
#
# In a git checkout those that git knows, or would; elsewhere all but what
# .gitignore names.  Exit status: 0, 1 when there is none, which is an error of
# who asks.

set -euo pipefail
cd "$(dirname "$0")/.."

list() {
	if [ "$(git rev-parse --show-toplevel 2>/dev/null)" = "$(pwd -P)" ]; then
		git ls-files --cached --others --exclude-standard
		return
	fi
	find . \( -name .git -o -name build \) -prune -o ! -type d -print |
		sed 's|^\./||'
}

ignored() {
	case $1 in
	results/reference/* | results/*schema.json) false ;;
	results/*) ;;
	*.o) ;;
	*) false ;;
	esac
}

found=
while IFS= read -r file; do
	# What was removed, and not yet from git's index, is not here.
	if ignored "$file" || { [ ! -e "$file" ] && [ ! -L "$file" ]; }; then
		continue
	fi
	for pattern in "${@:-*}"; do
		# shellcheck disable=SC2053 # a pattern
		if [[ $file == $pattern ]]; then
			printf '%s\n' "$file"
			found=1
			break
		fi
	done
done < <(list | LC_ALL=C sort)
[ -n "$found" ] || { echo "files.sh: no file like ${*:-any}" >&2; exit 1; }
