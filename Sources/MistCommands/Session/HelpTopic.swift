import MistModel

/// What `help TOPIC` tells, beside the pages of the commands.
public struct HelpTopic: Sendable {
  public let name: String
  public let title: String
  /// Lines that stay as they are.
  public let text: String

  /// The names of all topics, with what they are about.
  public static var names: [(name: String, title: String)] { all.map { ($0.name, $0.title) } }

  /// All topics, in the order `help` names them. A new one is one entry here.
  public static let all = [
    HelpTopic(
      name: "names", title: "How a name finds its machine",
      text: """
        A name means the thing with that id, else that name, else the only one that begins with it, else the only one
        that holds it. More than one: nothing is done, and they are listed as Juno/db1, Vega/db1. That form says it
        anywhere. What destroys takes a whole name or id, on its own line, and asks for it once more.
        """),
    HelpTopic(
      name: "contexts", title: "Going to a backend, a machine, a tag or a key",
      text: """
        use backend Juno     lines that name no backend mean Juno
        select machine db1   lines that name no machine mean db1
        select tag dev       run and list-machines mean machines with the tag
        use key prod         lines that name no key mean prod
        use account work     another service from here on, and no context: see login, accounts
        back (..)            leaves the last; / leaves all; - goes to where you were before; context shows them
        with machine db2: reboot    runs one line elsewhere
        What a line says wins over the context. What really ran is shown below the line: → reboot --machine Juno/db1.
        """),
    HelpTopic(
      name: "prompt", title: "What the prompt says",
      text: """
        mist@work:Juno/db1 !=~2&>     at the account work; nothing stands there for the embedded service
        !   the last command failed          =   read-only: nothing is changed
        ~   the service is out of reach      2&  lines that run by themselves
        y   nothing is asked (set yes on)
        A backend marked by set-production carries the word and is red.
        """),
    HelpTopic(
      name: "editing", title: "Keys at the prompt",
      text: """
        TAB           completes; again, a table; again, one after the other
        ?             what can come next, with live names; the line stays
        →             takes the dim hint
        Up, Down      past lines that begin with what is typed; Ctrl-R, Ctrl-S search in them
        Alt-Enter     a new row in the same line; so does \\ at its end
        Ctrl-C        drops the line; while a command runs, stops it, and the second time leaves it as a job
        Ctrl-D        leaves; Ctrl-Z stops the shell, fg goes on
        Enter on an empty line after an unknown word puts the corrected line in.
        ~/.editrc is read; bind -v there gives the keys of vi.
        """),
    HelpTopic(
      name: "pipes", title: "What can be done with a result",
      text: """
        list-machines | where state=running | columns name,public_ips | sort name | head 5
        … | count    … | json    … | yaml    … | csv    … | pretty
        … > FILE     … >> FILE   … |! less -S     (a program, with all that is left of the line)
        @last        the last result again: @last | where state=stopped
        watch list-machines --every 2s --until state=running
        """),
    HelpTopic(
      name: "jobs", title: "Lines that run by themselves",
      text: """
        run --command 'apt-get -y upgrade' --tag dev &     begins, and gives the prompt back
        jobs, wait 1, follow 1, cancel 1                   look, wait, look on, stop
        Ctrl-C twice makes a job of the line that runs. A job's end is told above what is being typed. Jobs end with
        the shell: exit says so once.
        """),
    HelpTopic(
      name: "scripts", title: "Lines from files and pipes",
      text: """
        mist-shell -f FILE, mist-shell < FILE, mist-shell -c LINE, and source FILE at the prompt.
        All lines are read before the first runs. A script stops at the first error and says FILE:LINE:COLUMN;
        --keep-going goes on. # begins a comment, \\ continues a line, ; ends a command.
        set name = value     $name, "${name}s"; $1, $2 are what follows the script's name
        alias, macro         short names for lines; ~/.mistrc is read before the first prompt
        Exit status: 0 done, 1 a command failed, 2 not understood and nothing ran, 3 a script stopped, 4 not logged in,
        5 refused, 6 no service, 130 interrupted.
        """),
    HelpTopic(
      name: "secrets", title: "Passwords, tokens and keys",
      text: """
        A secret is @prompt (typed without echo), @file:PATH, @env:NAME or the secret itself. It is shown nowhere: in
        the history, in recordings and in messages it is \(secretMark), which is no secret when it is typed back.
        set token = @prompt    a variable that says where to ask, each time a line uses $token
        Commands for machines (run --command) and for programs (|!) are kept as they are written: put no passwords there.
        """),
    HelpTopic(
      name: "history", title: "Past lines",
      text: """
        history [TEXT] [--failed] [--context Juno] [--since 2h]    what was run, when and where
        history save 12-20 as FILE                                 a file that can be run
        A blank at the front of a line keeps it out. Lines are kept as they really ran, without their secrets.
        record on, record off, record save AREA/NAME               a session as a test
        """),
  ]
}
