/* Where members of C structs and unions go: System V ABI rules, with packed, aligned, bit-fields and #pragma pack. */
#include "check/cpp.h"

#include <string.h>

struct placing {
	uint64_t bit;    /* next free bit */
	uint64_t end;    /* greatest bit used: size of a union */
	uint32_t align;
	bool packed, is_union;
};

static uint64_t round_up(uint64_t v, uint64_t to)
{
	return (v + to - 1) / to * to;
}

static uint32_t member_align(const struct cparser *c, const struct placing *p, const struct cmember *m)
{
	uint32_t a = m->type->align ? m->type->align : 1;
	if (p->packed || m->attr.packed)
		a = 1;
	if (c->pack && a > c->pack)
		a = c->pack;
	if (m->attr.aligned > a)
		a = m->attr.aligned;
	return a;
}

static void place_bits(struct placing *p, const struct cmember *m, uint32_t align, struct member *out)
{
	uint64_t unit = m->type->size ? (uint64_t)m->type->size * 8 : 32;
	bool packed = p->packed || m->attr.packed || (align == 1 && m->type->size > 1);
	if (!m->bits) { /* ends the unit */
		p->bit = round_up(p->bit, unit);
		return;
	}
	if (m->attr.aligned)
		p->bit = round_up(p->bit, (uint64_t)m->attr.aligned * 8);
	if (!packed && p->bit / unit != (p->bit + m->bits - 1) / unit)
		p->bit = round_up(p->bit, unit);
	if (m->name && align > p->align)
		p->align = align;
	out->offset = (uint32_t)(p->bit / unit * (unit / 8));
	out->bit_offset = (uint32_t)(p->bit - (uint64_t)out->offset * 8);
	out->bit_size = m->bits;
	if (out->bit_offset + m->bits > unit) {
		out->offset = (uint32_t)(p->bit / 8);
		out->bit_offset = (uint32_t)(p->bit % 8);
	}
	p->bit += m->bits;
}

static void place_plain(struct placing *p, const struct cmember *m, uint32_t align, struct member *out)
{
	p->bit = round_up(p->bit, (uint64_t)align * 8);
	if (align > p->align)
		p->align = align;
	out->offset = (uint32_t)(p->bit / 8);
	p->bit += (uint64_t)m->type->size * 8;
}

void clayout(struct cparser *c, struct type *s, const cmember_list *members, struct cattr attr)
{
	struct placing p = { .align = 1, .packed = attr.packed, .is_union = s->is_union };
	struct member *out = members->n ? arena_array(c->arena, struct member, members->n) : NULL;
	uint32_t n = 0;
	for (int i = 0; i < members->n; i++) {
		const struct cmember *m = &members->at[i];
		uint32_t align = member_align(c, &p, m);
		struct member *to = &out[n];
		memset(to, 0, sizeof(*to));
		to->name = m->name;
		to->type = m->type == &type_cchar ? &type_int8 : m->type;
		if (p.is_union)
			p.bit = 0;
		if (m->bitfield)
			place_bits(&p, m, align, to);
		else
			place_plain(&p, m, align, to);
		if (p.bit > p.end)
			p.end = p.bit;
		if (m->name)
			n++;
	}
	if (attr.aligned > p.align)
		p.align = attr.aligned;
	uint64_t size = round_up(round_up(p.end, 8) / 8, p.align);
	if (size > INT32_MAX) {
		cfail(c, "size of the type is too large");
		return;
	}
	s->size = (uint32_t)size;
	s->align = p.align;
	s->from_kernel = false;
	struct_set_members(s, out, n);
}
