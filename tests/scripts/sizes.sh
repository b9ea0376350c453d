#!/bin/bash
# Files over 1000 lines are a defect; the stripped binary stays under 45 MB.
set -u
cd "$SOURCE" || exit 1
bad=0
while read -r n f; do
	[ "$f" = total ] || [ "$n" -le 1000 ] || { echo "$f has $n lines"; bad=1; }
done < <(find src tests -name '*.[ch]' -exec wc -l {} +)
t=$(mktemp); trap 'rm -f "$t"' EXIT
if ! nm "$SONDE" 2>/dev/null | grep -q __asan_init; then
	strip -o "$t" "$SONDE"
	size=$(stat -c %s "$t")
	[ "$size" -lt 45000000 ] || { echo "the stripped binary has $size bytes"; bad=1; }
fi
exit $bad
