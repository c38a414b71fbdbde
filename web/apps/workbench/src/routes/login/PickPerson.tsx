import SearchOutlined from '@ant-design/icons/es/icons/SearchOutlined'
import { client, type DevPerson, reply } from '@hobnail/api'
import { Avatar, FaultNotice, Pending, useListKeys } from '@hobnail/ui'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useDeferredValue, useEffect, useEffectEvent, useState } from 'react'
import { usePick } from '../../data/signin'
import { useTexts } from '../../texts'
import styles from './LoginPage.module.css'

export function PickPerson({ onEnter }: { onEnter: () => void }) {
  const t = useTexts()
  const [search, setSearch] = useState('')
  const q = useDeferredValue(search.trim())
  const pick = usePick()
  useListKeys()
  const people = useInfiniteQuery({
    queryKey: ['open', 'people', q],
    queryFn: ({ pageParam, signal }) =>
      reply(
        client.GET('/console/api/dev/people', {
          params: { query: { limit: 50, ...(q && { q }), ...(pageParam && { after: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: page => page.next || undefined,
    placeholderData: keepPreviousData,
  })
  const items = people.data?.pages.flatMap(page => page.items) ?? []
  // Enter takes the first match of what was typed, as soon as that is known.
  const settled = q === search.trim() && !people.isPlaceholderData && !people.isFetching
  const [entered, setEntered] = useState(false)
  const enter = useEffectEvent(() => {
    setEntered(false)
    if (items[0] && !pick.isPending) choose(items[0])
  })
  useEffect(() => {
    if (entered && settled) enter()
  }, [entered, settled])
  const severalCorps = new Set(items.map(person => person.corpId)).size > 1

  const choose = ({ corpId, userid }: DevPerson) => pick.mutate({ corpId, userid }, { onSuccess: onEnter })

  return (
    <>
      <div className={styles.search}>
        <Input
          data-search
          autoFocus
          type="search"
          prefix={<SearchOutlined />}
          allowClear
          placeholder={t.login.search}
          aria-label={t.login.search}
          value={search}
          onChange={event => {
            setSearch(event.target.value)
            setEntered(false)
          }}
          onPressEnter={() => setEntered(true)}
        />
      </div>
      {pick.error && <FaultNotice error={pick.error} />}
      {people.isPending ? (
        <Pending avatar />
      ) : people.error ? (
        <FaultNotice error={people.error} onRetry={() => people.refetch()} />
      ) : items.length ? (
        <ul className={styles.people} data-rows="down" aria-label={t.login.people}>
          {items.map(person => (
            <li key={`${person.corpId}/${person.userid}`}>
              <button
                type="button"
                data-row
                data-userid={person.userid}
                disabled={pick.isPending}
                onClick={() => choose(person)}
              >
                <Avatar name={person.name} size={38} />
                <span className={styles.name}>{person.name}</span>
                <code>{person.userid}</code>
                <span className={styles.about}>
                  {[person.department, person.title, severalCorps && person.corpName].filter(Boolean).join(' · ')}
                </span>
              </button>
            </li>
          ))}
          {people.hasNextPage && (
            <li className={styles.more}>
              <Button loading={people.isFetchingNextPage} onClick={() => people.fetchNextPage()}>
                {t.login.more}
              </Button>
            </li>
          )}
        </ul>
      ) : (
        <p className={styles.none}>{t.login.noOne}</p>
      )}
    </>
  )
}
