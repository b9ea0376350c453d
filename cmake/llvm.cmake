# LLVM, 18 to 22: the BPF target, the object writer, and the pass pipeline; nothing else. Sets SONDE_LLVM_INCLUDES and
# SONDE_LLVM_LIBRARIES. Static by default: a shared libLLVM costs 10-20 ms and 30 MB at every start.
foreach(v 19 20 21 22 18)
	# no version is asked for: LLVM's version file accepts only an exact major.minor
	find_package(LLVM QUIET CONFIG PATHS /usr/lib/llvm-${v} /usr/local/lib/llvm-${v} NO_DEFAULT_PATH)
	if(LLVM_FOUND)
		break()
	endif()
endforeach()
if(NOT LLVM_FOUND)
	find_package(LLVM QUIET CONFIG)
endif()
if(NOT LLVM_FOUND)
	message(FATAL_ERROR "LLVM 18-22 development files not found (Debian: llvm-19-dev)")
endif()
if(LLVM_VERSION_MAJOR LESS 18 OR LLVM_VERSION_MAJOR GREATER 22)
	message(FATAL_ERROR "LLVM ${LLVM_VERSION} found, 18 to 22 needed")
endif()
message(STATUS "LLVM ${LLVM_VERSION} in ${LLVM_DIR}")
set(SONDE_LLVM_INCLUDES ${LLVM_INCLUDE_DIRS})
if(SONDE_SHARED_LLVM)
	set(SONDE_LLVM_LIBRARIES LLVM)
	link_directories(${LLVM_LIBRARY_DIRS})
else()
	find_program(SONDE_LLVM_CONFIG NAMES llvm-config-${LLVM_VERSION_MAJOR} llvm-config
		     HINTS ${LLVM_TOOLS_BINARY_DIR} NO_DEFAULT_PATH)
	execute_process(COMMAND ${SONDE_LLVM_CONFIG} --link-static --libs bpf passes core
			OUTPUT_VARIABLE SONDE_LLVM_LIBS OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
	execute_process(COMMAND ${SONDE_LLVM_CONFIG} --link-static --system-libs bpf passes core
			OUTPUT_VARIABLE SONDE_LLVM_SYSTEM_LIBS OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
	separate_arguments(SONDE_LLVM_LIBS)
	separate_arguments(SONDE_LLVM_SYSTEM_LIBS)
	# what the used parts need of the system: zlib, zstd and the math library; not libxml2, libedit, libffi
	list(FILTER SONDE_LLVM_SYSTEM_LIBS EXCLUDE REGEX "xml2|edit|ffi|z3|tinfo")
	set(SONDE_LLVM_LIBRARIES -L${LLVM_LIBRARY_DIR} ${SONDE_LLVM_LIBS} ${SONDE_LLVM_SYSTEM_LIBS})
endif()
