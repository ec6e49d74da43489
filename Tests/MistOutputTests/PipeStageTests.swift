import MistModel
import MistOutput
import Testing

@Suite struct PipeStageTests {
  static func error(_ words: [String]) -> PipeError? {
    do throws(PipeError) {
      _ = try PipeStage(words)
      return nil
    } catch {
      return error
    }
  }

  @Test func everyListedStageIsRead() throws {
    let words = ["where": ["a=1"], "columns": ["a"], "sort": ["a"]]
    for (name, usage, text) in PipeStage.all {
      #expect(try PipeStage([name] + (words[name] ?? [])).name == name)
      #expect(usage.hasPrefix(name))
      #expect(!text.isEmpty)
    }
  }

  @Test func everyFormatIsAStageThatSaysItsFormat() throws {
    for format in OutputFormat.allCases { #expect(try PipeStage([format.rawValue]).format == format) }
    #expect(try PipeStage(["count"]).format == nil)
  }

  @Test func anUnknownStageHasANearName() {
    let error = Self.error(["wher", "a=1"])
    #expect(error?.error == MistError(.usage, "unknown stage 'wher'", hint: "did you mean where?"))
    #expect(error?.wordIndex == 0)
  }

  @Test func anUnknownStageWithoutNearNameListsAll() {
    #expect(Self.error(["xyzzy"])?.error.hint?.hasPrefix("the stages are where, columns, sort") == true)
    #expect(Self.error([])?.error.summary == "a stage is missing after |")
  }

  @Test func anUnknownStageIsShownHarmless() {
    #expect(Self.error(["\u{1B}[2J"])?.error.summary == "unknown stage '\\e[2J'")
  }

  @Test(arguments: [
    (["where"], 0, "where needs a condition"),
    (["where", "a=1", "state"], 2, "'state' is no condition"),
    (["where", "state", "running"], 1, "'state' is no condition"),
    (["where", "a=1", "=", "2"], 2, "the name of a column is missing before ="),
    (["where", "a=1", "cost", ">"], 2, "a value is missing after cost>"),
    (["where", "name~"], 1, "a value is missing after name~"),
    (["columns"], 0, "columns needs the name of a column"),
    (["columns", ","], 0, "columns needs the name of a column"),
    (["sort"], 0, "sort needs the name of a column"), (["sort", "-"], 1, "sort needs the name of a column"),
    (["sort", "a", "b"], 2, "sort takes one column"),
    (["count", "x"], 1, "count takes nothing after it"), (["json", "x"], 1, "json takes nothing after it"),
    (["head", "x"], 1, "'x' is no number of rows"), (["head", "-1"], 1, "'-1' is no number of rows"),
    (["tail", "1", "2"], 2, "tail takes one number"),
  ])
  func theWordAtFaultIsSaid(words: [String], index: Int, summary: String) {
    let error = Self.error(words)
    #expect(error?.wordIndex == index)
    #expect(error?.error.summary == summary)
    #expect(error?.error.code == .usage)
  }

  @Test(arguments: [
    (["a", "=", "1"], ["a=1"]), (["a=", "1"], ["a=1"]), (["a", "=1"], ["a=1"]), (["a = 1"], ["a=1"]),
    (["a", ">", "1", "b<2"], ["a>1", "b<2"]), (["a==1"], ["a=1"]),
  ])
  func blanksMayStandRoundASign(words: [String], same: [String]) throws {
    #expect(try PipeStage(["where"] + words) == PipeStage(["where"] + same))
  }

  @Test func anEmptyValueIsNotFilledWithTheNextCondition() throws {
    #expect(try PipeStage(["where", "a=", "b=1"]) != PipeStage(["where", "a=b=1"]))
    #expect(try PipeStage(["where", "a=", "b", "=", "1"]) == PipeStage(["where", "a=", "b=1"]))
    #expect(try PipeStage(["where", "tags", "=", "env=prod"]) == PipeStage(["where", "tags=env=prod"]))
  }

  @Test func columnsAreSplitAtCommasAndBlanks() throws {
    #expect(try PipeStage(["columns", "a,b", "c", "a"]) == PipeStage(["columns", "a", "b,c"]))
  }
}
