/* Side effects of expressions. Arguments of events that have some are evaluated before room is taken in the ring buffer:
 * layout gives them memory of their own, the code generator computes them first. */
#include "check/check.h"

static bool any_effect(const expr_list *list)
{
	for (int i = 0; i < list->n; i++)
		if (expr_has_effects(list->at[i]))
			return true;
	return false;
}

static bool call_has_effects(const struct expr *e)
{
	if (e->event || any_effect(&e->call.args))
		return true;
	return e->ident_kind == ID_FUNCTION && (e->function->id == FN_ID_delete || e->function->id == FN_ID_find ||
						e->function->id == FN_ID_write_user);
}

bool expr_has_effects(const struct expr *e)
{
	if (!e || e->constant)
		return false;
	switch (e->kind) {
	case EX_INCDEC: case EX_IF: case EX_BLOCK:
		return true;
	case EX_CALL:
		return call_has_effects(e);
	case EX_INDEX:
		return expr_has_effects(e->index.base) || expr_has_effects(e->index.index);
	case EX_FIELD:
		return expr_has_effects(e->field.base);
	case EX_TUPLE_FIELD:
		return expr_has_effects(e->tuple_field.base);
	case EX_UNARY:
		return expr_has_effects(e->unary.operand);
	case EX_BINARY:
		return expr_has_effects(e->binary.left) || expr_has_effects(e->binary.right);
	case EX_TERNARY:
		return expr_has_effects(e->ternary.cond) || expr_has_effects(e->ternary.yes) ||
		       expr_has_effects(e->ternary.no);
	case EX_CAST:
		return expr_has_effects(e->cast.operand);
	case EX_TUPLE:
		return any_effect(&e->tuple.items);
	case EX_RECORD:
		return any_effect(&e->record.items);
	case EX_COMPTIME:
		return expr_has_effects(e->comptime.operand);
	case EX_ERROR: case EX_INT: case EX_BOOL: case EX_STRING: case EX_POSITIONAL: case EX_PARAMCOUNT: case EX_IDENT:
	case EX_VAR: case EX_MAP: case EX_ADDRESS: case EX_SIZEOF: case EX_OFFSETOF: case EX_TYPEINFO: case EX_TYPEOF:
		return false;
	}
	return true;
}
