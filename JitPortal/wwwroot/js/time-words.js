// Times and durations as people read them, in the reader's own zone.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// The reader's own language decides what stands between hours and minutes; the words around them are English.
const hoursMinutes = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const withSeconds = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const dayMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const fullDate = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/**
 * A moment in one of the looks that <jit-time> has: "time" is 14:54, "seconds" 14:54:07 (with the day when that is not
 * today), "date" 14 Feb 2025, "age" and "wait" how long ago; otherwise as `dayAndTime` says it.
 * @param {number} at in ms since 1970
 * @param {number} now
 * @param {string | null} [look]
 */
export function timeWords(at, now, look) {
  const date = new Date(at);
  switch (look) {
    case 'time':
      return timeOfDay(date);
    case 'seconds':
      return daysAgo(date, now) === 0
        ? withSeconds.format(date)
        : `${dayMonth.format(date)}, ${withSeconds.format(date)}`;
    case 'date':
      return fullDate.format(date);
    case 'age':
      return ageWords(now - at);
    case 'wait':
      return waitWords(now - at);
    default:
      return dayAndTime(date, now);
  }
}

/** @param {Date} date */
export const timeOfDay = date => hoursMinutes.format(date);

/**
 * "today 14:54", "yesterday 09:10", "Tue 10:20", "14 Feb, 09:21", "14 Feb 2025".
 * @param {Date} date
 * @param {number} now
 */
function dayAndTime(date, now) {
  const time = timeOfDay(date);
  const days = daysAgo(date, now);
  if (days === 0) return `today ${time}`;
  if (days === 1) return `yesterday ${time}`;
  if (days === -1) return `tomorrow ${time}`;
  if (days > 1 && days < 6) return `${weekday.format(date)} ${time}`;
  const thisYear = date.getFullYear() === new Date(now).getFullYear();
  return thisYear ? `${dayMonth.format(date)}, ${time}` : fullDate.format(date);
}

/**
 * By the calendar; rounded, because a day in which the clocks change has 23 hours or 25.
 * @param {Date} date
 * @param {number} now
 */
const daysAgo = (date, now) => Math.round((startOfDay(new Date(now)) - startOfDay(date)) / DAY);

/** @param {Date} date */
const startOfDay = date => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/**
 * "48 s", "1 min 48 s" (under ten minutes), "21 min", "3 h 5 min", "2 d 4 h".
 * @param {number} ms
 */
export function ageWords(ms) {
  const age = Math.max(0, ms);
  const minutes = Math.floor(age / MINUTE);
  const hours = Math.floor(age / HOUR);
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s`;
  if (minutes < 10) return twoUnits(minutes, 'min', Math.floor(age / SECOND) % 60, 's');
  if (hours < 1) return `${minutes} min`;
  if (age < DAY) return twoUnits(hours, 'h', minutes % 60, 'min');
  return twoUnits(Math.floor(age / DAY), 'd', hours % 24, 'h');
}

/**
 * @param {number} large
 * @param {string} unit
 * @param {number} small left out when it is 0
 * @param {string} smallUnit
 */
const twoUnits = (large, unit, small, smallUnit) =>
  small ? `${large} ${unit} ${small} ${smallUnit}` : `${large} ${unit}`;

/**
 * "just now", "4 min", "3 h", "12 d": calm, for lists in which every row would otherwise tick.
 * @param {number} ms
 */
export function waitWords(ms) {
  if (ms < MINUTE) return 'just now';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  return ms < DAY ? `${Math.floor(ms / HOUR)} h` : `${Math.floor(ms / DAY)} d`;
}

/**
 * "14:28", "1:04:12", "2 d 03:10". Rounded up, so that it says 00:01 until the end has come.
 * @param {number} ms
 */
export function countdownWords(ms) {
  const left = Math.max(0, Math.ceil(ms / SECOND));
  const seconds = twoDigits(left % 60);
  const minutes = twoDigits(Math.floor(left / 60) % 60);
  const hours = Math.floor(left / 3600) % 24;
  const days = Math.floor(left / 86400);
  if (days) return `${days} d ${twoDigits(hours)}:${minutes}`;
  return hours ? `${hours}:${minutes}:${seconds}` : `${minutes}:${seconds}`;
}

/** @param {number} number */
export const twoDigits = number => String(number).padStart(2, '0');
