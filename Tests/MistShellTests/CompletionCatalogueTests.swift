import MistClient
import MistModel
import Testing

@testable import MistShell

@Suite struct CompletionCatalogueTests {
  static let answers = [
    "GET /backends": #"[{"id":"b1","title":"Juno","provider":"openstack","enabled":true}]"#,
    "GET /backends/b1/machines": #"[{"id":"n1","name":"new1","state":"running"}]"#,
    "GET /keys": #"[{"id":"prod","isDefault":true}]"#,
  ]

  // MARK: Asking again

  @Test func tabMakesNoRequestWhileNamesAreFresh() async {
    let setup = CompletionSetup(answers: Self.answers)
    #expect(setup.texts("start ") == ["db2", "db10", "mail"])
    await setup.refresh.settle()
    #expect(setup.transport.requests.isEmpty)
  }

  @Test func oldNamesAreAskedForOnceBehindTheLine() async {
    let setup = CompletionSetup(answers: Self.answers)
    setup.clock.advance(61)
    setup.transport.hold()
    for _ in 0..<5 {
      #expect(setup.texts("describe-key ") == ["prod", "staging"])
    }
    #expect(setup.completions("describe-key ").note == "as of 14:02, refreshing…")
    setup.transport.letGo()
    await setup.refresh.settle()
    #expect(setup.transport.requests == ["GET /keys"])
    #expect(setup.texts("describe-key ") == ["prod"])
    #expect(setup.completions("describe-key ").note == nil)
  }

  @Test func missingNamesAreFetchedWithTheirBackends() async {
    let setup = CompletionSetup(juno: nil, answers: Self.answers)
    setup.transport.hold()
    #expect(setup.texts("describe-machine ").isEmpty)
    #expect(setup.help("start ")?.contains { $0.text == "names are being fetched…" } == true)
    setup.transport.letGo()
    await setup.refresh.settle()
    #expect(setup.transport.requests == ["GET /backends", "GET /backends/b1/machines"])
    #expect(setup.texts("describe-machine ") == ["new1"])
  }

  @Test func afterAFailureItWaits() async {
    let setup = CompletionSetup()
    setup.clock.advance(61)
    _ = setup.completions("describe-key ")
    await setup.refresh.settle()
    #expect(setup.completions("describe-key ").note == "as of 14:02")
    #expect(setup.transport.requests.count == 1)
    setup.clock.advance(31)
    _ = setup.completions("describe-key ")
    await setup.refresh.settle()
    #expect(setup.transport.requests.count == 2)
  }

  @Test func aChangeMakesNamesOld() async {
    let setup = CompletionSetup(answers: Self.answers)
    setup.catalogue.take(.changed(.keys))
    setup.transport.hold()
    #expect(setup.texts("describe-key ") == ["prod", "staging"])
    setup.transport.letGo()
    await setup.refresh.settle()
    #expect(setup.texts("describe-key ") == ["prod"])
  }

  @Test func oldListingsAreNotTaken() async throws {
    let transport = CountingTransport(Self.answers)
    let setup = CompletionSetup()
    let client = MistClient(transport: transport, seen: setup.catalogue.take)
    _ = try await client.machines(of: CompletionSetup.juno)
    #expect(setup.texts("describe-machine ") == ["db1", "mail", "new1"])
  }

  // MARK: What belongs together

  @Test func backendsThatAreGoneOrDisabledTakeTheirMachinesAlong() {
    let setup = CompletionSetup()
    var vega = CompletionSetup.vega
    vega.isEnabled = false
    setup.catalogue.take(.backends([CompletionSetup.juno, vega]))
    #expect(setup.texts("describe-machine mail").isEmpty)
    #expect(setup.texts("describe-machine db1") == ["db1", "db10"])
    setup.catalogue.take(.backends([vega]))
    #expect(setup.texts("describe-machine ").isEmpty)
    setup.catalogue.take(.backends([CompletionSetup.juno]))
    #expect(setup.texts("describe-machine ").isEmpty)
  }

  /// A search finds images that are not shown by default.
  @Test func imagesThatWereFoundAreOfferedToo() {
    let setup = CompletionSetup()
    let line = "create-machine --backend Juno --image "
    setup.catalogue.take(.foundImages([Image(id: "i9", name: "team/gentoo")], of: "b1"))
    #expect(setup.texts(line) == ["team/gentoo"])
    #expect(setup.texts(line + "team/g") == ["team/gentoo"])
    setup.catalogue.take(.images([Image(id: "i1", name: "debian")], of: "b1"))
    #expect(setup.texts(line) == ["debian", "team/gentoo"])
    setup.catalogue.take(.foundImages([Image(id: "i1", name: "debian"), Image(id: "i7", name: "arch")], of: "b1"))
    #expect(setup.texts(line) == ["arch", "debian", "team/gentoo"])
    #expect(setup.texts("create-machine --backend Vega --image ").isEmpty)
  }

  @Test func changedNamesAndNothingLeft() {
    let setup = CompletionSetup()
    setup.catalogue.take(.machines([], of: "b1"))
    #expect(setup.texts("describe-machine ") == ["db1", "mail"])
    #expect(setup.texts("list-machines --tag ").isEmpty)
  }

  // MARK: The file

  @Test func isThereAgainAfterARestart() {
    let files = MemoryFiles()
    CompletionSetup(files: files).catalogue.save()
    let again = CompletionSetup(juno: nil, files: files)
    #expect(again.texts("start ") == ["db2", "db10", "mail"])
    #expect(again.texts("ssh ") == ["Juno/db1"])
    #expect(again.texts("select tag ") == ["dev", "env=prod"])
    let other = Catalogue(files: files, account: "bob", now: { 0 })
    #expect(other.backends == nil)
    #expect(files.all.keys.allSatisfy { !$0.contains("/") })
  }

  @Test func whatAProgramSawIsKeptBeforeItEnds() {
    let files = MemoryFiles()
    CompletionSetup(files: files).catalogue.save()
    let ending = CompletionSetup(juno: nil, files: files)
    ending.clock.advance(1)
    ending.catalogue.keep([.scripts([Script(id: "s", name: "backup")]), .changed(.keys)])
    let again = CompletionSetup(juno: nil, files: files)
    #expect(again.texts("run-script ") == ["backup"])
    #expect(again.texts("describe-key ") == ["prod", "staging"])
  }

  @Test func hostileNamesAreKeptAsTheyAre() {
    let files = MemoryFiles()
    let machines = CompletionNamesTests.hostile.enumerated().map {
      CompletionSetup.machine(MachineID("\t\n\\\($0)"), $1, .running, tags: ["a\tb"])
    }
    let setup = CompletionSetup(juno: machines, files: files)
    setup.catalogue.save()
    let again = CompletionSetup(juno: nil, files: files)
    #expect(again.completions("describe-machine ") == setup.completions("describe-machine "))
  }

  @Test func aDamagedFileIsNoFile() throws {
    let files = MemoryFiles()
    CompletionSetup(files: files).catalogue.save()
    let (name, bytes) = try #require(files.all.first)
    var damaged = stride(from: 0, to: bytes.count, by: 7).map { Array(bytes.prefix($0)) }
    damaged += [[0, 1, 2, 255], Array(repeating: 10, count: 99), Array("mist-catalogue 2\n".utf8)]
    for file in damaged {
      try files.replace(name, with: file)
      #expect(CompletionSetup(juno: nil, files: files).catalogue.backends == nil)
    }
    // Damaged in the middle it may still be read, but never to the end of the program.
    for index in stride(from: 0, to: bytes.count, by: 3) {
      var file = bytes
      file[index] ^= 0x5B
      try files.replace(name, with: file)
      _ = CompletionSetup(juno: nil, files: files).texts("start ")
    }
  }

  @Test func twoShellsKeepWhatEachOfThemSaw() {
    let files = MemoryFiles()
    let first = CompletionSetup(files: files)
    let second = CompletionSetup(juno: nil, files: files)
    second.catalogue.load()
    second.clock.advance(1)
    second.catalogue.take(.scripts([Script(id: "s", name: "backup")]))
    second.catalogue.save()
    first.catalogue.save()
    #expect(CompletionSetup(juno: nil, files: files).texts("run-script ") == ["backup"])
    #expect(CompletionSetup(juno: nil, files: files).texts("describe-key ") == ["prod", "staging"])
  }
}
