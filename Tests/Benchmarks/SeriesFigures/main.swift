import Foundation
import GRDB
import MistModel
import MistMonitoring
import MistService

// The store of measured values in a process of its own, for the benchmark beside this folder:
//
//   series-figures FOLDER MACHINES HOURS
//   series-figures --sampler     only writes the script that measures a machine
//
// Machines of sixty series each, a value every ten seconds, made to look like those of collectd's default plugins:
// a third idle, rates with noise to the last digit, memory in pages, traffic in bursts. It writes figures as
// `name value`, times in milliseconds.

let words = CommandLine.arguments
if words.dropFirst() == ["--sampler"] {
  print(SamplerScript.text)
  exit(0)
}
guard words.count == 4, let machines = Int(words[2]), let hours = Int(words[3]) else {
  FileHandle.standardError.write(Data("usage: series-figures FOLDER MACHINES HOURS\n".utf8))
  exit(2)
}

struct Numbers: RandomNumberGenerator {
  var state: UInt64 = 42

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}

/// Makes the next value of any series of any machine.
struct Measurements {
  static let series = 60

  private var random = Numbers()
  private var levels: [Double]

  init(machines: Int) {
    levels = []
    for _ in 0..<machines * Self.series { levels.append(Double.random(in: 1...100, using: &random)) }
  }

  mutating func next(_ machine: Int, _ series: Int) -> Double {
    let place = machine * Self.series + series
    let noise = Double.random(in: 0.999...1.001, using: &random)
    switch series {
    case 0..<20: return 0
    case 20..<36:
      levels[place] = min(100, max(0, levels[place] + Double.random(in: -8...8, using: &random)))
      return (levels[place] * 10).rounded() / 10 * noise
    case 36..<46:
      levels[place] += Double(Int.random(in: -40...40, using: &random))
      return (levels[place] + 500_000) * 4096
    case 46..<54:
      let isBurst = Int.random(in: 0..<12, using: &random) == 0
      return (isBurst ? 2_000_000 : 900) * Double.random(in: 0.5...1.5, using: &random)
    default:
      levels[place] = max(0, levels[place] + Double.random(in: -0.3...0.3, using: &random))
      return (levels[place] * 100).rounded() / 100
    }
  }
}

var measurements = Measurements(machines: machines)
let store = SeriesStore(folder: words[1])
let start = 1_400_025_600
let ticks = 6
let ids = try await store.write { db in
  for machine in 0..<machines {
    try db.execute(sql: "INSERT INTO machine (backend, machine) VALUES ('b', ?)", arguments: ["m\(machine)"])
  }
  return try Int64.fetchAll(db, sql: "SELECT id FROM machine ORDER BY id")
}

let clock = ContinuousClock()
func milliseconds(_ duration: Duration) -> Double {
  Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15
}

// As the puller brings it: a minute of one machine at a time, each in a transaction.
var spent = Duration.zero
var newest = [Int](repeating: 0, count: machines)
let names = (0..<Measurements.series).map { "metric.\($0)" }
for minute in 0...(hours * 60) {
  let times = (0..<ticks).map { start + (minute * ticks + $0) * 10 }
  for machine in 0..<machines {
    var series: [MeasuredSeries] = []
    for number in 0..<Measurements.series {
      var values: [Double] = []
      for _ in times { values.append(measurements.next(machine, number)) }
      series.append(MeasuredSeries(metric: names[number], times: times, values: values))
    }
    let pulled = series
    let (id, before, now) = (ids[machine], newest[machine], times[ticks - 1])
    let began = clock.now
    newest[machine] = try await store.write { db in
      var writer = try SeriesWriter(db, machine: id, now: now)
      return try writer.write(pulled, newest: before)
    }
    spent += clock.now - began
  }
}
let samples = machines * Measurements.series * hours * 360
print("samples", samples)
print("inserts_per_second", Double(samples) / (milliseconds(spent) / 1e3))

// Checkpointed by a connection of its own, so that the file holds all of it.
let file = words[1] + "/" + SeriesStore.fileName
let (pages, sealed) = try DatabaseQueue(path: file).writeWithoutTransaction { db in
  try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
  // Of the values of ten seconds alone, and of all that is kept.
  let sealed = try Int.fetchOne(db, sql: "SELECT sum(length(data)) FROM chunk10") ?? 0
  let pages = try Int.fetchOne(db, sql: "SELECT count(*) * 4096 FROM dbstat WHERE name = 'chunk10'")
  return (pages ?? 0, sealed)
}
print("payload_bytes_per_sample", Double(sealed) / Double(samples))
print("disk_bytes_per_sample", Double(pages) / Double(samples))

func median(_ times: Int, _ work: () async throws -> Void) async throws -> Double {
  var all: [Double] = []
  for _ in 0..<times {
    let began = clock.now
    try await work()
    all.append(milliseconds(clock.now - began))
  }
  return all.sorted()[times / 2]
}

let end = start + hours * 3600
let machine = MachineReference(backend: "b", machine: "m0")
for (name, metrics) in [("day_of_one_ms", ["metric.21"]), ("day_of_sixty_ms", names)] {
  let buckets = StepBuckets(start: end - min(hours, 24) * 3600, step: 60, count: min(hours, 24) * 60)
  let time = try await median(20) {
    let filled = try await store.read { try SeriesReader($0, of: machine)?.fill(buckets, of: metrics, from: .minute) }
    guard let one = filled?["metric.21"], one.mean(5) != nil else { exit(3) }
  }
  print(name, time)
}
