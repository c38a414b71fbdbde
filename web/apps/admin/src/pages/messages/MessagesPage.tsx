/** What apps sent: the tasks, newest first, and one of them beside the list. */
import {
  Avatar,
  KeysetList,
  ListDetail,
  Moment,
  Notice,
  Pill,
  SearchField,
  useDetail,
  useUrlText,
  useWords,
} from '@hobnail/ui'
import { Button, Tag } from 'antd'
import { Link } from 'react-router'
import { type SentTask, useTasks } from './data'
import styles from './Messages.module.css'
import { Task } from './Task'
import { texts } from './texts'

export default function MessagesPage() {
  const t = useWords(texts)
  const detail = useDetail()
  const [q, setQ] = useUrlText('q')
  const [app, setApp] = useUrlText('app')
  const tasks = useTasks(q, Number(app) || undefined)
  const appName = tasks.items?.[0]?.appName || app
  const nothingYet = tasks.items?.length === 0 && tasks.hasNextPage

  return (
    <ListDetail
      title={t.title}
      tools={
        <>
          {app && (
            <Tag closable onClose={() => setApp('')} className={styles.filter}>
              {t.onlyApp(appName)}
            </Tag>
          )}
          <SearchField label={t.search} />
        </>
      }
      detail={detail.id && <Task key={detail.id} id={detail.id} onApp={setApp} onClose={detail.close} />}
    >
      {nothingYet ? (
        <Notice
          title={t.lookFurther}
          action={
            <Button loading={tasks.isFetchingNextPage} onClick={() => tasks.fetchNextPage()}>
              {t.lookFurther}
            </Button>
          }
        />
      ) : (
        <KeysetList
          list={tasks}
          label={t.list}
          idOf={task => task.taskId}
          row={task => <Row task={task} to={detail.to(task.taskId)} chosen={detail.id === String(task.taskId)} />}
          filtered={Boolean(q || app)}
          onClear={() => {
            setQ('')
            setApp('')
          }}
          empty={<Notice title={t.emptyTitle}>{t.emptyHint}</Notice>}
        />
      )}
    </ListDetail>
  )
}

export const toneOf = { waiting: 'plain', sending: 'busy', done: 'good', recalled: 'bad' } as const

export function useAsked() {
  const t = useWords(texts)
  return ({ asked }: SentTask) =>
    asked.everyone
      ? t.everyone
      : [asked.people > 0 && t.people(asked.people), asked.departments > 0 && t.departments(asked.departments)]
          .filter(Boolean)
          .join(t.and)
}

function Row({ task, to, chosen }: { task: SentTask; to: string; chosen: boolean }) {
  const t = useWords(texts)
  const asked = useAsked()
  const name = task.appName || t.goneApp
  return (
    <Link className={styles.row} to={to} data-row data-id={task.taskId} aria-current={chosen ? 'true' : undefined}>
      <Avatar name={name} src={task.appIcon} kind="app" size={36} />
      <span className={styles.what}>
        <strong>{task.summary}</strong>
        <span>
          {name} · {t.kinds[task.kind]}
        </span>
      </span>
      <span className={styles.to}>{asked(task)}</span>
      <span className={styles.state}>
        {task.state === 'done' ? (
          t.states.done
        ) : (
          <Pill tone={toneOf[task.state]}>
            {task.state === 'sending' ? t.progress(task.percent) : t.states[task.state]}
          </Pill>
        )}
      </span>
      <Moment className={styles.when} ms={task.createdMs} form="full" />
    </Link>
  )
}
