/* Parts of the parser of a kernel's text form: characters and words (file_text.c), types (file_types.c). Functions that
 * return bool give false with text_fail() called, except the ones that look whether something is there. */
#ifndef SONDE_KERNEL_FILE_TEXT_H
#define SONDE_KERNEL_FILE_TEXT_H

#include "kernel/file.h"

struct text_parser {
	struct file_kernel *k;
	struct arena *arena;
	const char *p;
	int line, depth; /* depth of braces and parentheses: inside, lines do not end items */
	const char *error;
};

bool text_fail(struct text_parser *ps, const char *what); /* false; the first reason stays */
void text_skip(struct text_parser *ps, bool lines);        /* blanks, comments, and lines if wanted */
void text_blank(struct text_parser *ps);                   /* what may stand between two words here */

/* Is it there: a character, a whole word. */
bool text_at(struct text_parser *ps, char c);
bool text_eat(struct text_parser *ps, char c);
bool text_word(struct text_parser *ps, const char *word);

bool text_open(struct text_parser *ps, char c);  /* { or ( */
bool text_close(struct text_parser *ps, char c); /* is it there */
size_t text_name_length(const char *p);
const char *text_name(struct text_parser *ps);   /* NULL: there is none */
const char *text_until(struct text_parser *ps, const char *stop);
bool text_number(struct text_parser *ps, uint64_t *value);
bool text_u32(struct text_parser *ps, uint32_t *value);

uint32_t file_add_type(struct text_parser *ps, struct file_type t);
void file_add_base_types(struct text_parser *ps);
bool text_type(struct text_parser *ps, uint32_t *id);
bool text_place(struct text_parser *ps, struct kmember *m); /* "@8", "@8.1:3" */
bool text_struct(struct text_parser *ps, enum ktype_kind kind);
bool text_enum(struct text_parser *ps);
bool text_typedef(struct text_parser *ps);

#endif
