#!/bin/bash
# Every fenced sonde program in docs/ and README.md and every file in examples/ compiles on this kernel (or says that a
# probe or privilege is missing, for the probe kinds this kernel does not have).
set -u
cd "$SOURCE" || exit 1
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
bad=0 n=0
check() { # FILE WHAT
	n=$((n + 1))
	timeout 30 "$SONDE" --unsafe -l "$1" >"$t/out" 2>"$t/err" && return
	grep -qE 'No matches for (kprobe|kretprobe|fentry|fexit|hardware)|this kernel has no' "$t/err" && return
	echo "$2:"; cat "$t/err"; bad=1
}
for f in $(find examples -name '*.sd' -o -name '*.bt' | sort); do check "$f" "$f"; done
for doc in README.md docs/*.md; do
	rm -f "$t"/p*
	awk -v dir="$t" '/^```sonde/{n++; f=sprintf("%s/p%03d.sd", dir, n); line=NR; printf "" >f; next}
		/^```/{f=""} f{print >f}' "$doc"
	for f in "$t"/p*.sd; do [ -e "$f" ] && check "$f" "$doc, block $(basename "$f" .sd)"; done
done
echo "$n programs"
[ $n -gt 0 ] || bad=1
exit $bad
