/** A tab's list, and beside it what is open of it. */
import { Fault } from '@hobnail/api'
import { useWords } from '@hobnail/ui'
import type { ReactNode } from 'react'
import styles from './Dev.module.css'
import { texts } from './texts'

/** What was asked for is not among what is kept. */
export const gone = new Fault(404, 'dev.gone', '')

export function Split({
  lost,
  tools,
  detail,
  children,
}: {
  lost: boolean
  tools: ReactNode
  detail: ReactNode
  children: ReactNode
}) {
  const t = useWords(texts)
  return (
    <div className={styles.split} data-open={Boolean(detail)}>
      <div className={styles.list}>
        <div className={styles.tools}>
          {tools}
          {lost && (
            <p className={styles.lost} role="status">
              {t.lost}
            </p>
          )}
        </div>
        {children}
      </div>
      {detail}
    </div>
  )
}
