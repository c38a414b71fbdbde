/**
 * One person's inbox as a phone shows it, filled by the control API's waiting read: a message is here the moment it is sent.
 * Messages come as their sender wrote them, so markdown is turned into HTML here; what it may contain is `RichText`'s matter.
 */
import { type Captured, captured, type Message } from '@hobnail/api'
import { Moment, useUi } from '@hobnail/ui'
import { Button } from 'antd'
import { micromark } from 'micromark'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import { usePick } from '../../data/signin'
import { MessageBody, type Shown } from '../../message/MessageBody'
import { useTexts } from '../../texts'
import styles from './LiveInbox.module.css'

const shownAtOnce = 30

function useCaptured(userid: string) {
  const [messages, setMessages] = useState<Captured[]>([])
  const [lost, setLost] = useState(false)

  useEffect(() => {
    const stop = new AbortController()
    async function follow() {
      let after: number | undefined
      let failures = 0
      while (!stop.signal.aborted) {
        try {
          const { messages: fresh, next } = await captured(userid, after, after === undefined ? 0 : 20_000, stop.signal)
          failures = 0
          setLost(false)
          after = next
          if (fresh.length) setMessages(before => [...before, ...fresh].slice(-shownAtOnce))
        } catch {
          if (stop.signal.aborted) return
          setLost(true)
          failures += 1
          await new Promise(resolve => setTimeout(resolve, Math.min(1000 * failures, 5000)))
        }
      }
    }
    follow()
    return () => stop.abort()
  }, [userid])

  return { messages: messages.filter(message => message.state !== 'recalled').reverse(), lost }
}

function shownOf({ msg }: Captured): Shown {
  const card = msg.action_card
  const actionCard: Message['actionCard'] = card && {
    title: card.title ?? '',
    html: micromark(card.markdown),
    vertical: card.btn_orientation !== '1',
    ...(card.single_title && { singleTitle: card.single_title, singleUrl: card.single_url ?? '' }),
    ...(card.btn_json_list && {
      buttons: card.btn_json_list.map(({ title, action_url }) => ({ title, url: action_url })),
    }),
  }
  return {
    kind: msg.msgtype === 'action_card' ? 'actionCard' : (msg.msgtype as Message['kind']),
    summary: msg.msgtype,
    text: msg.text,
    markdown: msg.markdown && { title: msg.markdown.title, html: micromark(msg.markdown.text) },
    link: msg.link,
    actionCard,
  }
}

export function LiveInbox({ corpId, userid, name }: { corpId: string; userid: string; name: string }) {
  const t = useTexts()
  const { texts } = useUi()
  const pick = usePick()
  const navigate = useNavigate()
  const { messages, lost } = useCaptured(userid)
  return (
    <aside className={styles.phone} aria-label={t.start.inboxOf(name)}>
      <header className={styles.head}>
        <h2>{t.start.inboxOf(name)}</h2>
        {lost && <p role="status">{t.start.lost}</p>}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={t.nav.inbox}>
        {messages.length ? (
          <ol aria-live="polite">
            {messages.map(message => (
              <li key={message.id} data-item={message.id} className={styles.item}>
                <Moment className={styles.when} ms={message.delivered_ms} form="full" />
                <div className={styles.card} data-kind={message.msg.msgtype}>
                  <MessageBody message={shownOf(message)} />
                </div>
              </li>
            ))}
          </ol>
        ) : (
          <div className={styles.waiting}>
            <p>{t.start.waiting}</p>
            <p>{t.start.waitingHint}</p>
          </div>
        )}
      </section>
      <footer className={styles.foot}>
        <Button
          type="link"
          loading={pick.isPending}
          onClick={() => pick.mutate({ corpId, userid }, { onSuccess: () => navigate('/work') })}
        >
          {t.start.openInbox(name)}
        </Button>
        {pick.error && <p role="alert">{pick.error.message || texts.offlineTitle}</p>}
      </footer>
    </aside>
  )
}
