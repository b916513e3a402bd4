public import Diagnostics

/// Why output could not be made or written.
public enum OutputError: Diagnosis, Equatable {
  /// The reader of standard output went away (`endline … | head`): not a fault, the process ends quietly with 0.
  case brokenPipe
  /// The output is one of the inputs, under whatever name.
  case overInput(path: String, input: String)
  case isFolder(path: String)
  /// Where a folder is meant, a file stands.
  case isNoFolder(path: String)
  /// A file of the name that an output has, and it is none that we made.
  case isForeign(path: String)
  case cannotCreate(path: String, reason: String)
  case writeFailed(path: String, reason: String)

  public var status: ExitStatus {
    switch self {
    case .brokenPipe: .done
    case .overInput, .isFolder, .isNoFolder, .isForeign, .cannotCreate: .cannotCreate
    case .writeFailed: .writeFailed
    }
  }

  public var problems: [String] {
    switch self {
    case .brokenPipe: []
    case .overInput(let path, let input):
      ["\(path): would overwrite the input\(path == input ? "" : " \(input), which is the same file")"]
    case .isFolder(let path): ["\(path): cannot be made: it is a folder"]
    case .isNoFolder(let path): ["\(path): cannot be made: it is a file, where a folder is meant"]
    case .isForeign(let path): ["\(path): would replace a file that Endline did not make"]
    case .cannotCreate(let path, let reason): ["\(path): cannot be made: \(reason)"]
    case .writeFailed(let path, let reason): ["\(path): cannot be written: \(reason)"]
    }
  }

  public var mend: String? {
    switch self {
    case .overInput: "write to another file"
    case .isFolder: "name a file in it"
    case .isNoFolder: "name a folder, which is made if it is not there"
    case .isForeign: "name another folder, or remove the file"
    case .cannotCreate: "name a file in a folder that exists and can be written to"
    case .brokenPipe, .writeFailed: nil
    }
  }
}
