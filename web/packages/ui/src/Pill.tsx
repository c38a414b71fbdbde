/** A state in one word. The tone repeats what the word says and never stands alone. */
import type { ReactNode } from 'react'
import styles from './Pill.module.css'

export type Tone = 'plain' | 'good' | 'bad' | 'busy'

export function Pill({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={styles.pill} data-tone={tone}>
      {children}
    </span>
  )
}
