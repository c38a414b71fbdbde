/**
 * 消息: apps, the conversation with one of them, one message in detail, side by side on wide screens and one at a time on phones.
 *
 * The address is the state: /work, /work/inbox/:agentId, /work/inbox/:agentId/:messageId, with the list's search and filter in the
 * query. Esc goes one level up and puts the focus on what was left.
 */
import { FaultNotice, Notice, Pending, useListKeys } from '@hobnail/ui'
import { useEffect, useRef } from 'react'
import { useMatch, useNavigate, useSearchParams } from 'react-router'
import { useApps } from '../../data/inbox'
import { useTexts } from '../../texts'
import { AppList } from './AppList'
import { Conversation } from './Conversation'
import { Detail } from './Detail'
import { EmptyInbox } from './EmptyInbox'
import styles from './InboxPage.module.css'

export function InboxPage() {
  const t = useTexts()
  const apps = useApps()
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const match = useMatch('/work/inbox/:agentId/:messageId?')
  const agentId = Number(match?.params.agentId) || undefined
  const messageId = Number(match?.params.messageId) || undefined
  const query = params.size ? `?${params}` : ''
  const level = messageId ? 'message' : agentId ? 'app' : 'list'

  const left = useRef<string>(undefined)
  function goUp() {
    if (!agentId) return
    left.current = messageId ? `[data-message="${messageId}"]` : `[data-app="${agentId}"]`
    navigate(messageId ? `/work/inbox/${agentId}${query}` : `/work${query}`)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once per level, after it is drawn
  useEffect(() => {
    if (left.current) document.querySelector<HTMLElement>(left.current)?.focus({ preventScroll: true })
    left.current = undefined
  }, [level])
  useListKeys({ onEscape: goUp })

  if (apps.isPending) return <Pending lines={6} avatar />
  if (!apps.data) return <FaultNotice error={apps.error} onRetry={() => apps.refetch()} />
  if (!apps.data.items.length && !agentId) return <EmptyInbox />

  const current = apps.data.items.find(item => item.agentId === agentId)
  const waiting = apps.data.items.filter(item => item.unread > 0).length
  return (
    <div className={styles.page} data-level={level} data-deep={level !== 'list'}>
      <AppList apps={apps.data} chosen={agentId} query={query} />
      {agentId ? (
        <Conversation key={agentId} agentId={agentId} app={current} chosen={messageId} query={query} />
      ) : (
        <section className={styles.nothing}>
          <Notice title={t.inbox.pickTitle(apps.data.unread, waiting)}>
            <p>{t.inbox.pickHint}</p>
            <p className={styles.keys}>
              <span>
                <kbd>/</kbd> {t.inbox.keys.search}
              </span>
              <span>
                <kbd>j</kbd> <kbd>k</kbd> {t.inbox.keys.move}
              </span>
              <span>
                <kbd>Enter</kbd> {t.inbox.keys.open}
              </span>
              <span>
                <kbd>Esc</kbd> {t.inbox.keys.close}
              </span>
            </p>
          </Notice>
        </section>
      )}
      {agentId && messageId && <Detail key={messageId} agentId={agentId} id={messageId} onClose={goUp} />}
    </div>
  )
}
