/** Values and programs to take elsewhere: one click copies, and the button says so. */
import CheckOutlined from '@ant-design/icons/es/icons/CheckOutlined'
import CopyOutlined from '@ant-design/icons/es/icons/CopyOutlined'
import { Fragment, type ReactNode, useEffect, useRef, useState } from 'react'
import styles from './Copy.module.css'
import { useUi } from './UiProvider'

async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Plain http on another machine has no clipboard API.
    const area = document.createElement('textarea')
    area.value = text
    area.style.position = 'fixed'
    area.style.opacity = '0'
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}

export function CopyButton({ value, label, text }: { value: string; label: string; text?: string }) {
  const { texts } = useUi()
  const [copied, setCopied] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  async function copy() {
    if (!(await toClipboard(value))) return
    setCopied(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setCopied(false), 1600)
  }

  return (
    <button
      type="button"
      className={styles.button}
      data-copied={copied}
      onClick={copy}
      aria-label={`${texts.copy} ${label}`}
      title={texts.copy}
    >
      {copied ? <CheckOutlined /> : <CopyOutlined />}
      {(text || copied) && <span>{copied ? texts.copied : text}</span>}
      <span className="visually-hidden" aria-live="polite">
        {copied ? texts.copied : ''}
      </span>
    </button>
  )
}

/** A labelled value; the whole line can be selected, the button copies it. */
export function CopyField({ label, value, note }: { label: string; value: string; note?: ReactNode }) {
  return (
    <div className={styles.field}>
      <dt>{label}</dt>
      <dd>
        <span className={styles.value}>
          <code>{value}</code>
          {note && <span className={styles.note}>{note}</span>}
        </span>
        <CopyButton value={value} label={label} />
      </dd>
    </div>
  )
}

/** A program to copy, under its name or the choice of its language. `live` values, those of this very server, stand out. */
export function CodeBlock({
  code,
  label,
  live = [],
  choice,
}: {
  code: string
  label: string
  live?: string[]
  choice?: ReactNode
}) {
  const { texts } = useUi()
  return (
    <div className={styles.block}>
      <div className={styles.bar}>
        {choice ?? <span>{label}</span>}
        <CopyButton value={code} label={label} text={texts.copy} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={styles.code} tabIndex={0} aria-label={label}>
        <pre>
          <code>{mark(code, live)}</code>
        </pre>
      </section>
    </div>
  )
}

function mark(code: string, live: string[]): ReactNode {
  const values = live.filter(Boolean).sort((a, b) => b.length - a.length)
  if (!values.length) return code
  const pattern = new RegExp(`(${values.map(value => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`)
  let at = 0
  return code.split(pattern).map((part, index) => {
    const key = at
    at += part.length
    return index % 2 ? <mark key={key}>{part}</mark> : <Fragment key={key}>{part}</Fragment>
  })
}
