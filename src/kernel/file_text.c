/* Characters, words and numbers of the text form of a kernel. */
#include "kernel/file_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NESTING_MAX = 16 };

bool text_fail(struct text_parser *ps, const char *what)
{
	if (!ps->error)
		ps->error = what;
	return false;
}

void text_skip(struct text_parser *ps, bool lines)
{
	for (;; ps->p++) {
		if (*ps->p == '#')
			ps->p += strcspn(ps->p, "\n");
		if (*ps->p == '\n' && lines)
			ps->line++;
		else if (*ps->p != ' ' && *ps->p != '\t')
			return;
	}
}

void text_blank(struct text_parser *ps)
{
	text_skip(ps, ps->depth > 0);
}

bool text_at(struct text_parser *ps, char c)
{
	text_blank(ps);
	return *ps->p == c;
}

bool text_eat(struct text_parser *ps, char c)
{
	if (!text_at(ps, c))
		return false;
	ps->p++;
	return true;
}

bool text_open(struct text_parser *ps, char c)
{
	if (!text_eat(ps, c))
		return text_fail(ps, c == '{' ? "expected {" : "expected (");
	return ++ps->depth <= NESTING_MAX || text_fail(ps, "too deep");
}

bool text_close(struct text_parser *ps, char c)
{
	if (!text_eat(ps, c))
		return false;
	ps->depth--;
	return true;
}

size_t text_name_length(const char *p)
{
	size_t n = 0;

	if (isalpha((unsigned char)*p) || *p == '_')
		while (isalnum((unsigned char)p[n]) || p[n] == '_' || (p[n] == '.' && n))
			n++;
	return n;
}

const char *text_name(struct text_parser *ps) /* NULL: there is none */
{
	size_t n;

	text_blank(ps);
	n = text_name_length(ps->p);
	ps->p += n;
	return n ? arena_strndup(ps->arena, ps->p - n, n) : NULL;
}

bool text_word(struct text_parser *ps, const char *word)
{
	size_t n = strlen(word);

	text_blank(ps);
	if (text_name_length(ps->p) != n || memcmp(ps->p, word, n))
		return false;
	ps->p += n;
	return true;
}

const char *text_until(struct text_parser *ps, const char *stop)
{
	size_t n;

	text_blank(ps);
	n = strcspn(ps->p, stop);
	ps->p += n;
	return arena_strndup(ps->arena, ps->p - n, n);
}

bool text_number(struct text_parser *ps, uint64_t *value)
{
	char *end;

	text_blank(ps);
	if (!isdigit((unsigned char)*ps->p) && *ps->p != '-')
		return text_fail(ps, "expected a number");
	*value = *ps->p == '-' ? (uint64_t)strtoll(ps->p, &end, 0) : strtoull(ps->p, &end, 0);
	ps->p = end;
	return true;
}

bool text_u32(struct text_parser *ps, uint32_t *value)
{
	uint64_t wide;

	if (!text_number(ps, &wide))
		return false;
	*value = (uint32_t)wide;
	return wide <= UINT32_MAX || text_fail(ps, "the number is too big");
}
