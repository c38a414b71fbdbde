/** A list's search. The address follows the typing, so that a copied address shows the same list. */
import SearchOutlined from '@ant-design/icons/es/icons/SearchOutlined'
import { Input, type InputRef } from 'antd'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import styles from './list.module.css'

/** One value of the address's query, and how to set it; an empty one is left out. */
export function useUrlText(name: string): [string, (value: string) => void] {
  const [params, setParams] = useSearchParams()
  const set = useCallback(
    (value: string) => {
      // From the address itself: several may be set before the page is drawn again.
      const next = new URLSearchParams(window.location.search)
      if (value) next.set(name, value)
      else next.delete(name)
      setParams(next, { replace: true })
    },
    [name, setParams],
  )
  return [params.get(name) ?? '', set]
}

export function SearchField({ label, name = 'q' }: { label: string; name?: string }) {
  const [asked, setAsked] = useUrlText(name)
  // The address is a moment behind the typing, so the field keeps its own text while somebody writes in it.
  const [text, setText] = useState(asked)
  const field = useRef<InputRef>(null)
  useEffect(() => {
    if (field.current?.input !== document.activeElement) setText(asked)
  }, [asked])
  return (
    <span className={styles.search}>
      <Input
        data-search
        ref={field}
        type="search"
        prefix={<SearchOutlined />}
        suffix={text ? undefined : <kbd className={styles.hint}>/</kbd>}
        allowClear
        placeholder={label}
        aria-label={label}
        maxLength={64}
        value={text}
        onChange={event => {
          setText(event.target.value)
          setAsked(event.target.value.trim())
        }}
      />
    </span>
  )
}
