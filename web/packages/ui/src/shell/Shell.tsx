/**
 * The frame of an app: a rail at the left of wide screens, tabs at the bottom of phones.
 *
 * A page that fills a phone's screen (a conversation, a detail) hides the tabs by setting `data-deep` on its own outermost element.
 */
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useUi } from '../UiProvider'
import styles from './Shell.module.css'

export type ShellItem = {
  to: string
  label: string
  active: boolean
  icon: ReactNode
  activeIcon: ReactNode
  count?: number
  /** Instead of `count`: a mark of its own. */
  badge?: ReactNode
  /** At the bottom of the rail instead of below the others. */
  last?: boolean
}

export function Badge({ count, label }: { count: number; label?: string }) {
  const { texts } = useUi()
  if (count <= 0) return null
  return (
    <span className={styles.badge}>
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="visually-hidden">{label ?? texts.unread(count)}</span>
    </span>
  )
}

export function Shell({
  top,
  items,
  label,
  children,
}: {
  top: ReactNode
  items: ShellItem[]
  label: string
  children: ReactNode
}) {
  return (
    <div className={styles.shell}>
      <nav className={styles.nav} aria-label={label}>
        <div className={styles.top}>{top}</div>
        {items.map(item => (
          <Link
            key={item.to}
            to={item.to}
            className={styles.item}
            data-last={item.last}
            aria-current={item.active ? 'page' : undefined}
          >
            <span className={styles.icon}>
              {item.active ? item.activeIcon : item.icon}
              {item.count !== undefined ? <Badge count={item.count} /> : item.badge}
            </span>
            <span className={styles.label}>{item.label}</span>
          </Link>
        ))}
      </nav>
      <main className={styles.main}>{children}</main>
    </div>
  )
}
