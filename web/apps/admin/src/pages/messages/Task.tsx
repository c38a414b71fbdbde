/** One task: how it went, who has it and who has not, what was sent, taking it back. */
import {
  CopyField,
  DetailPanel,
  exactTime,
  FaultNotice,
  MessageBody,
  Pending,
  Pill,
  Section,
  useUrlText,
  useWords,
  useZone,
} from '@hobnail/ui'
import { Button, Popconfirm, Progress, Segmented } from 'antd'
import { type PersonState, type SentDetail, states, useRecall, useTask } from './data'
import styles from './Messages.module.css'
import { toneOf, useAsked } from './MessagesPage'
import { Receivers } from './Receivers'
import { texts } from './texts'

export function Task({ id, onApp, onClose }: { id: string; onApp: (agentId: string) => void; onClose: () => void }) {
  const t = useWords(texts)
  const task = useTask(Number(id))
  return (
    <DetailPanel
      title={task.data?.task.summary ?? t.detail}
      label={t.detail}
      actions={task.data && <Recall detail={task.data} />}
      onClose={onClose}
    >
      {task.isPending ? (
        <Pending />
      ) : task.data ? (
        <Told detail={task.data} onApp={onApp} />
      ) : (
        <FaultNotice error={task.error} onRetry={() => task.refetch()} />
      )}
    </DetailPanel>
  )
}

function Recall({ detail: { task, counts, recallableUntilMs } }: { detail: SentDetail }) {
  const t = useWords(texts)
  const recall = useRecall(task.taskId)
  if (!recallableUntilMs) return null
  return (
    <Popconfirm
      title={t.recallTitle(counts.read + counts.unread)}
      description={recall.error ? recall.error.message : t.recallHint}
      okText={t.recallYes}
      cancelText={t.recallNo}
      okButtonProps={{ danger: true, loading: recall.isPending }}
      placement="bottomRight"
      onConfirm={() => recall.mutateAsync()}
    >
      <Button danger>{t.recall}</Button>
    </Popconfirm>
  )
}

function Told({ detail, onApp }: { detail: SentDetail; onApp: (agentId: string) => void }) {
  const t = useWords(texts)
  const zone = useZone()
  const asked = useAsked()
  const [tab, setTab] = useUrlText('people')
  const { task, message, counts, recalledMs } = detail
  const state: PersonState = states.find(each => each === tab) ?? (counts.read || !counts.unread ? 'read' : 'unread')
  const reached = counts.read + counts.unread
  return (
    <>
      <p className={styles.progress}>
        <Pill tone={toneOf[task.state]}>{t.states[task.state]}</Pill>
        <span>{reached ? `${t.tabs.read} ${counts.read} / ${reached}` : t.people(task.people)}</span>
      </p>
      <Progress
        aria-label={t.progress(task.percent)}
        percent={
          task.state === 'waiting' || task.state === 'sending'
            ? task.percent
            : reached
              ? Math.round((counts.read * 100) / reached)
              : 100
        }
        status={task.state === 'sending' ? 'active' : 'normal'}
        size="small"
      />
      <Section title={t.receivers}>
        <Segmented<PersonState>
          block
          aria-label={t.receivers}
          value={state}
          onChange={setTab}
          options={states.map(each => ({ value: each, label: `${t.tabs[each]} ${counts[each]}` }))}
        />
        <Receivers taskId={task.taskId} state={state} />
      </Section>
      <Section title={t.message}>
        <div className={styles.card}>
          <MessageBody message={message} />
        </div>
      </Section>
      <Section title={t.facts}>
        <dl className={styles.facts}>
          <div>
            <dt>{t.app}</dt>
            <dd>
              {task.appName || t.goneApp}
              <Button type="link" size="small" onClick={() => onApp(String(task.agentId))}>
                {t.onlyApp(task.appName || t.goneApp)}
              </Button>
            </dd>
          </div>
          <div>
            <dt>{t.created}</dt>
            <dd>{exactTime(task.createdMs, zone)}</dd>
          </div>
          <div>
            <dt>{t.asked}</dt>
            <dd>{asked(task)}</dd>
          </div>
          {recalledMs != null && (
            <div>
              <dt>{t.recalled}</dt>
              <dd>{exactTime(recalledMs, zone)}</dd>
            </div>
          )}
          <CopyField label={t.taskId} value={String(task.taskId)} />
          <CopyField label={t.agentId} value={String(task.agentId)} />
        </dl>
      </Section>
    </>
  )
}
