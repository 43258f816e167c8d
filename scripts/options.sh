# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# options.sh - the options of a script, from a table that is their help too;
# sourced behind lib.sh, never run.
#
#	options <<'TABLE'
#	--iommu WHICH.. intel|amd|virtio|none =intel
#		for vm; may be given more than once
#	--smp N 1..64 =1
#		CPUs of it
#	--gate
#		exit with 1 if a row is slower than it was
#	TABLE
#	parse_options "$@"
#	default_options
#
# The first line of an option has its name; a word for its value, if it has one,
# with ".." where it may be given more than once; what a value has to be, words
# with | between them or a range of numbers; the default; and marks of the
# script's own.  Two marks mean the same everywhere: "path", the value is one,
# and "runs", it is as 'dmabench compare' has it, RUN,RUN..:ENV.  "@vm" stands
# for what a VM may have of it, and in the help @WORDS@ for what a value has to
# be.
#
# What comes of it:
#	${opt[smp]}	the value; "1" of an option that has none; "" where it
#			was not given; of one with ".." a value a line (values)
#	$operands	the words that are no options
#	$said		the command line, a path in it without its directory

# What bench.sh asks of a VM, and passes on, and vm.sh boots: said once.
declare -A vm_has=(
	[iommu]='intel|amd|virtio|none =intel'
	[mode]='lazy|strict|pt =lazy'
	[accel]='tcg|kvm =tcg'
	[smp]='1..64 =1'
)

declare -A opt=() opt_line=() opt_help=()
opt_names=() operands=() said=()

# Read the table.
options() {
	local line name=''

	while IFS= read -r line; do
		if [[ $line == --* ]]; then
			name=${line%% *} name=${name#--}
			opt_names+=("$name") opt[$name]=''
			line="${line#--"$name"} "
			opt_line[$name]=${line/ @vm / ${vm_has[$name]:-} }
		else
			opt_help[$name]+=${opt_help[$name]:+$'\n'}${line#$'\t'}
		fi
	done
}

# has_mark NAME WORD
has_mark() {
	[[ ${opt_line[$1]} == *" $2 "* ]]
}

# What stands for its value in the table: "WHICH..", or nothing.
value_word() {
	[[ ! ${opt_line[$1]} =~ ^\ ([A-Z]+(\.\.)?)\  ]] ||
		echo "${BASH_REMATCH[1]}"
}

# The default of an option, or nothing.
default_of() {
	[[ ! ${opt_line[$1]} =~ \ =([^ ]+)\  ]] || echo "${BASH_REMATCH[1]}"
}

# values NAME ARRAY: of an option that may be given more than once
values() {
	local -n into=$2

	into=()
	# shellcheck disable=SC2034 # it is the caller's
	[ -z "${opt[$1]}" ] || mapfile -t into <<<"${opt[$1]}"
}

# What the value of an option has to be: "a, b or c", "1 to 64", or nothing.
words_of() {
	local word words

	for word in ${opt_line[$1]}; do
		if [[ $word == *'|'* ]]; then
			words=${word//|/, }
			echo "${words%, *} or ${words##*, }"
		elif [[ $word =~ ^([0-9]+)\.\.([0-9]+)$ ]]; then
			echo "${BASH_REMATCH[1]} to ${BASH_REMATCH[2]}"
		fi
	done
}

# Print the options' part of --help.
options_help() {
	local name word default head line help

	for name in "${opt_names[@]}"; do
		word=$(value_word "$name") default=$(default_of "$name")
		head="--$name${word:+ ${word%..}}"
		help=${opt_help[$name]//@WORDS@/$(words_of "$name")}
		while IFS= read -r line; do
			printf '  %-17s %s\n' "$head" "$line"
			head=
		done <<<"$help${default:+ ($default)}"
	done
}

# check_value NAME VALUE: as the table has it, or one line says so and it is 2.
check_value() {
	local word low high

	[ -n "$2" ] || die 2 "--$1 wants a value"
	[[ $2 != *$'\n'* ]] || die 2 "--$1 wants a value of one line"
	for word in ${opt_line[$1]}; do
		if [[ $word == *'|'* ]]; then
			[[ "|$word|" == *"|$2|"* && $2 != *'|'* ]] ||
				die 2 "--$1 is one of ${word//|/ }, not '$2'"
		elif [[ $word =~ ^([0-9]+)\.\.([0-9]+)$ ]]; then
			low=${BASH_REMATCH[1]} high=${BASH_REMATCH[2]}
			[[ $2 =~ ^(0|[1-9][0-9]{0,8})$ &&
				$2 -ge $low && $2 -le $high ]] ||
				die 2 "--$1 is a number from $low to $high, not '$2'"
		fi
	done
}

# As a result may have it: what lies above a path names the box.
without_directory() {
	local part env out=''

	if has_mark "$1" runs; then
		while IFS= read -rd, part; do
			env=
			if [[ $part =~ ^(.*)(:(user|host|vm).*)$ ]]; then
				part=${BASH_REMATCH[1]} env=${BASH_REMATCH[2]}
			fi
			out+=,$(basename -- "$part")$env
		done <<<"$2,"
		echo "${out#,}"
	elif has_mark "$1" path; then
		basename -- "$2"
	else
		echo "$2"
	fi
}

# parse_options WORD..: both --name VALUE and --name=VALUE
parse_options() {
	local word name value

	while [ $# -gt 0 ]; do
		word=$1 name=${1%%=*} name=${name#--}
		shift
		case $word in
		--help | -h) usage; exit ;;
		-*) ;;
		*) operands+=("$word") said+=("$word"); continue ;;
		esac
		[[ $word == --?* && $name && ${opt_line[$name]:-} ]] ||
			die 2 "unknown option '$word'; see ${0##*/} --help"
		if [ -z "$(value_word "$name")" ]; then
			[[ $word != *=* ]] || die 2 "--$name takes no value"
			opt[$name]=1 said+=("$word")
			continue
		fi
		value=${word#*=}
		if [[ $word == *=* ]]; then
			check_value "$name" "$value"
			said+=("--$name=$(without_directory "$name" "$value")")
		else
			value=${1:-}
			check_value "$name" "$value"
			shift
			said+=("$word" "$(without_directory "$name" "$value")")
		fi
		[[ $(value_word "$name") != *.. ]] || [ -z "${opt[$name]}" ] ||
			value=${opt[$name]}$'\n'$value
		opt[$name]=$value
	done
}

# What was not given is what the table says.
default_options() {
	local name

	for name in "${opt_names[@]}"; do
		[ -n "${opt[$name]}" ] || opt[$name]=$(default_of "$name")
	done
}

# with_mark WORD: options with that mark that were given, as arguments for
# another program, in $passed
with_mark() {
	local name value

	passed=()
	for name in "${opt_names[@]}"; do
		if [ -z "${opt[$name]}" ] || ! has_mark "$name" "$1"; then
			continue
		fi
		if [ -z "$(value_word "$name")" ]; then
			passed+=("--$name")
			continue
		fi
		while IFS= read -r value; do
			passed+=("--$name=$value")
		done <<<"${opt[$name]}"
	done
}
