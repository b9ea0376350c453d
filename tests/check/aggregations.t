== lhist() requires 4 arguments (3 provided)
begin { @ = lhist(1, 2, 3); }
-- error 1:13-27: lhist() requires 4 arguments (3 provided)

== count() requires no arguments (1 provided)
begin { @ = count(1); }
-- error 1:13-21: count() requires no arguments (1 provided)

== count() must be assigned directly to a map
begin { $x = count(); }
-- error 1:14-21: count() must be assigned directly to a map

== count() must be assigned directly to a map
begin { print(count()); }
-- error 1:15-22: count() must be assigned directly to a map

== hist: bits 6 must be 0..5
begin { @ = hist(5, 6); }
-- error 1:13-23: hist: bits 6 must be 0..5

== hist() only supports int arguments (string provided)
begin { @ = hist("a"); }
-- error 1:13-22: hist() only supports int arguments (string provided)

== sum() only supports int arguments (string provided)
begin { @ = sum("a"); }
-- error 1:13-21: sum() only supports int arguments (string provided)

== lhist: invalid min value (must be non-negative literal)
begin { @ = lhist(5, -1, 10, 1); }
-- error 1:13-32: lhist: invalid min value (must be non-negative literal)

== lhist() step must be >= 1 (0 provided)
begin { @ = lhist(5, 0, 10, 0); }
-- error 1:13-31: lhist() step must be >= 1 (0 provided)

== lhist() min must be less than max (provided min 10 and max 0)
begin { @ = lhist(5, 10, 0, 1); }
-- error 1:13-31: lhist() min must be less than max (provided min 10 and max 0)

== lhist() too many buckets, must be <= 1000 (would need 2000)
begin { @ = lhist(5, 0, 2000, 1); }
-- error 1:13-33: lhist() too many buckets, must be <= 1000 (would need 2000)

== lhist() step is too large for the given range (provided step 20 for range 10)
begin { @ = lhist(5, 0, 10, 20); }
-- error 1:13-32: lhist() step is too large for the given range (provided step 20 for range 10)

== Different lhist bounds in a single map unsupported
begin { @ = lhist(5, 0, 10, 1); @ = lhist(5, 0, 10, 2); }
-- error 1:37-55: Different lhist bounds in a single map unsupported

== Different bits in a single hist unsupported
begin { @ = hist(5, 1); @ = hist(5, 2); }
-- error 1:29-39: Different bits in a single hist unsupported

== Type mismatch for @a: trying to assign value of type 'lhist_t' when map already has a type 'hist_t'
begin { @a = hist(5); @a = lhist(5, 0, 10, 1); }
-- error 1:23-46: Type mismatch for @a: trying to assign value of type 'lhist_t' when map already has a type 'hist_t'

== tseries() expects one of the following aggregation functions: avg, max, min, sum ("foo" provided)
begin { @ = tseries(1, 1s, 5, "foo"); }
-- warning 1:13-37: Script is using an unstable feature: tseries. To prevent this warning you must explicitly enable it in the config e.g. unstable_tseries=enable
-- error 1:13-37: tseries() expects one of the following aggregation functions: avg, max, min, sum ("foo" provided)

== tseries() interval_ns must be >= 1 (0 provided)
begin { @ = tseries(1, 0, 5); }
-- warning 1:13-29: Script is using an unstable feature: tseries. To prevent this warning you must explicitly enable it in the config e.g. unstable_tseries=enable
-- error 1:13-29: tseries() interval_ns must be >= 1 (0 provided)

== tseries() num_intervals must be >= 1 (0 provided)
begin { @ = tseries(1, 1s, 0); }
-- warning 1:13-30: Script is using an unstable feature: tseries. To prevent this warning you must explicitly enable it in the config e.g. unstable_tseries=enable
-- error 1:13-30: tseries() num_intervals must be >= 1 (0 provided)

== tseries() num_intervals must be < 1000000 (1000000 provided)
begin { @ = tseries(1, 1s, 1000000); }
-- warning 1:13-36: Script is using an unstable feature: tseries. To prevent this warning you must explicitly enable it in the config e.g. unstable_tseries=enable
-- error 1:13-36: tseries() num_intervals must be < 1000000 (1000000 provided)

== Different tseries bounds in a single map unsupported
begin { @ = tseries(1, 1s, 5); @ = tseries(1, 1s, 6); }
-- warning 1:13-30: Script is using an unstable feature: tseries. To prevent this warning you must explicitly enable it in the config e.g. unstable_tseries=enable
-- warning 1:36-53: Script is using an unstable feature: tseries. To prevent this warning you must explicitly enable it in the config e.g. unstable_tseries=enable
-- error 1:36-53: Different tseries bounds in a single map unsupported

== unsupported format specifier for type 'count_t': d
begin { @c = count(); printf("%d", @c); }
-- error 1:23-39: unsupported format specifier for type 'count_t': d

== hist_t type passed to printf() is not printable
begin { @c = hist(1); printf("%s", @c); }
-- error 1:23-39: hist_t type passed to printf() is not printable

== Map type hist_t cannot print the value of individual keys. You must print the whole map.
begin { @h[1] = hist(5); print(@h[1]); }
-- error 1:26-38: Map type hist_t cannot print the value of individual keys. You must print the whole map.

== @c = count(); print(@c + 1); @d[@c] = 1; $x = @c; } (accepted)
begin { @c = count(); print(@c + 1); @d[@c] = 1; $x = @c; }
-- ok

== Map value 'hist_t' cannot be assigned to a scratch variable.
begin { @a = hist(1); $x = @a; }
-- error 1:23-30: Map value 'hist_t' cannot be assigned to a scratch variable.

== Map value 'count_t' cannot be assigned from one map to another. The function that returns this type 
begin { @a = count(); @b = @a; }
-- error 1:28-30: Map value 'count_t' cannot be assigned from one map to another. The function that returns this type must be called directly e.g. `@b = count();`.
-- hint: Add a cast to integer if you want the value of the aggregate, e.g. `@b = (int64)@a;`.

== min() only supports int arguments (string provided)
begin { @a = min(comm); }
-- error 1:14-23: min() only supports int arguments (string provided)

== max() requires one argument (0 provided)
begin { @a = max(); }
-- error 1:14-19: max() requires one argument (0 provided)

== stats() requires one argument (2 provided)
begin { @a = stats(1, 2); }
-- error 1:14-25: stats() requires one argument (2 provided)

== hist() expects an integer literal (int provided)
begin { @ = hist(1, pid); }
-- error 1:13-25: hist() expects an integer literal (int provided)

== lhist: invalid max value (must be non-negative literal)
begin { @ = lhist(1, 0, pid, 1); }
-- error 1:13-32: lhist: invalid max value (must be non-negative literal)

== @a = sum(-1); @a = sum((uint64)5); } (accepted)
begin { @a = sum(-1); @a = sum((uint64)5); }
-- ok
