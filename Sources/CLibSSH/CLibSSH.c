// libssh, loaded when the first of its functions is called and not when the program starts: it brings libcrypto and
// Kerberos along, and linking those costs more than all else that a start does. Each function has its own name and
// type here, so the compiler holds it to libssh's header and callers see no difference.
#define _GNU_SOURCE
#include "CLibSSH.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

static void *library;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) { library = dlopen("libssh.so.4", RTLD_NOW | RTLD_LOCAL); }

bool libssh_is_there(void) {
  pthread_once(&once, load);
  return library != NULL;
}

static void *find(const char *name) { return libssh_is_there() ? dlsym(library, name) : NULL; }

// FUNCTION(type, value when libssh is not there, name, (parameters), (their names))
#define FUNCTION(TYPE, FAILURE, NAME, PARAMETERS, NAMES) \
  TYPE NAME PARAMETERS {                                 \
    static TYPE(*_Atomic function) PARAMETERS;           \
    if (!function) function = find(#NAME);               \
    return function ? function NAMES : FAILURE;          \
  }

#define PROCEDURE(NAME, PARAMETERS, NAMES)     \
  void NAME PARAMETERS {                       \
    static void(*_Atomic function) PARAMETERS; \
    if (!function) function = find(#NAME);     \
    if (function) function NAMES;              \
  }

FUNCTION(int, SSH_ERROR, sftp_chmod, (sftp_session sftp, const char *file, mode_t mode), (sftp, file, mode))
FUNCTION(int, SSH_ERROR, sftp_close, (sftp_file file), (file))
PROCEDURE(sftp_free, (sftp_session sftp), (sftp))
FUNCTION(int, SSH_ERROR, sftp_get_error, (sftp_session sftp), (sftp))
FUNCTION(int, SSH_ERROR, sftp_init, (sftp_session sftp), (sftp))
FUNCTION(sftp_session, NULL, sftp_new, (ssh_session session), (session))
FUNCTION(sftp_file, NULL, sftp_open, (sftp_session session, const char *file, int accesstype, mode_t mode),
  (session, file, accesstype, mode))
FUNCTION(int, SSH_ERROR, sftp_rename, (sftp_session sftp, const char *original, const char *newname),
  (sftp, original, newname))
FUNCTION(int, SSH_ERROR, sftp_unlink, (sftp_session sftp, const char *file), (sftp, file))
FUNCTION(ssize_t, SSH_ERROR, sftp_write, (sftp_file file, const void *buf, size_t count), (file, buf, count))
FUNCTION(int, SSH_ERROR, ssh_channel_close, (ssh_channel channel), (channel))
PROCEDURE(ssh_channel_free, (ssh_channel channel), (channel))
FUNCTION(ssh_channel, NULL, ssh_channel_new, (ssh_session session), (session))
FUNCTION(int, SSH_ERROR, ssh_channel_open_session, (ssh_channel channel), (channel))
FUNCTION(int, SSH_ERROR, ssh_channel_request_exec, (ssh_channel channel, const char *cmd), (channel, cmd))
FUNCTION(int, SSH_ERROR, ssh_channel_request_send_signal, (ssh_channel channel, const char *signum), (channel, signum))
FUNCTION(int, SSH_ERROR, ssh_channel_send_eof, (ssh_channel channel), (channel))
FUNCTION(uint32_t, 0, ssh_channel_window_size, (ssh_channel channel), (channel))
FUNCTION(int, SSH_ERROR, ssh_channel_write, (ssh_channel channel, const void *data, uint32_t len), (channel, data, len))
PROCEDURE(ssh_clean_pubkey_hash, (unsigned char **hash), (hash))
FUNCTION(int, SSH_ERROR, ssh_connect, (ssh_session session), (session))
PROCEDURE(ssh_disconnect, (ssh_session session), (session))
FUNCTION(int, SSH_ERROR, ssh_event_add_session, (ssh_event event, ssh_session session), (event, session))
FUNCTION(int, SSH_ERROR, ssh_event_dopoll, (ssh_event event, int timeout), (event, timeout))
PROCEDURE(ssh_event_free, (ssh_event event), (event))
FUNCTION(ssh_event, NULL, ssh_event_new, (void), ())
FUNCTION(int, SSH_ERROR, ssh_event_remove_session, (ssh_event event, ssh_session session), (event, session))
PROCEDURE(ssh_free, (ssh_session session), (session))
FUNCTION(const char*, NULL, ssh_get_error, (void *error), (error))
FUNCTION(socket_t, SSH_ERROR, ssh_get_fd, (ssh_session session), (session))
FUNCTION(char*, NULL, ssh_get_fingerprint_hash, (enum ssh_publickey_hash_type type, unsigned char *hash, size_t len),
  (type, hash, len))
FUNCTION(int, SSH_ERROR, ssh_get_poll_flags, (ssh_session session), (session))
FUNCTION(int, SSH_ERROR, ssh_get_publickey_hash, (const ssh_key key, enum ssh_publickey_hash_type type,
  unsigned char **hash, size_t *hlen),
  (key, type, hash, hlen))
FUNCTION(int, SSH_ERROR, ssh_get_server_publickey, (ssh_session session, ssh_key *key), (session, key))
FUNCTION(int, SSH_ERROR, ssh_get_status, (ssh_session session), (session))
FUNCTION(int, SSH_ERROR, ssh_is_connected, (ssh_session session), (session))
PROCEDURE(ssh_key_free, (ssh_key key), (key))
FUNCTION(enum ssh_keytypes_e, SSH_KEYTYPE_UNKNOWN, ssh_key_type, (const ssh_key key), (key))
FUNCTION(const char*, NULL, ssh_key_type_to_char, (enum ssh_keytypes_e type), (type))
FUNCTION(ssh_session, NULL, ssh_new, (void), ())
FUNCTION(int, SSH_ERROR, ssh_options_get, (ssh_session session, enum ssh_options_e type, char **value),
  (session, type, value))
FUNCTION(int, SSH_ERROR, ssh_options_get_port, (ssh_session session, unsigned int *port_target), (session, port_target))
FUNCTION(int, SSH_ERROR, ssh_options_parse_config, (ssh_session session, const char *filename), (session, filename))
FUNCTION(int, SSH_ERROR, ssh_options_set, (ssh_session session, enum ssh_options_e type, const void *value),
  (session, type, value))
FUNCTION(int, SSH_ERROR, ssh_pki_export_privkey_base64, (const ssh_key privkey, const char *passphrase,
  ssh_auth_callback auth_fn, void *auth_data, char **b64_key),
  (privkey, passphrase, auth_fn, auth_data, b64_key))
FUNCTION(int, SSH_ERROR, ssh_pki_export_pubkey_base64, (const ssh_key key, char **b64_key), (key, b64_key))
FUNCTION(int, SSH_ERROR, ssh_pki_generate, (enum ssh_keytypes_e type, int parameter, ssh_key *pkey),
  (type, parameter, pkey))
FUNCTION(int, SSH_ERROR, ssh_pki_import_privkey_base64, (const char *b64_key, const char *passphrase,
  ssh_auth_callback auth_fn, void *auth_data, ssh_key *pkey),
  (b64_key, passphrase, auth_fn, auth_data, pkey))
FUNCTION(int, SSH_ERROR, ssh_remove_channel_callbacks, (ssh_channel channel, ssh_channel_callbacks cb), (channel, cb))
FUNCTION(int, SSH_ERROR, ssh_send_ignore, (ssh_session session, const char *data), (session, data))
PROCEDURE(ssh_set_blocking, (ssh_session session, int blocking), (session, blocking))
FUNCTION(int, SSH_ERROR, ssh_set_channel_callbacks, (ssh_channel channel, ssh_channel_callbacks cb), (channel, cb))
PROCEDURE(ssh_string_free_char, (char *s), (s))
FUNCTION(int, SSH_ERROR, ssh_userauth_agent, (ssh_session session, const char *username), (session, username))
FUNCTION(int, SSH_ERROR, ssh_userauth_list, (ssh_session session, const char *username), (session, username))
FUNCTION(int, SSH_ERROR, ssh_userauth_publickey, (ssh_session session, const char *username, const ssh_key privkey),
  (session, username, privkey))
FUNCTION(int, SSH_ERROR, ssh_userauth_publickey_auto, (ssh_session session, const char *username,
  const char *passphrase),
  (session, username, passphrase))
