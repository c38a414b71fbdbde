/** A page that is read from top to bottom, in sections with a heading each. */
import { type ReactNode, useId } from 'react'
import styles from './Paper.module.css'

export function Paper({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={styles.paper}>
      <h1>{title}</h1>
      {children}
    </div>
  )
}

export function Section({ title, hint, children }: { title: string; hint?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {hint && <p className={styles.hint}>{hint}</p>}
      {children}
    </section>
  )
}
