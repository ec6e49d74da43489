import Foundation
import MistModel

/// All the modules in one program. Which one it is tells the task, then the name it was started by, then its first word:
/// links to one file are as good as a file each, and Ansible copies them under names of its own.
@main
struct Main {
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    let program = (CommandLine.arguments.first ?? "").split(separator: "/").last.map(String.init) ?? ""
    var words = Array(CommandLine.arguments.dropFirst())
    do {
      if program == "mistplay" { try Mistplay.become(words) }
      switch words.first {
      case "mistplay": try Mistplay.become(Array(words.dropFirst()))
      case "install": try install(words)
      case nil, "-h", "--help": print(usage, terminator: "")
      default:
        let named = Modules.named(words[0])
        if named != nil { words.removeFirst() }
        exit(await perform(named ?? Modules.named(program), words))
      }
    } catch {
      FileHandle.standardError.write(Data("mist-ansible: \(error)\n".utf8))
      exit(1)
    }
  }

  /// One task: whatever happens, Ansible gets one JSON object.
  private static func perform(_ named: (any AnsibleModule.Type)?, _ words: [String]) async -> Int32 {
    var result: ModuleResult
    do {
      guard words.count == 1 else { throw MistError(.usage, "a module gets one file of arguments", hint: usage) }
      let given = try TaskArguments(file: words[0])
      guard let module = given.moduleName.flatMap(Modules.named) ?? named else {
        throw MistError(.usage, "which module is meant?", hint: usage)
      }
      result = try await TaskRun.run(module, given)
    } catch let error as MistError {
      result = .failure(error)
    } catch {
      result = .failure(MistError(.failed, "the module could not do its work"))
    }
    FileHandle.standardOutput.write(result.bytes)
    return result.isFailure ? 1 : 0
  }

  private static func install(_ words: [String]) throws {
    guard words.count <= 2 else { throw MistError(.usage, "install takes one folder", hint: usage) }
    let folder = words.count == 2 ? words[1] : Collection.defaultFolder
    print(try Collection.install(in: folder).modules)
  }

  private static let usage = """
    mist-ansible install [FOLDER]        writes the collection mist.cloud: modules with their documentation
    mist-ansible mistplay ARGUMENTS…     ansible-playbook that knows the modules
    mist-ansible MODULE FILE             one task, as Ansible runs it: FILE holds its arguments as JSON
    modules: \(Modules.all.map { $0.name }.joined(separator: ", "))

    """
}
