import MistClient
import MistModel
import MistShell
import Testing

@Suite struct ProgramOptionsTests {
  @Test func readsWhatStandsBeforeTheCommand() throws {
    let options = try ProgramOptions([
      "--state", "/tmp/s", "--url=http://mist", "--config", "c", "--endpoints", "e", "--format", "json", "--set", "a=1",
      "--set=b=x=y", "--keep-going", "--yes", "list-machines", "--pretty", "--state",
    ])
    var expected = ProgramOptions()
    expected.stateFolder = "/tmp/s"
    expected.url = "http://mist"
    expected.configFile = "c"
    expected.endpointsFile = "e"
    expected.format = .json
    expected.variables = ["a": "1", "b": "x=y"]
    expected.keepsGoing = true
    expected.assumesYes = true
    expected.words = ["list-machines", "--pretty", "--state"]
    #expect(options == expected)
  }

  @Test func linesFilesAndTheEndOfOptions() throws {
    #expect(try ProgramOptions(["-c", "a; b", "-c", "c", "x"]).lines == ["a; b", "c"])
    #expect(try ProgramOptions(["-f", "-", "x", "-y"]).words == ["x", "-y"])
    #expect(try ProgramOptions(["--", "--version"]).words == ["--version"])
    #expect(try ProgramOptions(["-"]).words == ["-"])
    #expect(try ProgramOptions(["--version"]).showsVersion)
    #expect(try ProgramOptions(["-h"]).showsHelp)
    #expect(try ProgramOptions([]) == ProgramOptions())
  }

  @Test(
    arguments: [
      (["--ulr", "x"], "unknown option --ulr before the command", "did you mean --url?"),
      (["-x"], "unknown option -x before the command", "did you mean -c, -f?"),
      (["--state"], "--state needs a value", "--help shows the options"),
      (["--state", "", "list-keys"], "--state is empty", nil), (["--url="], "--url is empty", nil),
      (["--yes=1"], "--yes takes no value", nil),
      (
        ["--format", "xml"], "--format takes one of plain, pretty, json, yaml, csv",
        "--help shows the options"
      ),
      (["--set", "x"], "--set needs NAME=VALUE, the name of letters, digits and _", nil),
      (["--set", "1=x"], "--set needs NAME=VALUE, the name of letters, digits and _", nil),
      (["-c", "a", "-f", "b"], "-c and -f cannot be given together", "give the lines or the file"),
    ] as [([String], String, String?)])
  func refuses(arguments: [String], message: String, hint: String?) {
    #expect(throws: MistError(.usage, message, hint: hint)) { try ProgramOptions(arguments) }
  }
}

@Suite struct ConfigFileTests {
  static func read(_ text: String) throws -> ConfigFile { try ConfigFile(Array(text.utf8), path: "~/.mist") }

  @Test func readsWhatTheOriginalWrote() throws {
    let expected = ConfigFile(uri: "https://mist.io", email: "a@b.c", password: "x=y:z%#")
    #expect(
      try Self.read("[mist.io]\nmist_uri=https://mist.io\n\n[mist.credentials]\nemail=a@b.c\npassword=x=y:z%#\n")
        == expected)
    #expect(
      try Self.read(
        "# c\n; d\r\n[mist.io]\r\nMIST_URI : https://mist.io ; old\n[other]\nemail=no\n[mist.credentials]\n email = a@b.c\npassword:x=y:z%#"
      ).uri == "https://mist.io")
    #expect(try Self.read("") == ConfigFile())
    #expect(try Self.read("[mist.credentials]\nemail=\n") == ConfigFile())
  }

  @Test(arguments: [
    ("email = x", "~/.mist:1: a line before the first [section]"),
    ("[mist.io]\nsecret", "~/.mist:2: neither [section] nor name = value"),
    ("[mist.io]\n= x", "~/.mist:2: neither [section] nor name = value"), ("a\u{0}", "~/.mist: not a text file"),
  ])
  func aBadFileIsOneClearLine(text: String, message: String) {
    #expect { try Self.read(text) } throws: { ($0 as? MistError)?.summary == message }
  }

  @Test func aPasswordThatOthersMayReadIsNoted() {
    let config = ConfigFile(password: "x")
    #expect(
      config.note(path: "~/.mist", mode: 0o100644)
        == "~/.mist holds a password and others may read it\n  chmod 600 ~/.mist")
    #expect(config.note(path: "~/.mist", mode: 0o100600) == nil)
    #expect(ConfigFile(email: "a").note(path: "~/.mist", mode: 0o644) == nil)
    #expect(!String(reflecting: config).contains("x\""))
  }

  @Test func whoLogsInIsForTheServiceOfTheFileAlone() {
    let config = ConfigFile(uri: "https://mist.example/", email: "a", password: "p", token: "t")
    #expect(config.meant(forServiceAt: "https://mist.example") == config)
    #expect(config.meant(forServiceAt: "https://mist.example.org") == ConfigFile(uri: config.uri))
    let anywhere = ConfigFile(token: "t")
    #expect(anywhere.meant(forServiceAt: "https://mist.example.org") == anywhere)
  }

  @Test func theTokenOfALaterClientIsASecretToo() throws {
    let config = try Self.read("[mist.credentials]\nemail = a\napi_token = t0ken\n")
    #expect(config == ConfigFile(email: "a", token: "t0ken"))
    #expect(config.note(path: "~/.mist", mode: 0o644)?.hasPrefix("~/.mist holds a token") == true)
    #expect(!"\(config)".contains("t0ken") && !String(reflecting: config).contains("t0ken"))
  }
}
