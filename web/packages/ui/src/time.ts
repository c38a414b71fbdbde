/**
 * Times as people say them, in the organisation's zone whatever the browser's is.
 *
 * `brief` stands in lists (今天 09:12, 昨天, 3月2日), `full` beside a message (昨天 18:03, 3月2日 09:12); the exact time is for hovering and
 * details. "Today" follows the server's clock, which dev mode can move.
 */
import type { Language } from './UiProvider'

export type Wall = { year: number; month: number; day: number; hour: number; minute: number; second: number }

const formats = new Map<string, Intl.DateTimeFormat>()

export function wall(ms: number, zone: string): Wall {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(ms).map(part => [part.type, Number(part.value)]))
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts
  return { year, month, day, hour, minute, second }
}

const dayNumber = (at: Wall) => Date.UTC(at.year, at.month - 1, at.day) / 86_400_000
const two = (n: number) => String(n).padStart(2, '0')
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

export type TimeForm = 'brief' | 'full'

export function sayTime(ms: number, now: number, zone: string, language: Language, form: TimeForm): string {
  const at = wall(ms, zone)
  const today = wall(now, zone)
  const clock = `${two(at.hour)}:${two(at.minute)}`
  const days = dayNumber(today) - dayNumber(at)
  if (days === 0) return language === 'zh' ? `今天 ${clock}` : `Today ${clock}`
  let date: string
  if (days === 1) date = language === 'zh' ? '昨天' : 'Yesterday'
  else if (at.year === today.year)
    date = language === 'zh' ? `${at.month}月${at.day}日` : `${months[at.month - 1]} ${at.day}`
  else
    date = language === 'zh' ? `${at.year}年${at.month}月${at.day}日` : `${months[at.month - 1]} ${at.day}, ${at.year}`
  return form === 'brief' ? date : `${date} ${clock}`
}

export function exactTime(ms: number, zone: string): string {
  const at = wall(ms, zone)
  return `${at.year}-${two(at.month)}-${two(at.day)} ${two(at.hour)}:${two(at.minute)}:${two(at.second)} (${zone})`
}

let offset = 0

/** The server said what time it is. */
export function keepServerTime(nowMs: number) {
  offset = nowMs - Date.now()
}

export const serverNow = () => Date.now() + offset

/** The moment that a wall clock in this zone shows as `2026-03-02T09:12` or `…:05`; `undefined` for what is no such text. */
export function zoned(text: string, zone: string): number | undefined {
  const [, year, month, day, hour, minute, second = '0'] =
    /^(\d{4,5})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?/.exec(text) ?? []
  if (!year) return undefined
  const wanted = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  // What the zone's clock shows at a moment is that moment and the zone's distance from UTC, which is the same nearby.
  let at = wanted
  for (let round = 0; round < 2; round++) {
    const w = wall(at, zone)
    at += wanted - Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute, w.second)
  }
  return at
}
