/* Argument specifications of SystemTap notes for x86_64: "-4@%edi 8@-16(%rbp) 8@16(%rax,%rbx,8) 4@$5".
 *
 * Every operand an assembler could print may appear. A variable ("4@counter+8(%rip)") becomes a distance from the
 * instruction pointer, which is the probe's own address when the probe fires. Vector and segment registers are refused
 * with a reason. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/binary.h"

/* The registers by their old names, index 0-7; width picks the spelling. */
static const struct { const char *name, *q, *d, *w, *b; } old_registers[] = {
	{ "ax", "rax", "eax", "ax", "al" }, { "bx", "rbx", "ebx", "bx", "bl" }, { "cx", "rcx", "ecx", "cx", "cl" },
	{ "dx", "rdx", "edx", "dx", "dl" }, { "si", "rsi", "esi", "si", "sil" }, { "di", "rdi", "edi", "di", "dil" },
	{ "bp", "rbp", "ebp", "bp", "bpl" }, { "sp", "rsp", "esp", "sp", "spl" }, { "ip", "rip", "eip", "ip", "" },
};
static const char *const new_registers[] = { "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15" };

struct cursor {
	const char *p, *end;
	const char *why;
	struct arena *arena;
	const struct usdt_symbols *symbols;
};

/* "%r10d" -> "r10"; NULL: not a general register */
static const char *parse_register(struct cursor *c)
{
	char name[8];
	size_t n = 0;

	if (c->p >= c->end || *c->p != '%')
		return NULL;
	for (c->p++; c->p < c->end && strchr("abcdefghijklmnopqrstuvwxyz0123456789", *c->p) && *c->p; c->p++)
		if (n + 1 < sizeof(name))
			name[n++] = *c->p;
	name[n] = 0;
	for (size_t i = 0; i < sizeof(old_registers) / sizeof(old_registers[0]); i++)
		if (n && (!strcmp(name, old_registers[i].q) || !strcmp(name, old_registers[i].d) ||
			  !strcmp(name, old_registers[i].w) || !strcmp(name, old_registers[i].b)))
			return old_registers[i].name;
	for (size_t i = 0; i < sizeof(new_registers) / sizeof(new_registers[0]); i++) {
		size_t len = strlen(new_registers[i]);

		if (!strncmp(name, new_registers[i], len) && (!name[len] || (strchr("dwb", name[len]) && !name[len + 1])))
			return new_registers[i];
	}
	c->why = name[0] == 'x' || name[0] == 'y' || name[0] == 'z' ? "a vector register holds the argument" :
								     "an unknown register holds the argument";
	return NULL;
}

static bool parse_number(struct cursor *c, int64_t *value)
{
	char text[32];
	size_t n = 0;
	char *end;

	while (c->p + n < c->end && n + 1 < sizeof(text) &&
	       (isxdigit((unsigned char)c->p[n]) || c->p[n] == 'x' || c->p[n] == 'X' || (!n && c->p[n] == '-'))) {
		text[n] = c->p[n];
		n++;
	}
	text[n] = 0;
	errno = 0;
	*value = text[0] == '-' ? strtoll(text, &end, 0) : (int64_t)strtoull(text, &end, 0);
	if (end == text || errno)
		return false;
	c->p += end - text;
	return true;
}

static bool at(const struct cursor *c, char ch)
{
	return c->p < c->end && *c->p == ch;
}

static bool eat(struct cursor *c, char ch)
{
	if (!at(c, ch))
		return false;
	c->p++;
	return true;
}

/* "(%rax)", "(%rax,%rbx,8)", "(,%rbx,8)" */
static bool parse_address(struct cursor *c, struct usdt_arg *arg)
{
	int64_t scale = 1;

	arg->kind = USDT_MEM;
	arg->scale = 1;
	if (!eat(c, '('))
		return true; /* an absolute address */
	if (at(c, '%') && !(arg->reg = parse_register(c)))
		return false;
	if (eat(c, ',') && !at(c, ')')) {
		if (at(c, '%') && !(arg->index = parse_register(c)))
			return false;
		if (eat(c, ',') && (!parse_number(c, &scale) || (scale != 1 && scale != 2 && scale != 4 && scale != 8)))
			return false;
	}
	arg->scale = (int)scale;
	return (arg->reg || arg->index) && eat(c, ')');
}

static bool is_symbol_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$' || c == '@';
}

static bool add_symbol(struct cursor *c, struct usdt_arg *arg, bool minus)
{
	const char *start = c->p;
	uint64_t address = 0;

	while (c->p < c->end && is_symbol_char(*c->p))
		c->p++;
	if (c->p == start || minus)
		return false;
	if (!c->symbols || !c->symbols->find(c->symbols->ctx, arena_strndup(c->arena, start, (size_t)(c->p - start)),
					     &address)) {
		c->why = "the symbol table does not have the variable";
		return false;
	}
	arg->value += (int64_t)address;
	return true;
}

/* "16", "counter", "counter+8", "-8+counter": numbers and at most one symbol. */
static bool parse_displacement(struct cursor *c, struct usdt_arg *arg, bool *has_symbol)
{
	bool minus;
	int64_t number;

	*has_symbol = false;
	do {
		minus = !eat(c, '+') && eat(c, '-');
		if (c->p < c->end && isdigit((unsigned char)*c->p)) {
			if (!parse_number(c, &number))
				return false;
			arg->value += minus ? -number : number;
		} else if (*has_symbol || !add_symbol(c, arg, minus)) {
			return false;
		} else {
			*has_symbol = true;
		}
	} while (at(c, '+') || at(c, '-'));
	return true;
}

static bool parse_memory(struct cursor *c, struct usdt_arg *arg)
{
	bool has_symbol = false;

	if (!at(c, '(') && !parse_displacement(c, arg, &has_symbol))
		return false;
	if (!parse_address(c, arg))
		return false;
	if (has_symbol != (arg->reg && !strcmp(arg->reg, "ip"))) {
		c->why = "the argument's address cannot be computed";
		return false;
	}
	if (has_symbol)
		arg->value -= (int64_t)c->symbols->pc;
	return true;
}

static bool parse_operand(struct cursor *c, struct usdt_arg *arg)
{
	if (at(c, '%')) {
		arg->kind = USDT_REG;
		arg->reg = parse_register(c);
		if (c->p < c->end && !c->why)
			c->why = "a segment register is part of the argument's address";
		return arg->reg && c->p == c->end;
	}
	if (eat(c, '$')) {
		arg->kind = USDT_CONST;
		return parse_number(c, &arg->value) && c->p == c->end;
	}
	return parse_memory(c, arg) && c->p == c->end;
}

/* "-4@", "8@", "8f@"; without any, 8 */
static bool parse_size(struct cursor *c, struct usdt_arg *arg)
{
	const char *at_sign = memchr(c->p, '@', (size_t)(c->end - c->p));
	int64_t size;

	arg->size = 8;
	if (!at_sign)
		return true;
	if (!parse_number(c, &size) || c->p != at_sign) {
		c->why = at(c, 'f') ? "the argument is a floating point number" : "the argument's size makes no sense";
		return false;
	}
	c->p = at_sign + 1;
	arg->size = (int)size;
	if (size == 1 || size == 2 || size == 4 || size == 8 || size == -1 || size == -2 || size == -4 || size == -8)
		return true;
	c->why = "the argument's size is not 1, 2, 4 or 8";
	return false;
}

int usdt_args_parse(struct arena *a, const char *text, const struct usdt_symbols *symbols, struct usdt_arg **args,
		    uint32_t *nargs, const char **why)
{
	VEC(struct usdt_arg) list = { 0 };
	const char *p = text;

	*args = NULL;
	*nargs = 0;
	while (*(p += strspn(p, " \t"))) {
		struct cursor c = { .p = p, .end = p + strcspn(p, " \t"), .arena = a, .symbols = symbols };
		struct usdt_arg arg = { 0 };

		if (!parse_size(&c, &arg) || !parse_operand(&c, &arg)) {
			*why = arena_printf(a, "argument %d, '%.*s': %s", list.n, (int)(c.end - p), p,
					    c.why ? c.why : "it cannot be understood");
			return -EINVAL;
		}
		vec_push(a, &list, arg);
		p = c.end;
	}
	*args = list.at;
	*nargs = (uint32_t)list.n;
	return 0;
}
