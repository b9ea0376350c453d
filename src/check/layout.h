/* Which nodes the layout pass gives memory to: the contract between layout.c and codegen/.
 *
 * Scalars (is_scalar in codegen/emit.h: int, bool, enum, pointer, ksym) live in registers. Slots are given to
 *  1. a variable of aggregate type, and a scalar variable that is `captured`: declared outside a loop that is lowered
 *     to a callback and used inside it;
 *  2. an expression of aggregate type that makes a value used in place (operand of a comparison, base of a field or
 *     index, argument of a function that takes an address, condition ...): e->slot. None for: variables, map reads
 *     (the element or zeroes are used where they are), string literals, and expressions in destination position:
 *     event arguments, map keys, values assigned to maps, tuple/record items, variable initialisers, and the branches,
 *     block values of an expression that is itself in destination position (they are emitted by emit_into);
 *  3. the key of a map access or of delete/has_key/find: key_slot, size of the map's key type. Keys of scalar maps
 *     (u32 0) need 4 bytes;
 *  4. an assignment to a map (not an aggregation): stmt->slot, size of the map's value type (scalar maps are written in
 *     place through the element's address and need none); an assignment to an aggregate variable whose value mentions
 *     the same variable: stmt->slot, size of the variable's type;
 *     ++ and -- on a map: expr->slot of 8 bytes for the first insertion;
 *  5. a loop lowered to a callback: stmt->slot of 32 bytes: u64 state (0 go on, 1 break, 2 return), s64 the loop's own
 *     counter or bound, two words of the code generator's own; FOR_MAP loops also give the loop variable (key, value) a
 *     slot, like any aggregate variable;
 *  6. kstack and ustack calls: e->data is a struct slot * for the frames buffer (8 + limit * 8 bytes, always scratch)
 *     unless a function stores another structure there whose first member is that pointer;
 *  7. functions that need working memory say how much in layout_function() (layout.c): str_concat, join, path ...
 * Slots of temporaries are reused after their statement; variables keep theirs to the end of their block. Slots larger
 * than config.on_stack_limit go to scratch; then the largest others until the stack part is at most BPF_STACK_MAX -
 * STACK_SPILL_RESERVE. Offsets start behind FRAME_HEADER (16) on the stack and at 0 in scratch; aligned to 8. */
#ifndef SONDE_CHECK_LAYOUT_H
#define SONDE_CHECK_LAYOUT_H

#include "check/program.h"

/* Text of all layouts for -d stack. */
void layout_text(struct strbuf *out, const struct program *p);

#endif
