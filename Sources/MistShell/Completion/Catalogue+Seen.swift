import MistClient
import MistModel

extension Catalogue {
  /// What passed by as shelves; a listing of machines makes one of its tags too.
  static func shelves(of seen: Seen, takenAt: Double) -> [(Key, NameShelf)] {
    func shelf(_ entries: [NameShelf.Entry]) -> NameShelf { NameShelf(entries, takenAt: takenAt) }
    switch seen {
    case .backends(let backends): return [(Key(.backends), shelf(backends.map(NameShelf.Entry.init)))]
    case .machines(let machines, let backend):
      return [
        (Key(.machines, of: backend), shelf(machines.map(NameShelf.Entry.init))),
        (Key(.tags, of: backend), shelf(tags(of: machines))),
      ]
    case .keys(let keys): return [(Key(.keys), shelf(keys.map(NameShelf.Entry.init)))]
    case .images(let images, let backend):
      return [(Key(.images, of: backend), shelf(images.map(NameShelf.Entry.init)))]
    case .sizes(let sizes, let backend):
      return [(Key(.sizes, of: backend), shelf(sizes.map(NameShelf.Entry.init)))]
    case .locations(let locations, let backend):
      let entries = locations.map { NameShelf.Entry(id: $0.id.rawValue, name: $0.name, columns: [$0.country]) }
      return [(Key(.locations, of: backend), shelf(entries))]
    case .networks(let networks, let backend):
      let entries = networks.map { network in
        NameShelf.Entry(
          id: network.id.rawValue, name: network.name, columns: [network.isPublic ? "public" : "private"])
      }
      return [(Key(.networks, of: backend), shelf(entries))]
    case .metrics(let metrics, let machine):
      let entries = metrics.map { NameShelf.Entry(id: $0.id, name: $0.id, columns: [$0.name, $0.unit]) }
      return [(Key(.metrics, of: machine.backend, machine: machine.machine), shelf(entries))]
    case .providers(let providers):
      let entries = providers.map { NameShelf.Entry(id: $0.id.rawValue, name: $0.id.rawValue, columns: [$0.title]) }
      let regions = providers.flatMap { provider in
        provider.regions.map { region in
          NameShelf.Entry(id: region.id, name: region.id, columns: [region.location, provider.id.rawValue])
        }
      }
      return [(Key(.providers), shelf(entries)), (Key(.regions), shelf(regions))]
    case .scripts(let scripts):
      let entries = scripts.map { NameShelf.Entry(id: $0.id.rawValue, name: $0.name, columns: [$0.description]) }
      return [(Key(.scripts), shelf(entries))]
    case .foundImages, .changed: return []
    }
  }

  private static func tags(of machines: [Machine]) -> [NameShelf.Entry] {
    var counts: [String: Int] = [:]
    for tag in machines.lazy.flatMap(\.tags) { counts[tag.description, default: 0] += 1 }
    return counts.map { tag, count in
      NameShelf.Entry(id: tag, name: tag, columns: ["\(count) machine\(count == 1 ? "" : "s")"])
    }
  }
}

extension NameShelf.Entry {
  fileprivate init(_ backend: Backend) {
    self.init(
      id: backend.id.rawValue, name: backend.title, columns: [backend.provider.rawValue, backend.state.rawValue],
      marks: backend.isEnabled ? .isEnabled : [])
  }

  fileprivate init(_ machine: Machine) {
    self.init(
      id: machine.id.rawValue, name: machine.name, columns: [machine.state.rawValue], marks: NameMarks(machine))
  }

  fileprivate init(_ key: Key) {
    let count = key.associations.count
    self.init(
      id: key.id.rawValue, name: key.name,
      columns: [key.isDefault ? "default" : "", count == 0 ? "" : "\(count) machine\(count == 1 ? "" : "s")"]
        + key.associations.map { "\($0.machine.backend)\t\($0.machine.machine)" })
  }

  /// Of a key: the machines it opens, which stand behind the columns that are shown.
  var openedMachines: [MachineReference] {
    columns.dropFirst(2).compactMap { column in
      guard let tab = column.firstIndex(of: "\t") else { return nil }
      let machine = MachineID(String(column[column.index(after: tab)...]))
      return MachineReference(backend: BackendID(String(column[..<tab])), machine: machine)
    }
  }

  init(_ image: Image) {
    self.init(id: image.id.rawValue, name: image.name)
  }

  fileprivate init(_ size: Size) {
    let memory = size.memory.map { "\($0) MiB" } ?? ""
    let disk = size.disk.map { "\($0) GiB" } ?? ""
    self.init(id: size.id.rawValue, name: size.name, columns: [memory, disk])
  }
}

extension NameMarks {
  /// What can be done with a machine; by its state where the service does not tell.
  fileprivate init(_ machine: Machine) {
    self = []
    let marks: [MachineAction: NameMarks] = [
      .start: .canStart, .stop: .canStop, .reboot: .canReboot, .destroy: .canDestroy, .tag: .canTag,
    ]
    for action in machine.actions {
      if let mark = marks[action] { insert(mark) }
    }
    if machine.actions.isEmpty {
      switch machine.state {
      case .terminated: break
      case .stopped, .suspended: formUnion([.canStart, .canDestroy, .canTag])
      case .running, .rebooting: formUnion([.canStop, .canReboot, .canDestroy, .canTag])
      default: formUnion([.canStart, .canStop, .canReboot, .canDestroy, .canTag])
      }
    }
    if !machine.tags.isEmpty { insert(.hasTags) }
  }
}
