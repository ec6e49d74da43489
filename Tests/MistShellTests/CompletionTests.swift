import LineEditing
import MistClient
import MistCommands
import MistModel
import MistOutput
import Testing

@testable import MistShell

@Suite struct CompletionTests {
  let setup = CompletionSetup()

  // MARK: Commands and options

  @Test func commandsByTheirNames() {
    #expect(setup.texts("list-mac") == ["list-machines"])
    #expect(setup.texts("list ma") == ["machines"])
    #expect(setup.texts("li ma") == ["machines"])
    #expect(setup.texts("LIST-MAC") == ["list-machines"])
    #expect(setup.texts("hines").contains("list-machines"))
    #expect(setup.texts("l; list-k") == ["list-keys"])
    #expect(setup.texts("run scr").contains("script"))
    #expect(setup.completions("list-").commonPrefix == "list-")
    #expect(setup.completions("list-m").candidates.first?.columns == ["List the machines of one backend or of all."])
    #expect(!setup.texts("na").contains("names"))
  }

  @Test func whatDestroysComesByTheBeginningOfItsNameOnly() {
    #expect(setup.texts("destr") == ["destroy"])
    #expect(!setup.texts("stroy").contains("destroy"))
    #expect(setup.texts("delete ") == ["backend", "key", "rule"])
    #expect(setup.texts("del ").isEmpty)
    #expect(setup.texts("destr d").isEmpty)
  }

  @Test func optionsThatAreStillPossible() {
    #expect(setup.texts("list-machines --").contains("--backend"))
    #expect(!setup.texts("list-machines --backend Juno --").contains("--backend"))
    #expect(!setup.texts("list-machines --backend=Juno --").contains("--backend"))
    #expect(setup.texts("list-machines --backend_") == ["--backend-id", "--backend-name"])
    #expect(!setup.texts("start --").contains("--machine"))
    #expect(setup.texts("start --machine-n") == ["--machine-name"])
    #expect(setup.texts("destroy --ye") == ["--yes"])
    #expect(setup.texts("list-keys ") == ["--format", "--pretty", "--help"])
    #expect(setup.texts("list-keys --format ") == OutputFormat.allCases.map(\.rawValue))
    #expect(setup.texts("list-keys --format=j") == ["--format=json"])
    #expect(setup.texts("start -- --").isEmpty)
  }

  // MARK: Names

  @Test func machinesWhereTheyAre() {
    #expect(setup.texts("describe-machine d") == ["Juno/db1", "Vega/db1", "db2", "db10"])
    #expect(setup.texts("describe-machine web") == ["'web front'"])
    #expect(setup.texts("describe-machine Vega/") == ["Vega/db1", "Vega/mail"])
    #expect(setup.texts("describe-machine --backend Vega d") == ["db1"])
    #expect(setup.texts("describe-machine --backend Juno --machine=db1") == ["--machine=db1", "--machine=db10"])
    #expect(setup.texts("describe-machine veg") == ["Vega/"])
    #expect(setup.texts("describe-machine front") == ["'web front'"])
    #expect(setup.texts("describe-machine wf") == ["'web front'"])
    let completions = setup.completions("describe-machine db2")
    #expect(completions.candidates == [Candidate("db2", columns: ["stopped", "Juno", "m3"])])
    #expect(completions.note == nil)
  }

  @Test func theContextComesFirst() {
    var setup = setup
    setup.place.context.push(.backend("b2", title: "Vega"))
    #expect(setup.texts("describe-machine d") == ["db1", "Juno/db1", "Juno/db2", "Juno/db10"])
    #expect(setup.texts("with backend Juno: describe-machine d") == ["db1", "db2", "db10", "Vega/db1"])
  }

  @Test func whatCanBeDoneNow() {
    #expect(setup.texts("start ") == ["db2", "db10", "mail"])
    #expect(setup.texts("stop ") == ["Juno/db1", "Vega/db1", "'web front'"])
    #expect(setup.texts("ssh ") == ["Juno/db1"])
    #expect(setup.texts("untag ") == ["Juno/db1", "'web front'"])
    var gone = CompletionSetup.machine("m9", "old", .terminated)
    setup.catalogue.take(.machines([gone], of: "b1"))
    #expect(setup.texts("tag o").isEmpty)
    gone.actions = [.tag]
    setup.catalogue.take(.machines([gone], of: "b1"))
    #expect(setup.texts("tag o") == ["old"])
  }

  @Test func accountsAreGoneToAndTheEmbeddedServiceIsNeverLeft() {
    var setup = CompletionSetup()
    setup.place.accounts = [("local", "embedded"), ("work", "https://mist.example.org")]
    #expect(setup.texts("use account ").prefix(2) == ["local", "work"])
    #expect(setup.texts("logout ").first == "work")
  }

  @Test func otherNames() {
    #expect(setup.texts("describe-backend ") == ["Juno", "Vega"])
    #expect(setup.texts("describe-backend --id ") == ["b1", "b2"])
    #expect(setup.completions("describe-backend --id b1").candidates.first?.columns.first == "Juno")
    #expect(setup.texts("use ") == ["backend", "machine", "tag", "key", "account"])
    #expect(setup.texts("use key ") == ["prod", "staging"])
    #expect(setup.texts("select tag ") == ["dev", "env=prod"])
    #expect(setup.texts("with backend V") == ["Vega:"])
    #expect(setup.texts("list-machines --tag d") == ["dev"])
    #expect(setup.texts("set ") == ["format", "read-only", "yes", "pager", "hints"])
    #expect(setup.texts("set read-only ") == ["on", "off"])
    #expect(setup.texts("add-key --type ") == ["ed25519", "rsa"])
    setup.catalogue.take(.sizes([Size(id: "s1", name: "2 GB", memory: 2048)], of: "b1"))
    setup.catalogue.take(.scripts([Script(id: "x1", name: "backup")]))
    #expect(setup.texts("run-script ") == ["backup"])
    #expect(setup.texts("run-script --id ") == ["x1"])
  }

  @Test func regionsOfTheProvider() {
    setup.catalogue.take(
      .providers([
        Provider(id: "ec2", title: "EC2", regions: [.init(id: "ec2_eu", location: "Ireland")]),
        Provider(id: "rackspace", title: "Rackspace", regions: [.init(id: "dfw", location: "Dallas")]),
      ]))
    #expect(setup.texts("add-backend --provider ") == ["ec2", "rackspace"])
    #expect(setup.texts("add-backend --provider ec2 --region ") == ["ec2_eu"])
    #expect(setup.texts("add-backend --region ") == ["dfw", "ec2_eu"])
  }

  @Test func secretsAndFiles() {
    let folders = [".": ["a b", "notes/", ".hidden", "-x"], "/home/ada": [".ssh/", "keys"], "notes/": ["one"]]
    let setup = CompletionSetup(folders: folders.merging(["/home/ada/": ["keys"]]) { $1 })
    #expect(setup.texts("add-key --passphrase ") == ["@prompt", "@file:", "@env:"])
    #expect(setup.texts("add-key --passphrase @env:T") == ["@env:TOKEN"])
    #expect(setup.texts("add-key --passphrase @file:a") == ["@file:'a b'"])
    #expect(setup.texts("source ") == ["./-x", "'a b'", "notes/"])
    #expect(setup.texts("source notes/") == ["notes/one"])
    #expect(setup.texts("source ~/k") == ["~/keys"])
    #expect(setup.texts("source .h") == [".hidden"])
    #expect(setup.texts("list-keys > no") == ["notes/"])
    #expect(setup.completions("source no").candidates.first?.endsWord == false)
  }

  @Test func variablesAliasesAndStages() {
    var setup = setup
    setup.place.variables = ["name": "db1", "node": "x"]
    setup.place.shorthands = ["up": Shorthand(lines: "start --backend Juno", isMacro: false)]
    setup.place.columns = ["list-machines": ["name", "state"]]
    setup.place.jobs = [.init(number: "7", line: "probe db1")]
    #expect(setup.texts("start $na") == ["$name"])
    #expect(setup.texts("start \"a ${n") == ["${name}", "${node}"])
    #expect(setup.texts("u").contains("up"))
    #expect(setup.texts("up d") == ["db2", "db10"])
    #expect(setup.texts("list-machines | wh") == ["where"])
    #expect(setup.texts("list machines | where ") == ["name=", "state="])
    #expect(setup.texts("list-machines | columns name,") == ["name,state"])
    #expect(setup.texts("list-machines |! le").isEmpty)
    #expect(setup.texts("describe-job ") == ["7"])
    #expect(setup.texts("# list").isEmpty)
  }

  // MARK: Help

  @Test func helpTellsWhatCanComeNext() throws {
    let rows = try #require(setup.help("start "))
    #expect(rows.first == HelpRow("<machine>", "The machine: its name or id, or BACKEND/NAME."))
    #expect(rows[1] == HelpRow("  db2", "stopped Juno m3"))
    #expect(rows.contains(HelpRow("--id", "The machine by its id.")))
    #expect(setup.help("list-mac")?.map(\.name) == ["list-machines"])
    #expect(setup.help("")?.contains { $0.name == "destroy" } == true)
    #expect(setup.help("start 'a") == nil)
    #expect(setup.help("start # a") == nil)
    #expect(setup.help("list-keys --pretty --format json --help ")?.count == 1)
    let names = setup.help("use backend ")?.map(\.name)
    #expect(names == ["<name>", "  Juno", "  Vega", "--format", "--pretty", "--help"])
  }

  // MARK: Hints

  @Test func hintsOfThePastNeverDestroy() {
    let past = ["destroy db1 --yes", "describe-machine db1", "with backend Juno: delete key x", "de"]
    #expect(setup.completer.hint(for: "de", past: past) == "scribe-machine db1")
    #expect(setup.completer.hint(for: "des", past: ["destroy db1"]) == nil)
    #expect(setup.completer.hint(for: "with", past: past) == nil)
    #expect(setup.completer.hint(for: "destro", past: []) == nil)
    #expect(setup.completer.hint(for: "list-mach", past: []) == "ines")
    #expect(setup.completer.hint(for: "list mach", past: []) == "ines")
    #expect(setup.completer.hint(for: "start ", past: []) == nil)
    #expect(setup.completer.hint(for: "", past: past) == nil)
    var place = CompletionPlace()
    place.shorthands = ["rm": "destroy", "ls": "ls --pretty"].mapValues { Shorthand(lines: $0, isMacro: false) }
    setup.completer.update(place)
    #expect(setup.completer.hint(for: "r", past: ["rm db1"]) == nil)
    #expect(setup.completer.hint(for: "l", past: ["ls db1"]) == "s db1")
  }
}
