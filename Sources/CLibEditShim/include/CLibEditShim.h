#ifndef CLIBEDITSHIM_H
#define CLIBEDITSHIM_H

#include <histedit.h>
#include <stdio.h>
#include <wchar.h>

// el_set and el_get are variadic, which Swift cannot call: one plain function for each use of them.

typedef char *(*editline_prompt)(EditLine *);
typedef unsigned char (*editline_command)(EditLine *, int);
typedef int (*editline_reader)(EditLine *, wchar_t *);
// An entry of the history by its age, 0 the newest; NULL past the oldest. Valid until the next call.
typedef const char *(*editline_entry)(void *context, int age);

int editline_set_prompt(EditLine *, editline_prompt, char mark);
int editline_set_right_prompt(EditLine *, editline_prompt, char mark);
int editline_set_mode(EditLine *, const char *mode);
int editline_set_signals(EditLine *, int on);
int editline_set_reader(EditLine *, editline_reader);
int editline_set_context(EditLine *, void *context);
void *editline_context(EditLine *);
int editline_add_command(EditLine *, const char *name, const char *help, editline_command);
int editline_bind(EditLine *, const char *key, const char *command);
// The map of vi's command mode.
int editline_bind_alternate(EditLine *, const char *key, const char *command);
// One terminal mode while a line is edited, such as "-isig".
int editline_set_terminal_mode(EditLine *, const char *mode);
int editline_refresh(EditLine *);
// The terminal's modes: 1 for editing, 0 for what they were before.
int editline_prepare(EditLine *, int on);
const char *editline_mode(EditLine *);
// What the terminal's description says of a capability, NULL without one.
const char *editline_capability(EditLine *, const char *name);
// Has libedit take a text capability for absent.
int editline_forget_capability(EditLine *, const char *name);
// libedit's own history commands read from here; the state lives as long as the process.
int editline_set_history(EditLine *, editline_entry, void *context);

// What the Glibc module does not give to Swift.
int editline_event_descriptor(void);
void editline_name_thread(const char *name);
int editline_width(unsigned int scalar);

#endif
