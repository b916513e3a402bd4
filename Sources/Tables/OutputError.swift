public import Diagnostics

/// Why output could not be made or written.
public enum OutputError: Diagnosis, Equatable {
  /// The reader of standard output went away (`endline … | head`): not a fault, the process ends quietly with 0.
  case brokenPipe
  /// The output is one of the inputs, under whatever name.
  case overInput(path: String, input: String)
  case isFolder(path: String)
  case cannotCreate(path: String, reason: String)
  case writeFailed(path: String, reason: String)

  public var status: ExitStatus {
    switch self {
    case .brokenPipe: .done
    case .overInput, .isFolder, .cannotCreate: .cannotCreate
    case .writeFailed: .writeFailed
    }
  }

  public var problems: [String] {
    switch self {
    case .brokenPipe: []
    case .overInput(let path, let input):
      ["\(path): would overwrite the input\(path == input ? "" : " \(input), which is the same file")"]
    case .isFolder(let path): ["\(path): cannot be made: it is a folder"]
    case .cannotCreate(let path, let reason): ["\(path): cannot be made: \(reason)"]
    case .writeFailed(let path, let reason): ["\(path): cannot be written: \(reason)"]
    }
  }

  public var mend: String? {
    switch self {
    case .overInput: "write to another file"
    case .isFolder: "name a file in it"
    case .cannotCreate: "name a file in a folder that exists and can be written to"
    case .brokenPipe, .writeFailed: nil
    }
  }
}
