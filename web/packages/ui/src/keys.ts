/**
 * The keyboard of every list: `/` goes to the search field, `j` and `k` (and the arrows, inside the list) move, `Enter` opens what has the
 * focus, `Esc` goes one level back.
 *
 * Moving means moving the real focus among elements marked `data-row` inside an element marked `data-rows`; so Enter needs no code
 * and the focus is always visible. When focus is outside every list, the last list on the page (the deepest one) takes it.
 */
import { useEffect, useEffectEvent } from 'react'

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit)$/.test(target.type)))

const visible = (element: HTMLElement) => element.offsetParent !== null

export function moveFocus(step: 1 | -1): boolean {
  const active = document.activeElement
  const lists = [...document.querySelectorAll<HTMLElement>('[data-rows]')].filter(visible)
  const list = lists.find(candidate => candidate.contains(active)) ?? lists.at(-1)
  if (!list) return false
  const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')].filter(visible)
  const here = rows.findIndex(row => row === active || row.contains(active))
  const current = here >= 0 ? here : rows.findIndex(row => row.getAttribute('aria-current') === 'true')
  // A list that is read upwards (a conversation) is entered at its end.
  const entry = list.dataset.rows === 'up' ? rows.length - 1 : 0
  const next = rows[current >= 0 ? current + step : entry]
  if (!next) return false
  next.focus({ preventScroll: true })
  next.scrollIntoView({ block: 'nearest' })
  return true
}

export function useListKeys({ onEscape }: { onEscape?: () => void } = {}) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    const inList = event.target instanceof HTMLElement && event.target.closest('[data-rows]') !== null
    if (event.key === 'Escape') {
      if (typing(event.target)) (event.target as HTMLElement).blur()
      else onEscape?.()
    } else if (typing(event.target)) {
      return
    } else if (event.key === '/') {
      const field = document.querySelector<HTMLElement>('[data-search] input, input[data-search]')
      if (!field || !visible(field)) return
      event.preventDefault()
      field.focus()
    } else if (event.key === 'j' || (inList && event.key === 'ArrowDown')) {
      if (moveFocus(1)) event.preventDefault()
    } else if (event.key === 'k' || (inList && event.key === 'ArrowUp')) {
      if (moveFocus(-1)) event.preventDefault()
    }
  })
  useEffect(() => {
    const handle = (event: KeyboardEvent) => onKey(event)
    document.addEventListener('keydown', handle)
    return () => document.removeEventListener('keydown', handle)
  }, [])
}
