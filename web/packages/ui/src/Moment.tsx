import { createContext, useContext, useSyncExternalStore } from 'react'
import { exactTime, sayTime, serverNow, type TimeForm } from './time'
import { useUi } from './UiProvider'

const Zone = createContext('Asia/Shanghai')
export const ZoneProvider = Zone.Provider
export const useZone = () => useContext(Zone)

// One timer for all times on the page; they only change what they say once a minute.
const minute = () => Math.floor(serverNow() / 60_000)
function everyMinute(listener: () => void) {
  const timer = setInterval(listener, 15_000)
  return () => clearInterval(timer)
}

/** A time as people say it; the exact one on hover. */
export function Moment({ ms, form = 'brief', className }: { ms: number; form?: TimeForm; className?: string }) {
  const { language } = useUi()
  const zone = useZone()
  const now = useSyncExternalStore(everyMinute, minute) * 60_000
  return (
    <time className={className} dateTime={new Date(ms).toISOString()} title={exactTime(ms, zone)}>
      {sayTime(ms, now, zone, language, form)}
    </time>
  )
}
