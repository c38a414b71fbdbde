/**
 * A list, and beside it what is open of it: side by side on wide screens, the detail over the list on smaller ones, one at a time on phones.
 */
import CloseOutlined from '@ant-design/icons/es/icons/CloseOutlined'
import { type ReactNode, useEffect, useRef } from 'react'
import { useUi } from '../UiProvider'
import styles from './ListDetail.module.css'

export function ListDetail({
  title,
  tools,
  detail,
  children,
}: {
  title: string
  /** Search field, filters, buttons. */
  tools?: ReactNode
  /** A `DetailPanel`, when one is open. */
  detail?: ReactNode
  /** The list. */
  children: ReactNode
}) {
  return (
    <div className={styles.page} data-open={Boolean(detail)} data-deep={Boolean(detail)}>
      <section className={styles.list} aria-label={title}>
        <header className={styles.head}>
          <h1>{title}</h1>
          {tools && <div className={styles.tools}>{tools}</div>}
        </header>
        <div className={styles.body}>{children}</div>
      </section>
      {detail}
    </div>
  )
}

export function DetailPanel({
  title,
  label,
  actions,
  onClose,
  children,
}: {
  title: string
  /** What it is, for screen readers. */
  label: string
  actions?: ReactNode
  onClose: () => void
  children: ReactNode
}) {
  const { texts } = useUi()
  const panel = useRef<HTMLElement>(null)
  useEffect(() => panel.current?.focus({ preventScroll: true }), [])
  return (
    <aside ref={panel} className={styles.detail} tabIndex={-1} aria-label={label}>
      <header className={styles.detailHead}>
        <h2>{title}</h2>
        {actions}
        <button type="button" className={styles.close} onClick={onClose} aria-label={texts.list.close}>
          <CloseOutlined />
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={title}>
        {children}
      </section>
    </aside>
  )
}
