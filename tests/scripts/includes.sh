#!/bin/bash
# A directory of src/ is a dependency boundary: each may include its own headers, the contracts on top, and those below it.
set -u
cd "$SOURCE/src" || exit 1
bad=0
allowed() { # DIR -> headers it may include
	case $1 in
	base) echo "base" ;;
	tables) echo "tables|image.h|base" ;;
	parser) echo "parser|tables|image.h|base" ;;
	check) echo "check|tables|parser|base|kernel.h|image.h" ;;
	codegen) echo "codegen|check|tables|parser|base|kernel.h|image.h" ;;
	kernel) echo "kernel|tables|base|kernel.h|image.h" ;;
	runtime) echo "runtime|base|image.h" ;;
	esac
}
for d in base tables parser check codegen kernel runtime; do
	ok=$(allowed "$d")
	while IFS=: read -r file line text; do
		h=$(sed -E 's/.*#include "([^"]+)".*/\1/' <<<"$text")
		grep -qE "^($ok)(/|\$)" <<<"$h" || { echo "$file:$line: $d may not include $h"; bad=1; }
	done < <(grep -rn --include='*.[ch]' '#include "' "$d")
done
grep -rln 'llvm-c/' base tables parser check kernel runtime && { echo "LLVM is for codegen only"; bad=1; }
grep -rlnE '<bpf/|<libelf|<gelf|elfutils/' base tables parser check codegen && { echo "libbpf and libelf are for kernel and runtime only"; bad=1; }
grep -lE '#include "(base|check|codegen|kernel|parser|runtime|tables)/' main.c options.c repl.c 2>/dev/null && { echo "the command line sees sonde.h only"; bad=1; }
grep -rnE '\b(exit|_exit|printf|puts)\(' --include='*.c' base tables parser check codegen kernel sonde.c | grep -vE 's?n?v?d?printf_|snprintf|strbuf_printf|arena_printf|fprintf' | grep -E '[^a-z_](exit|_exit|printf|puts)\(' | grep -vE '"[^"]*(exit|printf|puts)\(|^\S+:\s*\*|/\*| \* ' && { echo "the library never prints and never exits"; bad=1; }
exit $bad
