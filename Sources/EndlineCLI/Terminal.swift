import Endline
import Glibc

/// What the operating system knows of the terminal and of signals: the one file of the command line with `unsafe`.
enum Terminal {
  /// The page that standard output can show: as wide as its terminal; 80 columns without colour anywhere else.
  static func pageStyle() -> PageStyle {
    guard isatty(STDOUT_FILENO) == 1 else { return PageStyle() }
    var size = winsize()
    let known = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return PageStyle(width: known ? Int(size.ws_col) : 80, colour: colourIsWelcome)
  }

  private static var colourIsWelcome: Bool {
    (variable("NO_COLOR") ?? "").isEmpty && variable("TERM") != "dumb"
  }

  /// What the environment says.
  static func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  /// From now on SIGINT and SIGTERM remove temporary files before they end the process with 130 and 143, and a closed
  /// pipe is a failed write, so that a reader of standard error that went away does not change the exit status. So is a
  /// file that grew to the limit for files (`ulimit -f`). A thread of its own waits for the interrupts, since a signal
  /// handler may not allocate; threads started later inherit the mask.
  static func catchSignals() {
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
    var interrupts = sigset_t()
    unsafe sigemptyset(&interrupts)
    unsafe sigaddset(&interrupts, SIGINT)
    unsafe sigaddset(&interrupts, SIGTERM)
    unsafe pthread_sigmask(SIG_BLOCK, &interrupts, nil)
    var thread = pthread_t()
    unsafe pthread_create(
      &thread, nil,
      { _ in
        var interrupts = sigset_t()
        unsafe sigemptyset(&interrupts)
        unsafe sigaddset(&interrupts, SIGINT)
        unsafe sigaddset(&interrupts, SIGTERM)
        var caught: Int32 = 0
        unsafe sigwait(&interrupts, &caught)
        AtomicOutput.removeTemporaries { _exit(128 + caught) }
        return nil
      }, nil)
  }

  /// Standard error has no reader that a failure could be told to, so a failed write is passed over.
  static func complain(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return }
      rest = rest.dropFirst(written)
    }
  }
}
