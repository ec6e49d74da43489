import MistModel
import MistOutput
import MistWire
import Testing

@testable import MistCommands

@Suite struct ScriptAndAccountTests {
  private let scripts = ["GET /scripts": WireAnswer.json(#"[{"script_id":"s1","name":"backup","description":"d"}]"#)]
  private let added = WireAnswer.json(#"{"script_id":"s2","name":"hello"}"#)

  @Test func scriptsAreListed() async throws {
    #expect(try await TestShell(scripts).run("list-scripts") == "backup".padded(15) + " " + "s1".padded(35) + " d\n")
    let none = TestShell(["GET /scripts": .json("[]")])
    #expect(try await none.run("list-scripts") == "No scripts found, create some first\n")
  }

  @Test func aScriptIsKept() async throws {
    let shell = TestShell(["POST /scripts": added], files: ["/s": "echo hello"])
    #expect(try await shell.run("add-script --name hello --script-file /s") == "Script hello inserted successfully\n")
    #expect(shell.changes.first?.contains(#""script":"echo hello""#) == true)
    #expect(await shell.error("add-script --name hello")?.code == .usage)
    #expect(await shell.error("add-script --name hello --script x --location url")?.code == .notSupported)
    #expect(await shell.error("add-script --name hello --script-file /s --location url")?.code == .usage)
    #expect(await shell.error("add-script --name hello --script x --machine db1")?.code == .usage)
  }

  @Test func aScriptIsKeptAndRun() async throws {
    let shell = TestShell(
      SmallCloud.answers(and: ["POST /scripts": added, "POST /scripts/s2": .json(#"{"job_id":"j1"}"#)]))
    let text = try await shell.run("add-script --name hello --script x --run --machine-name mail")
    #expect(text == "Script hello inserted and ran on machine mail. Check the logs for output\n")
    #expect(shell.notes == ["describe-job j1 shows how it goes"])
  }

  @Test func aScriptIsRunAndRemoved() async throws {
    let shell = TestShell(
      SmallCloud.answers(and: scripts).merging(
        ["POST /scripts/s1": .json(#"{"job_id":"j1"}"#), "DELETE /scripts/s1": .done]) { $1 })
    #expect(try await shell.run("run-script backup --machine mail").hasPrefix("Script s1 was run. Check the logs for"))
    #expect(try await shell.run("remove-script backup --yes").hasSuffix("Script s1 removed\n"))
    #expect(await shell.error("remove-script back --yes")?.code == .notFound)
  }

  @Test func aJobTellsWhatItDid() async throws {
    let job = """
      {"job_id":"j1","action":"run_script","started_at":1425200700,"finished_at":1425200705,"error":"exit status 1",
      "summary":{"script":{"error":1}},
      "logs":[{"time":1425200705,"action":"script_finished","machine_id":"m1","error":"exit\\u001b status 1"}]}
      """
    let text = try await TestShell(["GET /jobs/j1": .json(job)]).run("describe-job j1")
    #expect(text.contains("State: failed\nStarted: Sun Mar  1 09:05:00 2015\n"))
    #expect(text.contains("script: 0 done, 1 failed, 0 skipped, 0 to do"))
    #expect(text.contains("script_finished  m1  error: exit\\e status 1"))
  }

  @Test func aJobIsNamedByTheBeginningOfItsId() async throws {
    let unknown = MistError(.notFound, "no such job")
    let job = { (id: String) in #"{"job_id":"\#(id)","action":"run_script","started_at":1425200700,"logs":[]}"# }
    let shell = TestShell([
      "GET /jobs/3f": .failure(unknown), "GET /jobs/3": .failure(unknown),
      "GET /jobs": .json("[\(job("3fa2")),\(job("3b11"))]"), "GET /jobs/3fa2": .json(job("3fa2")),
    ])
    #expect(try await shell.run("describe-job 3f").contains("3fa2"))
    #expect(await shell.error("describe-job 3")?.code == .ambiguous)
  }

  @Test func jobsAreListedWithHowTheyAre() async throws {
    let jobs = """
      [{"job_id":"j3","action":"run_script","started_at":1425200700,"finished_at":0,"error":false},
      {"job_id":"j2","action":"run_script","started_at":1425200600,"finished_at":1425200605,"error":"exit status 1"},
      {"job_id":"j1","action":"create_machine","started_at":1425200500,"finished_at":1425200505,"error":false}]
      """
    let shell = TestShell(["GET /jobs": .json(jobs)])
    shell.settings.format = .csv
    #expect(
      try await shell.run("list-jobs") == """
        id,action,state,started,finished,error\r
        j3,run_script,running,Sun Mar  1 09:05:00 2015,,\r
        j2,run_script,failed,Sun Mar  1 09:03:20 2015,Sun Mar  1 09:03:25 2015,exit status 1\r
        j1,create_machine,finished,Sun Mar  1 09:01:40 2015,Sun Mar  1 09:01:45 2015,\r

        """)
    #expect(try await TestShell(["GET /jobs": .json("[]")]).run("list-jobs") == "No jobs found\n")
  }

  @Test func whoIsLoggedInIsShownInTwoTables() async throws {
    let answer = """
      {"email":"ada@example.org","user_details":{"email":"ada@example.org","country":"GB"},
      "current_plan":{"title":"Basic","started":1425200700.5,"expiration":0}}
      """
    let text = try await TestShell(["GET /whoami": .json(answer)]).run("user-info")
    #expect(text.hasPrefix("User Details:\n"))
    #expect(text.contains("\nCurrent Plan:\n"))
    #expect(text.contains("Sun Mar  1 09:05:00 2015"))
    #expect(text.contains("Thu Jan  1 00:00:00 1970"))
  }

  @Test func whoeverHasNoDetailsIsNamed() async throws {
    let answer = WireAnswer.json(#"{"email":"ada@example.org"}"#)
    #expect(try await TestShell(["GET /whoami": answer]).run("user-info") == "Logged in as ada@example.org\n")
  }

  @Test func anAccountIsMadeWithAPasswordNobodySees() async throws {
    let shell = TestShell(["PUT /accounts": .done], typed: ["hunter2"])
    #expect(try await shell.run("add-account ada@example.org") == "Added account ada@example.org\n")
    #expect(shell.questions == ["(hidden) Password for ada@example.org: "])
    #expect(shell.requests == [#"PUT /accounts {"email":"ada@example.org","password":"hunter2"}"#])
    #expect(!(shell.written + shell.notes.joined()).contains("hunter2"))
    #expect(await TestShell().error("add-account ada")?.code == .usage)
    #expect(await TestShell().error("add-account ada@example.org")?.code == .usage)
  }

  @Test(arguments: [
    (0.0, "Thu Jan  1 00:00:00 1970"), (951_782_400, "Tue Feb 29 00:00:00 2000"),
    (1_425_200_700, "Sun Mar  1 09:05:00 2015"), (-1, "Wed Dec 31 23:59:59 1969"),
    (4_102_444_799.9, "Thu Dec 31 23:59:59 2099"), (-2_203_891_200, "Thu Mar  1 00:00:00 1900"),
    (1_735_603_200, "Tue Dec 31 00:00:00 2024"),
  ])
  func timesAreWrittenAsCDoes(seconds: Double, text: String) {
    #expect(calendarTime(seconds) == text)
  }

  @Test func timesOutOfReasonAreNumbers() {
    #expect(calendarTime(.infinity) == "inf")
    #expect(calendarTime(1e18) == "1e+18")
  }
}
