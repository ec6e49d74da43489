#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/sftp.h>
#include <stdbool.h>

/// Whether libssh could be loaded. While it is not there its functions below fail as they do for want of memory.
bool libssh_is_there(void);
