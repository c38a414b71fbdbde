/**
 * What one app sent, oldest at the top and newest at the bottom, where it opens.
 *
 * The scrolling box counts from its bottom edge, so that earlier messages can be put above without anything moving. A message is read
 * once enough of it was in view for half a second while the window had the focus. What lies outside the view (earlier unread ones above,
 * new ones below) is announced by a button that leads there.
 */
import ArrowDownOutlined from '@ant-design/icons/es/icons/ArrowDownOutlined'
import ArrowUpOutlined from '@ant-design/icons/es/icons/ArrowUpOutlined'
import LeftOutlined from '@ant-design/icons/es/icons/LeftOutlined'
import type { InboxApp, Message } from '@hobnail/api'
import { Avatar, FaultNotice, Notice, Pending } from '@hobnail/ui'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { useMarkRead, useMessages } from '../../data/inbox'
import { useTexts } from '../../texts'
import styles from './Conversation.module.css'
import { MessageItem } from './MessageItem'
import { useReadOnView } from './useReadOnView'

export function Conversation({
  agentId,
  app,
  chosen,
  query,
}: {
  agentId: number
  app: InboxApp | undefined
  chosen: number | undefined
  query: string
}) {
  const t = useTexts()
  const messages = useMessages(agentId)
  const items = messages.data
  const name = app?.name ?? items?.at(-1)?.appName ?? String(agentId)
  const section = useRef<HTMLElement>(null)
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)

  const markRead = useMarkRead(agentId)
  const observe = useReadOnView(scroller, markRead)
  const outside = useOutside(scroller, items)

  // The keyboard goes on here, unless a detail was asked for by address and takes it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per conversation
  useEffect(() => {
    if (chosen === undefined) section.current?.focus({ preventScroll: true })
  }, [])

  // The line above what was new when the conversation was opened stays until it is left.
  const firstNew = useRef<number | null>(undefined)
  if (items && firstNew.current === undefined)
    firstNew.current = items.find(message => message.state === 'unread')?.id ?? null

  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = messages
  const top = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const mark = top.current
    if (!mark || !scroller || !hasNextPage || isFetchingNextPage || isFetchNextPageError) return
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) fetchNextPage()
      },
      { root: scroller, rootMargin: '400px' },
    )
    observer.observe(mark)
    return () => observer.disconnect()
  }, [scroller, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a detail's message is brought into view when it is opened, not again
  useEffect(() => {
    if (chosen !== undefined) scroller?.querySelector(`[data-item="${chosen}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [scroller, chosen, items === undefined])

  function showUnread() {
    scroller?.querySelector(`[data-item="${outside.above}"]`)?.scrollIntoView({ block: 'start', behavior: 'smooth' })
  }
  function showNewest() {
    scroller?.scrollTo({ top: 0, behavior: 'smooth' })
  }

  return (
    <section ref={section} className={styles.conversation} tabIndex={-1} aria-label={t.inbox.conversation(name)}>
      <header className={styles.head}>
        <Link className={styles.back} to={`/work${query}`} aria-label={t.inbox.back}>
          <LeftOutlined />
        </Link>
        <Avatar name={name} src={app?.icon} kind="app" size={28} />
        <h2>{name}</h2>
      </header>
      <div className={styles.body}>
        {messages.isPending ? (
          <Pending lines={6} />
        ) : !items ? (
          <FaultNotice error={messages.error} onRetry={() => messages.refetch()} />
        ) : !items.length ? (
          <Notice title={t.inbox.noMessages}>{t.inbox.noMessagesHint}</Notice>
        ) : (
          <div className={styles.scroller} ref={setScroller}>
            <div className={styles.column}>
              <div ref={top} />
              {isFetchNextPageError ? (
                <FaultNotice error={messages.error} onRetry={() => fetchNextPage()} />
              ) : (
                !hasNextPage && items.length > 10 && <p className={styles.beginning}>{t.inbox.beginning}</p>
              )}
              <Items
                items={items}
                chosen={chosen}
                firstNew={firstNew.current ?? undefined}
                query={query}
                observe={observe}
              />
            </div>
          </div>
        )}
        {outside.above !== undefined && (app?.unread ?? 0) > 0 && (
          <button type="button" className={styles.jump} data-to="up" onClick={showUnread}>
            <ArrowUpOutlined /> {t.inbox.jumpUnread(app?.unread ?? 0)}
          </button>
        )}
        {outside.below && (
          <button type="button" className={styles.jump} data-to="down" onClick={showNewest}>
            <ArrowDownOutlined /> {t.inbox.jumpNewest}
          </button>
        )}
      </div>
    </section>
  )
}

function Items({
  items,
  chosen,
  firstNew,
  query,
  observe,
}: {
  items: Message[]
  chosen: number | undefined
  firstNew: number | undefined
  query: string
  observe: (element: HTMLElement, id: number, unread: boolean) => () => void
}) {
  const t = useTexts()
  return (
    <ol className={styles.items} data-rows="up">
      {items.map((message, index) => (
        <MessageItem
          key={message.id}
          message={message}
          chosen={message.id === chosen}
          rule={message.id === firstNew && index > 0 ? t.inbox.newBelow : undefined}
          query={query}
          observe={observe}
        />
      ))}
    </ol>
  )
}

/** The oldest unread message that lies above the view, and whether one lies below it. */
function useOutside(scroller: HTMLElement | null, items: Message[] | undefined) {
  const [outside, setOutside] = useState<{ above?: number; below?: boolean }>({})
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again when messages come, go or are read
  useEffect(() => {
    if (!scroller) {
      setOutside({})
      return
    }
    let frame = 0
    function look() {
      frame = 0
      if (!scroller) return
      const view = scroller.getBoundingClientRect()
      let above: number | undefined
      let below = false
      for (const element of scroller.querySelectorAll<HTMLElement>('[data-item][data-unread="true"]')) {
        const box = element.getBoundingClientRect()
        const id = Number(element.dataset.item)
        if (box.bottom < view.top + 40) above ??= id
        else if (box.top > view.bottom - 40) below = true
      }
      setOutside(before => (before.above === above && before.below === below ? before : { above, below }))
    }
    function soon() {
      frame ||= requestAnimationFrame(look)
    }
    soon()
    scroller.addEventListener('scroll', soon, { passive: true })
    return () => {
      cancelAnimationFrame(frame)
      scroller.removeEventListener('scroll', soon)
    }
  }, [scroller, items])
  return outside
}
