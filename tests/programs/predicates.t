== type predicates are constants
begin {
	print((is_integer(1), is_integer("a"), is_unsigned_integer((uint8)1), is_unsigned_integer((int8)1)));
	print((is_ptr((int8*)0), is_ptr(1), is_array(pton("1.2.3.4")), is_array(1)));
	$x = pid;
	print((is_literal(5), is_literal($x), is_str("a"), is_str(1)));
}
-- run
(true, false, true, false)
(true, false, true, false)
(true, false, true, false)

== kernel functions that programs may call
begin { print(kfunc_exist("nosuchfunction_")); print(kfunc_allowed("nosuchfunction_")); }
-- run
false
false

== a static assertion that holds leaves nothing behind
begin { static_assert(1 == 1, "arithmetic"); print("on"); }
-- run
on

== a static assertion that fails is an error
begin { static_assert(1 == 2, "arithmetic"); }
-- error 1:9-44: arithmetic

== an empty tuple is no key
begin { @z[()] = 3; }
-- error 1:12-14: Invalid map key type: none
