/**
 * One person's inbox as a phone shows it, filled by the control API's waiting read: a message is here the moment it is sent.
 */
import { captured, type Demo } from '@hobnail/api'
import { MessageBody, Moment, useUi } from '@hobnail/ui'
import { Button } from 'antd'
import { useNavigate } from 'react-router'
import { useFollowed } from '../../data/followed'
import { usePick } from '../../data/signin'
import { shownOf } from '../../message/captured'
import { useTexts } from '../../texts'
import styles from './LiveInbox.module.css'

export function LiveInbox({ app, userid, name }: { app: Demo; userid: string; name: string }) {
  const t = useTexts()
  const { texts } = useUi()
  const pick = usePick()
  const navigate = useNavigate()
  const { items, lost } = useFollowed(
    `inbox/${userid}`,
    async (after, wait, signal) => {
      const { messages, next } = await captured({ userid }, after, wait, signal)
      return { items: messages, next }
    },
    30,
  )
  const messages = items.filter(message => message.state !== 'recalled')
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
                  <MessageBody message={shownOf(message, app)} />
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
          onClick={() => pick.mutate({ corpId: app.corp_id, userid }, { onSuccess: () => navigate('/work') })}
        >
          {t.start.openInbox(name)}
        </Button>
        {pick.error && <p role="alert">{pick.error.message || texts.offlineTitle}</p>}
      </footer>
    </aside>
  )
}
