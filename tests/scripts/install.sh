#!/bin/bash
# cmake --install puts everything in place, and a C program builds and runs against it, shared and static.
set -eu
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
cmake --install "$BUILD" --prefix "$t/i" >/dev/null
for f in bin/sonde lib/libsonde.a lib/libsonde.so include/sonde.h lib/pkgconfig/sonde.pc share/man/man1/sonde.1; do
	[ -e "$t/i/$f" ] || { find "$t/i" -path "*/$(basename "$f")" | grep -q . || { echo "$f is missing"; exit 1; }; }
done
cat >"$t/p.c" <<'C'
#include <sonde.h>
#include <stdio.h>
#include <string.h>
static int out(void *ctx, enum sonde_stream s, const char *bytes, size_t len)
{
	(void)ctx;
	(void)s;
	return fwrite(bytes, 1, len, stdout) == len ? 0 : -1;
}
int main(void)
{
	const char *text = "begin { printf(\"hello %d\\n\", 3); }";
	struct sonde_program *p = sonde_compile("p", text, strlen(text), NULL);
	struct sonde_session_options o = { .size = sizeof(o), .quiet = true, .write = out };
	struct sonde_session *s = sonde_session_new(p, &o);
	int status = 1;
	if (s && sonde_session_start(s) == 0) {
		while (!sonde_session_ended(s))
			sonde_session_poll(s, -1);
		status = sonde_session_finish(s);
	}
	sonde_session_free(s);
	sonde_program_free(p);
	return status;
}
C
nm "$t/i/bin/sonde" 2>/dev/null | grep -q __asan_init && exit 0 # a sanitized library asks for a sanitized program
PKG_CONFIG_PATH=$(dirname "$(find "$t/i" -name sonde.pc)"); export PKG_CONFIG_PATH
lib=$(dirname "$(find "$t/i" -name libsonde.so)")
cc -o "$t/shared" "$t/p.c" $(pkg-config --cflags --libs sonde)
LD_LIBRARY_PATH=$lib "$t/shared" | grep -qx 'hello 3'
mkdir "$t/static"; cp "$lib/libsonde.a" "$t/static"
cc -o "$t/static/p" "$t/p.c" $(pkg-config --cflags sonde) -L"$t/static" $(pkg-config --static --libs sonde | sed 's#-L[^ ]*/lib[^ ]* -lsonde#-l:libsonde.a#')
"$t/static/p" | grep -qx 'hello 3'
# the shared library shows nothing but sonde.h, and needs no readline
if nm -D --defined-only "$lib/libsonde.so" | awk '{print $3}' | grep -vE '^(sonde_|SONDE_)' | grep .; then exit 1; fi
if ldd "$lib/libsonde.so" | grep readline; then exit 1; fi
