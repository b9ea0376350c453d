#!/bin/bash
# A walk over the tables: every row is used in some test, and docs/reference.md is what the tables say.
set -u
cd "$SOURCE" || exit 1
bad=0
all=$(mktemp); trap 'rm -f "$all"' EXIT
find tests -name '*.t' -exec cat {} + >"$all"
for def in builtins functions aggregations library probes maps; do
	n=2; [ $def = library ] || [ $def = maps ] && n=1
	while read -r name; do
		[ "$name" = argN ] && name=arg0
		grep -qE "(^|[^A-Za-z0-9_])$name([^A-Za-z0-9_]|\$)" "$all" || { echo "src/tables/$def.def: no test uses $name"; bad=1; }
	done < <(grep -E '^[A-Z_]+\(' "src/tables/$def.def" | sed -E 's/^[A-Z_]+\(//' | awk -F, -v n=$n '{gsub(/[" ]/, "", $n); print $n}')
done
scripts/reference --check || bad=1
exit $bad
