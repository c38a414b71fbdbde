import type { ComponentProps } from 'react'
import styles from './Select.module.css'

/** The system's own list of choices: opens as each device's users expect, and finds by typing. */
export function Select(props: Omit<ComponentProps<'select'>, 'className'>) {
  return <select className={styles.select} {...props} />
}
