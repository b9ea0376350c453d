/* Values as text: what print() and %s show (docs/language.md, output).
 *
 * Takes shapes and bytes, gives text. Stacks and symbols are named through runtime/symbols.h; maps, histograms, printf
 * and JSON are in the files beside this one. */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "runtime/render_impl.h"

uint64_t load_int(const void *p, uint32_t size, bool is_signed)
{
	switch (size) {
	case 1: {
		uint8_t v = *(const uint8_t *)p;
		return is_signed ? (uint64_t)(int64_t)(int8_t)v : v;
	}
	case 2: {
		uint16_t v;
		memcpy(&v, p, sizeof(v));
		return is_signed ? (uint64_t)(int64_t)(int16_t)v : v;
	}
	case 4: {
		uint32_t v;
		memcpy(&v, p, sizeof(v));
		return is_signed ? (uint64_t)(int64_t)(int32_t)v : v;
	}
	default: {
		uint64_t v = 0;
		memcpy(&v, p, size < sizeof(v) ? size : sizeof(v));
		return v;
	}
	}
}

uint64_t load_bitfield(const struct shape_field *f, const void *base)
{
	const uint8_t *p = (const uint8_t *)base + f->offset;
	uint32_t width = f->bit_size < 64 ? f->bit_size : 64;
	uint64_t v = 0;

	for (uint32_t i = 0; i < width; i++) {
		uint32_t bit = f->bit_offset + i;
		if (p[bit / 8] >> (bit % 8) & 1)
			v |= 1ull << i;
	}
	if (f->shape->is_signed && width && width < 64 && v >> (width - 1) & 1)
		v |= ~0ull << width;
	return v;
}

static uint64_t load_u64(const void *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static uint32_t load_u32(const void *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

uint64_t divide_number(uint64_t value, bool is_signed, uint64_t by)
{
	if (by <= 1)
		return value;
	if (!is_signed)
		return value / by;
	if (by > INT64_MAX)
		return 0;
	return (uint64_t)((int64_t)value / (int64_t)by);
}

static uint64_t average(const struct shape *s, const void *p)
{
	uint64_t total = load_u64(p), count = load_u64((const char *)p + 8);

	return count ? divide_number(total, s->is_signed, count) : 0;
}

bool shape_number(const struct shape *s, const void *p, uint64_t *value, bool *is_signed)
{
	*is_signed = false;
	switch (s->kind) {
	case SHAPE_BOOL:
		*value = *(const uint8_t *)p != 0;
		return true;
	case SHAPE_INT:
	case SHAPE_ENUM:
		*is_signed = s->is_signed;
		*value = load_int(p, s->size, s->is_signed);
		return true;
	case SHAPE_PTR:
	case SHAPE_KSYM:
	case SHAPE_COUNT:
		*value = load_u64(p);
		return true;
	case SHAPE_SUM:
	case SHAPE_MIN:
	case SHAPE_MAX:
		*is_signed = s->is_signed;
		*value = load_u64(p);
		return true;
	case SHAPE_AVG:
		*is_signed = s->is_signed;
		*value = average(s, p);
		return true;
	default:
		return false;
	}
}

void add_number(struct strbuf *out, uint64_t value, bool is_signed)
{
	char digits[24];
	int at = sizeof(digits);
	bool minus = is_signed && (int64_t)value < 0;

	if (minus)
		value = -value;
	do
		digits[--at] = (char)('0' + value % 10);
	while (value /= 10);
	if (minus)
		digits[--at] = '-';
	strbuf_add(out, digits + at, sizeof(digits) - (size_t)at);
}

size_t utf8_sequence(const unsigned char *s, size_t n)
{
	size_t len = s[0] < 0x80 ? 1 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : s[0] >= 0xe0 && s[0] < 0xf0 ? 3
		   : s[0] >= 0xf0 && s[0] < 0xf5 ? 4 : 0;

	if (!len || len > n)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] >= 0xa0) || (s[0] == 0xf0 && s[1] < 0x90) ||
	    (s[0] == 0xf4 && s[1] >= 0x90))
		return 0; /* overlong, surrogate, beyond U+10FFFF */
	return len;
}

void render_text(struct strbuf *out, const struct render *r, const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;

	if (!r->escape_control || r->json) {
		strbuf_add(out, text, len);
		return;
	}
	for (size_t i = 0; i < len;) {
		size_t n = utf8_sequence(s + i, len - i);
		bool c1 = n == 2 && s[i] == 0xc2 && s[i + 1] < 0xa0;

		if (n > 1 && !c1) {
			strbuf_add(out, text + i, n);
			i += n;
			continue;
		}
		if (s[i] == '\n')
			strbuf_addstr(out, "\\n");
		else if (s[i] == '\t')
			strbuf_addstr(out, "\\t");
		else if (s[i] < 0x20 || s[i] >= 0x7f)
			strbuf_printf(out, "\\x%02x", s[i]);
		else
			strbuf_addch(out, text[i]);
		i++;
	}
}

size_t text_length(const void *p, size_t size)
{
	return strnlen(p, size);
}

bool shape_is_text(const struct shape *s)
{
	return s->kind == SHAPE_STRING ||
	       (s->kind == SHAPE_ARRAY && s->elem->kind == SHAPE_INT && s->elem->size == 1 && s->elem->is_signed);
}

void add_string(struct strbuf *out, const struct render *r, const struct shape *s, const void *p)
{
	size_t size = s->kind == SHAPE_ARRAY ? s->count : s->size;
	size_t len = text_length(p, size);

	render_text(out, r, p, len);
	if (s->cut_shown && size && len + 1 >= size && r->img && r->img->config.str_trunc_trailer)
		strbuf_addstr(out, r->img->config.str_trunc_trailer);
}

static void add_enum(struct strbuf *out, const struct shape *s, const void *p)
{
	uint64_t v = load_int(p, s->size, s->is_signed);
	uint64_t mask = s->size < 8 ? (1ull << (s->size * 8)) - 1 : ~0ull;

	for (uint32_t i = 0; i < s->nenums; i++) {
		if (((s->enums[i].value ^ v) & mask) == 0) {
			strbuf_addstr(out, s->enums[i].name);
			return;
		}
	}
	add_number(out, v, s->is_signed);
}

static void add_buffer(struct strbuf *out, const struct shape *s, const void *p)
{
	const uint8_t *bytes = (const uint8_t *)p + 4;
	uint32_t len = load_u32(p);

	if (s->size < 4)
		return;
	if (len > s->size - 4)
		len = s->size - 4;
	for (uint32_t i = 0; i < len; i++) {
		if (bytes[i] >= 32 && bytes[i] <= 126)
			strbuf_addch(out, (char)bytes[i]);
		else
			strbuf_printf(out, "\\x%02x", bytes[i]);
	}
}

static void add_inet(struct strbuf *out, const void *p)
{
	char text[INET6_ADDRSTRLEN];
	uint64_t family = load_u64(p);

	if ((family == AF_INET || family == AF_INET6) &&
	    inet_ntop((int)family, (const char *)p + 8, text, sizeof(text)))
		strbuf_addstr(out, text);
	else
		strbuf_printf(out, "(family %" PRIu64 ")", family);
}

static void add_mac(struct strbuf *out, const uint8_t *p)
{
	strbuf_printf(out, "%02X:%02X:%02X:%02X:%02X:%02X", p[0], p[1], p[2], p[3], p[4], p[5]);
}

static void add_symbol(struct strbuf *out, struct render *r, bool user, uint32_t pid, uint64_t addr)
{
	const char *name, *module;
	uint64_t offset;

	if (!addr)
		strbuf_addch(out, '0');
	else if (r->syms && (user ? symbols_user(r->syms, pid, addr, &name, &offset, &module)
				  : symbols_kernel(r->syms, addr, &name, &offset)))
		render_text(out, r, name, strlen(name));
	else
		strbuf_printf(out, "0x%" PRIx64, addr);
}

static void add_build_id_frame(struct strbuf *out, struct render *r, uint32_t pid, uint64_t addr)
{
	unsigned char id[20];
	uint64_t offset;

	if (!r->syms || !symbols_build_id(r->syms, pid, addr, id, &offset)) {
		strbuf_printf(out, "%" PRIx64 "\n", addr);
		return;
	}
	for (size_t i = 0; i < sizeof(id); i++)
		strbuf_printf(out, "%02x", id[i]);
	strbuf_printf(out, " 0x%" PRIx64 "\n", offset);
}

static void add_frame(struct strbuf *out, struct render *r, const struct shape *s, uint32_t pid, uint64_t addr,
		      bool compact)
{
	bool user = s->kind == SHAPE_USTACK, perf = s->stack_mode == STACK_PERF, known;
	const char *name = NULL, *module = NULL;
	uint64_t offset = 0;

	if (s->stack_mode == STACK_RAW || (s->stack_mode == STACK_BUILD_ID && !user)) {
		strbuf_printf(out, "%" PRIx64 "\n", addr);
		return;
	}
	if (s->stack_mode == STACK_BUILD_ID) {
		add_build_id_frame(out, r, pid, addr);
		return;
	}
	known = r->syms && (user ? symbols_user(r->syms, pid, addr, &name, &offset, &module)
				 : symbols_kernel(r->syms, addr, &name, &offset));
	if (perf)
		strbuf_printf(out, "\t%" PRIx64 " ", addr);
	else if (!compact)
		strbuf_addn(out, ' ', 8);
	if (known) {
		render_text(out, r, name, strlen(name));
		strbuf_printf(out, "+%" PRIu64, offset);
	} else {
		strbuf_printf(out, "0x%" PRIx64, addr);
	}
	if (perf && user) {
		strbuf_addstr(out, " (");
		render_text(out, r, module ? module : "[unknown]", strlen(module ? module : "[unknown]"));
		strbuf_addch(out, ')');
	}
	strbuf_addch(out, '\n');
}

static void add_stack(struct strbuf *out, struct render *r, const struct shape *s, const void *p, bool compact)
{
	uint64_t id = load_u64(p);
	uint32_t pid = s->kind == SHAPE_USTACK ? load_u32((const char *)p + 8) : 0, n = 0;
	const uint64_t *frames = id && r->stack ? r->stack(r->stack_ctx, s->stack_map, id, &n) : NULL;

	strbuf_addch(out, '\n');
	if (!frames)
		return;
	if (s->stack_limit && n > s->stack_limit)
		n = s->stack_limit;
	for (uint32_t i = 0; i < n; i++)
		add_frame(out, r, s, pid, frames[i], compact);
}

static const char *image_string(const struct render *r, uint64_t index)
{
	return r->img && index < r->img->nstrings ? r->img->strings[index] : NULL;
}

/* strftime's format with %f (microseconds, six digits) replaced; a final '.' tells an empty result from failure. */
static void expand_fraction(struct strbuf *fmt, const char *text, uint32_t usec)
{
	for (; *text; text++) {
		if (text[0] == '%' && text[1] == 'f') {
			strbuf_printf(fmt, "%06u", usec);
			text++;
		} else {
			strbuf_addch(fmt, text[0]);
			if (text[0] == '%' && text[1])
				strbuf_addch(fmt, *++text);
		}
	}
	strbuf_addch(fmt, '.');
}

static void add_timestamp(struct strbuf *out, const struct render *r, const void *p)
{
	uint64_t ns = load_u64(p) + r->boot_to_realtime_ns;
	const char *format = image_string(r, load_u64((const char *)p + 8));
	time_t seconds = (time_t)(ns / 1000000000);
	struct strbuf fmt = { 0 };
	struct tm tm;

	if (!format || !localtime_r(&seconds, &tm)) {
		add_number(out, ns, false);
		return;
	}
	expand_fraction(&fmt, format, (uint32_t)(ns % 1000000000 / 1000));
	for (size_t size = 128; size <= 65536; size *= 2) {
		size_t len;

		strbuf_reserve(out, size);
		len = strftime(out->data + out->len, size, strbuf_str(&fmt), &tm);
		if (len) {
			out->len += len - 1;
			break;
		}
	}
	if (out->data)
		out->data[out->len] = '\0';
	strbuf_release(&fmt);
}

static void add_username(struct strbuf *out, struct render *r, const void *p)
{
	uint32_t uid = load_u32(p);
	const char *name = r->syms ? symbols_user_name(r->syms, uid) : NULL;

	if (name)
		render_text(out, r, name, strlen(name));
	else
		add_number(out, uid, false);
}

static void add_cgroup(struct strbuf *out, struct render *r, const void *p)
{
	struct strbuf path = { 0 };

	if (!r->syms)
		return;
	symbols_cgroup_path(r->syms, &path, load_u64(p), image_string(r, load_u64((const char *)p + 8)));
	render_text(out, r, strbuf_str(&path), path.len);
	strbuf_release(&path);
}

static void add_field(struct strbuf *out, struct render *r, const struct shape_field *f, const void *base, bool compact,
		      bool text_arrays)
{
	const void *p = (const char *)base + f->offset;

	if (f->bit_size) {
		uint64_t v = load_bitfield(f, base);
		struct shape wide = *f->shape;

		if (wide.kind == SHAPE_INT) {
			add_number(out, v, wide.is_signed);
			return;
		}
		wide.size = wide.kind == SHAPE_BOOL ? 1 : 8;
		add_value(out, r, &wide, &v, compact);
	} else if (text_arrays && shape_is_text(f->shape)) {
		add_string(out, r, f->shape, p);
	} else {
		add_value(out, r, f->shape, p, compact);
	}
}

/* The fields of a record or struct, those of anonymous members in their place. */
static void add_fields(struct strbuf *out, struct render *r, const struct shape *s, const void *p, bool compact,
		       bool *first)
{
	for (uint32_t i = 0; i < s->nfields; i++) {
		const struct shape_field *f = &s->fields[i];

		if (f->name && !*f->name) {
			if (f->shape->nfields)
				add_fields(out, r, f->shape, (const char *)p + f->offset, compact, first);
			continue;
		}
		strbuf_addstr(out, *first ? (compact ? "{" : "{ ") : (compact ? "," : ", "));
		*first = false;
		strbuf_printf(out, compact ? ".%s=" : ".%s = ", f->name ? f->name : "");
		add_field(out, r, f, p, compact, s->kind == SHAPE_STRUCT);
	}
}

static void add_struct(struct strbuf *out, struct render *r, const struct shape *s, const void *p, bool compact)
{
	bool first = true;

	add_fields(out, r, s, p, compact, &first);
	strbuf_addstr(out, first ? "{}" : compact ? "}" : " }");
}

static void add_items(struct strbuf *out, struct render *r, const struct shape *s, const void *p, bool compact)
{
	for (uint32_t i = 0; i < s->nfields; i++) {
		if (i)
			strbuf_addstr(out, compact ? "," : ", ");
		add_field(out, r, &s->fields[i], p, compact, false);
	}
}

static void add_array(struct strbuf *out, struct render *r, const struct shape *s, const void *p, bool compact)
{
	strbuf_addch(out, '[');
	for (uint32_t i = 0; i < s->count; i++) {
		if (i)
			strbuf_addch(out, ',');
		add_value(out, r, s->elem, (const char *)p + (size_t)i * s->elem->size, compact);
	}
	strbuf_addch(out, ']');
}

static void add_stats(struct strbuf *out, const struct shape *s, const void *p, bool compact)
{
	const char *sep = compact ? "," : ", ", *eq = compact ? "=" : " = ";

	strbuf_printf(out, compact ? "{.count%s" : "{ .count%s", eq);
	add_number(out, load_u64((const char *)p + 8), false);
	strbuf_printf(out, "%s.average%s", sep, eq);
	add_number(out, average(s, p), s->is_signed);
	strbuf_printf(out, "%s.total%s", sep, eq);
	add_number(out, load_u64(p), s->is_signed);
	strbuf_addstr(out, compact ? "}" : " }");
}

void add_key(struct strbuf *out, struct render *r, const struct shape *key, const void *p, bool compact)
{
	if (key->kind == SHAPE_TUPLE)
		add_items(out, r, key, p, compact);
	else
		add_value(out, r, key, p, compact);
}

static void add_tuple(struct strbuf *out, struct render *r, const struct shape *s, const void *p, bool compact)
{
	strbuf_addch(out, '(');
	add_items(out, r, s, p, compact);
	strbuf_addch(out, ')');
}

void add_value(struct strbuf *out, struct render *r, const struct shape *s, const void *p, bool compact)
{
	uint64_t number;
	bool is_signed;

	switch (s->kind) {
	case SHAPE_NONE: return;
	case SHAPE_BOOL: strbuf_addstr(out, *(const uint8_t *)p ? "true" : "false"); return;
	case SHAPE_ENUM: add_enum(out, s, p); return;
	case SHAPE_PTR: strbuf_printf(out, "0x%" PRIx64, load_u64(p)); return;
	case SHAPE_STRING: add_string(out, r, s, p); return;
	case SHAPE_BUFFER: add_buffer(out, s, p); return;
	case SHAPE_ARRAY: add_array(out, r, s, p, compact); return;
	case SHAPE_TUPLE: add_tuple(out, r, s, p, compact); return;
	case SHAPE_RECORD:
	case SHAPE_STRUCT: add_struct(out, r, s, p, compact); return;
	case SHAPE_INET: add_inet(out, p); return;
	case SHAPE_MAC: add_mac(out, p); return;
	case SHAPE_KSYM: add_symbol(out, r, false, 0, load_u64(p)); return;
	case SHAPE_USYM: add_symbol(out, r, true, load_u32((const char *)p + 8), load_u64(p)); return;
	case SHAPE_KSTACK:
	case SHAPE_USTACK: add_stack(out, r, s, p, compact); return;
	case SHAPE_USERNAME: add_username(out, r, p); return;
	case SHAPE_TIMESTAMP: add_timestamp(out, r, p); return;
	case SHAPE_CGROUP_PATH: add_cgroup(out, r, p); return;
	case SHAPE_STATS: add_stats(out, s, p, compact); return;
	case SHAPE_HIST:
	case SHAPE_LHIST: hist_text(out, s, p, 1); return;
	case SHAPE_TSERIES: tseries_text(out, r, s, p); return;
	case SHAPE_INT:
	case SHAPE_COUNT:
	case SHAPE_SUM:
	case SHAPE_MIN:
	case SHAPE_MAX:
	case SHAPE_AVG:
		if (shape_number(s, p, &number, &is_signed))
			add_number(out, number, is_signed);
		return;
	}
}

void render_value(struct strbuf *out, struct render *r, const struct shape *s, const void *bytes)
{
	add_value(out, r, s, bytes, false);
}

static void add_underline(struct strbuf *out, const struct image_loc *loc)
{
	size_t len = strlen(loc->source_line);
	uint32_t end = loc->col2 > loc->col1 ? loc->col2 : loc->col1 + 1;

	for (size_t i = 0; i < len; i++)
		strbuf_addn(out, loc->source_line[i] == '\t' ? ' ' : loc->source_line[i],
			    loc->source_line[i] == '\t' ? 4 : 1);
	strbuf_addch(out, '\n');
	for (uint32_t col = 1; col < end; col++) {
		bool tab = col <= len && loc->source_line[col - 1] == '\t';

		if (col > len + 1)
			break;
		strbuf_addn(out, col < loc->col1 ? ' ' : '~', tab ? 4 : 1);
	}
	strbuf_addch(out, '\n');
}

void render_message(struct strbuf *out, const struct image_loc *loc, const char *level, const char *text,
		    bool with_source)
{
	if (loc && loc->file)
		strbuf_printf(out, "%s:%u:%u-%u: ", loc->file, loc->line, loc->col1, loc->col2);
	strbuf_printf(out, "%s: ", level);
	strbuf_addstr(out, text);
	if (!*text || text[strlen(text) - 1] != '\n')
		strbuf_addch(out, '\n');
	if (with_source && loc && loc->source_line)
		add_underline(out, loc);
}
