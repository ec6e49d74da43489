// What the C library offers for starting programs only to those who ask for GNU's extensions, which Swift does not.
#ifndef C_TERMINAL_PROGRAM_H
#define C_TERMINAL_PROGRAM_H

#include <spawn.h>

/// The child makes its process group the foreground group of this terminal before it becomes the program.
int program_takes_terminal(posix_spawn_file_actions_t *actions, int terminal);

/// The child closes every descriptor from this one on.
int program_closes_from(posix_spawn_file_actions_t *actions, int descriptor);

/// A file in memory that is closed in programs; -1 when the kernel gives none.
int program_memory_file(void);

/// Nobody can change a memory file any more, and it is read from its beginning.
int program_seal(int file);

/// The environment as it is now, for `posix_spawn`.
char **program_environment(void);

#endif
