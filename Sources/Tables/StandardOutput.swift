/// Standard output, with every failure noticed.
enum StandardOutput {
  static func write(_ bytes: [UInt8]) throws(OutputError) {
    // Else the signal would end the process before the error could be seen.
    ignoreBrokenPipes()
    do throws(SystemError) {
      try Descriptor.standardOutput.write(bytes.span)
    } catch {
      throw error.isBrokenPipe ? .brokenPipe : .writeFailed(path: "<stdout>", reason: error.reason)
    }
  }
}
