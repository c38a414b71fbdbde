/** Reading by looking: half a second of a message in view, in a window that is visible and has the focus. */
import { useCallback, useEffect, useRef } from 'react'

const dwell = 500

export function useReadOnView(scroller: HTMLElement | null, onRead: (id: number) => void) {
  const watched = useRef(new Map<Element, number>())
  const seen = useRef(new Map<number, ReturnType<typeof setTimeout>>())
  const inView = useRef(new Set<number>())
  const observer = useRef<IntersectionObserver>(undefined)

  useEffect(() => {
    if (!scroller) return
    const timers = seen.current
    const visible = inView.current

    function consider(id: number) {
      const looking = document.visibilityState === 'visible' && document.hasFocus() && visible.has(id)
      const timer = timers.get(id)
      if (!looking) {
        clearTimeout(timer)
        timers.delete(id)
      } else if (timer === undefined)
        timers.set(
          id,
          setTimeout(() => onRead(id), dwell),
        )
    }

    observer.current = new IntersectionObserver(
      entries => {
        for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of entries) {
          const id = watched.current.get(target)
          if (id === undefined) continue
          // A message taller than the view counts once it fills half of it.
          const enough = intersectionRatio >= 0.6 || intersectionRect.height >= (rootBounds?.height ?? 0) / 2
          if (isIntersecting && enough) visible.add(id)
          else visible.delete(id)
          consider(id)
        }
      },
      { root: scroller, threshold: [0, 0.2, 0.4, 0.6, 0.8, 1] },
    )
    for (const element of watched.current.keys()) observer.current.observe(element)

    const again = () => {
      for (const id of watched.current.values()) consider(id)
    }
    document.addEventListener('visibilitychange', again)
    window.addEventListener('focus', again)
    window.addEventListener('blur', again)
    return () => {
      observer.current?.disconnect()
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
      visible.clear()
      document.removeEventListener('visibilitychange', again)
      window.removeEventListener('focus', again)
      window.removeEventListener('blur', again)
    }
  }, [scroller, onRead])

  /** Watches one message's element while it is unread. */
  return useCallback((element: HTMLElement, id: number, unread: boolean) => {
    if (!unread) return () => {}
    watched.current.set(element, id)
    observer.current?.observe(element)
    return () => {
      watched.current.delete(element)
      observer.current?.unobserve(element)
      clearTimeout(seen.current.get(id))
      seen.current.delete(id)
      inView.current.delete(id)
    }
  }, [])
}
