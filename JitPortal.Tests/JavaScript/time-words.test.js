import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageWords, countdownWords, timeWords, waitWords } from '../../JitPortal/wwwroot/js/time-words.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// In the zone of whoever runs the tests: the words are about the reader's own days.
const now = new Date(2026, 5, 17, 14, 54, 7).getTime();

/** @type {[Date, string][]} */
const MOMENTS = [
  [new Date(2026, 5, 17, 0, 0), 'today 00:00'],
  [new Date(2026, 5, 17, 23, 59), 'today 23:59'],
  [new Date(2026, 5, 16, 23, 59), 'yesterday 23:59'],
  [new Date(2026, 5, 18, 0, 0), 'tomorrow 00:00'],
  [new Date(2026, 5, 15, 9, 10), 'Mon 09:10'],
  [new Date(2026, 5, 12, 9, 10), 'Fri 09:10'],
  [new Date(2026, 5, 11, 9, 10), '11 Jun, 09:10'],
  [new Date(2026, 5, 19, 9, 10), '19 Jun, 09:10'],
  [new Date(2025, 1, 14, 9, 10), '14 Feb 2025'],
];

for (const [date, words] of MOMENTS) {
  test(`${date.toDateString()} is ${words}`, () => assert.equal(timeWords(date.getTime(), now), words));
}

test('a look says which part of a moment is shown', () => {
  const today = new Date(2026, 5, 17, 9, 5, 3).getTime();
  assert.equal(timeWords(today, now, 'time'), '09:05');
  assert.equal(timeWords(today, now, 'seconds'), '09:05:03');
  assert.equal(timeWords(today - DAY, now, 'seconds'), '16 Jun, 09:05:03');
  assert.equal(timeWords(today, now, 'date'), '17 Jun 2026');
  assert.equal(timeWords(now - 90 * SECOND, now, 'age'), '1 min 30 s');
  assert.equal(timeWords(now - 90 * SECOND, now, 'wait'), '1 min');
});

/** @type {[number, string][]} */
const AGES = [
  [-5 * SECOND, '0 s'],
  [59_999, '59 s'],
  [MINUTE, '1 min'],
  [108 * SECOND, '1 min 48 s'],
  [10 * MINUTE + 30 * SECOND, '10 min'],
  [HOUR, '1 h'],
  [3 * HOUR + 5 * MINUTE, '3 h 5 min'],
  [2 * DAY, '2 d'],
  [2 * DAY + 4 * HOUR + 59 * MINUTE, '2 d 4 h'],
];

for (const [ms, words] of AGES) test(`an age of ${ms} ms is ${words}`, () => assert.equal(ageWords(ms), words));

/** @type {[number, string][]} */
const WAITS = [
  [-MINUTE, 'just now'],
  [59_999, 'just now'],
  [MINUTE, '1 min'],
  [HOUR, '1 h'],
  [12 * DAY + 23 * HOUR, '12 d'],
];

for (const [ms, words] of WAITS) test(`a wait of ${ms} ms is ${words}`, () => assert.equal(waitWords(ms), words));

// Rounded up: it says 00:01 until the end has come.
/** @type {[number, string][]} */
const COUNTDOWNS = [
  [-1, '00:00'],
  [0, '00:00'],
  [1, '00:01'],
  [868_000, '14:28'],
  [HOUR + 4 * MINUTE + 12 * SECOND, '1:04:12'],
  [DAY, '1 d 00:00'],
  [2 * DAY + 3 * HOUR + 10 * MINUTE, '2 d 03:10'],
];

for (const [ms, words] of COUNTDOWNS) test(`${ms} ms left is ${words}`, () => assert.equal(countdownWords(ms), words));
