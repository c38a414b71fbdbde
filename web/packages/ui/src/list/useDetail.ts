/** Which entry of a list is open beside it: the address says so, and keeps the list's search and filters. */
import { useEffect, useRef } from 'react'
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router'
import { useListKeys } from '../keys'

export type Detail = {
  /** What stands below the page's path, such as an id; `undefined` when only the list is shown. */
  id: string | undefined
  /** The address of an entry. */
  to(id: string | number): string
  /** Back to the list, with the focus on the entry that was open. */
  close(): void
}

/** For a page whose rows are `data-row` elements with `data-id`. `Esc` closes; the other keys are those of every list. */
export function useDetail(): Detail {
  const { '*': rest } = useParams()
  const { pathname } = useLocation()
  const [params] = useSearchParams()
  const navigate = useNavigate()
  const query = params.size ? `?${params}` : ''
  const id = rest ? decodeURIComponent(rest.split('/')[0] ?? '') : undefined
  const base = rest ? pathname.slice(0, -rest.length).replace(/\/$/, '') : pathname.replace(/\/$/, '')
  const left = useRef<string>(undefined)
  function close() {
    if (!id) return
    left.current = id
    navigate(base + query)
  }
  useEffect(() => {
    if (id || !left.current) return
    document
      .querySelector<HTMLElement>(`[data-row][data-id="${CSS.escape(left.current)}"]`)
      ?.focus({ preventScroll: true })
    left.current = undefined
  }, [id])
  useListKeys({ onEscape: close })
  return { id, to: next => `${base}/${encodeURIComponent(next)}${query}`, close }
}
