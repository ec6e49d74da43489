#define _GNU_SOURCE
#include "CLibEditShim.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <wctype.h>

int editline_set_prompt(EditLine *el, editline_prompt prompt, char mark) {
  return el_set(el, EL_PROMPT_ESC, prompt, mark);
}

int editline_set_right_prompt(EditLine *el, editline_prompt prompt, char mark) {
  return el_set(el, EL_RPROMPT_ESC, prompt, mark);
}

int editline_set_mode(EditLine *el, const char *mode) { return el_set(el, EL_EDITOR, mode); }

int editline_set_signals(EditLine *el, int on) { return el_set(el, EL_SIGNAL, on); }

int editline_set_reader(EditLine *el, editline_reader reader) { return el_set(el, EL_GETCFN, reader); }

int editline_set_context(EditLine *el, void *context) { return el_set(el, EL_CLIENTDATA, context); }

void *editline_context(EditLine *el) {
  void *context = NULL;
  el_get(el, EL_CLIENTDATA, &context);
  return context;
}

int editline_add_command(EditLine *el, const char *name, const char *help, editline_command command) {
  return el_set(el, EL_ADDFN, name, help, command);
}

int editline_bind(EditLine *el, const char *key, const char *command) {
  return el_set(el, EL_BIND, key, command, NULL);
}

int editline_bind_alternate(EditLine *el, const char *key, const char *command) {
  return el_set(el, EL_BIND, "-a", key, command, NULL);
}

int editline_set_terminal_mode(EditLine *el, const char *mode) {
  return el_set(el, EL_SETTY, "-d", mode, NULL);
}

int editline_refresh(EditLine *el) { return el_set(el, EL_REFRESH, NULL); }

int editline_prepare(EditLine *el, int on) { return el_set(el, EL_PREP_TERM, on); }

const char *editline_mode(EditLine *el) {
  const char *mode = NULL;
  el_get(el, EL_EDITOR, &mode);
  return mode;
}

const char *editline_capability(EditLine *el, const char *name) {
  char *value = NULL;
  return el_get(el, EL_GETTC, name, &value) == 0 ? value : NULL;
}

int editline_forget_capability(EditLine *el, const char *name) {
  return el_set(el, EL_SETTC, name, "", NULL);
}

struct past {
  editline_entry entry;
  void *context;
  int age;
};

static int answer(void *reference, HistEvent *event, int operation, ...) {
  struct past *past = reference;
  switch (operation) {
  case H_FIRST: past->age = 0; break;
  case H_NEXT: past->age += 1; break;
  case H_PREV: past->age -= 1; break;
  case H_LAST:
    while (past->entry(past->context, past->age + 1) != NULL) past->age += 1;
    break;
  case H_CURR: break;
  default: return -1;
  }
  if (past->age < 0) {
    past->age = 0;
    return -1;
  }
  event->num = past->age + 1;
  event->str = past->entry(past->context, past->age);
  return event->str == NULL ? -1 : 0;
}

int editline_set_history(EditLine *el, editline_entry entry, void *context) {
  struct past *past = malloc(sizeof *past);
  if (past == NULL) return -1;
  *past = (struct past){entry, context, 0};
  return el_set(el, EL_HIST, answer, past);
}

int editline_event_descriptor(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void editline_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

int editline_width(unsigned int scalar) { return wcwidth((wchar_t)scalar); }
