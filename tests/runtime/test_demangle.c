/* Demangled names: C++ as the C++ runtime gives them, both Rust manglings, and everything else untouched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/symbols.h"

struct name {
	const char *mangled, *want;
};

static void check_names(const struct name *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct strbuf out = { 0 };

		strbuf_addstr(&out, "> ");
		symbols_demangle(&out, names[i].mangled);
		assert_string_equal(strbuf_str(&out) + 2, names[i].want);
		strbuf_release(&out);
	}
}

static void test_cpp(void **state)
{
	static const struct name names[] = {
		{ "_Z3addii", "add(int, int)" },
		{ "_ZN3foo3barEv", "foo::bar()" },
		{ "_ZNSt6vectorIiSaIiEE9push_backEOi", "std::vector<int, std::allocator<int> >::push_back(int&&)" },
		{ "_ZN3foo3barEv.cold", "foo::bar() [clone .cold]" },
		{ "_ZN12_GLOBAL__N_14testEPKc", "(anonymous namespace)::test(char const*)" },
		{ "main", "main" }, { "_Z", "_Z" }, { "_ZN", "_ZN" }, { "", "" }, { "_", "_" }, { "_Zq", "_Zq" },
		{ "memcpy@@GLIBC_2.14", "memcpy@@GLIBC_2.14" },
	};

	(void)state;
	check_names(names, sizeof(names) / sizeof(names[0]));
}

static void test_rust_legacy(void **state)
{
	static const struct name names[] = {
		{ "_ZN4core3fmt9Formatter3pad17h0123456789abcdefE", "core::fmt::Formatter::pad" },
		{ "_ZN74_$LT$alloc..vec..Vec$LT$T$GT$$u20$as$u20$core..convert..AsRef$LT$T$GT$$GT$"
		  "6as_ref17h0123456789abcdefE",
		  "<alloc::vec::Vec<T> as core::convert::AsRef<T>>::as_ref" },
		{ "_ZN4test1a17h0123456789abcdefE.llvm.123456", "test::a" },
		{ "_ZN4test28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE", "test::{{closure}}" },
		{ "_ZN3foo17h0123456789abcdegE", "foo::h0123456789abcdeg" },
	};

	(void)state;
	check_names(names, sizeof(names) / sizeof(names[0]));
}

static void test_rust_v0(void **state)
{
	static const struct name names[] = {
		{ "_RNvC6_123foo3bar", "123foo::bar" },
		{ "_RNvC4utf822u11fa_6mcrcdtds", "_RNvC4utf822u11fa_6mcrcdtds" }, /* length beyond the end */
		{ "_RNqCs4fqI2P2rA04_11utf8_identsu30____7hkackfecea1cbdathfdh9hlq6y",
		  "utf8_idents::\xe1\x83\xa1\xe1\x83\x90\xe1\x83\xad\xe1\x83\x9b\xe1\x83\x94\xe1\x83\x9a"
		  "\xe1\x83\x90\xe1\x83\x93_\xe1\x83\x92\xe1\x83\x94\xe1\x83\x9b\xe1\x83\xa0\xe1\x83\x98"
		  "\xe1\x83\x94\xe1\x83\x9a\xe1\x83\x98_\xe1\x83\xa1\xe1\x83\x90\xe1\x83\x93\xe1\x83\x98"
		  "\xe1\x83\x9a\xe1\x83\x98" },
		{ "_RNvMC1aNtB2_1S1f", "<a::S>::f" },
		{ "_RNvXC1aNtB2_1SNtB2_1T1f", "<a::S as a::T>::f" },
		{ "_RINvC1a1fKj4_Kb1_Kc78_E", "a::f::<4, true, 'x'>" },
		{ "_RINvC1a1fKln5_E", "a::f::<-5>" },
		{ "_RINvC1a1fRShE", "a::f::<&[u8]>" },
		{ "_RINvC1a1fTlEE", "a::f::<(i32,)>" },
		{ "_RINvC1a1fAhj3_E", "a::f::<[u8; 3]>" },
		{ "_RINvC1a1fFUKCPhEOlE", "a::f::<unsafe extern \"C\" fn(*const u8) -> *mut i32>" },
		{ "_RINvC1a1fDNtC4core4SendEL_E", "a::f::<dyn core::Send>" },
		{ "_RNCNvC1a1f0B3_", "a::f::{closure#0}" },
		{ "_RNvC1a1f.llvm.99", "a::f" },
		{ "_RNvB_1f", "_RNvB_1f" }, { "_R", "_R" }, { "_RC", "_RC" }, { "_Rabc", "_Rabc" },
	};

	(void)state;
	check_names(names, sizeof(names) / sizeof(names[0]));
}

/* Recursion and repetition end. */
static void test_limits(void **state)
{
	struct strbuf name = { 0 }, out = { 0 };

	(void)state;
	strbuf_addstr(&name, "_R");
	strbuf_addn(&name, 'I', 100000);
	symbols_demangle(&out, strbuf_str(&name));
	assert_string_equal(strbuf_str(&out), strbuf_str(&name));
	strbuf_clear(&name);
	strbuf_clear(&out);
	strbuf_addstr(&name, "_RIC1aThhE"); /* each tuple twice the one before */
	for (int i = 0; i < 24; i++)
		strbuf_printf(&name, "TB%c_B%c_E", '3', '3');
	strbuf_addstr(&name, "E");
	symbols_demangle(&out, strbuf_str(&name));
	assert_true(out.len < 100000);
	strbuf_release(&name);
	strbuf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cpp),
		cmocka_unit_test(test_rust_legacy),
		cmocka_unit_test(test_rust_v0),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
