/** A list that the server gives page by page, each with the mark where the next begins. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'

type Mark = string | number
type KeysetPage<T> = { items: T[]; next?: Mark | null | undefined }

/**
 * `key` says what the list depends on (its search and filters); while another list is fetched the one before is shown. `live` fetches what is
 * loaded again every so many milliseconds while the page is in front.
 */
export function useKeyset<T, M extends Mark = Mark>(
  key: readonly unknown[],
  fetch: (after: M | undefined, signal: AbortSignal) => Promise<KeysetPage<T>>,
  live?: number,
) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetch(pageParam as M | undefined, signal),
    initialPageParam: undefined as M | undefined,
    getNextPageParam: page => (page.next ?? undefined) as M | undefined,
    placeholderData: keepPreviousData,
    ...(live && { refetchInterval: live }),
  })
  return { ...query, items: query.data?.pages.flatMap(page => page.items) }
}

export type Keyset<T> = Pick<
  ReturnType<typeof useKeyset<T>>,
  | 'items'
  | 'isPending'
  | 'isPlaceholderData'
  | 'error'
  | 'refetch'
  | 'hasNextPage'
  | 'isFetchingNextPage'
  | 'fetchNextPage'
>
