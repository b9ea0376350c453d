/* Checked program -> image. LLVM-C only; no LLVM handle leaves this directory. */
#ifndef SONDE_CODEGEN_CODEGEN_H
#define SONDE_CODEGEN_CODEGEN_H

#include "base/strbuf.h"
#include "check/program.h"
#include "image.h"

struct codegen_dump { /* texts asked for with -d; NULL members are not made */
	struct strbuf *ir, *ir_opt, *assembly;
};

/* Makes the image; NULL after an error (appended to p->diags). The image is independent of p and its arena. */
struct image *codegen(const struct program *p, struct codegen_dump *dump);

#endif
