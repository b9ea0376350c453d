/* JSON lines (docs/language.md, JSON output): values, maps and text events.
 *
 * Always valid JSON: valid UTF-8 goes out as it is, other bytes as \u00XX; integers that a double cannot hold are
 * quoted. Keys of maps are the text of the key without spaces between its parts. */
#include <stdio.h>

#include "runtime/render_impl.h"

static const char *escape_of(unsigned char c)
{
	switch (c) {
	case '"': return "\\\"";
	case '\\': return "\\\\";
	case '\n': return "\\n";
	case '\t': return "\\t";
	case '\r': return "\\r";
	case '\b': return "\\b";
	case '\f': return "\\f";
	default: return NULL;
	}
}

void render_json_string(struct strbuf *out, const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;

	strbuf_addch(out, '"');
	for (size_t i = 0; i < len;) {
		size_t n = utf8_sequence(s + i, len - i);
		const char *escape = escape_of(s[i]);

		if (escape) {
			strbuf_addstr(out, escape);
			n = 1;
		} else if (n > 1 || (n == 1 && s[i] >= 0x20)) {
			strbuf_add(out, text + i, n);
		} else {
			strbuf_printf(out, "\\u%04x", s[i]);
			n = 1;
		}
		i += n;
	}
	strbuf_addch(out, '"');
}

void render_json_text(struct strbuf *out, const char *type, const char *text, size_t len)
{
	strbuf_printf(out, "{\"type\": \"%s\", \"data\": ", type);
	render_json_string(out, text, len);
	strbuf_addstr(out, "}\n");
}

/* A double holds 53 significant bits. */
static bool double_holds(uint64_t magnitude)
{
	return !magnitude || 64 - __builtin_clzll(magnitude) - __builtin_ctzll(magnitude) <= 53;
}

void number_json(struct strbuf *out, uint64_t value, bool is_signed)
{
	bool quote = !double_holds(is_signed && (int64_t)value < 0 ? -value : value);

	if (quote)
		strbuf_addch(out, '"');
	add_number(out, value, is_signed);
	if (quote)
		strbuf_addch(out, '"');
}

static void json_value(struct strbuf *out, struct render *r, const struct shape *s, const void *p);

/* What has no JSON form of its own: its text, as a string. */
static void json_text(struct strbuf *out, struct render *r, const struct shape *s, const void *p)
{
	struct strbuf text = { 0 };

	if (shape_is_text(s))
		add_string(&text, r, s, p);
	else
		add_value(&text, r, s, p, false);
	render_json_string(out, strbuf_str(&text), text.len);
	strbuf_release(&text);
}

static void json_buffer(struct strbuf *out, const struct shape *s, const void *p)
{
	const uint8_t *bytes = (const uint8_t *)p + 4;
	uint32_t len = 0, max = s->size > 4 ? s->size - 4 : 0;

	memcpy(&len, p, sizeof(len));
	strbuf_addch(out, '[');
	for (uint32_t i = 0; i < len && i < max; i++)
		strbuf_printf(out, i ? ",%u" : "%u", bytes[i]);
	strbuf_addch(out, ']');
}

static void json_field(struct strbuf *out, struct render *r, const struct shape_field *f, const void *base,
		       bool text_arrays)
{
	const void *p = (const char *)base + f->offset;

	if (f->bit_size && f->shape->kind == SHAPE_BOOL)
		strbuf_addstr(out, load_bitfield(f, base) ? "true" : "false");
	else if (f->bit_size)
		number_json(out, load_bitfield(f, base), f->shape->is_signed);
	else if (text_arrays && shape_is_text(f->shape))
		json_text(out, r, f->shape, p);
	else
		json_value(out, r, f->shape, p);
}

static void json_fields(struct strbuf *out, struct render *r, const struct shape *s, const void *p, bool *first)
{
	for (uint32_t i = 0; i < s->nfields; i++) {
		const struct shape_field *f = &s->fields[i];

		if (f->name && !*f->name) {
			json_fields(out, r, f->shape, (const char *)p + f->offset, first);
			continue;
		}
		if (!*first)
			strbuf_addstr(out, ", ");
		*first = false;
		render_json_string(out, f->name ? f->name : "", f->name ? strlen(f->name) : 0);
		strbuf_addstr(out, ": ");
		json_field(out, r, f, p, s->kind == SHAPE_STRUCT);
	}
}

static void json_object(struct strbuf *out, struct render *r, const struct shape *s, const void *p)
{
	bool first = true;

	strbuf_addch(out, '{');
	json_fields(out, r, s, p, &first);
	strbuf_addch(out, '}');
}

static void json_items(struct strbuf *out, struct render *r, const struct shape *s, const void *p)
{
	uint32_t n = s->kind == SHAPE_TUPLE ? s->nfields : s->count;

	strbuf_addch(out, '[');
	for (uint32_t i = 0; i < n; i++) {
		if (i)
			strbuf_addch(out, ',');
		if (s->kind == SHAPE_TUPLE)
			json_field(out, r, &s->fields[i], p, false);
		else
			json_value(out, r, s->elem, (const char *)p + (size_t)i * s->elem->size);
	}
	strbuf_addch(out, ']');
}

void stats_json(struct strbuf *out, const struct shape *s, const void *p)
{
	struct shape avg = *s;
	uint64_t average = 0;
	bool is_signed = false;

	avg.kind = SHAPE_AVG;
	shape_number(&avg, p, &average, &is_signed);
	strbuf_addstr(out, "{\"count\": ");
	number_json(out, load_int((const char *)p + 8, 8, false), false);
	strbuf_addstr(out, ", \"average\": ");
	number_json(out, average, is_signed);
	strbuf_addstr(out, ", \"total\": ");
	number_json(out, load_int(p, 8, false), s->is_signed);
	strbuf_addch(out, '}');
}

static void json_value(struct strbuf *out, struct render *r, const struct shape *s, const void *p)
{
	uint64_t number;
	bool is_signed;

	switch (s->kind) {
	case SHAPE_NONE: strbuf_addstr(out, "null"); return;
	case SHAPE_BOOL: strbuf_addstr(out, *(const uint8_t *)p ? "true" : "false"); return;
	case SHAPE_BUFFER: json_buffer(out, s, p); return;
	case SHAPE_TUPLE:
	case SHAPE_ARRAY: json_items(out, r, s, p); return;
	case SHAPE_RECORD:
	case SHAPE_STRUCT: json_object(out, r, s, p); return;
	case SHAPE_STATS: stats_json(out, s, p); return;
	case SHAPE_HIST:
	case SHAPE_LHIST: hist_json(out, s, p, 1); return;
	case SHAPE_TSERIES: tseries_json(out, r, s, p); return;
	case SHAPE_INT:
	case SHAPE_ENUM:
	case SHAPE_PTR:
	case SHAPE_COUNT:
	case SHAPE_SUM:
	case SHAPE_MIN:
	case SHAPE_MAX:
	case SHAPE_AVG:
		if (shape_number(s, p, &number, &is_signed))
			number_json(out, number, is_signed);
		return;
	case SHAPE_STRING:
	case SHAPE_INET:
	case SHAPE_MAC:
	case SHAPE_KSYM:
	case SHAPE_USYM:
	case SHAPE_KSTACK:
	case SHAPE_USTACK:
	case SHAPE_USERNAME:
	case SHAPE_TIMESTAMP:
	case SHAPE_CGROUP_PATH: json_text(out, r, s, p); return;
	}
}

/* render->json keeps texts raw for the JSON string encoder. */
void render_value_json(struct strbuf *out, struct render *r, const struct shape *s, const void *bytes)
{
	bool json = r->json;

	r->json = true;
	json_value(out, r, s, bytes);
	r->json = json;
}

static const char *map_type(enum shape_kind kind)
{
	switch (kind) {
	case SHAPE_AVG:
	case SHAPE_STATS: return "stats";
	case SHAPE_HIST:
	case SHAPE_LHIST: return "hist";
	case SHAPE_TSERIES: return "tseries";
	default: return "map";
	}
}

static void json_row_value(struct strbuf *out, struct render *r, const struct shape *s, const void *p, uint64_t div,
			   bool unset)
{
	uint64_t number;
	bool is_signed;

	if (s->kind == SHAPE_STATS && unset)
		strbuf_addstr(out, "{}");
	else if (s->kind == SHAPE_HIST || s->kind == SHAPE_LHIST)
		hist_json(out, s, p, div);
	else if (div > 1 && s->kind != SHAPE_BOOL && s->kind != SHAPE_ENUM && s->kind != SHAPE_PTR &&
		 s->kind != SHAPE_KSYM && shape_number(s, p, &number, &is_signed))
		number_json(out, divide_number(number, is_signed, div), is_signed);
	else
		json_value(out, r, s, p);
}

void map_json(struct strbuf *out, struct render *r, const struct image_map *m, const struct map_row *rows, uint32_t n,
	      uint64_t div, bool unset)
{
	struct strbuf key = { 0 };

	strbuf_printf(out, "{\"type\": \"%s\", \"data\": {", map_type(m->value->kind));
	render_json_string(out, m->name, strlen(m->name));
	strbuf_addstr(out, ": ");
	if (!m->key || m->scalar) {
		json_row_value(out, r, m->value, rows[0].value, div, unset);
		strbuf_addstr(out, "}}\n");
		return;
	}
	strbuf_addch(out, '{');
	for (uint32_t i = 0; i < n; i++) {
		strbuf_clear(&key);
		add_key(&key, r, m->key, rows[i].key, true);
		if (i)
			strbuf_addstr(out, ", ");
		render_json_string(out, strbuf_str(&key), key.len);
		strbuf_addstr(out, ": ");
		json_row_value(out, r, m->value, rows[i].value, div, unset);
	}
	strbuf_addstr(out, "}}}\n");
	strbuf_release(&key);
}
