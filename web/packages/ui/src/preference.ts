/** What a reader chose on this device (theme, language): kept in the browser, shared by every open tab. */
import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
// What was chosen while the browser refuses storage lasts as long as the page.
const chosen = new Map<string, string>()

function read(key: string) {
  try {
    return localStorage.getItem(key) ?? chosen.get(key) ?? null
  } catch {
    return chosen.get(key) ?? null
  }
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

/** A stored choice out of `options`; `fallback` when none was made. */
export function usePreference<T extends string>(
  key: string,
  options: readonly T[],
  fallback: T,
): [T, (value: T) => void] {
  const stored = useSyncExternalStore(subscribe, () => read(key))
  const value = options.find(option => option === stored) ?? fallback
  function set(next: T) {
    chosen.set(key, next)
    try {
      localStorage.setItem(key, next)
    } catch {
      // Storage is full or refused: the choice still holds for this page.
    }
    for (const listener of listeners) listener()
  }
  return [value, set]
}

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    listener => {
      const media = window.matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => window.matchMedia(query).matches,
  )
}
