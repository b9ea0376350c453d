/* Inside the library: compiling against a kernel of one's own choice (tests use a described one) and stopping early. */
#ifndef SONDE_COMPILE_H
#define SONDE_COMPILE_H

#include "base/diag.h"
#include "check/program.h"
#include "image.h"
#include "kernel.h"
#include "sonde.h"

enum compile_until { COMPILE_PARSE, COMPILE_CHECK, COMPILE_IMAGE };

#define DUMP_STAGES 7

struct sonde_program {
	struct arena arena;
	struct diags diags;
	struct kernel *kernel;
	struct program *program;      /* NULL until parsed */
	struct image *image;
	struct strbuf dumps[DUMP_STAGES];
	bool ok;
};

/* Takes k over. */
struct sonde_program *compile_on(struct kernel *k, const char *name, const char *text, size_t len,
				 const struct sonde_compile_options *options, enum compile_until until);

#endif
