/* The command line of sonde, parsed. */
#ifndef SONDE_OPTIONS_H
#define SONDE_OPTIONS_H

#include "sonde.h"

enum buffering { BUFFER_LINE, BUFFER_FULL, BUFFER_NONE };

struct options {
	const char *program;       /* -e */
	const char *file;          /* script file, "-" standard input */
	const char *list;          /* -l pattern, "" all */
	bool want_list, want_info, want_help, want_version, verbose, quiet, warnings_k, no_warnings, unsafe, dry_run;
	bool json, test_mode, bench_mode, usdt_file_activation;
	const char *command;       /* -c */
	int pid;                   /* -p */
	const char *output;        /* -o */
	const char *emit_elf;
	const char *probe_filter;
	enum buffering buffering;
	unsigned dump;             /* SONDE_DUMP_ bits */
	bool dump_verifier;
	const char **include_dirs, **include_files, **args;
	int ninclude_dirs, ninclude_files, nargs;
	struct sonde_param *params;
	int nparams;
};

/* Returns 0; 1 after an error (printed to standard error). options_free releases what it made. */
int options_parse(struct options *o, int argc, char **argv);
void options_free(struct options *o);
void options_help(void *stream); /* FILE * */

#endif
