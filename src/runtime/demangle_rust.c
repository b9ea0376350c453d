/* Rust's v0 names: _R <path> [<instantiating crate>] [.suffix] (RFC 2603).
 *
 * A recursive descent that prints as it parses, in the short form: no crate hashes, no types of constants. Back
 * references parse an earlier place again, so depth and output are limited; a name that breaks the rules is left to the
 * caller as it is. */
#include <string.h>

#include "runtime/demangle_rust.h"

static void type(struct rust *r);

static void type_at(struct rust *r, bool unused)
{
	(void)unused;
	type(r);
}

static void put_lifetime(struct rust *r, uint64_t index)
{
	char name[2];
	uint64_t depth;

	if (!index) {
		rust_puts(r, "'_");
		return;
	}
	if (index > r->lifetimes) {
		r->failed = true;
		return;
	}
	depth = r->lifetimes - index;
	name[0] = '\'';
	name[1] = (char)('a' + depth % 26);
	if (depth < 26) {
		rust_put(r, name, 2);
	} else {
		rust_puts(r, "'_");
		rust_put_number(r, depth);
	}
}

/* for<'a, 'b>: returns how many lifetimes the caller has to take back. */
static uint64_t binder(struct rust *r)
{
	uint64_t n = rust_optional_base62(r, 'G');

	if (!n || r->failed)
		return 0;
	if (n > 256) {
		r->failed = true;
		return 0;
	}
	rust_puts(r, "for<");
	for (uint64_t i = 0; i < n; i++) {
		rust_puts(r, i ? ", " : "");
		r->lifetimes++;
		put_lifetime(r, 1);
	}
	rust_puts(r, "> ");
	return n;
}

static void generic_arg(struct rust *r)
{
	if (rust_eat(r, 'L'))
		put_lifetime(r, rust_base62(r));
	else if (rust_eat(r, 'K'))
		rust_constant(r, false);
	else
		type(r);
}

static void generic_args(struct rust *r)
{
	for (int i = 0; !r->failed && !rust_eat(r, 'E'); i++) {
		rust_puts(r, i ? ", " : "");
		generic_arg(r);
	}
}

static void nested_path(struct rust *r, bool in_value)
{
	char ns = rust_next(r);
	uint64_t number;
	struct rust_ident id;

	if (!((ns >= 'a' && ns <= 'z') || (ns >= 'A' && ns <= 'Z'))) {
		r->failed = true;
		return;
	}
	rust_path(r, in_value);
	number = rust_optional_base62(r, 's');
	id = rust_identifier(r);
	if (r->failed)
		return;
	if (ns >= 'a') {
		if (id.ascii_len || id.puny) {
			rust_puts(r, "::");
			rust_put_identifier(r, &id);
		}
		return;
	}
	rust_puts(r, "::{");
	if (ns == 'C' || ns == 'S')
		rust_puts(r, ns == 'C' ? "closure" : "shim");
	else
		rust_put(r, &ns, 1);
	if (id.ascii_len || id.puny) {
		rust_puts(r, ":");
		rust_put_identifier(r, &id);
	}
	rust_puts(r, "#");
	rust_put_number(r, number);
	rust_puts(r, "}");
}

/* <T>, <T as Trait>: tag M, X or Y has been read. */
static void impl_path(struct rust *r, char tag)
{
	if (tag != 'Y') { /* where the impl is: not shown */
		rust_optional_base62(r, 's');
		r->silent++;
		rust_path(r, false);
		r->silent--;
	}
	rust_puts(r, "<");
	type(r);
	if (tag != 'M') {
		rust_puts(r, " as ");
		rust_path(r, false);
	}
	rust_puts(r, ">");
}

void rust_path(struct rust *r, bool in_value)
{
	struct rust_ident id;
	char tag = rust_next(r);

	if (!rust_enter(r))
		return;
	switch (tag) {
	case 'C':
		rust_optional_base62(r, 's');
		id = rust_identifier(r);
		if (!r->failed)
			rust_put_identifier(r, &id);
		break;
	case 'N':
		nested_path(r, in_value);
		break;
	case 'M':
	case 'X':
	case 'Y':
		impl_path(r, tag);
		break;
	case 'I':
		rust_path(r, in_value);
		rust_puts(r, in_value ? "::<" : "<");
		generic_args(r);
		rust_puts(r, ">");
		break;
	case 'B':
		rust_back_reference(r, rust_path, in_value);
		break;
	default:
		r->failed = true;
	}
	rust_leave(r);
}

/* A trait of dyn, its < left open if it has generic arguments: associated types follow inside them. */
static bool open_path(struct rust *r)
{
	bool open = false;

	if (!rust_enter(r))
		return false;
	if (rust_eat(r, 'B')) {
		size_t at = r->pos - 1, back, to = rust_base62(r);

		if (to >= at)
			r->failed = true;
		if (!r->failed && !r->silent) {
			back = r->pos;
			r->pos = to;
			open = open_path(r);
			r->pos = back;
		}
	} else if (rust_eat(r, 'I')) {
		rust_path(r, false);
		rust_puts(r, "<");
		generic_args(r);
		open = true;
	} else {
		rust_path(r, false);
	}
	rust_leave(r);
	return open;
}

static void dyn_trait(struct rust *r)
{
	bool open = open_path(r);

	while (rust_eat(r, 'p')) {
		struct rust_ident id;

		rust_puts(r, open ? ", " : "<");
		open = true;
		id = rust_identifier(r);
		if (r->failed)
			return;
		rust_put_identifier(r, &id);
		rust_puts(r, " = ");
		type(r);
	}
	rust_puts(r, open ? ">" : "");
}

static void dyn_type(struct rust *r)
{
	uint64_t bound, lifetime;

	rust_puts(r, "dyn ");
	bound = binder(r);
	for (int i = 0; !r->failed && !rust_eat(r, 'E'); i++) {
		rust_puts(r, i ? " + " : "");
		dyn_trait(r);
	}
	r->lifetimes -= bound;
	if (!rust_eat(r, 'L')) {
		r->failed = true;
		return;
	}
	lifetime = rust_base62(r);
	if (lifetime) {
		rust_puts(r, " + ");
		put_lifetime(r, lifetime);
	}
}

static void fn_type(struct rust *r)
{
	uint64_t bound = binder(r);

	rust_puts(r, rust_eat(r, 'U') ? "unsafe " : "");
	if (rust_eat(r, 'K')) {
		struct rust_ident abi = { .ascii = "C", .ascii_len = 1 };

		if (!rust_eat(r, 'C'))
			abi = rust_identifier(r);
		rust_puts(r, "extern \"");
		for (size_t i = 0; !r->failed && i < abi.ascii_len; i++)
			rust_put(r, abi.ascii[i] == '_' ? "-" : abi.ascii + i, 1);
		rust_puts(r, "\" ");
	}
	rust_puts(r, "fn(");
	for (int i = 0; !r->failed && !rust_eat(r, 'E'); i++) {
		rust_puts(r, i ? ", " : "");
		type(r);
	}
	rust_puts(r, ")");
	if (!rust_eat(r, 'u')) {
		rust_puts(r, " -> ");
		type(r);
	}
	r->lifetimes -= bound;
}

static const char *basic_type(char tag)
{
	static const char *const names[26] = { "i8", "bool", "char", "f64", "str", "f32", NULL, "u8", "isize", "usize",
					       NULL, "i32", "u32", "i128", "u128", "_", NULL, NULL, "i16", "u16", "()",
					       "...", NULL, "i64", "u64", "!" };

	return tag >= 'a' && tag <= 'z' ? names[tag - 'a'] : NULL;
}

static void reference(struct rust *r, char tag)
{
	rust_puts(r, "&");
	if (rust_eat(r, 'L')) {
		uint64_t lifetime = rust_base62(r);

		if (lifetime) {
			put_lifetime(r, lifetime);
			rust_puts(r, " ");
		}
	}
	rust_puts(r, tag == 'Q' ? "mut " : "");
	type(r);
}

static void tuple_type(struct rust *r)
{
	int n = 0;

	rust_puts(r, "(");
	for (; !r->failed && !rust_eat(r, 'E'); n++) {
		rust_puts(r, n ? ", " : "");
		type(r);
	}
	rust_puts(r, n == 1 ? ",)" : ")");
}

static void type(struct rust *r)
{
	char tag = rust_next(r);
	const char *basic = basic_type(tag);

	if (r->failed || !rust_enter(r))
		return;
	if (basic) {
		rust_puts(r, basic);
		rust_leave(r);
		return;
	}
	switch (tag) {
	case 'A':
	case 'S':
		rust_puts(r, "[");
		type(r);
		if (tag == 'A') {
			rust_puts(r, "; ");
			rust_constant(r, true);
		}
		rust_puts(r, "]");
		break;
	case 'T': tuple_type(r); break;
	case 'R':
	case 'Q': reference(r, tag); break;
	case 'P':
	case 'O':
		rust_puts(r, tag == 'P' ? "*const " : "*mut ");
		type(r);
		break;
	case 'F': fn_type(r); break;
	case 'D': dyn_type(r); break;
	case 'B': rust_back_reference(r, type_at, false); break;
	default:
		r->pos--;
		rust_path(r, false);
	}
	rust_leave(r);
}

bool demangle_rust_v0(struct strbuf *out, const char *mangled)
{
	size_t start = out->len;
	struct rust r = { .s = mangled + 2, .out = out, .start = start };
	const char *suffix;

	if (strncmp(mangled, "_R", 2) || r.s[0] < 'A' || r.s[0] > 'Z')
		return false;
	r.len = strcspn(r.s, ".$"); /* vendor-specific suffix */
	suffix = r.s + r.len;
	rust_path(&r, true);
	if (!r.failed && r.pos < r.len) { /* the crate that instantiated it */
		r.silent++;
		rust_path(&r, false);
	}
	if (r.failed || r.pos != r.len) {
		out->len = start;
		if (out->data)
			out->data[start] = '\0';
		return false;
	}
	if (strncmp(suffix, ".llvm.", 6))
		strbuf_addstr(out, suffix);
	return true;
}
