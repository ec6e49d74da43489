import MistMonitoring

/// Files that somebody may give as a custom metric, and what becomes of them.
struct HostilePlugin: Sendable, CustomStringConvertible {
  var id: String
  var text: String
  var kind: CustomPlugin.Kind = .gauge
  /// What is said of it at the trial; `nil` when it may come.
  var refused: String?
  /// Whether values come when it is put there in spite of a trial.
  var hasValues = false

  var description: String { id }

  static let all = [
    HostilePlugin(
      id: "random", text: "import random\n\ndef read():\n    return random.random()\n", refused: nil, hasValues: true),
    HostilePlugin(
      id: "counter", text: "n = 0\ndef read():\n    global n\n    n += 5\n    print('noise')\n    return n\n",
      kind: .derive,
      refused: nil, hasValues: true),
    HostilePlugin(id: "raises", text: "def read():\n    raise ValueError('no luck')\n", refused: "ValueError: no luck"),
    HostilePlugin(id: "at_import", text: "raise RuntimeError('at import')\n", refused: "RuntimeError: at import"),
    HostilePlugin(id: "no_syntax", text: "def read(:\n", refused: "SyntaxError"),
    HostilePlugin(id: "leaves", text: "import sys\ndef read():\n    sys.exit(3)\n", refused: "SystemExit: 3"),
    HostilePlugin(
      id: "says_words", text: "def read():\n    return 'much'\n",
      refused: "TypeError: read() must return a number, not 'much'"),
    HostilePlugin(
      id: "sleeps", text: "import time\ndef read():\n    time.sleep(10000)\n", refused: "does not come back"),
    HostilePlugin(id: "spins", text: "def read():\n    while True: pass\n", refused: "does not come back"),
    HostilePlugin(
      id: "exits", text: "import os\ndef read():\n    os._exit(7)\n", refused: "it ended Python (status 7)"),
    HostilePlugin(
      id: "crashes", text: "import ctypes\ndef read():\n    ctypes.string_at(0)\n",
      refused: "it ended Python (status 139)"),
  ]
}
