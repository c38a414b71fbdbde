/** Every message that anybody received, as its receiver sees it and as its sender wrote it. */
import { type Captured, captured, demo } from '@hobnail/api'
import {
  CodeBlock,
  CopyField,
  DetailPanel,
  FaultNotice,
  MessageBody,
  Moment,
  Notice,
  Pending,
  Pill,
  SearchField,
  usePerson,
  useUrlText,
  useWords,
} from '@hobnail/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useFollowed } from '../../data/followed'
import { shownOf, summaryOf } from '../../message/captured'
import styles from './Dev.module.css'
import { gone, Split } from './Split'
import { texts } from './texts'
import { useOpened } from './useOpened'

const kept = 500

export function MessagesTab({ id }: { id: number | undefined }) {
  const t = useWords(texts)
  const { person } = usePerson()
  const [userid] = useUrlText('q')
  const { items, lost, ready } = useFollowed(
    `messages/${person.corpId}/${userid}`,
    async (after, wait, signal) => {
      const of = { corp_id: person.corpId, ...(userid && { userid }) }
      const { messages, next } = await captured(of, after, wait, signal)
      return { items: messages, next }
    },
    kept,
  )
  const { to, close } = useOpened('messages', id)
  const opened = items.find(message => message.id === id)
  return (
    <Split
      lost={lost}
      tools={<SearchField label={t.messages.filter} />}
      detail={
        id !== undefined && (
          <DetailPanel title={opened ? summaryOf(opened) : t.messages.detail} label={t.messages.detail} onClose={close}>
            {opened ? <Told message={opened} /> : ready ? <FaultNotice error={gone} /> : <Pending />}
          </DetailPanel>
        )
      }
    >
      {items.length ? (
        <ol className={styles.rows} data-rows="down" aria-label={t.messages.list}>
          {items.map(message => (
            <li key={message.id}>
              <Link
                className={styles.row}
                to={to(message.id)}
                data-row
                data-id={message.id}
                aria-current={message.id === id ? 'true' : undefined}
              >
                <State message={message} />
                <span className={styles.path}>
                  <code>{message.userid}</code> {summaryOf(message)}
                </span>
                <span className={styles.took}>{message.msg.msgtype}</span>
                <Moment className={styles.when} ms={message.delivered_ms} form="full" />
              </Link>
            </li>
          ))}
        </ol>
      ) : !ready ? (
        <Pending lines={6} />
      ) : userid ? (
        <Notice title={t.messages.none} />
      ) : (
        <Notice title={t.messages.empty}>{t.messages.emptyHint}</Notice>
      )}
    </Split>
  )
}

function State({ message }: { message: Captured }) {
  const t = useWords(texts)
  return <Pill tone={message.state === 'unread' ? 'busy' : 'plain'}>{t.messages.states[message.state]}</Pill>
}

function Told({ message }: { message: Captured }) {
  const t = useWords(texts)
  const app = useQuery({ queryKey: ['open', 'demo'], queryFn: demo, staleTime: Number.POSITIVE_INFINITY })
  return (
    <>
      <p className={styles.label}>{t.messages.shown}</p>
      <div className={styles.card}>
        <MessageBody message={shownOf(message, app.data)} />
      </div>
      <dl className={styles.facts}>
        <CopyField label={t.messages.receiver} value={message.userid} />
        <CopyField label={t.calls.app} value={String(message.agent_id)} />
        <CopyField label={t.messages.taskId} value={String(message.task_id)} />
        <CopyField label={t.messages.messageId} value={String(message.id)} />
      </dl>
      <div className={styles.code}>
        <CodeBlock label={t.messages.sent} code={JSON.stringify(message.msg, null, 2)} />
      </div>
    </>
  )
}
