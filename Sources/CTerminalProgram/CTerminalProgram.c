#define _GNU_SOURCE
#include "CTerminalProgram.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int program_takes_terminal(posix_spawn_file_actions_t *actions, int terminal) {
  return posix_spawn_file_actions_addtcsetpgrp_np(actions, terminal);
}

int program_closes_from(posix_spawn_file_actions_t *actions, int descriptor) {
  return posix_spawn_file_actions_addclosefrom_np(actions, descriptor);
}

int program_memory_file(void) { return memfd_create("mist-shell", MFD_CLOEXEC | MFD_ALLOW_SEALING); }

int program_seal(int file) {
  if (lseek(file, 0, SEEK_SET) != 0) return -1;
  return fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
}

char **program_environment(void) { return environ; }
