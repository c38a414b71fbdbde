/** One entry of a tab beside its list, with its own address. */
import { useListKeys } from '@hobnail/ui'
import { useEffect, useRef } from 'react'
import { useNavigate, useSearchParams } from 'react-router'

export function useOpened(tab: string, id: number | undefined) {
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const query = params.size ? `?${params}` : ''
  const left = useRef<number>(undefined)
  function close() {
    if (id === undefined) return
    left.current = id
    navigate(`/work/dev/${tab}${query}`)
  }
  useEffect(() => {
    if (id !== undefined || left.current === undefined) return
    document.querySelector<HTMLElement>(`[data-row][data-id="${left.current}"]`)?.focus({ preventScroll: true })
    left.current = undefined
  }, [id])
  useListKeys({ onEscape: close })
  return { to: (next: number) => `/work/dev/${tab}/${next}${query}`, close }
}
