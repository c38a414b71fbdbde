/** The people of a task in one state, with what there is to say of each. */
import { Avatar, FaultNotice, Moment, Pending, useUi, useWords } from '@hobnail/ui'
import { Button } from 'antd'
import { type PersonState, type SentPerson, usePeople } from './data'
import styles from './Messages.module.css'
import { texts } from './texts'

export function Receivers({ taskId, state }: { taskId: number; state: PersonState }) {
  const t = useWords(texts)
  const { texts: ui } = useUi()
  const people = usePeople(taskId, state)
  if (people.isPending) return <Pending avatar />
  if (!people.items) return <FaultNotice error={people.error} onRetry={() => people.refetch()} />
  if (!people.items.length) return <p className={styles.nobody}>{t.nobody[state]}</p>
  return (
    <ul className={styles.people} aria-label={t.tabs[state]} data-old={people.isPlaceholderData}>
      {people.items.map(person => (
        <li key={`${person.department} ${person.id}`}>
          <Receiver person={person} invalid={state === 'invalid'} />
        </li>
      ))}
      {people.hasNextPage && (
        <li className={styles.more}>
          <Button loading={people.isFetchingNextPage} onClick={() => people.fetchNextPage()}>
            {ui.list.more}
          </Button>
        </li>
      )}
    </ul>
  )
}

function Receiver({ person, invalid }: { person: SentPerson; invalid: boolean }) {
  const t = useWords(texts)
  const why = person.refusal
    ? t.rules[person.refusal.rule](person.refusal.limit)
    : invalid
      ? person.department
        ? t.invalidDept
        : t.invalidUser
      : person.name
        ? person.deptName
        : t.left
  return (
    <>
      <Avatar name={person.name ?? person.id} src={person.avatar} size={32} />
      <span className={styles.who}>
        <span>
          {person.name ?? (person.department ? t.deptId : '')} <code>{person.id}</code>
        </span>
        <small>
          {why}
          {person.refusal && <code> {person.refusal.code}</code>}
        </small>
      </span>
      {person.readMs != null && <Moment className={styles.when} ms={person.readMs} form="full" />}
    </>
  )
}
