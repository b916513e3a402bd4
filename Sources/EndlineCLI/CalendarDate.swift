import Glibc

/// A day of the Gregorian calendar, in universal time.
struct CalendarDate {
  let year: Int
  let month: Int
  let day: Int

  /// Today; where SOURCE_DATE_EPOCH is set, the day of that second, so that a report can be made again to the byte.
  static func ofReports() throws(ReportUsageError) -> CalendarDate {
    guard let text = Terminal.variable("SOURCE_DATE_EPOCH"), !text.isEmpty else {
      return CalendarDate(seconds: time(nil))
    }
    // Beyond the year 9999 it is no date that anybody means.
    guard let seconds = Int(text), seconds >= 0, seconds < 253_402_300_800 else { throw .notADate(text) }
    return CalendarDate(seconds: seconds)
  }

  /// - Parameter seconds: since the beginning of 1970, not negative.
  ///
  /// Years are counted from March, so that the leap day is the last of a year: 400 of them have 146,097 days.
  init(seconds: Int) {
    let days = seconds / 86_400 + 719_468
    let era = days / 146_097
    let dayOfEra = days % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
  }

  /// `2026-03-01`.
  var text: String {
    func padded(_ number: Int, _ width: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}
