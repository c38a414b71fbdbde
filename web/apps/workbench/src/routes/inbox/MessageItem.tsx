/** One message in the conversation: when, whether it is new, its content; the time is the link to its detail. */
import type { Message } from '@hobnail/api'
import { MessageBody, Moment } from '@hobnail/ui'
import { memo, useLayoutEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { useTexts } from '../../texts'
import styles from './MessageItem.module.css'

type Props = {
  message: Message
  chosen: boolean
  rule: string | undefined
  query: string
  observe: (element: HTMLElement, id: number, unread: boolean) => () => void
}

export const MessageItem = memo(function MessageItem({ message, chosen, rule, query, observe }: Props) {
  const t = useTexts()
  const item = useRef<HTMLLIElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const [cut, setCut] = useState(false)
  const unread = message.state === 'unread'
  const to = `/work/inbox/${message.agentId}/${message.id}${query}`

  useLayoutEffect(() => {
    if (item.current) return observe(item.current, message.id, unread)
  }, [observe, message.id, unread])

  // Pictures arrive late: whether the content is cut is judged again whenever its size changes.
  useLayoutEffect(() => {
    const element = body.current
    const content = element?.firstElementChild
    if (!element || !content) return
    const judge = () => setCut(element.scrollHeight > element.clientHeight + 2)
    judge()
    const observer = new ResizeObserver(judge)
    observer.observe(content)
    return () => observer.disconnect()
  }, [])

  return (
    <li ref={item} className={styles.item} data-item={message.id} data-unread={unread} data-chosen={chosen}>
      {rule && <p className={styles.rule}>{rule}</p>}
      <div className={styles.meta}>
        {unread && (
          <span className={styles.dot}>
            <span className="visually-hidden">{t.inbox.unreadMark}</span>
          </span>
        )}
        <Link
          to={to}
          className={styles.when}
          data-row
          data-message={message.id}
          aria-current={chosen ? 'true' : undefined}
        >
          <Moment ms={message.deliveredMs} form="full" />
          <span className={styles.details}>{t.inbox.details}</span>
          <span className="visually-hidden">{message.summary}</span>
        </Link>
      </div>
      <div className={styles.card} data-kind={message.kind}>
        <div ref={body} className={styles.body}>
          <div>
            <MessageBody message={message} />
          </div>
        </div>
        {cut && (
          <Link to={to} className={styles.more}>
            {t.inbox.more}
          </Link>
        )}
      </div>
    </li>
  )
})
