import Foundation
import PackagePlugin

/// Puts every YAML file of the target's folder `Catalogue` into the program as the text it is, so that a new instrument
/// is a new file and nothing else.
///
/// SwiftPM's own `.embedInCode` makes a constant for each file and no list of them, and what it copies into a bundle is
/// not there any more once the program was copied elsewhere.
@main
struct EmbedCatalogue: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let target = target as? any SourceModuleTarget else { return [] }
    let folder = target.directoryURL.appending(path: "Catalogue")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedCatalogue.swift")
    let script = #####"""
      out=$1
      shift
      {
        echo 'let embeddedCatalogue: [(key: String, text: String)] = ['
        for file do
          printf '("%s", ####"""\n' "$(basename "$file" .yaml)"
          cat "$file"
          printf '\n"""####),\n'
        done
        echo ']'
      } > "$out"
      """#####
    return [
      .buildCommand(
        displayName: "Embedding \(files.count) instruments", executable: URL(filePath: "/bin/sh"),
        arguments: ["-c", script, "sh", output.path] + files.map(\.path), inputFiles: files, outputFiles: [output])
    ]
  }
}
