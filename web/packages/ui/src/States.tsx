/**
 * What a page shows when it has nothing of its own to show: waiting, empty, refused, failed.
 *
 * Waiting is invisible for its first moment, so that quick answers do not flicker. A failure says what happened and offers what helps:
 * trying again, or the page that the server names.
 */
import { Fault } from '@hobnail/api'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import styles from './States.module.css'
import { useUi } from './UiProvider'

/** Grey lines in the place of what is on its way; drawn only after 250 ms. */
export function Pending({ lines = 4, avatar = false }: { lines?: number; avatar?: boolean }) {
  const { texts } = useUi()
  return (
    <div className={styles.pending} role="status" aria-label={texts.loading} data-avatar={avatar}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move
        <i key={line} />
      ))}
    </div>
  )
}

export function Notice({
  title,
  children,
  action,
  tone = 'plain',
}: {
  title: string
  children?: ReactNode
  action?: ReactNode
  tone?: 'plain' | 'fault'
}) {
  return (
    <div className={styles.notice} data-tone={tone} role={tone === 'fault' ? 'alert' : undefined}>
      <h2>{title}</h2>
      {children && <div className={styles.body}>{children}</div>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  )
}

/** The right words for a failed call. */
export function FaultNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { texts } = useUi()
  const fault = error instanceof Fault ? error : new Fault(-1, 'client', error instanceof Error ? error.message : '')
  const [title, hint] = fault.offline
    ? [texts.offlineTitle, texts.offlineHint]
    : fault.denied
      ? [texts.deniedTitle, texts.deniedHint]
      : fault.gone
        ? [texts.goneTitle, texts.goneHint]
        : [texts.faultTitle, '']
  const retry = onRetry && !fault.denied && !fault.gone
  return (
    <Notice
      tone="fault"
      title={title}
      action={
        <>
          {retry && <Button onClick={onRetry}>{texts.retry}</Button>}
          {fault.help && <a href={fault.help}>{texts.help}</a>}
        </>
      }
    >
      {(!fault.offline && fault.message) || hint}
      {!fault.offline && <code className={styles.code}>{fault.code}</code>}
    </Notice>
  )
}
