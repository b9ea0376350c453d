== all keys
config = { cache_user_symbols = PER_PID; cpp_demangle = false; lazy_symbolication = 1; license = "Dual BSD/GPL"; log_size = 1e6; max_bpf_progs = 10; max_cat_bytes = 1_000; max_map_keys = 8; max_probes = 5; max_strlen = 128; missing_probes = warn; on_stack_limit = 64; perf_rb_pages = 32; print_maps_on_exit = "false"; show_debug_info = true; stack_mode = perf; str_trunc_trailer = "~"; use_blazesym = true; unstable_import_statement = enable; unstable_tseries = warn; unstable_typeinfo = "error"; unstable_dw_ustack = enable }
begin { }
-- ok
-- no warning

== the three spellings
config = { STACK_MODE = raw; BPFTRACE_MAX_STRLEN = 64; Sonde_Max_Map_Keys = 5; }
begin { }
-- ok
-- no warning

== unknown key
config = { foo = 1; max_strln = 5 }
begin { }
-- error 1:12-15: foo: not a known configuration option
-- error 1:21-30: max_strln: not a known configuration option
-- hint: did you mean 'max_strlen'?

== a number is wanted
config = { max_strlen = abc; max_map_keys = true }
begin { }
-- error 1:25-28: max_strlen: expecting a number, got abc
-- error 1:45-49: max_map_keys: expecting a number, got true

== words of the wrong kind
config = { stack_mode = x; missing_probes = never; print_maps_on_exit = 2; cache_user_symbols = X; unstable_tseries = maybe; license = "MIT" }
begin { }
-- error 1:25-26: stack_mode: Invalid value for stack_mode: valid values are bpftrace, raw, perf, and build_id.
-- error 1:45-50: missing_probes: Invalid value for missing_probes: valid values are ignore, warn, and error.
-- error 1:73-74: print_maps_on_exit: Invalid bool value: valid values are true, false, 1 or 0.
-- error 1:97-98: cache_user_symbols: Invalid value for cache_user_symbols: valid values are PER_PID, PER_PROGRAM, and NONE.
-- error 1:119-124: unstable_tseries: Invalid value for unstable config: valid values are enable, warn, and error.
-- error 1:136-141: Invalid value for license. Found: MIT. Valid values: GPL, GPL v2, GPL and additional rights, Dual BSD/GPL, Dual MIT/GPL, Dual MPL/GPL

== environment only
config = { btf = "x" }
begin { }
-- error 1:12-15: btf: can only be set as an environment variable

== renamed and deprecated
config = { strlen = 100; symbol_source = "dwarf"; no_cpp_demangle = true }
begin { }
-- warning 1:12-18: strlen has been renamed, please use max_strlen
-- warning 1:26-39: symbol_source is deprecated and has no effect
-- warning 1:51-66: no_cpp_demangle has been renamed, please use cpp_demangle
-- ok

== the environment wins
config = { max_probes = 100 }
begin, end { }
-- env: SONDE_MAX_PROBES=1
-- error -: Can't attach to 2 probes because it exceeds the current limit of 1 probes.
-- hint: raise the limit with the config variable max_probes or SONDE_MAX_PROBES; attaching very many probes can slow the machine down

== old environment names
begin, end { }
-- env: BPFTRACE_MAX_PROBES=1
-- error -: Can't attach to 2 probes because it exceeds the current limit of 1 probes.
-- hint: raise the limit with the config variable max_probes or SONDE_MAX_PROBES; attaching very many probes can slow the machine down

== bad value in the environment
begin { }
-- env: SONDE_MAX_STRLEN=x
-- error -: max_strlen: expecting a number, got x

== environment: own names come first
begin, end { }
-- env: SONDE_MAX_PROBES=2
-- env: BPFTRACE_MAX_PROBES=x
-- ok

== missing import
import "nosuch.bt";
begin { }
-- error 1:1-19: Unable to find suitable path for import
-- hint: checked: nosuch.bt
