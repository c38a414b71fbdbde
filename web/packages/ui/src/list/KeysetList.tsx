/** A list with its states: on its way, failed, empty, nothing that matches, and the button for more. */
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { FaultNotice, Notice, Pending } from '../States'
import { useUi } from '../UiProvider'
import styles from './list.module.css'
import type { Keyset } from './useKeyset'

export function KeysetList<T>({
  list,
  label,
  row,
  idOf,
  empty,
  filtered = false,
  onClear,
}: {
  list: Keyset<T>
  label: string
  /** One entry; usually a link marked `data-row` and `data-id`. */
  row: (item: T) => ReactNode
  idOf: (item: T) => string | number
  /** Shown when there is nothing at all. */
  empty: ReactNode
  /** A search or a filter is set. */
  filtered?: boolean
  onClear?: () => void
}) {
  const { texts } = useUi()
  if (list.isPending) return <Pending lines={6} avatar />
  if (!list.items) return <FaultNotice error={list.error} onRetry={() => list.refetch()} />
  if (!list.items.length)
    return filtered ? (
      <Notice title={texts.list.none} action={onClear && <Button onClick={onClear}>{texts.list.clear}</Button>} />
    ) : (
      empty
    )
  return (
    <ul className={styles.rows} data-rows="down" data-old={list.isPlaceholderData} aria-label={label}>
      {list.items.map(item => (
        <li key={idOf(item)}>{row(item)}</li>
      ))}
      {list.hasNextPage && (
        <li className={styles.more}>
          <Button loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {texts.list.more}
          </Button>
        </li>
      )}
    </ul>
  )
}
