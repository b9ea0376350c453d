/* Rendering against the texts of the language reference, byte by byte: shapes and values are built by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <cmocka.h>

#include "runtime/render.h"

static struct shape int_shape(uint32_t size, bool is_signed)
{
	return (struct shape){ .kind = SHAPE_INT, .size = size, .is_signed = is_signed };
}

static struct shape string_shape(uint32_t size, bool cut_shown)
{
	return (struct shape){ .kind = SHAPE_STRING, .size = size, .cut_shown = cut_shown };
}

static const struct shape i8 = { .kind = SHAPE_INT, .size = 1, .is_signed = true };
static const struct shape u8 = { .kind = SHAPE_INT, .size = 1 };
static const struct shape i32 = { .kind = SHAPE_INT, .size = 4, .is_signed = true };
static const struct shape u32 = { .kind = SHAPE_INT, .size = 4 };
static const struct shape i64 = { .kind = SHAPE_INT, .size = 8, .is_signed = true };
static const struct shape u64 = { .kind = SHAPE_INT, .size = 8 };
static const struct shape boolean = { .kind = SHAPE_BOOL, .size = 1 };
static const struct shape pointer = { .kind = SHAPE_PTR, .size = 8 };
static const struct shape str8 = { .kind = SHAPE_STRING, .size = 8 };

static struct image image = { .config = { .str_trunc_trailer = ".." } };
static struct render render = { .img = &image };

static void check_value(const struct shape *s, const void *bytes, const char *want)
{
	struct strbuf out = { 0 };

	render_value(&out, &render, s, bytes);
	assert_string_equal(strbuf_str(&out), want);
	strbuf_release(&out);
}

static void check_json(const struct shape *s, const void *bytes, const char *want)
{
	struct strbuf out = { 0 };

	render_value_json(&out, &render, s, bytes);
	assert_string_equal(strbuf_str(&out), want);
	strbuf_release(&out);
}

static void test_scalars(void **state)
{
	int64_t v = -5;
	uint64_t big = UINT64_MAX, p = 16;
	uint8_t one = 1;
	struct shape s;

	(void)state;
	check_value(&i64, &v, "-5");
	check_value(&i8, &v, "-5");
	check_value(&u8, &v, "251");
	check_value(&u64, &big, "18446744073709551615");
	check_value(&boolean, &one, "true");
	check_value(&pointer, &p, "0x10");
	v = INT64_MIN;
	check_value(&i64, &v, "-9223372036854775808");
	s = string_shape(4, false);
	check_value(&s, "abcdef", "abcd");
	s = string_shape(4, true);
	check_value(&s, "abc", "abc..");
	check_value(&s, "ab\0d", "ab");
	s = int_shape(2, true);
	check_value(&s, "\xff\xff", "-1");
}

static void test_enum(void **state)
{
	static const struct shape_enumerator names[] = { { "A", 0 }, { "B", 5 }, { "N", (uint64_t)-1 } };
	const struct shape e = { .kind = SHAPE_ENUM, .size = 4, .enums = names, .nenums = 3 };
	uint32_t v = 5;

	(void)state;
	check_value(&e, &v, "B");
	check_json(&e, &v, "5");
	v = 6;
	check_value(&e, &v, "6");
	v = UINT32_MAX;
	check_value(&e, &v, "N");
}

/* ((1, "a", (2, 3))) and (x = 1, y = "b") */
struct nested {
	int64_t a;
	char b[8];
	struct {
		int64_t c, d;
	} in;
};

static const struct shape_field inner_fields[] = { { .offset = 0, .shape = &i64 }, { .offset = 8, .shape = &i64 } };
static const struct shape inner = { .kind = SHAPE_TUPLE, .size = 16, .fields = inner_fields, .nfields = 2 };
static const struct shape_field nested_fields[] = {
	{ .offset = offsetof(struct nested, a), .shape = &i64 },
	{ .offset = offsetof(struct nested, b), .shape = &str8 },
	{ .offset = offsetof(struct nested, in), .shape = &inner },
};
static const struct shape nested = { .kind = SHAPE_TUPLE, .size = sizeof(struct nested), .fields = nested_fields,
				     .nfields = 3 };
static const struct nested nested_value = { 1, "a", { 2, 3 } };

static void test_tuples(void **state)
{
	static const struct shape_field one[] = { { .shape = &i64 } };
	const struct shape single = { .kind = SHAPE_TUPLE, .size = 8, .fields = one, .nfields = 1 };
	struct shape_field rf[3];
	struct shape record = nested;

	(void)state;
	check_value(&nested, &nested_value, "(1, a, (2, 3))");
	check_json(&nested, &nested_value, "[1,\"a\",[2,3]]");
	check_value(&single, &nested_value, "(1)");
	memcpy(rf, nested_fields, sizeof(rf));
	rf[0].name = "a";
	rf[1].name = "b";
	rf[2].name = "c";
	record.kind = SHAPE_RECORD;
	record.fields = rf;
	check_value(&record, &nested_value, "{ .a = 1, .b = a, .c = (2, 3) }");
	check_json(&record, &nested_value, "{\"a\": 1, \"b\": \"a\", \"c\": [2,3]}");
}

struct c_struct {
	int a;
	char c[4];
	long l;
	unsigned x : 3;
	unsigned y : 5;
	int z : 4;
	union {
		short s;
		unsigned char t;
	};
};

static void test_struct(void **state)
{
	const struct shape chars = { .kind = SHAPE_ARRAY, .size = 4, .count = 4, .elem = &i8 };
	const struct shape i16 = int_shape(2, true);
	const struct shape_field un[] = { { .name = "s", .shape = &i16 }, { .name = "t", .shape = &u8 } };
	const struct shape anonymous = { .kind = SHAPE_STRUCT, .size = 2, .fields = un, .nfields = 2 };
	const struct shape_field f[] = {
		{ .name = "a", .offset = 0, .shape = &i32 },
		{ .name = "c", .offset = offsetof(struct c_struct, c), .shape = &chars },
		{ .name = "l", .offset = offsetof(struct c_struct, l), .shape = &i64 },
		{ .name = "x", .offset = 16, .bit_offset = 0, .bit_size = 3, .shape = &u32 },
		{ .name = "y", .offset = 16, .bit_offset = 3, .bit_size = 5, .shape = &u32 },
		{ .name = "z", .offset = 16, .bit_offset = 8, .bit_size = 4, .shape = &i32 },
		{ .name = "", .offset = offsetof(struct c_struct, s), .shape = &anonymous },
	};
	const struct shape s = { .kind = SHAPE_STRUCT, .size = sizeof(struct c_struct), .fields = f, .nfields = 7 };
	const struct shape empty = { .kind = SHAPE_STRUCT, .size = 0 };
	struct c_struct v = { .a = -1, .c = "abcd", .l = 1l << 40, .x = 5, .y = 17, .z = -3 };

	(void)state;
	v.s = 258;
	check_value(&s, &v, "{ .a = -1, .c = abcd, .l = 1099511627776, .x = 5, .y = 17, .z = -3, .s = 258, .t = 2 }");
	check_json(&s, &v, "{\"a\": -1, \"c\": \"abcd\", \"l\": 1099511627776, \"x\": 5, \"y\": 17, \"z\": -3, "
			    "\"s\": 258, \"t\": 2}");
	check_value(&empty, &v, "{}");
}

static void test_arrays(void **state)
{
	const struct shape bytes = { .kind = SHAPE_ARRAY, .size = 4, .count = 4, .elem = &u8 };
	const struct shape row = { .kind = SHAPE_ARRAY, .size = 8, .count = 2, .elem = &i32 };
	const struct shape grid = { .kind = SHAPE_ARRAY, .size = 16, .count = 2, .elem = &row };
	const struct shape buf = { .kind = SHAPE_BUFFER, .size = 12 };
	int32_t g[4] = { 0, 0, 1, 2 };

	(void)state;
	check_value(&bytes, "\1\2\3\4", "[1,2,3,4]");
	check_value(&grid, g, "[[0,0],[1,2]]");
	check_value(&buf, "\3\0\0\0a\1z", "a\\x01z");
	check_json(&buf, "\3\0\0\0a\1z", "[97,1,122]");
}

static void test_addresses(void **state)
{
	const struct shape inet = { .kind = SHAPE_INET, .size = 24 }, mac = { .kind = SHAPE_MAC, .size = 6 };
	const struct shape ksym = { .kind = SHAPE_KSYM, .size = 8 }, usym = { .kind = SHAPE_USYM, .size = 16 };
	struct {
		uint64_t family;
		unsigned char a[16];
	} v = { AF_INET, { 127, 0, 0, 1 } };
	uint64_t none[2] = { 0 }, some[2] = { 0xffff, 1 };

	(void)state;
	check_value(&inet, &v, "127.0.0.1");
	v.family = AF_INET6;
	memset(v.a, 0, sizeof(v.a));
	v.a[15] = 1;
	check_value(&inet, &v, "::1");
	check_value(&mac, "\5\4\3\2\1\xff", "05:04:03:02:01:FF");
	check_value(&ksym, none, "0");
	check_value(&ksym, some, "0xffff");
	check_value(&usym, none, "0");
}

static void check_printf(const char *fmt, const struct shape *s, const void *bytes, const char *want)
{
	const struct shape_field f = { .shape = s };
	const struct shape args = { .kind = SHAPE_TUPLE, .size = s ? s->size : 0, .fields = &f, .nfields = s != NULL };
	struct strbuf out = { 0 };

	render_printf(&out, &render, fmt, (uint32_t)strlen(fmt), &args, bytes);
	assert_string_equal(strbuf_str(&out), want);
	strbuf_release(&out);
}

static void check_int(const char *fmt, int64_t v, const char *want)
{
	check_printf(fmt, &i64, &v, want);
}

static void test_printf_integers(void **state)
{
	static const struct {
		const char *fmt;
		int64_t v;
		const char *want;
	} cases[] = {
		{ "%d", 42, "42" }, { "%5d", 42, "   42" }, { "%-5d|", 42, "42   |" }, { "%05d", 42, "00042" },
		{ "%+d", 42, "+42" }, { "%+i", -42, "-42" }, { "%+u", 42, "42" }, { "%05d", -42, "00-42" },
		{ "%x", 255, "ff" }, { "%X", 255, "FF" }, { "%#x", 255, "0xff" }, { "%#X", 255, "0XFF" },
		{ "%o", 8, "10" }, { "%#o", 8, "010" }, { "%c", 65, "A" }, { "%ld", -1, "-1" },
		{ "%d", 3000000000, "-1294967296" }, { "%u", -1, "4294967295" }, { "%x", -1, "ffffffff" },
		{ "%hhd", 300, "44" }, { "%hd", 65537, "1" }, { "%llu", -1, "18446744073709551615" },
		{ "%jd", -1, "-1" }, { "%zu", -1, "18446744073709551615" }, { "%tx", -1, "ffffffffffffffff" },
		{ "%p", 255, "0xff" }, { "%10p", 255, "      0xff" }, { "%08p", 255, "00000xff" },
		{ "%-05x", 255, "ff000" }, { "%*d|", 5, "5|" }, { "%.3d", 5, "5" }, { "%5.3d", 5, "    5" },
		{ "% d", 5, "5" }, { "%s", -3000000000, "-3000000000" }, { "%5c|", 'x', "    x|" },
		{ "%gr", 0, "0" }, { "%gr", 1ll << 40, "0x10000000000" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_int(cases[i].fmt, cases[i].v, cases[i].want);
}

static void test_printf_text(void **state)
{
	const struct shape buf = { .kind = SHAPE_BUFFER, .size = 8 };
	uint8_t yes = 1;

	(void)state;
	check_printf("%s", &str8, "ab\0\0\0\0\0", "ab");
	check_printf("%8s|", &str8, "ab\0\0\0\0\0", "      ab|");
	check_printf("%-8s|", &str8, "ab\0\0\0\0\0", "ab      |");
	check_printf("%.1s|", &str8, "ab\0\0\0\0\0", "ab|");
	check_printf("%-10.10s|", &str8, "ab\0\0\0\0\0", "ab        |");
	check_printf("%010s", &str8, "ab\0\0\0\0\0", "00000000ab");
	check_printf("%d %s", &boolean, &yes, "1 ");
	check_printf("%s", &boolean, &yes, "true");
	check_printf("%5s", &boolean, &yes, " true");
	check_printf("%r", &buf, "\2\0\0\0a\2", "a\\x02");
	check_printf("%rx", &buf, "\2\0\0\0b\3", "\\x62\\x03");
	check_printf("%rh", &buf, "\2\0\0\0c\4", "63 04");
	check_printf("%7rh|", &buf, "\2\0\0\0c\4", "  63 04|");
	check_printf("%s", &nested, &nested_value, "(1, a, (2, 3))");
	check_printf("%10s", &inner, &nested_value.in, "         (2, 3)");
	check_printf("%%|%5%|%k|100%", NULL, NULL, "%|%|%k|100%");
}

static void test_escape_control(void **state)
{
	const struct shape s = string_shape(32, false);
	int64_t esc = 27;

	(void)state;
	render.escape_control = true;
	check_value(&s, "a\x1b[31m\n\tz\x7f", "a\\x1b[31m\\n\\tz\\x7f");
	check_value(&s, "\xc3\xa9 \xff \xc2\x9b", "\xc3\xa9 \\xff \\xc2\\x9b");
	check_printf("\x1b[1m%c\n", &i64, &esc, "\x1b[1m\\x1b\n");
	render.escape_control = false;
	check_value(&s, "a\x1b[31m", "a\x1b[31m");
}

static const uint64_t *two_frames(void *ctx, uint32_t map, uint64_t id, uint32_t *n)
{
	static const uint64_t frames[] = { 0x1000, 0x2000, 0x3000 };

	(void)ctx;
	(void)map;
	*n = 3;
	return id == 7 ? frames : NULL;
}

static void test_stacks(void **state)
{
	struct shape s = { .kind = SHAPE_KSTACK, .size = 16, .stack_limit = 2 };
	uint64_t v[2] = { 7, 0 }, none[2] = { 0 };

	(void)state;
	render.stack = two_frames;
	check_value(&s, v, "\n        0x1000\n        0x2000\n");
	check_value(&s, none, "\n");
	check_json(&s, v, "\"\\n        0x1000\\n        0x2000\\n\"");
	s.stack_mode = STACK_RAW;
	check_value(&s, v, "\n1000\n2000\n");
	s.stack_mode = STACK_PERF;
	check_value(&s, v, "\n\t1000 0x1000\n\t2000 0x2000\n");
	s.kind = SHAPE_USTACK;
	check_value(&s, v, "\n\t1000 0x1000 ([unknown])\n\t2000 0x2000 ([unknown])\n");
	s.stack_mode = STACK_BUILD_ID;
	check_value(&s, v, "\n1000\n2000\n");
	render.stack = NULL;
}

static void test_timestamp(void **state)
{
	static const char *formats[] = { "%H:%M:%S.%f", "%%f%f", "" };
	const struct shape s = { .kind = SHAPE_TIMESTAMP, .size = 16 };
	uint64_t v[2] = { 1500000042, 0 };

	(void)state;
	image.strings = formats;
	image.nstrings = 3;
	check_value(&s, v, "00:00:01.500000");
	render.boot_to_realtime_ns = 3600ull * 1000000000;
	check_value(&s, v, "01:00:01.500000");
	render.boot_to_realtime_ns = 0;
	v[1] = 1;
	check_value(&s, v, "%f500000");
	v[1] = 2;
	check_value(&s, v, "");
}

/* ---- maps ---- */

struct rows {
	struct map_row at[8];
	struct map_rows rows;
};

static void check_map_as(const struct image_map *m, struct rows *r, uint32_t n, uint64_t top, uint64_t div, bool unset,
			  const char *want)
{
	struct strbuf out = { 0 };

	r->rows = (struct map_rows){ .at = r->at, .n = n };
	render_map(&out, &render, m, &r->rows, top, div, unset);
	assert_string_equal(strbuf_str(&out), want);
	strbuf_release(&out);
}

static void check_map(const struct image_map *m, struct rows *r, uint32_t n, const char *text, const char *json)
{
	check_map_as(m, r, n, 0, 0, false, text);
	render.json = true;
	check_map_as(m, r, n, 0, 0, false, json);
	render.json = false;
}

static void test_scalar_maps(void **state)
{
	struct image_map m = { .name = "@a", .scalar = true, .value = &i64, .value_size = 8 };
	const struct shape stats = { .kind = SHAPE_STATS, .size = 16, .is_signed = true };
	const struct shape avg = { .kind = SHAPE_AVG, .size = 16, .is_signed = true };
	const struct shape min = { .kind = SHAPE_MIN, .size = 16, .is_signed = true };
	const struct shape stack = { .kind = SHAPE_KSTACK, .size = 16 };
	int64_t one = 1, total[2] = { -7, 2 }, minimum[2] = { -4, 1 };
	uint64_t id[2] = { 7, 0 };
	struct rows r = { .at = { { NULL, &one } } };

	(void)state;
	check_map(&m, &r, 1, "@a: 1\n", "{\"type\": \"map\", \"data\": {\"@a\": 1}}\n");
	check_map(&m, &r, 0, "", "");
	check_map_as(&m, &r, 0, 0, 0, true, "@a: 0\n");
	r.at[0].value = total;
	m.value = &stats;
	check_map(&m, &r, 1, "@a: { .count = 2, .average = -3, .total = -7 }\n",
		   "{\"type\": \"stats\", \"data\": {\"@a\": {\"count\": 2, \"average\": -3, \"total\": -7}}}\n");
	check_map_as(&m, &r, 0, 0, 0, true, "@a: { .count = 0, .average = 0, .total = 0 }\n");
	render.json = true;
	check_map_as(&m, &r, 0, 0, 0, true, "{\"type\": \"stats\", \"data\": {\"@a\": {}}}\n");
	render.json = false;
	m.value = &avg;
	check_map(&m, &r, 1, "@a: -3\n", "{\"type\": \"stats\", \"data\": {\"@a\": -3}}\n");
	r.at[0].value = minimum;
	m.value = &min;
	check_map(&m, &r, 1, "@a: -4\n", "{\"type\": \"map\", \"data\": {\"@a\": -4}}\n");
	m.value = &nested;
	check_map_as(&m, &r, 0, 0, 0, true, "@a: (0, , (0, 0))\n");
	m.value = &stack;
	r.at[0].value = id;
	render.stack = two_frames;
	check_map_as(&m, &r, 1, 0, 0, true, "@a: \n        0x1000\n        0x2000\n        0x3000\n\n");
	render.stack = NULL;
}

struct key {
	int64_t a;
	char b[8];
};

static void test_keyed_maps(void **state)
{
	static const struct shape_field kf[] = { { .shape = &i64 }, { .offset = 8, .shape = &str8 } };
	const struct shape multi = { .kind = SHAPE_TUPLE, .size = 16, .fields = kf, .nfields = 2 };
	static const struct shape_field rf[] = { { .name = "a", .shape = &i64 },
						 { .name = "b", .offset = 8, .shape = &str8 } };
	const struct shape record = { .kind = SHAPE_RECORD, .size = 16, .fields = rf, .nfields = 2 };
	const struct shape stack = { .kind = SHAPE_KSTACK, .size = 16, .stack_limit = 2 };
	struct image_map m = { .name = "@c", .key = &multi, .value = &str8, .value_size = 8 };
	struct key keys[3] = { { 2, "x y" }, { -1, "z" }, { 2, "" } };
	uint64_t ids[2][2] = { { 7, 0 }, { 0, 0 } };
	int64_t n[2] = { 3, 1 };
	struct rows r = { .at = { { &keys[0], "p\0\0\0\0\0\0" },
				  { &keys[1], "q\0\0\0\0\0\0" },
				  { &keys[2], "r\0\0\0\0\0\0" } } };

	(void)state;
	check_map(&m, &r, 3, "@c[-1, z]: q\n@c[2, ]: r\n@c[2, x y]: p\n",
		   "{\"type\": \"map\", \"data\": {\"@c\": {\"-1,z\": \"q\", \"2,\": \"r\", \"2,x y\": \"p\"}}}\n");
	check_map(&m, &r, 0, "", "");
	m.key = &record;
	check_map(&m, &r, 1, "@c[{ .a = -1, .b = z }]: q\n",
		   "{\"type\": \"map\", \"data\": {\"@c\": {\"{.a=-1,.b=z}\": \"q\"}}}\n");
	m.key = &stack;
	m.value = &i64;
	r.at[0] = (struct map_row){ ids[0], &n[0] };
	r.at[1] = (struct map_row){ ids[1], &n[1] };
	render.stack = two_frames;
	check_map(&m, &r, 2, "@c[\n]: 1\n@c[\n        0x1000\n        0x2000\n]: 3\n",
		   "{\"type\": \"map\", \"data\": {\"@c\": {\"\\n\": 1, \"\\n0x1000\\n0x2000\\n\": 3}}}\n");
	render.stack = NULL;
}

static void test_order(void **state)
{
	struct image_map m = { .name = "@m", .key = &i64, .value = &i64, .value_size = 8 };
	const struct shape max = { .kind = SHAPE_MAX, .size = 16, .is_signed = true };
	const struct shape average = { .kind = SHAPE_AVG, .size = 16 };
	int64_t keys[4] = { 1, 2, 3, 4 }, values[4] = { 5, 3, 9, 7 }, pairs[2][2] = { { 4, 1 }, { -4, 1 } };
	int8_t small[4] = { 5, -3, 9, 7 };
	struct rows r;

	(void)state;
	for (int i = 0; i < 4; i++)
		r.at[i] = (struct map_row){ &keys[i], &values[i] };
	check_map_as(&m, &r, 4, 2, 0, true, "@m[4]: 7\n@m[3]: 9\n");
	check_map_as(&m, &r, 4, 0, 2, true, "@m[2]: 1\n@m[1]: 2\n@m[4]: 3\n@m[3]: 4\n");
	m.value = &i8;
	for (int i = 0; i < 4; i++)
		r.at[i] = (struct map_row){ &keys[i], &small[i] };
	check_map_as(&m, &r, 4, 0, 0, true, "@m[2]: -3\n@m[1]: 5\n@m[4]: 7\n@m[3]: 9\n");
	m.value = &max;
	for (int i = 0; i < 2; i++)
		r.at[i] = (struct map_row){ &keys[i], pairs[i] };
	check_map_as(&m, &r, 2, 0, 0, true, "@m[2]: -4\n@m[1]: 4\n");
	m.value = &average;
	memcpy(pairs, (int64_t[2][2]){ { 10, 2 }, { 100, 50 } }, sizeof(pairs));
	for (int i = 0; i < 2; i++)
		r.at[i] = (struct map_row){ &keys[i], pairs[i] };
	check_map_as(&m, &r, 2, 0, 0, true, "@m[2]: 2\n@m[1]: 5\n");
}

#define BAR26 "@@@@@@@@@@@@@@@@@@@@@@@@@@                          |\n"
#define BAR52 "@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|\n"
#define BAR0 "                                                    |\n"


static void test_hist(void **state)
{
	static uint64_t b[65];
	const struct shape h = { .kind = SHAPE_HIST, .size = sizeof(b) };
	struct image_map m = { .name = "@h", .scalar = true, .value = &h, .value_size = sizeof(b) };
	struct rows r = { .at = { { NULL, b } } };

	(void)state;
	memset(b, 0, sizeof(b));
	check_map(&m, &r, 1, "@h:\n\n", "{\"type\": \"hist\", \"data\": {\"@h\": []}}\n");
	check_map_as(&m, &r, 0, 0, 0, true, "");
	b[0] = b[1] = b[2] = b[4] = 1;
	b[3] = 2;
	check_map(&m, &r, 1,
		   "@h:\n(..., 0)               1 |" BAR26 "[0]                    1 |" BAR26
		   "[1]                    1 |" BAR26 "[2, 4)                 2 |" BAR52
		   "[4, 8)                 1 |" BAR26 "\n",
		   "{\"type\": \"hist\", \"data\": {\"@h\": [{\"max\": -1, \"count\": 1},"
		   "{\"min\": 0, \"max\": 0, \"count\": 1},{\"min\": 1, \"max\": 1, \"count\": 1},"
		   "{\"min\": 2, \"max\": 3, \"count\": 2},{\"min\": 4, \"max\": 7, \"count\": 1}]}}\n");
	memset(b, 0, sizeof(b));
	b[11] = b[13] = 4;
	check_map_as(&m, &r, 1, 0, 4, false,
		      "@h:\n[512, 1K)              1 |" BAR52 "[1K, 2K)               0 |" BAR0
		      "[2K, 4K)               1 |" BAR52 "\n");
	memset(b, 0, sizeof(b));
	b[64] = 1;
	check_map_as(&m, &r, 1, 0, 0, false, "@h:\n[4E, 8E)               1 |" BAR52 "\n");
}

static void test_hist_bits(void **state)
{
	static uint64_t b[65 * 32];
	const struct shape h2 = { .kind = SHAPE_HIST, .size = 8 * hist_buckets(2), .hist_bits = 2 };
	const struct shape h1 = { .kind = SHAPE_HIST, .size = 8 * hist_buckets(1), .hist_bits = 1 };
	struct image_map m = { .name = "@h", .scalar = true, .value = &h2, .value_size = h2.size };
	struct rows r = { .at = { { NULL, b } } };

	(void)state;
	memset(b, 0, sizeof(b));
	b[1 + 8 + 1] = 2; /* 10, 11: second quarter of [8, 16) */
	b[1 + 8 + 2] = 1;
	check_map_as(&m, &r, 1, 0, 0, false,
		      "@h:\n[10, 12)               2 |" BAR52 "[12, 14)               1 |" BAR26 "\n");
	memset(b, 0, sizeof(b));
	b[4] = b[5] = b[8] = 1;
	check_map_as(&m, &r, 1, 0, 0, false,
		      "@h:\n[3]                    1 |" BAR52 "[4]                    1 |" BAR52
		      "[5]                    0 |" BAR0 "[6]                    0 |" BAR0
		      "[7]                    1 |" BAR52 "\n");
	memset(b, 0, sizeof(b));
	m.value = &h1;
	m.value_size = h1.size;
	b[18] = b[22] = 1; /* 512 is bucket 1 + 2 + 8 * 2 - 1 */
	check_map_as(&m, &r, 1, 0, 0, false,
		      "@h:\n[384, 512)             1 |" BAR52 "[512, 768)             0 |" BAR0
		      "[768, 1024)            0 |" BAR0 "[1024, 1536)           0 |" BAR0
		      "[1536, 2K)             1 |" BAR52 "\n");
}

static void test_hist_keyed(void **state)
{
	static uint64_t few[65], more[65];
	const struct shape h = { .kind = SHAPE_HIST, .size = sizeof(few) };
	struct image_map m = { .name = "@k", .key = &str8, .value = &h, .value_size = sizeof(few) };
	struct rows r = { .at = { { "x\0\0\0\0\0\0", more }, { "yy\0\0\0\0\0", few } } };

	(void)state;
	more[3] = more[4] = few[4] = 1;
	check_map(&m, &r, 2,
		   "@k[yy]:\n[4, 8)                 1 |" BAR52 "\n@k[x]:\n[2, 4)                 1 |" BAR52
		   "[4, 8)                 1 |" BAR52 "\n",
		   "{\"type\": \"hist\", \"data\": {\"@k\": {\"yy\": [{\"min\": 4, \"max\": 7, \"count\": 1}], \"x\": "
		   "[{\"min\": 2, \"max\": 3, \"count\": 1},{\"min\": 4, \"max\": 7, \"count\": 1}]}}}\n");
}

static void test_lhist(void **state)
{
	uint64_t b[12] = { 0 };
	struct shape l = { .kind = SHAPE_LHIST, .size = 8 * 7, .lhist_min = 0, .lhist_max = 10, .lhist_step = 2 };
	struct image_map m = { .name = "@l", .scalar = true, .value = &l, .value_size = l.size };
	struct rows r = { .at = { { NULL, b } } };

	(void)state;
	b[1] = b[6] = 1;
	b[2] = 2;
	check_map(&m, &r, 1,
		   "@l:\n[0, 2)                 1 |" BAR26 "[2, 4)                 2 |" BAR52
		   "[4, 6)                 0 |" BAR0 "[6, 8)                 0 |" BAR0
		   "[8, 10)                0 |" BAR0 "[10, ...)              1 |" BAR26 "\n",
		   "{\"type\": \"hist\", \"data\": {\"@l\": [{\"min\": 0, \"max\": 1, \"count\": 1},"
		   "{\"min\": 2, \"max\": 3, \"count\": 2},{\"min\": 4, \"max\": 5, \"count\": 0},"
		   "{\"min\": 6, \"max\": 7, \"count\": 0},{\"min\": 8, \"max\": 9, \"count\": 0},"
		   "{\"min\": 10, \"count\": 1}]}}\n");
	memset(b, 0, sizeof(b));
	l = (struct shape){ .kind = SHAPE_LHIST, .size = 8 * 6, .lhist_max = 10, .lhist_step = 3 };
	b[0] = b[3] = b[4] = b[5] = 1; /* 9 and above share a row */
	check_map_as(&m, &r, 1, 0, 0, false,
		      "@l:\n(..., 0)               1 |" BAR26 "[0, 3)                 0 |" BAR0
		      "[3, 6)                 0 |" BAR0 "[6, 9)                 1 |" BAR26
		      "[9, ...)               2 |" BAR52 "\n");
	memset(b, 0, sizeof(b));
	l = (struct shape){ .kind = SHAPE_LHIST, .size = 8 * 5, .lhist_min = 1024, .lhist_max = 4096,
			    .lhist_step = 1024 };
	b[0] = b[2] = b[4] = 1;
	check_map_as(&m, &r, 1, 0, 0, false,
		      "@l:\n(..., 1K)              1 |" BAR52 "[1K, 2K)               0 |" BAR0
		      "[2K, 3K)               1 |" BAR52 "[3K, 4K)               0 |" BAR0
		      "[4K, ...)              1 |" BAR52 "\n");
	memset(b, 0, sizeof(b));
	l = (struct shape){ .kind = SHAPE_LHIST, .size = 8 * 6, .lhist_min = 1, .lhist_max = 5, .lhist_step = 1 };
	b[3] = 1;
	check_map_as(&m, &r, 1, 0, 0, false, "@l:\n[3]                    1 |" BAR52 "\n");
}

#define GRAPH_RULE "|___________________________________________________|\n"
#define GRAPH_FOOT "             v___________________________________________________v\n"
#define STAR_MIDDLE "|                         *                         |"

static void test_tseries(void **state)
{
	struct tseries_slot slots[10] = { [5] = { 6, 9, 0 }, [6] = { 7, 9, 0 } }, other[10] = { [5] = { 6, 20, 99 } };
	struct shape t = { .kind = SHAPE_TSERIES, .size = sizeof(slots), .ts_interval = 100000000, .ts_count = 10,
			   .is_signed = true };
	struct image_map m = { .name = "@a", .scalar = true, .value = &t, .value_size = sizeof(slots) };
	struct rows r = { .at = { { NULL, slots } } };

	(void)state;
	render.boot_to_realtime_ns = 9ull * 3600 * 1000000000;
	check_map(&m, &r, 1,
		   "@a:\n             8                                                  10\n"
		   "hh:mm:ss.ms  " GRAPH_RULE "09:00:00.500 " STAR_MIDDLE " 9\n09:00:00.600 " STAR_MIDDLE " 9\n"
		   GRAPH_FOOT "             8                                                  10\n\n",
		   "{\"type\": \"tseries\", \"data\": {\"@a\": ["
		   "{\"interval_start\":\"1970-01-01 09:00:00.500000000\",\"value\":9},"
		   "{\"interval_start\":\"1970-01-01 09:00:00.600000000\",\"value\":9}]}}\n");
	slots[8] = (struct tseries_slot){ 9, -9, 0 };
	slots[6] = (struct tseries_slot){ 0 };
	check_map_as(&m, &r, 1, 0, 0, false,
		      "@a:\n             -9                                                  9\n"
		      "hh:mm:ss.ms  " GRAPH_RULE
		      "09:00:00.500 |                         .                         * 9\n"
		      "09:00:00.600 |                         .                         | -\n"
		      "09:00:00.700 |                         .                         | -\n"
		      "09:00:00.800 *                         .                         | -9\n" GRAPH_FOOT
		      "             -9                                                  9\n\n");
	tseries_fold(&t, slots, other);
	assert_int_equal(slots[5].value, 20);
	t.ts_agg = TS_SUM;
	tseries_fold(&t, slots, other);
	assert_int_equal(slots[5].value, 40);
	t.ts_agg = TS_MIN;
	tseries_fold(&t, slots, other);
	assert_int_equal(slots[5].value, 20);
	assert_int_equal(slots[8].value, -9);
	memset(slots, 0, sizeof(slots));
	check_map(&m, &r, 1, "@a:\n\n", "{\"type\": \"tseries\", \"data\": {\"@a\": []}}\n");
	slots[1] = (struct tseries_slot){ 2, 5, 0 };
	check_map_as(&m, &r, 1, 0, 0, false,
		      "@a:\n                   4                                                   6\n"
		      "hh:mm:ss.ns        " GRAPH_RULE "09:00:00.100000000 " STAR_MIDDLE " 5\n      " GRAPH_FOOT
		      "                   4                                                   6\n\n");
	render.boot_to_realtime_ns = 0;
}

static void test_json(void **state)
{
	struct strbuf out = { 0 };
	uint64_t exact = 1ull << 53, odd = exact + 1, power = 1ull << 60;
	int64_t lowest = INT64_MIN;
	const struct shape s = string_shape(16, false);

	(void)state;
	render_json_text(&out, "printf", "x 1\n", 4);
	assert_string_equal(strbuf_str(&out), "{\"type\": \"printf\", \"data\": \"x 1\\n\"}\n");
	strbuf_clear(&out);
	render_json_string(&out, "\"\\\1\xc3\xa9\xff\xc3\0\x7f\t", 10);
	assert_string_equal(strbuf_str(&out), "\"\\\"\\\\\\u0001\xc3\xa9\\u00ff\\u00c3\\u0000\x7f\\t\"");
	strbuf_release(&out);
	check_json(&u64, &exact, "9007199254740992");
	check_json(&u64, &odd, "\"9007199254740993\"");
	check_json(&u64, &power, "1152921504606846976");
	check_json(&i64, &lowest, "-9223372036854775808");
	check_json(&pointer, &exact, "9007199254740992");
	check_json(&s, "a b\x1b", "\"a b\\u001b\"");
}

static void test_message(void **state)
{
	const struct image_loc loc = { "stdin", 1, 10, 13, "begin {\t\tfoo(1); }" };
	struct strbuf out = { 0 };

	(void)state;
	render_message(&out, &loc, "WARNING",
		       "Bad address\nAdditional Info - helper: probe_read_user, retcode: -14", true);
	assert_string_equal(strbuf_str(&out),
			    "stdin:1:10-13: WARNING: Bad address\n"
			    "Additional Info - helper: probe_read_user, retcode: -14\n"
			    "begin {        foo(1); }\n               ~~~\n");
	strbuf_clear(&out);
	render_message(&out, &loc, "ERROR", "bad 3", false);
	assert_string_equal(strbuf_str(&out), "stdin:1:10-13: ERROR: bad 3\n");
	strbuf_clear(&out);
	render_message(&out, NULL, "ERROR", "bad", true);
	assert_string_equal(strbuf_str(&out), "ERROR: bad\n");
	strbuf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scalars), cmocka_unit_test(test_enum), cmocka_unit_test(test_tuples),
		cmocka_unit_test(test_struct), cmocka_unit_test(test_arrays), cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_printf_integers), cmocka_unit_test(test_printf_text),
		cmocka_unit_test(test_escape_control), cmocka_unit_test(test_stacks), cmocka_unit_test(test_timestamp),
		cmocka_unit_test(test_scalar_maps), cmocka_unit_test(test_keyed_maps), cmocka_unit_test(test_order),
		cmocka_unit_test(test_hist), cmocka_unit_test(test_hist_bits), cmocka_unit_test(test_hist_keyed),
		cmocka_unit_test(test_lhist), cmocka_unit_test(test_tseries), cmocka_unit_test(test_json),
		cmocka_unit_test(test_message),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
