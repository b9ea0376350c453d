/* Functions that read memory or turn addresses into something: str, buf, symbols, network addresses, registers. */
#include "check/arch.h"
#include "check/call.h"
#include "check/check_types.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

/* A constant length argument, cut to the largest string; -1: not constant. */
static int64_t literal_length(struct checker *c, struct expr *call, int i)
{
	const struct expr *a = call_arg(call, i);
	int64_t max = (int64_t)c->p->config.run.max_strlen;
	if (!a || !a->constant)
		return -1;
	int64_t n = (int64_t)a->constant->value;
	if (a->type->is_signed && n < 0) {
		call_error(c, call, "%s(): the length must not be negative", call->call.name);
		return 0;
	}
	if ((uint64_t)n <= (uint64_t)max)
		return n;
	diag_warning(c->p->diags, call->range,
		     "length param (%llu) is too long and will be shortened to %lld bytes (see SONDE_MAX_STRLEN)",
		     (unsigned long long)n, (long long)max);
	return max;
}

static bool is_bytes(const struct type *t)
{
	return t->kind == TY_STRING || (t->kind == TY_ARRAY && t->elem->size == 1);
}

static const struct type *fold_str(struct checker *c, struct expr *call, const struct constant *text, int64_t length)
{
	uint32_t len = text->len;
	if (length >= 0 && (uint64_t)length < len)
		len = (uint32_t)length;
	return call_fold_string(c, call, text->bytes, len);
}

const struct type *check_fn_str(struct checker *c, struct expr *call)
{
	struct expr *arg = call_arg(call, 0);
	const struct type *t = check_expr(c, arg);
	uint32_t size = (uint32_t)c->p->config.run.max_strlen;
	struct read_call *data = call_data(c, call, sizeof(*data));
	int64_t length = -1;

	if (call->call.args.n > 1) {
		if (!call_int(c, call, 1))
			return type_string(c->types, size, true);
		length = literal_length(c, call, 1);
	}
	if (!is_settled(t))
		return t->kind == TY_POISON ? t : type_string(c->types, size, true);
	if (is_constant_string(arg) && (call->call.args.n == 1 || length >= 0))
		return fold_str(c, call, arg->constant, length);
	if (!is_bytes(t) && t->kind != TY_PTR && t->kind != TY_INT) {
		call_wrong_type(c, call, "pointer, int or string", t);
		return &type_poison;
	}
	if (length == 0)
		return call_fold_string(c, call, "", 0);
	bool cut = !is_bytes(t) || t->cut_shown;
	if (length > 0 && length < size) {
		size = (uint32_t)length;
		cut = false;
	}
	if (is_bytes(t))
		size = t->size && t->size < size ? t->size : size;
	else
		data->user = call_reads_user(c, call, t);
	return type_string(c->types, size, cut);
}

const struct type *check_fn_buf(struct checker *c, struct expr *call)
{
	struct expr *arg = call_arg(call, 0);
	const struct type *t = check_expr(c, arg);
	uint32_t max = (uint32_t)c->p->config.run.max_strlen, size = max;
	struct read_call *data = call_data(c, call, sizeof(*data));
	bool has_length = call->call.args.n > 1;

	if (has_length) {
		if (!call_int(c, call, 1))
			return type_buffer(c->types, size);
		int64_t length = literal_length(c, call, 1);
		if (length >= 0)
			size = (uint32_t)length;
	}
	if (!is_settled(t))
		return type_buffer(c->types, size);
	bool array = t->kind == TY_STRING || t->kind == TY_ARRAY;
	if (!array && t->kind != TY_PTR && t->kind != TY_INT) {
		call_error(c, call, "buf() expects an integer, pointer, string or array argument but saw %s", type_kind_name(t));
		return &type_poison;
	}
	if (!array && !has_length) {
		call_error(c, call, "buf() expects a length argument for non-array type %s", type_kind_name(t));
		return &type_poison;
	}
	if (array && t->size < size)
		size = is_constant_string(arg) && !has_length ? arg->constant->len : t->size;
	if (!array)
		data->user = call_reads_user(c, call, t);
	return type_buffer(c->types, size);
}

/* ---- symbols ---- */

static bool address_arg(struct checker *c, struct expr *call)
{
	const struct type *t = check_expr(c, call_arg(call, 0));
	if (is_settled(t) && !type_is_integral(t) && t->kind != TY_PTR && t->kind != TY_KSYM) {
		call_wrong_type(c, call, "int or pointer", t);
		return false;
	}
	return true;
}

const struct type *check_fn_ksym(struct checker *c, struct expr *call)
{
	address_arg(c, call);
	return &type_ksym;
}

const struct type *check_fn_usym(struct checker *c, struct expr *call)
{
	address_arg(c, call);
	return &type_usym;
}

const struct type *check_fn_kaddr(struct checker *c, struct expr *call)
{
	const struct type *t = type_ptr(c->types, &type_uint64, AS_KERNEL);
	const struct constant *name = call_literal_string(c, call, 0);
	uint64_t address;
	if (!name)
		return t;
	if (!c->p->kernel->symbol_address(c->p->kernel, name->bytes, &address)) {
		call_error(c, call, "Failed to resolve kernel symbol: %s", name->bytes);
		return t;
	}
	return call_fold(c, call, t, address);
}

const struct type *check_fn_percpu_kaddr(struct checker *c, struct expr *call)
{
	struct kernel *k = c->p->kernel;
	struct address_call *data = call_data(c, call, sizeof(*data));
	const struct constant *name = call_literal_string(c, call, 0);
	struct ktype_id id;
	if (call->call.args.n > 1 && !call_int(c, call, 1))
		return &type_poison;
	if (!name)
		return &type_poison;
	if (!k->var_find || !k->var_find(k, name->bytes, &id)) {
		call_error(c, call, "Could not resolve variable \"%s\" from BTF", name->bytes);
		return &type_poison;
	}
	if (!k->symbol_address(k, name->bytes, &data->address)) {
		call_error(c, call, "Failed to resolve kernel symbol: %s", name->bytes);
		return &type_poison;
	}
	if (!k->symbol_address(k, "__per_cpu_offset", &data->offsets))
		data->offsets = 0; /* a kernel for one CPU: the variable itself */
	return type_ptr(c->types, type_from_kernel(c->types, id), AS_KERNEL);
}

/* Address of the traced function in its file: tells the load address of a running copy. */
static uint64_t traced_function(struct checker *c, const struct target *target)
{
	struct kernel *k = c->p->kernel;
	user_symbol_list found = { 0 };
	if (!target->image.function || k->user_symbols(k, c->p->arena, target->image.path, target->image.function, &found) < 0)
		return 0;
	return found.n ? found.at[0].address + (target->image.offset - found.at[0].file_offset) : 0;
}

const struct type *check_fn_uaddr(struct checker *c, struct expr *call)
{
	struct kernel *k = c->p->kernel;
	struct address_call *data = call_data(c, call, sizeof(*data));
	const struct constant *name = call_literal_string(c, call, 0);
	user_symbol_list found = { 0 };
	const struct type *fallback = type_ptr(c->types, &type_uint64, AS_USER);
	if (!(c->prog->kind->flags & PF_USER)) {
		call_error(c, call, "__builtin_uaddr can not be used with \"%s\" probes", c->prog->kind->name);
		return fallback;
	}
	if (!name || !c->prog->targets.n)
		return fallback;
	const struct target *target = &c->prog->targets.at[0];
	if (k->user_symbols(k, c->p->arena, target->image.path, name->bytes, &found) < 0 || !found.n) {
		call_error(c, call, "Could not resolve symbol: %s:%s", target->image.path, name->bytes);
		return fallback;
	}
	uint64_t size = found.at[0].size;
	if (size != 1 && size != 2 && size != 4)
		size = 8;
	data->address = found.at[0].address;
	data->probe_address = traced_function(c, target);
	return type_ptr(c->types, type_int((uint32_t)size, false), AS_USER);
}

/* ---- network addresses ---- */

static uint32_t address_size(const struct type *t)
{
	if (type_is_integral(t))
		return 4;
	if (t->kind == TY_ARRAY || t->kind == TY_STRING || t->kind == TY_STRUCT)
		return t->size;
	return 0;
}

const struct type *check_fn_ntop(struct checker *c, struct expr *call)
{
	int n = call->call.args.n;
	if (n > 1 && !call_int(c, call, 0))
		return &type_inet;
	const struct type *t = check_expr(c, call_arg(call, n - 1));
	if (!is_settled(t))
		return &type_inet;
	uint32_t size = address_size(t);
	if (size != 4 && size != 16) {
		call_error(c, call, "ntop() expects an integer or an array of 4 or 16 bytes (%s provided)",
			   type_str(c->p->arena, t));
		return &type_inet;
	}
	const struct constant *family = n > 1 ? call_arg(call, 0)->constant : NULL;
	if (family && family->value != (size == 16 ? AF_INET6 : AF_INET) && !type_is_integral(t))
		call_error(c, call, "ntop(): the address family does not match an address of %u bytes", size);
	return &type_inet;
}

const struct type *check_fn_pton(struct checker *c, struct expr *call)
{
	const struct constant *text = call_literal_string(c, call, 0);
	struct bytes_call *data = call_data(c, call, sizeof(*data));
	uint8_t address[16];
	if (!text)
		return &type_poison;
	if (inet_pton(AF_INET, text->bytes, address) == 1) {
		data->len = 4;
	} else if (inet_pton(AF_INET6, text->bytes, address) == 1) {
		data->len = 16;
	} else {
		call_error(c, call, "pton() expects a valid IPv4/IPv6 address, got %s", text->bytes);
		return &type_poison;
	}
	data->bytes = arena_memdup(c->p->arena, address, data->len);
	return type_array(c->types, &type_uint8, data->len);
}

const struct type *check_fn_macaddr(struct checker *c, struct expr *call)
{
	struct expr *arg = call_arg(call, 0);
	const struct type *t = check_expr(c, arg);
	struct read_call *data = call_data(c, call, sizeof(*data));
	if (!is_settled(t))
		return &type_mac;
	if (is_constant_string(arg))
		call_error(c, call, "macaddr() does not support literal string arguments");
	else if (t->kind == TY_PTR)
		data->user = call_reads_user(c, call, t);
	else if (t->kind != TY_ARRAY && t->kind != TY_STRING)
		call_wrong_type(c, call, "array or pointer", t);
	else if (t->size < 6)
		call_error(c, call, "macaddr() argument must be 6 bytes in size");
	return &type_mac;
}

/* ---- registers, address spaces, byte order ---- */

const struct type *check_fn_reg(struct checker *c, struct expr *call)
{
	const struct constant *name = call_literal_string(c, call, 0);
	struct reg_call *data = call_data(c, call, sizeof(*data));
	if (!(c->prog->kind->flags & PF_REG))
		call_error(c, call, "reg can not be used with \"%s\" probes", c->prog->kind->name);
	else if (name && !arch_register(name->bytes, &data->offset))
		call_error(c, call, "'%s' is not a valid register on this architecture (%s)", name->bytes, arch_name());
	return &type_uint64;
}

static const struct type *with_space(struct checker *c, struct expr *call, enum addrspace as)
{
	const struct type *t = check_expr(c, call_arg(call, 0));
	if (!is_settled(t))
		return t;
	if (t->kind == TY_INT)
		return type_ptr(c->types, &type_void, as);
	if (t->kind != TY_PTR) {
		call_wrong_type(c, call, "pointer", t);
		return &type_poison;
	}
	const struct type *plain = type_located(c->types, t, as, false);
	return plain;
}

const struct type *check_fn_kptr(struct checker *c, struct expr *call)
{
	return with_space(c, call, AS_KERNEL);
}

const struct type *check_fn_uptr(struct checker *c, struct expr *call)
{
	return with_space(c, call, AS_USER);
}

static uint64_t swapped(uint64_t v, uint32_t size)
{
	return size == 8 ? __builtin_bswap64(v) : size == 4 ? __builtin_bswap32((uint32_t)v) :
	       size == 2 ? __builtin_bswap16((uint16_t)v) : (uint8_t)v;
}

const struct type *check_fn_bswap(struct checker *c, struct expr *call)
{
	struct expr *arg = call_arg(call, 0);
	if (!call_int(c, call, 0))
		return is_settled(arg->type) ? &type_poison : &type_uint64;
	const struct type *t = type_int(arg->type->size, false);
	return arg->constant ? call_fold(c, call, t, swapped(arg->constant->value, t->size)) : t;
}
