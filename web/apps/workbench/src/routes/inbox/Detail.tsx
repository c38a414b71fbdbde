/** One message in full, and the facts about it that somebody may have to quote. */
import CloseOutlined from '@ant-design/icons/es/icons/CloseOutlined'
import { Fault } from '@hobnail/api'
import {
  CopyButton,
  CopyField,
  exactTime,
  FaultNotice,
  MessageBody,
  Notice,
  Pending,
  useUi,
  useZone,
} from '@hobnail/ui'
import { useEffect, useRef } from 'react'
import { useMarkRead, useMessage } from '../../data/inbox'
import { useTexts } from '../../texts'
import styles from './Detail.module.css'

export function Detail({ agentId, id, onClose }: { agentId: number; id: number; onClose: () => void }) {
  const t = useTexts()
  const { texts } = useUi()
  const zone = useZone()
  const message = useMessage(agentId, id)
  const markRead = useMarkRead(agentId)
  const panel = useRef<HTMLElement>(null)
  const item = message.data
  const title =
    item?.markdown?.title || item?.link?.title || item?.actionCard?.title || item?.oa?.title || t.inbox.detail

  useEffect(() => panel.current?.focus({ preventScroll: true }), [])
  const unread = item?.state === 'unread'
  useEffect(() => {
    if (unread) markRead(id)
  }, [unread, id, markRead])

  return (
    <aside ref={panel} className={styles.detail} tabIndex={-1} aria-label={t.inbox.detail}>
      <header className={styles.head}>
        <h2>{title}</h2>
        <button type="button" className={styles.close} onClick={onClose} aria-label={t.inbox.close}>
          <CloseOutlined />
        </button>
      </header>
      {message.isPending ? (
        <Pending />
      ) : !item ? (
        message.error instanceof Fault && message.error.gone ? (
          <Notice title={t.inbox.recalledTitle}>{t.inbox.recalledHint}</Notice>
        ) : (
          <FaultNotice error={message.error} onRetry={() => message.refetch()} />
        )
      ) : (
        <div className={styles.scroll}>
          <div className={styles.card}>
            <MessageBody message={item} />
          </div>
          <dl className={styles.facts}>
            <div>
              <dt>{t.inbox.facts.app}</dt>
              <dd>{item.appName}</dd>
            </div>
            <div>
              <dt>{t.inbox.facts.time}</dt>
              <dd>{exactTime(item.deliveredMs, zone)}</dd>
            </div>
            <CopyField label={t.inbox.facts.agentId} value={String(item.agentId)} />
            <CopyField label={t.inbox.facts.taskId} value={String(item.taskId)} />
            <CopyField label={t.inbox.facts.messageId} value={String(item.id)} />
            <div>
              <dt>{t.inbox.facts.link}</dt>
              <dd>
                <CopyButton
                  label={t.inbox.facts.link}
                  text={texts.copy}
                  value={`${window.location.origin}/work/inbox/${agentId}/${id}`}
                />
              </dd>
            </div>
          </dl>
        </div>
      )}
    </aside>
  )
}
