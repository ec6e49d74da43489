// swift-tools-version: 6.2
import PackageDescription

#if canImport(Glibc)
  import Glibc
#endif

/// What every target of ours is compiled with. Warnings in dependencies stay warnings.
let ours: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]

/// The same, for code that runs on its caller's task: a command works on the shell's state without hopping away.
let onOneTask = ours + [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// glibc starts programs with packed relocations since 2.36.
let startsPacked: Bool = {
  #if canImport(Glibc)
    var text = [CChar](repeating: 0, count: 32)
    _ = confstr(Int32(_CS_GNU_LIBC_VERSION), &text, text.count)  // glibc 2.41
    let name = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let version = name.split { !$0.isNumber }.compactMap { Int($0) }
    return version.count > 1 && (version[0], version[1]) >= (2, 36)
  #else
    return false
  #endif
}()

/// What the start would read through for nothing: the symbols that the static standard library exports and nobody looks
/// up, 5 MB; and where addresses stand in the program, 4 MB that the toolchain's own linker packs into 34 KB.
let linked: [LinkerSetting] = [
  .unsafeFlags(
    ["-use-ld=lld", "-Xlinker", "--no-export-dynamic"]
      + (startsPacked ? ["-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"] : []),
    .when(platforms: [.linux], configuration: .release))
]

// The layers, lowest first; a target depends on targets above its own line only.
let package = Package(
  name: "mist-shell",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "mist-shell", targets: ["mist-shell"]),
    .executable(name: "mist-ansible", targets: ["mist-ansible"]),
    .library(name: "MistClient", targets: ["MistClient", "MistModel"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
  ],
  targets: [
    .systemLibrary(name: "CLibEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .target(name: "CTerminalProgram"),
    .target(name: "CLibEditShim", dependencies: ["CLibEdit"]),
    .target(name: "LineEditing", dependencies: ["CLibEdit", "CLibEditShim"], swiftSettings: ours),
    .target(name: "CLibSSH"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "MistModel", swiftSettings: ours),
    .target(name: "MistWire", dependencies: ["MistModel"], swiftSettings: ours),
    .target(
      name: "MistClient",
      dependencies: ["MistModel", "MistWire", asyncHTTPClient, nioCore, nioHTTP1, nioPosix], swiftSettings: ours),
    .target(name: "MistOutput", dependencies: ["MistModel", yams], swiftSettings: ours),
    .target(name: "MistSSH", dependencies: ["CLibSSH", "MistModel"], swiftSettings: ours),
    .target(
      name: "MistProviders",
      dependencies: ["MistModel", asyncHTTPClient, crypto, cryptoExtras, nioCore, nioHTTP1, nioPosix, nioSSL],
      swiftSettings: ours),
    .target(name: "MistMonitoring", dependencies: ["CZlib", "MistModel"], swiftSettings: ours),
    .target(
      name: "MistService",
      dependencies: [
        "MistModel", "MistWire", "MistSSH", "MistProviders", "MistMonitoring",
        grdb, hummingbird, hummingbirdTLS, crypto, cryptoExtras, logging, nioCore, nioHTTP1, nioPosix, subprocess,
      ],
      swiftSettings: ours),
    .target(
      name: "MistCommands", dependencies: ["MistModel", "MistClient", "MistOutput", argumentParser, yams],
      swiftSettings: onOneTask),
    .target(
      name: "MistShell",
      dependencies: [
        "LineEditing", "MistModel", "MistWire", "MistClient", "MistCommands", "MistOutput", argumentParser,
      ],
      swiftSettings: onOneTask),
    .executableTarget(
      name: "mist-shell",
      dependencies: [
        "CTerminalProgram", "LineEditing", "MistModel", "MistWire", "MistClient", "MistOutput", "MistCommands",
        "MistShell", "MistSSH", "MistService", argumentParser, crypto, logging,
      ],
      swiftSettings: onOneTask, linkerSettings: linked),
    .executableTarget(
      name: "mist-ansible", dependencies: ["MistModel", "MistWire", "MistClient", "MistService", logging],
      swiftSettings: ours, linkerSettings: linked),

    // What a program of one's own may begin as.
    .executableTarget(
      name: "client-example", dependencies: ["MistClient", "MistModel"], path: "examples/client", swiftSettings: ours),

    .testTarget(name: "MistProvidersTests", dependencies: ["MistModel", "MistProviders"], swiftSettings: ours),
    .testTarget(
      name: "MistMonitoringTests", dependencies: ["CZlib", "MistModel", "MistSSH", "MistMonitoring"],
      swiftSettings: ours),
    .testTarget(name: "MistSSHTests", dependencies: ["MistModel", "MistSSH"], swiftSettings: ours),
    .testTarget(
      name: "MistServiceTests",
      dependencies: [
        "MistModel", "MistWire", "MistSSH", "MistProviders", "MistMonitoring", "MistService", asyncHTTPClient, grdb,
        hummingbird, logging,
      ],
      swiftSettings: ours),
    .testTarget(
      name: "MistClientTests", dependencies: ["MistModel", "MistWire", "MistClient", "MistService", logging],
      swiftSettings: ours, linkerSettings: linked),
    .testTarget(name: "MistOutputTests", dependencies: ["MistOutput"], swiftSettings: ours),
    .testTarget(
      name: "MistCommandsTests", dependencies: ["MistModel", "MistWire", "MistClient", "MistOutput", "MistCommands"],
      swiftSettings: onOneTask),
    .testTarget(
      name: "MistShellTests",
      dependencies: [
        "LineEditing", "MistModel", "MistWire", "MistClient", "MistOutput", "MistCommands", "MistShell", argumentParser,
      ],
      swiftSettings: onOneTask),
    .testTarget(
      name: "MistAnsibleTests", dependencies: ["mist-ansible", "MistModel", "MistWire"], swiftSettings: ours),
    .testTarget(name: "LineEditingTests", dependencies: ["LineEditing"], swiftSettings: ours),
    // A line editor on a terminal of its own, for the terminal tests alone.
    .executableTarget(
      name: "editing-demo", dependencies: ["LineEditing"], path: "Tests/TerminalTests/Demo", swiftSettings: ours),
    // The store of measured values alone, for the benchmarks.
    .executableTarget(
      name: "series-figures", dependencies: ["MistModel", "MistMonitoring", "MistService", grdb],
      path: "Tests/Benchmarks/SeriesFigures", swiftSettings: ours),
    // Calls of drivers alone, for the benchmarks.
    .executableTarget(
      name: "driver-calls", dependencies: ["MistModel", "MistProviders"], path: "Tests/Benchmarks/DriverCalls",
      swiftSettings: ours),
    .testTarget(
      name: "TerminalTests", dependencies: ["mist-shell", "editing-demo", "CLibEditShim"], exclude: ["Demo"],
      swiftSettings: ours),
    .testTarget(
      name: "SessionTests",
      dependencies: [
        "mist-shell", "CLibEditShim", "MistModel", "MistWire", "MistClient", "MistCommands", "MistService", "MistShell",
        logging,
      ],
      swiftSettings: onOneTask),
  ]
)
