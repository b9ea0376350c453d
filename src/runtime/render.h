/* Values, maps and messages as text or JSON lines (docs/language.md, output). Works on shapes and bytes only. */
#ifndef SONDE_RUNTIME_RENDER_H
#define SONDE_RUNTIME_RENDER_H

#include "base/strbuf.h"
#include "image.h"
#include "runtime/maps.h"
#include "runtime/symbols.h"

struct render {
	const struct image *img;
	struct symbols *syms;
	bool json;
	bool escape_control;
	/* frames of stack id in image map `map`; NULL if unknown. Valid until the next call. */
	const uint64_t *(*stack)(void *ctx, uint32_t map, uint64_t id, uint32_t *n);
	void *stack_ctx;
	uint64_t boot_to_realtime_ns; /* CLOCK_REALTIME - CLOCK_BOOTTIME: strftime, tseries */
};

/* A value as print() and %s show it, without newline. */
void render_value(struct strbuf *out, struct render *r, const struct shape *s, const void *bytes);
void render_value_json(struct strbuf *out, struct render *r, const struct shape *s, const void *bytes);
/* printf: fmt against args (the TUPLE bytes after the record header). */
void render_printf(struct strbuf *out, struct render *r, const char *fmt, uint32_t fmt_len, const struct shape *args,
		   const void *bytes);
/* A whole map in the order and layout of the language; rows are sorted in place. json: one line. print_unset: the
 * map was printed by name, so an unset scalar shows zero values. */
void render_map(struct strbuf *out, struct render *r, const struct image_map *m, struct map_rows *rows, uint64_t top,
		uint64_t div, bool print_unset);
/* {"type": "printf", "data": "..."} lines and their like: type and already rendered text. */
void render_json_text(struct strbuf *out, const char *type, const char *text, size_t len);
void render_json_string(struct strbuf *out, const char *text, size_t len); /* quoted */
/* "FILE:L:C1-C2: WARNING: text" + source line + underline (with_source). */
void render_message(struct strbuf *out, const struct image_loc *loc, const char *level, const char *text,
		    bool with_source);


/* Bytes of a traced string as text: as they are, or with control characters and invalid UTF-8 shown as \n, \t, \x1b
 * when escape_control is set. */
void render_text(struct strbuf *out, const struct render *r, const char *text, size_t len);

/* Folds one CPU's value of a tseries map (struct tseries_slot[ts_count]) into dst of the same form. */
void tseries_fold(const struct shape *s, struct tseries_slot *dst, const struct tseries_slot *src);

#endif
