/**
 * A list of the control API that grows while it is looked at: read to its end, then waited on, so that what is new is here the moment it
 * happens. The newest come first; only so many are kept.
 */
import { useEffect, useEffectEvent, useState } from 'react'

const waitMs = 20_000

type Read<T> = (after: number | undefined, waitMs: number, signal: AbortSignal) => Promise<{ items: T[]; next: number }>

/** `key` says what is read; when it changes the list begins anew. */
export function useFollowed<T>(key: string, read: Read<T>, kept: number) {
  const [items, setItems] = useState<T[]>([])
  const [lost, setLost] = useState(false)
  const [ready, setReady] = useState(false)
  const readNext = useEffectEvent(read)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what is read
  useEffect(() => {
    const stop = new AbortController()
    setItems([])
    setReady(false)
    async function follow() {
      let after: number | undefined
      let caughtUp = false
      let failures = 0
      while (!stop.signal.aborted) {
        try {
          const { items: fresh, next } = await readNext(after, caughtUp ? waitMs : 0, stop.signal)
          failures = 0
          setLost(false)
          after = next
          caughtUp = fresh.length === 0 || caughtUp
          if (fresh.length) setItems(before => [...fresh.slice(-kept).reverse(), ...before].slice(0, kept))
          else setReady(true)
        } catch {
          if (stop.signal.aborted) return
          setLost(true)
          failures += 1
          await new Promise(resolve => setTimeout(resolve, Math.min(1000 * failures, 5000)))
        }
      }
    }
    follow()
    return () => stop.abort()
  }, [key, kept])

  return { items, lost, ready }
}
