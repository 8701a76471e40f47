//! Dates as texts write them, as the serial numbers that a spreadsheet keeps.

/// Days from 1899-12-30 to the first day of workbooks that count from 1904.
pub(super) const DAYS_TO_1904: f64 = 1462.0;

/// Days from 1899-12-30 of `2025-09-01`, `2025-09-01T08:30:00` and the like.
pub(super) fn serial(text: &str) -> Option<f64> {
    let text = text.trim();
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    let mut parts = date.splitn(3, '-').map(str::parse::<i64>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Days of the proleptic Gregorian calendar, by eras of 400 years that begin in March.
    let year = year - i64::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468 + 25_569;
    #[expect(clippy::cast_precision_loss, reason = "at most seven digits")]
    Some(days as f64 + time_of_day(time).unwrap_or(0.0))
}

/// The share of the day that has passed at `08:30:00`.
fn time_of_day(text: &str) -> Option<f64> {
    let mut parts = text.trim_end_matches('Z').splitn(3, ':').map(str::parse::<f64>);
    let (hours, minutes) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let seconds = parts.next().and_then(Result::ok).unwrap_or(0.0);
    let share = (hours * 3600.0 + minutes * 60.0 + seconds) / 86_400.0;
    (0.0..1.0).contains(&share).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::serial;

    #[test]
    fn dates_are_serial_numbers() {
        assert_eq!(serial("2025-08-05"), Some(45_874.0));
        assert_eq!(serial("1970-01-01T06:00:00"), Some(25_569.25));
        assert_eq!(serial("2024-02-29T00:00:00.000"), Some(45_351.0));
        assert_eq!(serial("2024-13-01"), None);
        assert_eq!(serial("缺考"), None);
    }
}
