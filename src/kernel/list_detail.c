/* Declarations in C: from the inside out, as the language wants them (pointers before, dimensions behind the name). */
#include "kernel/list_detail.h"

#include <string.h>

enum { DEPTH_MAX = 24 };

struct declarer {
	struct kernel *k;
	struct arena *a;
	bool spaced; /* "struct file * file" instead of "struct file *file" */
};

static void write_body(struct strbuf *out, const struct declarer *d, const struct ktype *t, int depth);
static void declare(struct strbuf *out, const struct declarer *d, struct ktype_id type, const char *inner, int depth);

static const char *join_parameters(const struct declarer *d, const struct ktype *proto, int depth)
{
	struct strbuf b = { 0 };
	char *text;

	for (uint32_t i = 0; i < proto->nmembers; i++) {
		if (i)
			strbuf_addstr(&b, ", ");
		declare(&b, d, proto->members[i].type, "", depth + 1);
	}
	text = arena_strdup(d->a, b.len ? b.data : "void");
	strbuf_release(&b);
	return text;
}

static void add_named(struct strbuf *out, const char *keyword, const char *name, const char *inner)
{
	strbuf_printf(out, "%s%s%s%s", keyword, name, *inner ? " " : "", inner);
}

static void declare_tagged(struct strbuf *out, const struct declarer *d, const struct ktype *t, const char *inner,
			   int depth)
{
	const char *keyword = t->kind == KT_UNION ? "union " : t->kind == KT_ENUM ? "enum " : "struct ";

	if (*t->name) {
		add_named(out, keyword, t->name, inner);
	} else if (t->kind == KT_ENUM || d->spaced) {
		add_named(out, keyword, "{...}", inner);
	} else {
		strbuf_printf(out, "%s{\n", keyword);
		write_body(out, d, t, depth + 1);
		strbuf_addn(out, '\t', (size_t)depth);
		add_named(out, "", "}", inner);
	}
}

static void declare_pointer(struct strbuf *out, const struct declarer *d, const struct ktype *t, const char *inner,
			    int depth)
{
	const char *star = arena_printf(d->a, d->spaced && *inner && *inner != '*' ? "* %s" : "*%s", inner);
	struct ktype target;

	if (!t->target.id) {
		add_named(out, "", "void", star);
		return;
	}
	if (d->k->type_get(d->k, d->a, t->target, &target) && !target.typedef_name &&
	    (target.kind == KT_ARRAY || target.kind == KT_FUNC_PROTO))
		star = arena_printf(d->a, "(*%s)", inner);
	declare(out, d, t->target, star, depth + 1);
}

static void declare(struct strbuf *out, const struct declarer *d, struct ktype_id type, const char *inner, int depth)
{
	struct ktype t;

	if (depth > DEPTH_MAX || !d->k->type_get(d->k, d->a, type, &t)) {
		add_named(out, "", "?", inner);
		return;
	}
	if (t.typedef_name) {
		add_named(out, "", t.typedef_name, inner);
		return;
	}
	switch (t.kind) {
	case KT_VOID: add_named(out, "", "void", inner); break;
	case KT_INT:
	case KT_FLOAT: add_named(out, "", t.name, inner); break;
	case KT_STRUCT:
	case KT_UNION:
	case KT_ENUM:
	case KT_FWD: declare_tagged(out, d, &t, inner, depth); break;
	case KT_PTR: declare_pointer(out, d, &t, inner, depth); break;
	case KT_ARRAY:
		declare(out, d, t.target, arena_printf(d->a, "%s[%u]", inner, t.nelems), depth);
		break;
	case KT_FUNC_PROTO:
		declare(out, d, t.target, arena_printf(d->a, "%s(%s)", inner, join_parameters(d, &t, depth)), depth);
		break;
	}
}

/* Members with depth tabs before them. */
static void write_body(struct strbuf *out, const struct declarer *d, const struct ktype *t, int depth)
{
	for (uint32_t i = 0; i < t->nmembers && depth < DEPTH_MAX; i++) {
		strbuf_addn(out, '\t', (size_t)depth);
		declare(out, d, t->members[i].type, t->members[i].name, depth);
		if (t->members[i].bit_size)
			strbuf_printf(out, ": %u", t->members[i].bit_size);
		strbuf_addstr(out, ";\n");
	}
	for (uint32_t i = 0; i < t->nenums; i++) {
		strbuf_addn(out, '\t', (size_t)depth);
		strbuf_printf(out, "%s = %lld,\n", t->enums[i].name, (long long)t->enums[i].value);
	}
}

void detail_definition(struct strbuf *out, struct kernel *k, struct arena *a, const struct ktype *t)
{
	struct declarer d = { .k = k, .a = a };

	write_body(out, &d, t, 1);
	strbuf_addstr(out, "};\n\n");
}

static void add_line(struct strbuf *out, const struct declarer *d, struct ktype_id type, const char *name)
{
	strbuf_addstr(out, "    ");
	declare(out, d, type, name, 0);
	strbuf_addch(out, '\n');
}

void detail_proto(struct strbuf *out, struct kernel *k, struct arena *a, const struct ktype *proto, bool with_retval)
{
	struct declarer d = { .k = k, .a = a, .spaced = true };

	for (uint32_t i = 0; i < proto->nmembers; i++)
		add_line(out, &d, proto->members[i].type, proto->members[i].name);
	if (with_retval && proto->target.id)
		add_line(out, &d, proto->target, "retval");
}

void detail_members(struct strbuf *out, struct kernel *k, struct arena *a, const struct ktype *t)
{
	struct declarer d = { .k = k, .a = a, .spaced = true };

	for (uint32_t i = 0; i < t->nmembers; i++) {
		struct ktype member;

		if (*t->members[i].name)
			add_line(out, &d, t->members[i].type, t->members[i].name);
		else if (k->type_get(k, a, t->members[i].type, &member))
			detail_members(out, k, a, &member);
	}
}

void detail_format(struct strbuf *out, const struct tp_format *f)
{
	for (uint32_t i = 0; i < f->nfields; i++) {
		const struct tp_field *t = &f->fields[i];
		const char *dims = t->is_array ? strchr(t->c_type, '[') : NULL;
		int n = dims ? (int)(dims - t->c_type) : (int)strlen(t->c_type);

		if (t->common)
			continue;
		strbuf_printf(out, "    %s%.*s %s%s\n", t->data_loc ? "__data_loc " : t->rel_loc ? "__rel_loc " : "", n,
			      t->c_type, t->name, dims ? dims : "");
	}
}
