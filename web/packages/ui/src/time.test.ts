import { describe, expect, it } from 'vitest'
import { exactTime, sayTime, zoned } from './time'

const shanghai = 'Asia/Shanghai'
const at = (text: string) => Date.parse(text)
const now = at('2026-03-05T10:00:00+08:00')

describe('times as people say them', () => {
  it.each([
    ['2026-03-05T09:12:00+08:00', '今天 09:12', '今天 09:12', 'Today 09:12', 'Today 09:12'],
    ['2026-03-05T00:00:00+08:00', '今天 00:00', '今天 00:00', 'Today 00:00', 'Today 00:00'],
    ['2026-03-04T23:59:59+08:00', '昨天', '昨天 23:59', 'Yesterday', 'Yesterday 23:59'],
    ['2026-03-02T18:03:00+08:00', '3月2日', '3月2日 18:03', 'Mar 2', 'Mar 2 18:03'],
    ['2025-12-31T08:00:00+08:00', '2025年12月31日', '2025年12月31日 08:00', 'Dec 31, 2025', 'Dec 31, 2025 08:00'],
  ])('%s', (text, briefZh, fullZh, briefEn, fullEn) => {
    const ms = at(text)
    expect(sayTime(ms, now, shanghai, 'zh', 'brief')).toBe(briefZh)
    expect(sayTime(ms, now, shanghai, 'zh', 'full')).toBe(fullZh)
    expect(sayTime(ms, now, shanghai, 'en', 'brief')).toBe(briefEn)
    expect(sayTime(ms, now, shanghai, 'en', 'full')).toBe(fullEn)
  })

  it('counts days in the organisation’s zone, not in the browser’s', () => {
    const ms = at('2026-03-04T17:00:00Z')
    expect(sayTime(ms, now, shanghai, 'zh', 'brief')).toBe('今天 01:00')
    expect(sayTime(ms, now, 'Europe/London', 'zh', 'brief')).toBe('昨天')
  })

  it('crosses the turn of the year', () => {
    const newYear = at('2026-01-01T00:30:00+08:00')
    expect(sayTime(at('2025-12-31T23:30:00+08:00'), newYear, shanghai, 'zh', 'brief')).toBe('昨天')
  })

  it('names a day that the moved clock has not reached', () => {
    expect(sayTime(at('2026-03-06T09:00:00+08:00'), now, shanghai, 'zh', 'full')).toBe('3月6日 09:00')
  })

  it('gives the exact time with its zone', () => {
    expect(exactTime(at('2026-03-05T09:12:07+08:00'), shanghai)).toBe('2026-03-05 09:12:07 (Asia/Shanghai)')
  })

  it('reads a wall clock in its zone', () => {
    expect(zoned('2026-03-05T09:12:07', shanghai)).toBe(at('2026-03-05T09:12:07+08:00'))
    expect(zoned('2026-07-01 23:30', 'America/New_York')).toBe(at('2026-07-01T23:30:00-04:00'))
    for (const bad of ['', 'soon', '2026-03-05', '09:12']) expect(zoned(bad, shanghai)).toBeUndefined()
  })
})
